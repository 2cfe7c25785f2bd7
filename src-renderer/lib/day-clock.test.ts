import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDayClock, instantOfMinute, minuteOfInstant, offsetAtInstant, rangesOfMinutes } from './day-clock.ts';

const hour = 3_600_000;

/** A day in a zone whose offset goes from `before` to `after` (minutes east) at local hour two. */
function changingDay(before: number, after: number) {
  const midnight = Date.parse('2026-03-29T00:00:00Z');
  const startsAt = midnight - before * 60_000;
  const endsAt = midnight + 24 * hour - after * 60_000;
  const changesAt = startsAt + 2 * hour;
  return {
    changesAt,
    clock: createDayClock({ day: '2026-03-29', startsAt, endsAt }, (utc) => (utc < changesAt ? before : after)),
  };
}

describe('a day clock', () => {
  it('is plain arithmetic on a day of 24 hours', () => {
    const startsAt = Date.parse('2026-11-22T00:00:00+01:00');
    const clock = createDayClock({ day: '2026-11-22', startsAt, endsAt: startsAt + 24 * hour });
    expect(clock.startOffsetMinutes).toBe(60);
    expect(minuteOfInstant(clock, Date.parse('2026-11-22T14:03:00+01:00'))).toBe(843);
    expect(instantOfMinute(clock, 1440)).toBe(clock.endsAt);
    expect(minuteOfInstant(clock, clock.endsAt)).toBe(1440);
    expect(rangesOfMinutes(clock, 5, 10)).toEqual([{ from: startsAt + 300_000, to: startsAt + 600_000 }]);
  });

  it('jumps over the skipped hour of a 23-hour day', () => {
    const { clock, changesAt } = changingDay(60, 120);
    expect(clock.changesAt).toBe(changesAt);
    expect(minuteOfInstant(clock, changesAt - 60_000)).toBe(119);
    expect(minuteOfInstant(clock, changesAt)).toBe(180);
    expect(instantOfMinute(clock, 150)).toBe(changesAt);
    expect(instantOfMinute(clock, 180)).toBe(changesAt);
    expect(offsetAtInstant(clock, changesAt)).toBe(120);
  });

  it('finds both times of the doubled hour of a 25-hour day', () => {
    const { clock, changesAt } = changingDay(120, 60);
    expect(minuteOfInstant(clock, changesAt)).toBe(60);
    expect(instantOfMinute(clock, 90)).toBe(changesAt - hour / 2);
    expect(rangesOfMinutes(clock, 90, 95).map((range) => range.from)).toEqual([
      changesAt - hour / 2,
      changesAt + hour / 2,
    ]);
  });

  it('assumes two in the morning where the day belongs to another time zone', () => {
    const startsAt = Date.parse('2026-03-29T00:00:00+01:00');
    const clock = createDayClock({ day: '2026-03-29', startsAt, endsAt: startsAt + 23 * hour }, () => 0);
    expect(clock.changesAt).toBe(startsAt + 2 * hour);
  });

  it('goes to the wall clock and back without loss, apart from doubled and skipped minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        fc.constantFrom([0, 0], [60, 60], [60, 120], [120, 60], [-300, -240], [330, 330]),
        (minute, [before, after]) => {
          const { clock, changesAt } = changingDay(before as number, after as number);
          const instant = instantOfMinute(clock, minute);
          expect(instant).toBeGreaterThanOrEqual(clock.startsAt);
          expect(instant).toBeLessThanOrEqual(clock.endsAt);
          if (instant !== changesAt) expect(minuteOfInstant(clock, instant)).toBeCloseTo(minute, 6);
          expect(
            rangesOfMinutes(clock, minute, minute + 1).some((range) => instant >= range.from && instant < range.to) ||
              instant === changesAt,
          ).toBe(true);
        },
      ),
    );
  });
});
