import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { minutesPerBucket } from '../../../src-shared/contract/timeline.ts';
import { client } from '../../lib/api.ts';
import { type DayClock, rangesOfMinutes } from '../../lib/day-clock.ts';
import { bucketOfCapture, byTime } from './day-index.ts';

const pageLimit = 500;

/** The key under which a bucket is cached; it lies under the one of all captures, so that it goes stale with them. */
export function bucketKey(day: string, minute: number) {
  return [['captures', 'bucket'], { day, minute }] as const;
}

async function fetchBucket(clock: DayClock, minute: number, signal: AbortSignal): Promise<readonly Capture[]> {
  const found = new Map<string, Capture>();
  for (const range of rangesOfMinutes(clock, minute, minute + minutesPerBucket)) {
    let cursor: string | undefined;
    do {
      const page = await client.captures.list(
        { day: clock.day, ...range, order: 'oldest', limit: pageLimit, cursor },
        { signal },
      );
      for (const capture of page.items) if (bucketOfCapture(capture) === minute) found.set(capture.id, capture);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  }
  return [...found.values()].sort(byTime);
}

/**
 * All captures of five minutes of a day, oldest first, of every display. They do not go stale by age: the live stream
 * adds to them and says when they changed.
 */
export function bucketOptions(clock: DayClock, minute: number) {
  return queryOptions({
    queryKey: bucketKey(clock.day, minute),
    queryFn: ({ signal }) => fetchBucket(clock, minute, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Puts a new capture into its bucket, if that one is loaded. One that is just being loaded is loaded again. */
export function addToBucket(queries: QueryClient, capture: Capture): void {
  const queryKey = bucketKey(capture.localDay, bucketOfCapture(capture));
  if (queries.getQueryState(queryKey)?.fetchStatus === 'fetching') void queries.invalidateQueries({ queryKey });
  queries.setQueryData<readonly Capture[]>(queryKey, (captures) => {
    if (!captures || captures.some((each) => each.id === capture.id)) return captures;
    return [...captures, capture].sort(byTime);
  });
}

/** Moves the end of a held capture on, wherever it is loaded. */
export function extendInBuckets(queries: QueryClient, id: string, endedAt: number): void {
  for (const [queryKey, captures] of queries.getQueriesData<readonly Capture[]>({
    queryKey: [['captures', 'bucket']],
  })) {
    if (!captures?.some((capture) => capture.id === id && capture.endedAt < endedAt)) continue;
    queries.setQueryData<readonly Capture[]>(
      queryKey,
      captures.map((capture) => (capture.id === id ? { ...capture, endedAt } : capture)),
    );
  }
}
