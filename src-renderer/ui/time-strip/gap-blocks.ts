import type { Gap } from '../../../src-shared/contract/timeline.ts';
import type { GapReason } from '../../../src-shared/domain/vocabulary.ts';
import { type DayClock, minuteOfInstant } from '../../lib/day-clock.ts';

/** One hatched block of a lane, in minutes of the day. */
export interface GapBlock {
  readonly key: string;
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly startedAt: number;
  /** Null while it lasts. */
  readonly endedAt: number | null;
  /** Every reason that lies under the block, in order and each once: several where it is too narrow to draw them apart. */
  readonly reasons: readonly GapReason[];
  readonly count: number;
}

/**
 * The blocks to draw in one lane: its own gaps and those of all displays. Gaps that follow each other closer than
 * `resolutionMinutes` (about two pixels) become one block, so that an hour of refused frames is one element and not a
 * thousand.
 */
export function gapBlocks(
  gaps: readonly Gap[],
  laneDisplayId: string | null,
  clock: DayClock,
  now: number,
  resolutionMinutes: number,
): GapBlock[] {
  const blocks: GapBlock[] = [];
  const ofLane = gaps
    .filter((gap) => gap.displayId === null || gap.displayId === laneDisplayId)
    .filter((gap) => gap.startedAt < clock.endsAt && (gap.endedAt ?? now) > clock.startsAt)
    .sort((a, b) => a.startedAt - b.startedAt);
  for (const gap of ofLane) {
    const fromMinute = minuteOfInstant(clock, gap.startedAt);
    const toMinute = Math.max(fromMinute, minuteOfInstant(clock, gap.endedAt ?? now));
    const last = blocks.at(-1);
    const small = (block: { fromMinute: number; toMinute: number }) =>
      block.toMinute - block.fromMinute < resolutionMinutes;
    const joins =
      last !== undefined &&
      fromMinute - last.toMinute < resolutionMinutes &&
      (small(last) || small({ fromMinute, toMinute }) || last.reasons.at(-1) === gap.reason);
    if (!joins) {
      blocks.push({
        key: gap.id,
        fromMinute,
        toMinute,
        startedAt: gap.startedAt,
        endedAt: gap.endedAt,
        reasons: [gap.reason],
        count: 1,
      });
      continue;
    }
    blocks[blocks.length - 1] = {
      ...last,
      toMinute: Math.max(last.toMinute, toMinute),
      endedAt: last.endedAt === null || gap.endedAt === null ? null : Math.max(last.endedAt, gap.endedAt),
      reasons: last.reasons.includes(gap.reason) ? last.reasons : [...last.reasons, gap.reason],
      count: last.count + 1,
    };
  }
  return blocks;
}

/** The gap of a display at a moment: its own before one of all displays, the latest first. */
export function gapAt(gaps: readonly Gap[], displayId: string | null, at: number): Gap | undefined {
  let found: Gap | undefined;
  for (const gap of gaps) {
    if (gap.startedAt > at || (gap.endedAt !== null && gap.endedAt <= at)) continue;
    if (gap.displayId !== null && gap.displayId !== displayId) continue;
    if (!found || (found.displayId === null) === (gap.displayId === null) || gap.displayId !== null) found = gap;
  }
  return found;
}
