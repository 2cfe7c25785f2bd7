import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addDays, localDayOf } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';
import { dayEnds } from './local-day.ts';

const hourMs = 3_600_000;

/** A clock that knows the rules of one time zone. */
function clockIn(timeZone: string): Clock {
  const at = (utcMs: number) => Temporal.Instant.fromEpochMilliseconds(utcMs).toZonedDateTimeISO(timeZone);
  return {
    now: () => Date.UTC(2026, 0, 1),
    monotonicMs: () => 0,
    utcOffsetMinutes: (utcMs) => at(utcMs).offsetNanoseconds / 60_000_000_000,
    nextLocalMidnight: (utcMs) => at(utcMs).add({ days: 1 }).startOfDay().epochMilliseconds,
    setTimer: () => () => {},
  };
}

function stamp(isoWithOffset: string) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(isoWithOffset) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return { capturedAt: Date.parse(isoWithOffset), utcOffsetMinutes: offset };
}

const berlin = clockIn('Europe/Berlin');

describe('the ends of a day', () => {
  it('are 24 hours apart on an ordinary day, with and without captures', () => {
    const empty = dayEnds('2026-01-15', null, null, berlin);
    expect(empty).toEqual({
      startsAt: Date.parse('2026-01-15T00:00:00+01:00'),
      endsAt: Date.parse('2026-01-16T00:00:00+01:00'),
      utcOffsetMinutes: 60,
    });
    const one = stamp('2026-01-15T09:30:00+01:00');
    expect(dayEnds('2026-01-15', one, one, berlin)).toEqual(empty);
  });

  it('are 23 hours apart when the clock goes forward, also when all captures lie after the change', () => {
    const late = stamp('2026-03-29T20:00:00+02:00');
    const ends = dayEnds('2026-03-29', late, late, berlin);
    expect(ends.endsAt - ends.startsAt).toBe(23 * hourMs);
    expect(new Date(ends.startsAt).toISOString()).toBe('2026-03-28T23:00:00.000Z');
  });

  it('are 25 hours apart when the clock goes back', () => {
    const ends = dayEnds('2026-10-25', stamp('2026-10-25T01:00:00+02:00'), stamp('2026-10-25T23:00:00+01:00'), berlin);
    expect(ends.endsAt - ends.startsAt).toBe(25 * hourMs);
  });

  it('follow the stored offsets on a day that was spent in another zone', () => {
    const ends = dayEnds('2026-01-15', stamp('2026-01-15T08:00:00+09:00'), stamp('2026-01-15T22:00:00-08:00'), berlin);
    expect(new Date(ends.startsAt).toISOString()).toBe('2026-01-14T15:00:00.000Z');
    expect(new Date(ends.endsAt).toISOString()).toBe('2026-01-16T08:00:00.000Z');
    expect(ends.utcOffsetMinutes).toBe(9 * 60);
  });

  it('exist in a zone that skips midnight', () => {
    const beirut = clockIn('Asia/Beirut');
    const ends = dayEnds('2026-03-29', null, null, beirut);
    expect(ends.endsAt - ends.startsAt).toBe(23 * hourMs);
    expect(localDayOf(ends.startsAt, beirut.utcOffsetMinutes(ends.startsAt))).toBe('2026-03-29');
  });

  it('leave no time between two days and hold everything captured on the day, whatever the zone', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }),
        (zone, capturedAt) => {
          const clock = clockIn(zone);
          const utcOffsetMinutes = clock.utcOffsetMinutes(capturedAt);
          const day = localDayOf(capturedAt, utcOffsetMinutes);
          const capture = { capturedAt, utcOffsetMinutes };
          const ends = dayEnds(day, capture, capture, clock);
          expect(ends.startsAt).toBeLessThanOrEqual(capturedAt);
          expect(ends.endsAt).toBeGreaterThan(capturedAt);
          expect(dayEnds(addDays(day, 1), null, null, clock).startsAt).toBe(ends.endsAt);
        },
      ),
    );
  });
});
