import type { QueryClient } from '@tanstack/react-query';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { client } from '../../lib/api.ts';
import { minuteOfInstant } from '../../lib/day-clock.ts';
import { gapAt } from '../../ui/time-strip/gap-blocks.ts';
import { bucketOptions, loadedBucket } from './bucket-pages.ts';
import {
  bucketOfCapture,
  bucketOfMinute,
  buildDayIndex,
  byTime,
  type DayIndex,
  placeOf,
  positionOf,
} from './day-index.ts';
import { isFiltering } from './marks.ts';
import type { OpenDay } from './use-frames.ts';

/** Whose captures are walked: one display's (null for pictures without one), or everybody's. */
export type Walk = { readonly displayId: string | null } | 'all';

/** The captures that belong to a walk. */
export function ofWalk(captures: readonly Capture[], walk: Walk): readonly Capture[] {
  return walk === 'all' ? captures : captures.filter((capture) => capture.displayId === walk.displayId);
}

function countOfWalk(captures: readonly Capture[], walk: Walk): number {
  if (walk === 'all') return captures.length;
  let count = 0;
  for (const capture of captures) if (capture.displayId === walk.displayId) count += 1;
  return count;
}

function lanesOf(day: OpenDay, walk: Walk) {
  return walk === 'all' ? day.view.lanes : day.view.lanes.filter((lane) => lane.displayId === walk.displayId);
}

/** The index of a walk, exact wherever buckets are loaded. */
export function indexOfWalk(queries: QueryClient, day: OpenDay, walk: Walk): DayIndex {
  const exact = new Map<number, number>();
  const looked = new Set<number>();
  for (const lane of day.view.lanes) {
    for (const { minute } of lane.buckets) {
      if (looked.has(minute)) continue;
      looked.add(minute);
      const loaded = loadedBucket(queries, day, minute);
      if (loaded) exact.set(minute, countOfWalk(loaded, walk));
    }
  }
  return buildDayIndex(lanesOf(day, walk), exact);
}

async function bucket(queries: QueryClient, day: OpenDay, walk: Walk, minute: number): Promise<readonly Capture[]> {
  const loaded = loadedBucket(queries, day, minute);
  return ofWalk(loaded ?? (await queries.ensureQueryData(bucketOptions(day, minute))), walk);
}

/** The n-th capture of the walk (oldest is 0); undefined outside the day. */
export async function captureAtPosition(
  queries: QueryClient,
  day: OpenDay,
  walk: Walk,
  position: number,
): Promise<Capture | undefined> {
  const place = placeOf(indexOfWalk(queries, day, walk), position);
  if (!place) return undefined;
  const captures = await bucket(queries, day, walk, place.minute);
  return captures[Math.min(place.offset, captures.length - 1)];
}

/**
 * The position of the last capture of the walk at or before a moment, as far as it is known without asking: exact
 * where the bucket of the moment is loaded or empty, else the last one of that bucket. -1 before the first.
 */
export function positionKnown(
  queries: QueryClient,
  day: OpenDay,
  walk: Walk,
  at: number,
): { readonly position: number; readonly exact: boolean } {
  const minute = bucketOfMinute(minuteOfInstant(day.clock, at));
  const index = indexOfWalk(queries, day, walk);
  const next = index.minutes.findIndex((each) => each > minute);
  const endOfBucket = next === -1 ? index.total - 1 : (index.before[next] as number) - 1;
  const before = positionOf(index, { minute, offset: 0 });
  if (before === undefined) return { position: endOfBucket, exact: true };
  const loaded = loadedBucket(queries, day, minute);
  if (!loaded) return { position: endOfBucket, exact: false };
  const offset = ofWalk(loaded, walk).findLastIndex((capture) => capture.capturedAt <= at);
  return { position: before + offset, exact: true };
}

/**
 * The position of the last capture of the walk at or before a moment; -1 before the first. Loads the one bucket it has
 * to look into.
 */
export async function positionAt(queries: QueryClient, day: OpenDay, walk: Walk, at: number): Promise<number> {
  const known = positionKnown(queries, day, walk, at);
  if (known.exact) return known.position;
  await bucket(queries, day, walk, bucketOfMinute(minuteOfInstant(day.clock, at)));
  return positionKnown(queries, day, walk, at).position;
}

/** True where a gap is shown and not the picture before it: the first step back is then that picture. */
async function isInGap(queries: QueryClient, day: OpenDay, walk: Walk, position: number, at: number): Promise<boolean> {
  const { gaps } = day.view;
  if (position < 0 || !gaps.some((gap) => gap.startedAt <= at && (gap.endedAt ?? at + 1) > at)) return false;
  const before = await captureAtPosition(queries, day, walk, position);
  if (!before || before.endedAt >= at) return false;
  const gap = gapAt(gaps, before.displayId, at);
  return gap !== undefined && gap.startedAt >= before.capturedAt;
}

/** The capture so many steps away from a moment, across midnight where the day ends; null where there is none. */
export async function stepFrom(
  queries: QueryClient,
  day: OpenDay,
  walk: Walk,
  at: number,
  steps: number,
): Promise<Capture | null> {
  const position = await positionAt(queries, day, walk, at);
  const { total } = indexOfWalk(queries, day, walk);
  const wanted = position + steps + (steps < 0 && (await isInGap(queries, day, walk, position, at)) ? 1 : 0);
  if (wanted >= 0 && wanted < total) return (await captureAtPosition(queries, day, walk, wanted)) ?? null;
  // A long step stops at the edge of the day; one taken from the edge goes on into the next day.
  if (wanted < 0 && position > 0) return (await captureAtPosition(queries, day, walk, 0)) ?? null;
  if (wanted >= total && position < total - 1) return (await captureAtPosition(queries, day, walk, total - 1)) ?? null;
  const displayId = walk === 'all' ? undefined : (walk.displayId ?? undefined);
  const before = (day.view.firstAt ?? day.view.startsAt) - 1;
  const after = Math.max(day.view.endsAt, at + 1);
  if (isFiltering(day.marks)) {
    const beyond =
      wanted < 0 ? ({ to: before + 1, order: 'newest' } as const) : ({ from: after, order: 'oldest' } as const);
    const page = await client.captures.list({ ...day.marks, ...beyond, displayId, limit: 1 });
    return page.items[0] ?? null;
  }
  return wanted < 0
    ? client.captures.at({ at: before, direction: 'before', displayId })
    : client.captures.at({ at: after, direction: 'after', displayId });
}

/** The first or the last capture of the walk in this day. */
export async function edgeOfDay(
  queries: QueryClient,
  day: OpenDay,
  walk: Walk,
  edge: 'first' | 'last',
): Promise<Capture | undefined> {
  const { total } = indexOfWalk(queries, day, walk);
  return captureAtPosition(queries, day, walk, edge === 'first' ? 0 : total - 1);
}

/** Where a capture stands in the walk; -1 where it is not in it any more. */
async function positionOfCapture(queries: QueryClient, day: OpenDay, walk: Walk, capture: Capture): Promise<number> {
  const minute = bucketOfCapture(capture);
  const offset = (await bucket(queries, day, walk, minute)).findIndex((each) => each.id === capture.id);
  const before = positionOf(indexOfWalk(queries, day, walk), { minute, offset: 0 });
  return offset === -1 || before === undefined ? -1 : before + offset;
}

/**
 * What to show once some captures are gone, one of which is shown: the next one of the day that stays, else the one
 * before; null where nothing of the day stays.
 */
export async function captureBeside(
  queries: QueryClient,
  day: OpenDay,
  walk: Walk,
  shown: Capture,
  isGone: (id: string) => boolean,
): Promise<Capture | null> {
  const position = await positionOfCapture(queries, day, walk, shown);
  if (position === -1) return null;
  const { total } = indexOfWalk(queries, day, walk);
  for (const step of [1, -1]) {
    for (let at = position + step; at >= 0 && at < total; at += step) {
      const capture = await captureAtPosition(queries, day, walk, at);
      if (capture && !isGone(capture.id)) return capture;
    }
  }
  return null;
}

/** All captures of the walk from one to another, both included, oldest first; of the whole day without the two. */
export async function capturesBetween(
  queries: QueryClient,
  day: OpenDay,
  walk: Walk,
  ends?: readonly [Capture, Capture],
): Promise<readonly Capture[]> {
  const [first, last] = ends ? [...ends].sort(byTime) : [];
  const minutes = indexOfWalk(queries, day, walk).minutes.filter(
    (minute) =>
      (first === undefined || minute >= bucketOfCapture(first)) &&
      (last === undefined || minute <= bucketOfCapture(last)),
  );
  const buckets = await Promise.all(minutes.map((minute) => bucket(queries, day, walk, minute)));
  return buckets.flat().filter((each) => (!first || byTime(each, first) >= 0) && (!last || byTime(each, last) <= 0));
}
