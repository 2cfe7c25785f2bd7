import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DuplicateCounts, DuplicateScope } from '../../../src-shared/contract/duplicates.ts';
import { client } from '../../lib/api.ts';
import { askAgain } from '../../lib/ask-again.ts';
import { useLiveMessages } from '../../lib/live.tsx';
import { afterPaint } from './after-paint.ts';

// A key of its own: what the live stream marks as stale is asked for with every decision, and counting is not free.
const path = ['window', 'duplicate-counts'];
const restMs = 700;
const longestMs = 4000;

/**
 * How many groups each setting gives in this scope, not before `enabled`: the first group comes first. Asked for again
 * when decisions or findings have come to rest.
 */
export function useCounts(
  scope: DuplicateScope,
  enabled: boolean,
): { counts: DuplicateCounts | undefined; error: unknown } {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [path, scope],
    queryFn: async ({ signal }) => {
      await afterPaint();
      return client.duplicates.counts({ scope }, { signal });
    },
    placeholderData: keepPreviousData,
    enabled,
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const waitingSince = useRef<number | null>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveMessages(['review-changed', 'duplicates-changed', 'capture-stored', 'captures-changed'], () => {
    const nowMs = performance.now();
    waitingSince.current ??= nowMs;
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => {
        waitingSince.current = null;
        void askAgain(queries, { queryKey: [path] });
      },
      Math.min(restMs, Math.max(0, waitingSince.current + longestMs - nowMs)),
    );
  });
  return { counts: query.data, error: query.error };
}
