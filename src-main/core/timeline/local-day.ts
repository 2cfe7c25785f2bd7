import type { Capture } from '../../../src-shared/contract/captures.ts';
import { millisecondsPerDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';

/** The two ends of a local day, UTC ms. */
export interface DayEnds {
  readonly startsAt: number;
  readonly endsAt: number;
  /** Minutes east of UTC at the first capture of the day, or at its start. */
  readonly utcOffsetMinutes: number;
}

/** A day's first and last capture, as far as its ends depend on them. */
type Stamp = Pick<Capture, 'capturedAt' | 'utcOffsetMinutes'>;

const halfDayMs = millisecondsPerDay / 2;

/**
 * Where a day begins and ends. While its captures carry the offsets that the system's time zone has for them, the
 * zone's own rules decide (so that a day of 23 or 25 hours is one, also when nothing was captured before the change).
 * A day spent in another zone is laid out by the offsets stored with its captures.
 */
export function dayEnds(day: string, first: Stamp | null, last: Stamp | null, clock: Clock): DayEnds {
  const midnightUtc = Date.parse(`${day}T00:00:00Z`);
  const sameZone = [first, last].every(
    (stamp) => stamp === null || clock.utcOffsetMinutes(stamp.capturedAt) === stamp.utcOffsetMinutes,
  );
  const offsetByZone = clock.utcOffsetMinutes(midnightUtc);
  const firstOffset = first?.utcOffsetMinutes ?? offsetByZone;
  const lastOffset = last?.utcOffsetMinutes ?? firstOffset;
  let startsAt: number;
  let endsAt: number;
  if (sameZone) {
    startsAt = clock.nextLocalMidnight(midnightUtc - offsetByZone * millisecondsPerMinute - halfDayMs);
    endsAt = clock.nextLocalMidnight(startsAt + halfDayMs);
  } else {
    startsAt = midnightUtc - firstOffset * millisecondsPerMinute;
    endsAt = midnightUtc + millisecondsPerDay - lastOffset * millisecondsPerMinute;
  }
  if (first) startsAt = Math.min(startsAt, first.capturedAt);
  if (last) endsAt = Math.max(endsAt, last.capturedAt + 1);
  return { startsAt, endsAt, utcOffsetMinutes: first ? first.utcOffsetMinutes : clock.utcOffsetMinutes(startsAt) };
}
