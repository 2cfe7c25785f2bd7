import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DayView, Lane } from '../../../src-shared/contract/timeline.ts';
import { createDayClock } from '../../lib/day-clock.ts';
import { bucketOfCapture } from './day-index.ts';

function withBucket(lane: Lane, minute: number, bytes: number): Lane {
  const found = lane.buckets.some((bucket) => bucket.minute === minute);
  const buckets = found
    ? lane.buckets.map((bucket) => (bucket.minute === minute ? { ...bucket, captures: bucket.captures + 1 } : bucket))
    : [...lane.buckets, { minute, captures: 1, heldMinutes: 0 }].sort((a, b) => a.minute - b.minute);
  return { ...lane, captures: lane.captures + 1, bytes: lane.bytes + bytes, buckets };
}

function withoutBucket(lane: Lane, minute: number, bytes: number): Lane {
  const buckets = lane.buckets
    .map((bucket) => (bucket.minute === minute ? { ...bucket, captures: Math.max(0, bucket.captures - 1) } : bucket))
    .filter((bucket) => bucket.captures > 0 || bucket.heldMinutes > 0);
  return { ...lane, captures: lane.captures - 1, bytes: lane.bytes - bytes, buckets };
}

/**
 * A day without some captures, about as the core will describe it: the counts are right at once, the ends and the
 * minutes in which a screen was unchanged when the core is asked again.
 */
export function withoutCaptures(view: DayView, captures: readonly Capture[]): DayView {
  let { lanes, captures: count, bytes } = view;
  for (const capture of captures) {
    if (capture.localDay !== view.day) continue;
    const minute = bucketOfCapture(capture);
    const lane = lanes.find((each) => each.displayId === capture.displayId);
    if (!lane?.buckets.some((bucket) => bucket.minute === minute && bucket.captures > 0)) continue;
    lanes = lanes.map((each) => (each === lane ? withoutBucket(lane, minute, capture.fileSize) : each));
    count -= 1;
    bytes -= capture.fileSize;
  }
  return { ...view, lanes: lanes.filter((lane) => lane.buckets.length > 0), captures: count, bytes };
}

/**
 * False for a capture that was taken at another offset than the day was laid out with, as after a journey: where the
 * day ends now, only the core knows.
 */
export function isLaidOutFor(view: DayView, capture: Capture): boolean {
  if (capture.localDay !== view.day) return true;
  const { startOffsetMinutes, endOffsetMinutes } = createDayClock(view);
  return capture.utcOffsetMinutes === startOffsetMinutes || capture.utcOffsetMinutes === endOffsetMinutes;
}

/** A day with one more capture, as the core would describe it: its lane, its bucket, the totals and the ends. */
export function withCapture(view: DayView, capture: Capture): DayView {
  if (capture.localDay !== view.day) return view;
  const { displayId, displayName, capturedAt, fileSize } = capture;
  const minute = bucketOfCapture(capture);
  const known = view.lanes.some((lane) => lane.displayId === displayId);
  const lanes = known
    ? view.lanes.map((lane) => (lane.displayId === displayId ? withBucket(lane, minute, fileSize) : lane))
    : [...view.lanes, withBucket({ displayId, displayName, captures: 0, bytes: 0, buckets: [] }, minute, fileSize)];
  return {
    ...view,
    lanes,
    captures: view.captures + 1,
    bytes: view.bytes + fileSize,
    firstAt: Math.min(view.firstAt ?? capturedAt, capturedAt),
    lastAt: Math.max(view.lastAt ?? capturedAt, capturedAt),
  };
}
