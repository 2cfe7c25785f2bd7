import type { Capture } from '../../../src-shared/contract/captures.ts';
import { minutesPerBucket } from '../../../src-shared/contract/timeline.ts';
import { client } from '../../lib/api.ts';
import { type DayClock, rangesOfMinutes } from '../../lib/day-clock.ts';
import { bucketOfCapture, byTime } from './day-index.ts';
import { type Marks, nameOfMarks } from './marks.ts';

const pageLimit = 500;
/** Buckets this close are asked for together, with what little lies between them. */
const joinedWithinMinutes = 2 * minutesPerBucket;
const longestSpanMinutes = 60;

/** Where buckets come from: a day, and what is wanted of it. */
export interface BucketSource {
  readonly clock: DayClock;
  readonly marks: Marks;
}

interface Wish {
  readonly source: BucketSource;
  readonly minute: number;
  readonly signal: AbortSignal;
  readonly resolve: (captures: readonly Capture[]) => void;
  readonly reject: (reason: unknown) => void;
}

let wishes: Wish[] = [];

/**
 * The captures of one bucket, oldest first. Buckets asked for in the same turn that lie beside each other become one
 * request: a list in sight needs several, and each request has a price of its own.
 */
export function loadBucket(source: BucketSource, minute: number, signal: AbortSignal): Promise<readonly Capture[]> {
  return new Promise((resolve, reject) => {
    if (wishes.length === 0) queueMicrotask(fulfilWishes);
    wishes.push({ source, minute, signal, resolve, reject });
  });
}

function fulfilWishes(): void {
  const sorted = wishes.sort(
    (a, b) =>
      a.source.clock.startsAt - b.source.clock.startsAt ||
      compare(nameOfMarks(a.source.marks), nameOfMarks(b.source.marks)) ||
      a.minute - b.minute,
  );
  wishes = [];
  let span: Wish[] = [];
  for (const wish of sorted) {
    const first = span[0];
    const last = span.at(-1);
    const joins =
      first !== undefined &&
      last !== undefined &&
      last.source.clock.day === wish.source.clock.day &&
      last.source.clock.startsAt === wish.source.clock.startsAt &&
      nameOfMarks(last.source.marks) === nameOfMarks(wish.source.marks) &&
      wish.minute - last.minute <= joinedWithinMinutes &&
      wish.minute - first.minute < longestSpanMinutes;
    if (joins) span.push(wish);
    else {
      void fulfil(span);
      span = [wish];
    }
  }
  void fulfil(span);
}

async function fulfil(span: readonly Wish[]): Promise<void> {
  const first = span[0];
  const last = span.at(-1);
  if (!first || !last) return;
  const nobodyWaits = new AbortController();
  const look = (): void => {
    if (span.every((wish) => wish.signal.aborted)) nobodyWaits.abort(first.signal.reason);
  };
  for (const wish of span) wish.signal.addEventListener('abort', look);
  look();
  try {
    const buckets = await fetchMinutes(first.source, first.minute, last.minute + minutesPerBucket, nobodyWaits.signal);
    for (const wish of span) wish.resolve(buckets.get(wish.minute) ?? []);
  } catch (error) {
    for (const wish of span) wish.reject(error);
  } finally {
    for (const wish of span) wish.signal.removeEventListener('abort', look);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function fetchMinutes(
  { clock, marks }: BucketSource,
  fromMinute: number,
  toMinute: number,
  signal: AbortSignal,
): Promise<Map<number, Capture[]>> {
  const found = new Map<string, Capture>();
  for (const range of rangesOfMinutes(clock, fromMinute, toMinute)) {
    let cursor: string | undefined;
    do {
      const page = await client.captures.list(
        { day: clock.day, ...range, ...marks, order: 'oldest', limit: pageLimit, cursor },
        { signal },
      );
      for (const capture of page.items) found.set(capture.id, capture);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  }
  const buckets = new Map<number, Capture[]>();
  for (const capture of [...found.values()].sort(byTime)) {
    const minute = bucketOfCapture(capture);
    const bucket = buckets.get(minute);
    if (bucket) bucket.push(capture);
    else buckets.set(minute, [capture]);
  }
  return buckets;
}
