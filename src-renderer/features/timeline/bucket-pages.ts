import { hashKey, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { askAgain } from '../../lib/ask-again.ts';
import { type BucketSource, loadBucket } from './bucket-requests.ts';
import { bucketOfCapture, byTime } from './day-index.ts';
import { fits, type Marks, nameOfMarks } from './marks.ts';

interface BucketName extends Marks {
  readonly day: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly minute: number;
}

/**
 * The key under which a bucket is cached; it lies under the one of all captures, so that it goes stale with them. The
 * ends of the day are part of it: on a journey the day grows, and the same five minutes then lie elsewhere as well.
 */
export function bucketKey({ clock: { day, startsAt, endsAt }, marks }: BucketSource, minute: number) {
  const name: BucketName = { day, startsAt, endsAt, minute, ...marks };
  return [['captures', 'bucket'], name] as const;
}

/** The keys of all buckets, whatever is wanted of them. */
const anyBucket = [['captures', 'bucket']] as const;

const hashesByDay = new Map<string, Map<number, string>>();
const keptDays = 64;

/** The cache's own name of a bucket, worked out once: making it anew for every bucket of a day costs milliseconds. */
function bucketHash(source: BucketSource, minute: number): string {
  const { clock, marks } = source;
  const name = `${clock.day} ${clock.startsAt} ${clock.endsAt} ${nameOfMarks(marks)}`;
  let hashes = hashesByDay.get(name);
  if (!hashes) {
    if (hashesByDay.size >= keptDays) hashesByDay.clear();
    hashes = new Map();
    hashesByDay.set(name, hashes);
  }
  let hash = hashes.get(minute);
  if (hash === undefined) {
    hash = hashKey(bucketKey(source, minute));
    hashes.set(minute, hash);
  }
  return hash;
}

/** The captures of a bucket, if it is loaded. The same as asking the client, for those who ask for a whole day. */
export function loadedBucket(
  queries: QueryClient,
  source: BucketSource,
  minute: number,
): readonly Capture[] | undefined {
  return queries.getQueryCache().get<readonly Capture[]>(bucketHash(source, minute))?.state.data;
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
 * The captures of five minutes of a day that fit its marks, oldest first, of every display. They do not go stale by
 * age: the live stream adds to them and says when they changed.
 */
export function bucketOptions(source: BucketSource, minute: number) {
  return queryOptions({
    queryKey: bucketKey(source, minute),
    queryFn: ({ signal }) => loadBucket(source, minute, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What a cached bucket holds, by its key. */
function nameInKey(queryKey: readonly unknown[]): BucketName {
  return queryKey[1] as BucketName;
}

/** Puts a new capture into its bucket, if that one is loaded. One that is just being loaded is loaded again. */
export function addToBucket(queries: QueryClient, capture: Capture): void {
  const name = { day: capture.localDay, minute: bucketOfCapture(capture) };
  for (const { queryKey, state } of queries.getQueryCache().findAll({ queryKey: [...anyBucket, name] })) {
    if (!fits(capture, nameInKey(queryKey), false)) continue;
    if (state.fetchStatus === 'fetching') void askAgain(queries, { queryKey, exact: true });
    queries.setQueryData<readonly Capture[]>(queryKey, (captures) => {
      if (!captures || captures.some((each) => each.id === capture.id)) return captures;
      return [...captures, capture].sort(byTime);
    });
  }
}

/** Changes loaded captures wherever they are: what `change` returns stands in their place, null takes them out. */
function changeInBuckets(
  queries: QueryClient,
  ids: ReadonlySet<string>,
  change: (capture: Capture, marks: Marks) => Capture | null,
): void {
  for (const { queryKey, state } of queries.getQueryCache().findAll({ queryKey: anyBucket })) {
    const captures = state.data as readonly Capture[] | undefined;
    if (!captures?.some((capture) => ids.has(capture.id))) continue;
    const marks = nameInKey(queryKey);
    queries.setQueryData<readonly Capture[]>(
      queryKey,
      captures.flatMap((capture) => {
        const changed = ids.has(capture.id) ? change(capture, marks) : capture;
        return changed ? [changed] : [];
      }),
    );
  }
}

/** Takes captures out of what is loaded, as when they were discarded. */
export function dropFromBuckets(queries: QueryClient, ids: ReadonlySet<string>): void {
  changeInBuckets(queries, ids, () => null);
}

/** Marks loaded captures as kept; they leave the buckets that hold only what is undecided. */
export function keepInBuckets(queries: QueryClient, ids: ReadonlySet<string>): void {
  changeInBuckets(queries, ids, (capture, { reviewState }) =>
    reviewState === 'unreviewed' ? null : { ...capture, reviewState: 'kept' },
  );
}

/** Moves the end of a held capture on, wherever it is loaded. */
export function extendInBuckets(queries: QueryClient, id: string, endedAt: number): void {
  for (const [queryKey, captures] of queries.getQueriesData<readonly Capture[]>({ queryKey: anyBucket })) {
    if (!captures?.some((capture) => capture.id === id && capture.endedAt < endedAt)) continue;
    queries.setQueryData<readonly Capture[]>(
      queryKey,
      captures.map((capture) => (capture.id === id ? { ...capture, endedAt } : capture)),
    );
  }
}
