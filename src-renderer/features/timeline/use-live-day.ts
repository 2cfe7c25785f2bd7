import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DayView } from '../../../src-shared/contract/timeline.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { orpc } from '../../lib/api.ts';
import { askAgain } from '../../lib/ask-again.ts';
import { offsetHere } from '../../lib/format.ts';
import { useLiveCaptures, useLiveMessages } from '../../lib/live.tsx';
import type { Playhead } from '../../lib/playhead.ts';
import { addToBucket, extendInBuckets } from './bucket-pages.ts';
import { daysInCache, marksInKey } from './days-in-cache.ts';
import { isLaidOutFor, withCapture } from './live-day.ts';
import { fits } from './marks.ts';

/**
 * Brings what the live stream tells into the loaded day and buckets, and moves a following playhead along. Nothing is
 * asked again for a new capture; a change of the capture state may have opened or closed a gap, so the day is.
 */
export function useLiveDay(shownDay: string, playhead: Playhead, onNextDay: () => void): void {
  const queries = useQueryClient();
  const lastState = useRef<string | undefined>(undefined);

  // While another page is shown nobody adds to what is loaded of today, so it is asked for anew on the way back. The day
  // itself may have been loaded by that page, which keeps no count either.
  useEffect(() => {
    const keysOfToday = () => {
      const today = localDayOf(Date.now(), offsetHere(Date.now()));
      return {
        day: orpc.timeline.day.key({ input: { day: today } }),
        buckets: [['captures', 'bucket'], { day: today }],
      };
    };
    void queries.invalidateQueries({
      queryKey: keysOfToday().day,
      predicate: ({ state }) => state.data !== undefined && state.fetchStatus === 'idle',
    });
    return () => {
      for (const queryKey of Object.values(keysOfToday())) {
        void queries.invalidateQueries({ queryKey, refetchType: 'none' });
      }
    };
  }, [queries]);

  useLiveCaptures((message) => {
    if (message.type === 'capture-stored') {
      const { capture } = message;
      for (const { queryKey, state } of daysInCache(queries, capture.localDay)) {
        const view = state.data as DayView | undefined;
        if (view && !isLaidOutFor(view, capture)) void askAgain(queries, { queryKey, exact: true });
        if (!fits(capture, marksInKey(queryKey), false)) continue;
        queries.setQueryData<DayView>(queryKey, (view) => (view ? withCapture(view, capture) : view));
      }
      addToBucket(queries, capture);
      const { following, at } = playhead.get();
      if (!following) return;
      if (capture.localDay === shownDay) playhead.set({ at: Math.max(at, capture.capturedAt) });
      else if (capture.localDay > shownDay) onNextDay();
    } else if (message.type === 'capture-held') {
      extendInBuckets(queries, message.id, message.endedAt);
      const { following, at } = playhead.get();
      if (following) playhead.set({ at: Math.max(at, message.endedAt) });
    }
  });

  useLiveMessages(['capture-status'], ({ status }) => {
    const state = `${status.state} ${status.displays.map((each) => `${each.display.id}:${each.connected}:${each.lastGapReason}`).join()}`;
    if (lastState.current !== undefined && lastState.current !== state) {
      void queries.invalidateQueries({ queryKey: orpc.timeline.day.key({ input: { day: shownDay } }) });
    }
    lastState.current = state;
  });
}
