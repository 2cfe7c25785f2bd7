import { useEffect } from 'react';
import { type KeyBinding, useKeyBindings } from '../../lib/keyboard.ts';
import { comparisonViews } from './comparison-views.ts';
import type { ReviewActions } from './use-review-actions.ts';

const holdKeys = [' ', 'x'];

function key(keys: string | readonly string[], label: string, run: () => void): KeyBinding {
  return { keys: typeof keys === 'string' ? [keys] : keys, label, run };
}

/** The keys of the review. They stand in the keyboard help under the same words. */
export function useReviewKeys(actions: ReviewActions): void {
  const { act, session } = actions;
  useKeyBindings('Decide', [
    key('k', 'Keep this picture', () => act('keep')),
    key('d', 'Discard this picture', () => act('discard')),
    key('Shift+k', 'Keep all of the group', () => act('keep_all')),
    key('Shift+d', 'Keep the reference, discard all others', () => act('discard_others')),
    key('Shift+Delete', 'Discard all of the group', () => act('discard_all')),
    key('s', 'Skip: leave it undecided', () => session.skip()),
    key(['u', 'Ctrl+z'], 'Undo', () => session.undo()),
    key('r', 'Make this one the reference', () => session.makeReference()),
    key('b', 'All groups at once', actions.openBulk),
  ]);
  useKeyBindings('Groups', [
    key('ArrowLeft', 'Previous picture of the group', () => session.stepMember(-1)),
    key('ArrowRight', 'Next picture of the group', () => session.stepMember(1)),
    key(['ArrowDown', 'n'], 'Next group', () => session.stepGroup(1)),
    key(['ArrowUp', 'p'], 'Previous group', () => session.stepGroup(-1)),
    key('<', 'Stricter', () => actions.stepThreshold(-1)),
    key('>', 'Looser', () => actions.stepThreshold(1)),
    key('o', 'Similar or scrolled', actions.toggleKind),
    key('h', 'Show or hide what was decided', actions.toggleHistory),
  ]);
  useKeyBindings('Compare', [
    ...comparisonViews.map((view, index) => key(String(index + 1), view.label, () => actions.setView(view.value))),
    key('v', 'Next view', actions.nextView),
    key(['Space', 'x'], 'Hold to see the reference instead', () => actions.setHeld(true)),
    key('c', 'Mark what changed', actions.toggleTiles),
    key('[', 'Slider to the left', () => actions.moveSlider(-0.05)),
    key(']', 'Slider to the right', () => actions.moveSlider(0.05)),
    key('z', 'Fit or true size', actions.toggleZoom),
    key(['+', '='], 'Zoom in', () => actions.zoomBy(1.25)),
    key('-', 'Zoom out', () => actions.zoomBy(0.8)),
    key('0', 'Fit', actions.fit),
  ]);

  const { setHeld } = actions;
  useEffect(() => {
    const release = (event: KeyboardEvent): void => {
      if (holdKeys.includes(event.key.toLowerCase())) setHeld(false);
    };
    const releaseAll = (): void => setHeld(false);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', releaseAll);
    return () => {
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', releaseAll);
    };
  }, [setHeld]);
}
