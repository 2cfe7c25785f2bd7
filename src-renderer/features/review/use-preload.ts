import { type QueryClient, queryOptions, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Comparison } from '../../../src-shared/contract/duplicates.ts';
import { client } from '../../lib/api.ts';
import { fullUrl } from '../../lib/media.ts';
import { afterPaint } from './after-paint.ts';
import type { PictureLoader } from './picture-loader.ts';
import { type Pair, preloadPlan } from './preload-plan.ts';
import type { ReviewQueue } from './review-queue.ts';

/** Two stored pictures never change, so what was compared once holds. */
function comparisonOptions(pair: Pair) {
  return queryOptions({
    queryKey: [['window', 'comparison'], pair.referenceId, pair.candidateId],
    queryFn: async ({ signal }) => {
      await afterPaint();
      return client.duplicates.compare({ ...pair }, { signal });
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 120_000,
    retry: false,
  });
}

/** Where two pictures differ; undefined while that is being found out, or where it cannot be. */
export function useComparison(pair: Pair | undefined): { comparison: Comparison | undefined; error: unknown } {
  const options = comparisonOptions(pair ?? { referenceId: '', candidateId: '' });
  const query = useQuery(pair ? options : { ...options, queryFn: skipToken });
  return { comparison: query.data, error: query.error };
}

function prefetch(queries: QueryClient, pairs: readonly Pair[]): void {
  for (const pair of pairs) void queries.prefetchQuery(comparisonOptions(pair));
}

/** Has ready what the next key presses will show: comparisons, and pictures loaded and decoded. */
export function usePreload(queue: ReviewQueue, loader: PictureLoader): void {
  const queries = useQueryClient();
  useEffect(() => {
    const plan = preloadPlan(queue);
    loader.want(plan.pictures.map(fullUrl));
    prefetch(queries, plan.pairs);
  }, [queries, queue, loader]);
}
