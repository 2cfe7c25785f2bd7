import { hashKey, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DayClock } from '../../lib/day-clock.ts';
import { loadBucket } from './bucket-requests.ts';
import { bucketOfCapture, byTime } from './day-index.ts';

/** The key under which a bucket is cached; it lies under the one of all captures, so that it goes stale with them. */
export function bucketKey(day: string, minute: number) {
  return [['captures', 'bucket'], { day, minute }] as const;
}

const hashesByDay = new Map<string, Map<number, string>>();
const keptDays = 64;

/** The cache's own name of a bucket, worked out once: making it anew for every bucket of a day costs milliseconds. */
function bucketHash(day: string, minute: number): string {
  let hashes = hashesByDay.get(day);
  if (!hashes) {
    if (hashesByDay.size >= keptDays) hashesByDay.clear();
    hashes = new Map();
    hashesByDay.set(day, hashes);
  }
  let hash = hashes.get(minute);
  if (hash === undefined) {
    hash = hashKey(bucketKey(day, minute));
    hashes.set(minute, hash);
  }
  return hash;
}

/** The captures of a bucket, if it is loaded. The same as asking the client, for those who ask for a whole day. */
export function loadedBucket(queries: QueryClient, day: string, minute: number): readonly Capture[] | undefined {
  return queries.getQueryCache().get<readonly Capture[]>(bucketHash(day, minute))?.state.data;
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

function numberOf(page: readonly Capture[] | undefined): number {
  if (!page) return 0;
  let number = numbers.get(page);
  if (number === undefined) {
    lastNumber += 1;
    number = lastNumber;
    numbers.set(page, number);
  }
  return number;
}

/**
 * For `combine`: changes when any of the pages is another one. The pages themselves would be compared capture by
 * capture at every change.
 */
export function versionOfPages(results: readonly { readonly data: readonly Capture[] | undefined }[]): string {
  return results.map(({ data }) => numberOf(data)).join();
}

/**
 * All captures of five minutes of a day, oldest first, of every display. They do not go stale by age: the live stream
 * adds to them and says when they changed.
 */
export function bucketOptions(clock: DayClock, minute: number) {
  return queryOptions({
    queryKey: bucketKey(clock.day, minute),
    queryFn: ({ signal }) => loadBucket(clock, minute, signal),
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
