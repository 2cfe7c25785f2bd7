import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DecisionBatch } from '../../src-shared/contract/review.ts';
import type { ShiftAmount, ShiftPreview, ShiftScope } from '../../src-shared/contract/times.ts';
import { client, orpc } from './api.ts';
import { verdictDone } from './decision-words.ts';
import { formatMoment, formatQuantity } from './format.ts';
import { noticeDone, noticeProblem } from './notice.ts';
import type { Moment } from './typed-time.ts';
import { hideUndoNotice, noticeUndoable } from './undo-notice.tsx';

/** As many as one call takes. */
const mostAtOnce = 1000;

function inParts<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (let start = 0; start < items.length; start += mostAtOnce) parts.push(items.slice(start, start + mostAtOnce));
  return parts;
}

/** What a person can say of pictures, and take back. Each says itself whether it was done; none throws. */
export interface Decisions {
  /** True where it was done. `onUndone` is called when this window takes it back. */
  readonly decide: (
    captureIds: readonly string[],
    verdict: 'keep' | 'discard',
    onUndone?: () => void,
  ) => Promise<boolean>;
  readonly tag: (captureIds: readonly string[], tag: string, assigned: boolean) => Promise<boolean>;
  readonly restore: (captureIds: readonly string[]) => Promise<boolean>;
  /** Says when a picture was really taken. */
  readonly setTime: (captureId: string, moment: Moment, onUndone?: () => void) => Promise<boolean>;
  /** Says that these pictures have the right time already. */
  readonly confirmTimes: (captureIds: readonly string[], onUndone?: () => void) => Promise<boolean>;
  /** Moves many pictures in time. Rejects where it would do something else than was said; all others never do. */
  readonly shiftTimes: (
    which: ShiftScope,
    by: ShiftAmount,
    expected: ShiftPreview,
    onUndone?: () => void,
  ) => Promise<void>;
  /** Takes back what was done last, in this window or elsewhere, also before a restart. */
  readonly undoLast: () => Promise<void>;
}

/** Decisions with their notices. The functions never change. */
export function useDecisions(): Decisions {
  const queries = useQueryClient();
  return useMemo(() => {
    /** What was refused, was so because something here is older than what the core knows. */
    const askAgain = (): void => {
      for (const part of [orpc.captures, orpc.timeline, orpc.review, orpc.times, orpc.trash]) {
        void queries.invalidateQueries({ queryKey: part.key() });
      }
    };
    const onUndoneByBatch = new Map<string, () => void>();
    const undo = async (batchIds: readonly (string | undefined)[]): Promise<void> => {
      try {
        let last: DecisionBatch | undefined;
        for (const batchId of batchIds.toReversed()) {
          last = await client.review.undo({ batchId });
          onUndoneByBatch.get(last.id)?.();
        }
        hideUndoNotice();
        if (last) noticeDone(`Undone: ${last.summary}.`.replace(/\.\.$/, '.'));
      } catch (error) {
        noticeProblem('Nothing was undone', error);
        askAgain();
      }
    };
    const doAll = async (
      captureIds: readonly string[],
      problem: string,
      done: string,
      call: (part: string[]) => Promise<DecisionBatch>,
      onUndone?: () => void,
    ): Promise<boolean> => {
      const batches: string[] = [];
      try {
        for (const part of inParts(captureIds)) {
          const { id } = await call(part);
          batches.push(id);
          if (onUndone) onUndoneByBatch.set(id, onUndone);
        }
        noticeUndoable(done, () => void undo(batches));
        return true;
      } catch (error) {
        noticeProblem(problem, error);
        askAgain();
        return false;
      }
    };
    return {
      decide: (captureIds, verdict, onUndone) =>
        doAll(
          captureIds,
          verdict === 'keep' ? 'Nothing was kept' : 'Nothing was discarded',
          verdictDone(verdict, captureIds.length),
          (part) => client.review.decide({ decisions: part.map((captureId) => ({ captureId, verdict })) }),
          onUndone,
        ),
      tag: (captureIds, tag, assigned) =>
        doAll(
          captureIds,
          assigned ? 'The tag was not added' : 'The tag was not removed',
          captureIds.length === 1
            ? `Tag “${tag}” ${assigned ? 'added' : 'removed'}.`
            : `Tag “${tag}” ${assigned ? 'added to' : 'removed from'} ${formatQuantity(captureIds.length, 'picture')}.`,
          (part) => client.review.tag({ captureIds: part, tag, assigned }),
        ),
      restore: (captureIds) =>
        doAll(
          captureIds,
          'Nothing was restored',
          captureIds.length === 1 ? 'Restored.' : `Restored ${formatQuantity(captureIds.length, 'picture')}.`,
          (part) => client.trash.restore({ captureIds: part }),
        ),
      setTime: (captureId, moment, onUndone) =>
        doAll(
          [captureId],
          'The time was not changed',
          `Time set to ${formatMoment(moment.capturedAt, moment.utcOffsetMinutes)}.`,
          () => client.review.overrideTime({ captureId, ...moment }),
          onUndone,
        ),
      confirmTimes: (captureIds, onUndone) =>
        doAll(
          captureIds,
          'The time was not confirmed',
          captureIds.length === 1
            ? 'Time confirmed.'
            : `Times of ${formatQuantity(captureIds.length, 'picture')} confirmed.`,
          (part) => client.times.confirm({ captureIds: part }),
          onUndone,
        ),
      shiftTimes: async (which, by, expected, onUndone) => {
        const { id } = await client.times.shift({ which, by, expected });
        if (onUndone) onUndoneByBatch.set(id, onUndone);
        noticeUndoable(`Times of ${formatQuantity(expected.captures, 'picture')} changed.`, () => void undo([id]));
      },
      undoLast: () => undo([undefined]),
    };
  }, [queries]);
}
