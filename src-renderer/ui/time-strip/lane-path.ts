import { type Lane, minutesPerBucket } from '../../../src-shared/contract/timeline.ts';

/** Two outlines in lane coordinates: x is the minute of the day (0 to 1440), y goes from 0 (top) to 100 (bottom). */
export interface LanePaths {
  /** Bars of how many pictures were stored. */
  readonly density: string;
  /** A low band wherever the picture on the screen is known, stored or unchanged. */
  readonly known: string;
}

const bottom = 100;
const lowestBar = 22;
export const knownBandHeight = 10;

/** The highest count of any bucket of these lanes: what a full bar stands for. */
export function fullBarCount(lanes: readonly Pick<Lane, 'buckets'>[]): number {
  let most = 0;
  for (const lane of lanes) for (const bucket of lane.buckets) most = Math.max(most, bucket.captures);
  return most;
}

interface Run {
  from: number;
  to: number;
  height: number;
}

/** Adjacent buckets of equal height become one run, so that a steady hour is one bar and not twelve. */
export function mergeRuns(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last && last.to === run.from && last.height === run.height) last.to = run.to;
    else merged.push({ ...run });
  }
  return merged;
}

function outline(runs: readonly Run[]): string {
  return mergeRuns(runs)
    .map((run) => `M${run.from} ${bottom}V${bottom - run.height}H${run.to}V${bottom}Z`)
    .join('');
}

/**
 * The outlines of one lane. Heights follow the square root of the count, because a busy hour must not flatten a quiet
 * one to nothing.
 */
export function lanePaths(lane: Pick<Lane, 'buckets'>, fullCount: number): LanePaths {
  const bars: Run[] = [];
  const known: Run[] = [];
  for (const bucket of lane.buckets) {
    const to = bucket.minute + minutesPerBucket;
    if (bucket.captures > 0) {
      const share = Math.sqrt(bucket.captures / Math.max(1, fullCount));
      bars.push({ from: bucket.minute, to, height: Math.round(lowestBar + share * (bottom - lowestBar)) });
    }
    if (bucket.captures > 0 || bucket.heldMinutes > 0) {
      const length =
        bucket.captures > 0 ? minutesPerBucket : Math.min(minutesPerBucket, Math.max(0.5, bucket.heldMinutes));
      known.push({ from: bucket.minute, to: bucket.minute + length, height: knownBandHeight });
    }
  }
  return { density: outline(bars), known: outline(known) };
}
