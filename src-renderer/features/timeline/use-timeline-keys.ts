import type { ListOrder } from '../../../src-shared/contract/captures.ts';
import { type KeyBinding, useKeyBindings } from '../../lib/keyboard.ts';
import type { PlaybackSpeed } from './playback.ts';
import { playbackSpeeds } from './playback.ts';
import type { TransportActions } from './transport.tsx';
import type { SelectionActions } from './use-capture-selection.ts';
import type { DecideActions } from './use-decide-actions.ts';

export interface TimelineKeyActions extends TransportActions {
  readonly previousDay: () => void;
  readonly nextDay: () => void;
  readonly today: () => void;
  readonly live: () => void;
  readonly openCalendar: () => void;
  readonly displayBy: (steps: number) => void;
  readonly displayAt: (index: number) => void;
  readonly toggleWall: () => void;
  readonly toggleSide: () => void;
  readonly toggleDetails: () => void;
  readonly setOrder: (order: ListOrder) => void;
  readonly setSpeed: (speed: PlaybackSpeed) => void;
  readonly zoomBy: (factor: number) => void;
}

/** The keys of the day view. They stand in the keyboard help under the same words. */
export function useTimelineKeys(
  actions: TimelineKeyActions,
  state: { order: ListOrder; speed: PlaybackSpeed; zoomed: boolean },
): void {
  const speedBy = (steps: number): void => {
    const next = playbackSpeeds[playbackSpeeds.indexOf(state.speed) + steps];
    if (next !== undefined) actions.setSpeed(next);
  };
  const key = (keys: string | readonly string[], label: string, run: () => void): KeyBinding => ({
    keys: typeof keys === 'string' ? [keys] : keys,
    label,
    run,
  });
  useKeyBindings('Timeline', [
    key('ArrowLeft', 'Previous capture', () => actions.step(-1)),
    key('ArrowRight', 'Next capture', () => actions.step(1)),
    key('Shift+ArrowLeft', 'Ten captures back', () => actions.step(-10)),
    key('Shift+ArrowRight', 'Ten captures on', () => actions.step(10)),
    key('Home', 'First capture of the day', () => actions.toEdge('first')),
    key('End', 'Last capture of the day', () => actions.toEdge('last')),
    key('ArrowUp', 'Display above in the lanes', () => actions.displayBy(-1)),
    key('ArrowDown', 'Display below in the lanes', () => actions.displayBy(1)),
    {
      keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      label: 'Display by its number',
      run: (event) => actions.displayAt(Number(event.key) - 1),
    },
    key('Space', 'Play or pause', actions.togglePlay),
    key('>', 'Play faster', () => speedBy(1)),
    key('<', 'Play slower', () => speedBy(-1)),
    key('l', 'Live: follow the newest capture', actions.live),
    key('p', 'Previous day with captures', actions.previousDay),
    key('n', 'Next day with captures', actions.nextDay),
    key('t', 'Today', actions.today),
    key('j', 'Jump to a day or time', actions.openCalendar),
    key('o', 'Newest or oldest first', () => actions.setOrder(state.order === 'newest' ? 'oldest' : 'newest')),
    key('s', 'Show or hide the side panel', actions.toggleSide),
    key('i', 'Details of the picture', actions.toggleDetails),
    key('w', 'Monitor wall or one picture', actions.toggleWall),
  ]);
  useKeyBindings('Picture', [
    key('z', 'Fit or true size', () => (state.zoomed ? actions.fit() : actions.actualSize())),
    key(['+', '='], 'Zoom in', () => actions.zoomBy(1.25)),
    key('-', 'Zoom out', () => actions.zoomBy(0.8)),
    key('0', 'Fit', actions.fit),
    key('f', 'Full screen', actions.fullScreen),
  ]);
}

/** The keys that decide, and those that select in the list. */
export function useDecideKeys(
  actions: DecideActions,
  selected: SelectionActions,
  selectShown: () => void,
  exportThese: () => void,
): void {
  // A key that is held down says it once.
  const once = (keys: readonly string[], label: string, run: () => void): KeyBinding => ({
    keys,
    label,
    run: (event) => {
      if (!event.repeat) run();
    },
  });
  useKeyBindings('Decide', [
    once(['k'], 'Keep this picture, or the selected ones', actions.keep),
    once(['d', 'Delete'], 'Discard this picture, or the selected ones', actions.discard),
    once(['#'], 'Tag this picture, or the selected ones', actions.editTags),
    once(['u', 'Ctrl+z'], 'Undo what was decided last', actions.undo),
    once(['e'], 'Export this picture, or the selected ones', exportThese),
  ]);
  useKeyBindings('Select in the list', [
    once(['x'], 'Select this picture, or leave it out', selectShown),
    once(['Ctrl+a'], 'Select all of the list', selected.all),
    once(['Escape'], 'Select none', selected.clear),
  ]);
}
