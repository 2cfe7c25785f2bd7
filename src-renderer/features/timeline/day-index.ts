import type { Capture } from '../../../src-shared/contract/captures.ts';
import { type Lane, minutesPerBucket } from '../../../src-shared/contract/timeline.ts';
import { localMillisecondOfDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';

/**
 * Where every picture of a day stands, from the counts per five minutes alone: the list can be as long as the day and
 * scroll anywhere, while only the buckets in sight are fetched.
 */
export interface DayIndex {
  readonly total: number;
  /** Start minutes of the buckets that hold pictures, ascending. */
  readonly minutes: readonly number[];
  /** How many pictures lie before each of these buckets. */
  readonly before: readonly number[];
}

/** A place in the day: the bucket and how many pictures of it come before. */
export interface Place {
  readonly minute: number;
  readonly offset: number;
}

/**
 * Builds the index of some lanes. `exactCounts` are the buckets that have been fetched, which know better than the
 * counts (a picture may have come or gone since).
 */
export function buildDayIndex(
  lanes: readonly Pick<Lane, 'buckets'>[],
  exactCounts: ReadonlyMap<number, number> = new Map(),
): DayIndex {
  const counts = new Map<number, number>();
  for (const lane of lanes) {
    for (const bucket of lane.buckets) {
      if (bucket.captures > 0) counts.set(bucket.minute, (counts.get(bucket.minute) ?? 0) + bucket.captures);
    }
  }
  for (const [minute, count] of exactCounts) counts.set(minute, count);
  const minutes = [...counts.keys()].filter((minute) => (counts.get(minute) ?? 0) > 0).sort((a, b) => a - b);
  const before: number[] = [];
  let total = 0;
  for (const minute of minutes) {
    before.push(total);
    total += counts.get(minute) ?? 0;
  }
  return { total, minutes, before };
}

/** The last position in the ascending list whose value is at most `value`; -1 where there is none. */
function lastAtMost(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The place of the n-th picture of the day (oldest is 0). */
export function placeOf(index: DayIndex, position: number): Place | undefined {
  if (position < 0 || position >= index.total) return undefined;
  const bucket = lastAtMost(index.before, position);
  return { minute: index.minutes[bucket] as number, offset: position - (index.before[bucket] as number) };
}

/** How many pictures of the day come before this place; undefined where the index has no such bucket. */
export function positionOf(index: DayIndex, place: Place): number | undefined {
  const bucket = lastAtMost(index.minutes, place.minute);
  if (bucket < 0 || index.minutes[bucket] !== place.minute) return undefined;
  return (index.before[bucket] as number) + place.offset;
}

/** The bucket with pictures at or before a minute; undefined where there is none. */
export function bucketAtOrBefore(index: DayIndex, minute: number): number | undefined {
  return index.minutes[lastAtMost(index.minutes, minute)];
}

/** The next bucket with pictures after a minute; undefined where there is none. */
export function bucketAfter(index: DayIndex, minute: number): number | undefined {
  return index.minutes[lastAtMost(index.minutes, minute) + 1];
}

/** The start of the bucket in which a minute of the day lies. */
export function bucketOfMinute(minute: number): number {
  return Math.floor(Math.min(minute, 1439) / minutesPerBucket) * minutesPerBucket;
}

/** The position in a list that may run backwards. Its own inverse. */
export function inOrder(index: DayIndex, position: number, order: 'newest' | 'oldest'): number {
  return order === 'oldest' ? position : index.total - 1 - position;
}

/** The bucket of the wall clock in which a capture lies, by its own offset. */
export function bucketOfCapture(capture: Pick<Capture, 'capturedAt' | 'utcOffsetMinutes'>): number {
  return bucketOfMinute(localMillisecondOfDay(capture.capturedAt, capture.utcOffsetMinutes) / millisecondsPerMinute);
}

/** Oldest first; two displays of one tick stand in a fixed order. */
export function byTime(a: Capture, b: Capture): number {
  return a.capturedAt - b.capturedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
