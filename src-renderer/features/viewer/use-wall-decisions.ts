import { useCallback, useMemo, useRef } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { useKeyBindings } from '../../lib/keyboard.ts';
import { noticeDone } from '../../lib/notice.ts';
import { useDecisions } from '../../lib/use-decisions.ts';

/** Keep, discard and undo on the wall, by the buttons on a picture or by keys for the one that is pointed at. */
export function useWallDecisions() {
  const decisions = useDecisions();
  const pointed = useRef<Capture | null>(null);
  const onPoint = useCallback((capture: Capture | null) => {
    pointed.current = capture;
  }, []);
  const { keep, discard } = useMemo(() => {
    const underWay = new Set<string>();
    const say = async ({ id, reviewState }: Capture, verdict: 'keep' | 'discard'): Promise<void> => {
      if (underWay.has(id)) return;
      if (verdict === 'keep' && reviewState === 'kept') {
        noticeDone('Kept already.');
        return;
      }
      underWay.add(id);
      await decisions.decide([id], verdict);
      underWay.delete(id);
    };
    return {
      keep: (capture: Capture) => void say(capture, 'keep'),
      discard: (capture: Capture) => void say(capture, 'discard'),
    };
  }, [decisions]);

  const ofPointed = (act: (capture: Capture) => void) => (event: KeyboardEvent) => {
    if (event.repeat) return;
    if (pointed.current) act(pointed.current);
    else noticeDone('Point at a picture first, or move to it with Tab.');
  };
  useKeyBindings('Decide', [
    { keys: ['k'], label: 'Keep the picture pointed at', run: ofPointed(keep) },
    { keys: ['d', 'Delete'], label: 'Discard the picture pointed at', run: ofPointed(discard) },
    { keys: ['u', 'Ctrl+z'], label: 'Undo what was decided last', run: () => void decisions.undoLast() },
  ]);
  return { onPoint, keep, discard };
}
