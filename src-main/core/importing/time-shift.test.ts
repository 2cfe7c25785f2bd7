import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { amountWords, movedTime, offsetWords, shiftTimes } from './time-shift.ts';

const day = 86_400_000;

describe('a shift', () => {
  const pictures = fc.uniqueArray(
    fc.record({
      captureId: fc.uuid(),
      capturedAt: fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(9998, 0, 1) }),
      utcOffsetMinutes: fc.integer({ min: -840, max: 840 }),
    }),
    { selector: ({ captureId }) => captureId, maxLength: 20 },
  );

  it('moves the instant by an amount, and keeps the time on the wall in a zone', () => {
    const offset = fc.integer({ min: -840, max: 840 });
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: day }), offset, (given, byMs, utcOffsetMinutes) => {
        const moved = shiftTimes(given, { byMs });
        expect(moved.times.map((each) => each.capturedAt)).toEqual(given.map((each) => each.capturedAt + byMs));
        expect(moved.preview.captures).toBe(given.length);
        expect(shiftTimes(moved.times, { byMs: -byMs }).times.map(({ capturedAt }) => capturedAt)).toEqual(
          given.map(({ capturedAt }) => capturedAt),
        );
        const dayOf = (each: { capturedAt: number; utcOffsetMinutes: number }) =>
          localDayOf(each.capturedAt, each.utcOffsetMinutes);
        const inZone = shiftTimes(given, { utcOffsetMinutes });
        expect(inZone.preview.otherDay).toBe(0);
        for (const each of given) {
          const after = movedTime(each, { utcOffsetMinutes });
          expect(after.utcOffsetMinutes).toBe(utcOffsetMinutes);
          expect(dayOf(after)).toBe(dayOf(each));
          expect(after.capturedAt - each.capturedAt).toBe((each.utcOffsetMinutes - utcOffsetMinutes) * 60_000);
        }
        expect(inZone.times.every((each) => each.expected?.utcOffsetMinutes !== utcOffsetMinutes)).toBe(true);
      }),
    );
  });

  it.each([
    [0, '+00:00', '+00:00:00'],
    [330, '+05:30', '+05:30:00'],
    [-90, '-01:30', '-01:30:00'],
    [840, '+14:00', '+14:00:00'],
  ])('is written as a person writes it: %s minutes', (minutes, offset, amount) => {
    expect(offsetWords(minutes)).toBe(offset);
    expect(amountWords(minutes * 60_000)).toBe(amount);
  });

  it('is written with milliseconds only where there are some', () => {
    expect([amountWords(-1), amountWords(1500), amountWords(100 * day)]).toEqual([
      '-00:00:00.001',
      '+00:00:01.500',
      '+2400:00:00',
    ]);
  });
});
