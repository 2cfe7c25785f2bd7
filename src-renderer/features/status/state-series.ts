import type { SnapshotPoint } from '../../../src-shared/contract/snapshots.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';

const hourMs = 60 * millisecondsPerMinute;

/** The stretches of time that can be looked at; null is all there is. */
export const rangeLengthsMs = {
  day: millisecondsPerDay,
  week: 7 * millisecondsPerDay,
  month: 30 * millisecondsPerDay,
  all: null,
} as const;
export type Range = keyof typeof rangeLengthsMs;

/** What is not known: nothing is drawn there. */
interface Gap {
  readonly timestamp: number;
  readonly isGap: true;
}

/** A snapshot as it is drawn; one with gaps on both sides is a dot, since no line begins or ends in it. */
export interface DrawnPoint extends SnapshotPoint {
  readonly isGap: false;
  readonly isAlone: boolean;
}
export type DrawnRow = DrawnPoint | Gap;

/** Twice and a half as long as two snapshots of that age are apart, something is missing. */
const tolerance = 2.5;

/** How far apart two snapshots are when nothing is missing: they are thinned with age. */
export function usualDistanceMs(ageMs: number, intervalMs: number): number {
  if (ageMs < millisecondsPerDay) return intervalMs;
  if (ageMs < 30 * millisecondsPerDay) return Math.max(intervalMs, hourMs);
  return Math.max(intervalMs, millisecondsPerDay);
}

/** The snapshots with a gap wherever more time lies between two of them than there should. */
export function withGaps(points: readonly SnapshotPoint[], nowMs: number, intervalMs: number): DrawnRow[] {
  const hasGapBefore = points.map((point, index) => {
    const before = points[index - 1];
    if (!before) return true;
    const usualMs = usualDistanceMs(nowMs - before.timestamp, intervalMs);
    return point.timestamp - before.timestamp > tolerance * usualMs;
  });
  return points.flatMap((point, index): DrawnRow[] => {
    const before = points[index - 1];
    const isAlone = hasGapBefore[index] === true && hasGapBefore[index + 1] !== false;
    const drawn: DrawnPoint = { ...point, isGap: false, isAlone };
    if (!before || !hasGapBefore[index]) return [drawn];
    return [{ timestamp: (before.timestamp + point.timestamp) / 2, isGap: true }, drawn];
  });
}

const tickSteps = [
  ...[1, 2, 4, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 5, 7, 14, 30, 90, 180, 365, 730].map((days) => days * millisecondsPerDay),
];

/** Where labels stand on the axis of time: at full hours or midnights of the clock here, at most `most` of them. */
export function timeTicks(fromMs: number, toMs: number, offsetMinutes: number, most = 6): number[] {
  const step = tickSteps.find((each) => (toMs - fromMs) / each <= most) ?? (toMs - fromMs) / most;
  const offsetMs = offsetMinutes * millisecondsPerMinute;
  const first = Math.ceil((fromMs + offsetMs) / step) * step - offsetMs;
  const ticks: number[] = [];
  for (let at = first; at <= toMs && ticks.length < most; at += step) ticks.push(at);
  return ticks;
}
