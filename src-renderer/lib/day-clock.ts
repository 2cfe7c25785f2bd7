import { addDays, millisecondsPerMinute } from '../../src-shared/domain/local-time.ts';

export const minutesPerDay = 1440;

/** One local day as the contract describes it: local midnight at both ends, as UTC ms. */
export interface DayBounds {
  readonly day: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * Translates between UTC instants and the wall clock of one day. A day with one UTC offset is plain arithmetic. On a
 * day whose offset changes (23 or 25 hours, or a journey) the first offset holds until the change and the second one
 * after it.
 */
export interface DayClock extends DayBounds {
  /** Minutes east of UTC at the first and at the last midnight of the day. */
  readonly startOffsetMinutes: number;
  readonly endOffsetMinutes: number;
  /** The instant at which the offset changes; `endsAt` on a day with one offset. */
  readonly changesAt: number;
}

/** Minutes east of UTC that this machine's time zone has at an instant. */
export type OffsetAt = (utcMs: number) => number;

const offsetOfThisMachine: OffsetAt = (utcMs) => -new Date(utcMs).getTimezoneOffset();

function findChange(bounds: DayBounds, start: number, end: number, offsetAt: OffsetAt): number {
  if (offsetAt(bounds.startsAt) !== start || offsetAt(bounds.endsAt) !== end) {
    // Another zone than this machine's: two in the morning is when most zones change.
    return bounds.startsAt + 120 * millisecondsPerMinute;
  }
  let before = bounds.startsAt;
  let after = bounds.endsAt;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === start) before = middle;
    else after = middle;
  }
  return after;
}

/** The clock of one day. `offsetAt` is only asked on a day that is not 24 hours long. */
export function createDayClock(bounds: DayBounds, offsetAt: OffsetAt = offsetOfThisMachine): DayClock {
  const { day, startsAt, endsAt } = bounds;
  const startOffsetMinutes = (Date.parse(`${day}T00:00:00Z`) - startsAt) / millisecondsPerMinute;
  const endOffsetMinutes = (Date.parse(`${addDays(day, 1)}T00:00:00Z`) - endsAt) / millisecondsPerMinute;
  const changesAt =
    startOffsetMinutes === endOffsetMinutes
      ? endsAt
      : findChange(bounds, startOffsetMinutes, endOffsetMinutes, offsetAt);
  return { day, startsAt, endsAt, startOffsetMinutes, endOffsetMinutes, changesAt };
}

/** Minutes east of UTC in force at an instant of this day. */
export function offsetAtInstant(clock: DayClock, utcMs: number): number {
  return utcMs < clock.changesAt ? clock.startOffsetMinutes : clock.endOffsetMinutes;
}

/** The minute of the wall clock (0 to 1440, with fractions) that an instant has; clamped to the day. */
export function minuteOfInstant(clock: DayClock, utcMs: number): number {
  const minute =
    utcMs < clock.changesAt || clock.changesAt === clock.endsAt
      ? (utcMs - clock.startsAt) / millisecondsPerMinute
      : minutesPerDay - (clock.endsAt - utcMs) / millisecondsPerMinute;
  return Math.min(minutesPerDay, Math.max(0, minute));
}

/**
 * The instant at a minute of the wall clock. A minute that happens twice gives its first time; one that is skipped
 * gives the moment of the change.
 */
export function instantOfMinute(clock: DayClock, minute: number): number {
  const clamped = Math.min(minutesPerDay, Math.max(0, minute));
  const byStart = Math.round(clock.startsAt + clamped * millisecondsPerMinute);
  if (clock.changesAt === clock.endsAt) return byStart;
  if (byStart < clock.changesAt) return byStart;
  const byEnd = Math.round(clock.endsAt - (minutesPerDay - clamped) * millisecondsPerMinute);
  return Math.max(byEnd, clock.changesAt);
}

/**
 * The stretches of UTC time (end exclusive) in which a stretch of the wall clock can lie: one on a day with one offset,
 * two where the offset changes. A capture found there must still be checked against its own offset.
 */
export function rangesOfMinutes(clock: DayClock, fromMinute: number, toMinute: number): { from: number; to: number }[] {
  const byStart = {
    from: clock.startsAt + fromMinute * millisecondsPerMinute,
    to: clock.startsAt + toMinute * millisecondsPerMinute,
  };
  if (clock.startOffsetMinutes === clock.endOffsetMinutes) return [byStart];
  const shift = (clock.startOffsetMinutes - clock.endOffsetMinutes) * millisecondsPerMinute;
  return [byStart, { from: byStart.from + shift, to: byStart.to + shift }];
}
