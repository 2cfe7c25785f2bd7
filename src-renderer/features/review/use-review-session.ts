import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import { client } from '../../lib/api.ts';
import { useLiveMessages } from '../../lib/live.tsx';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';
import { afterPaint } from './after-paint.ts';
import { ReviewSession, type ReviewSnapshot, type ReviewSource } from './review-session.ts';

const core: ReviewSource = {
  groups: async (view, { cursor, limit }) => {
    // Taking in further groups must not hold up the frame with those that are there.
    if (cursor !== undefined) await afterPaint();
    return client.duplicates.groups({ ...view, cursor, limit });
  },
  group: (id, view) => client.duplicates.group({ ...view, id }),
  decide: (decisions, groupId) => client.review.decide({ decisions: [...decisions], groupId }),
  decideGroup: async (view, groupId, action, keepId) => {
    const input = { ...view, groupId, action, keepId };
    const expected = await client.review.bulkPreview(input);
    return client.review.bulk({ ...input, expected });
  },
  undo: (batchId) => client.review.undo({ batchId }),
};

/** Found groups come by the hundred while a scan runs. */
const settleMs = 1000;

/** The review of this view, kept up to date with what other windows and the scan do. */
export function useReviewSession(view: DuplicateView): { session: ReviewSession; snapshot: ReviewSnapshot } {
  const [session] = useState(() => new ReviewSession(core, { problem: noticeProblem, done: noticeDone }));
  const snapshot = useSyncExternalStore(session.subscribe, session.get);
  useEffect(() => session.open(view), [session, view]);

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveMessages(['review-changed', 'duplicates-changed', 'hello', 'resync'], (message) => {
    if (message.type === 'review-changed') session.reviewChanged(message.captureIds);
    else if (message.type === 'hello' || message.type === 'resync') void session.reload();
    else {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        session.duplicatesChanged();
      }, settleMs);
    }
  });
  return { session, snapshot };
}
