import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftAmountSchema } from '../../../src-shared/contract/times.ts';
import { formatTypedTime } from '../../lib/typed-time.ts';
import { amountInWords, type ShiftForm, shiftOf } from './shift-amount.ts';

const form = (rest: Partial<ShiftForm> = {}): ShiftForm => ({
  way: 'amount',
  later: true,
  days: 0,
  hours: 0,
  minutes: 0,
  seconds: 0,
  reallyAt: '',
  utcOffsetMinutes: 60,
  ...rest,
});
const picture = { capturedAt: Date.parse('2024-03-01T10:00:00Z'), utcOffsetMinutes: 60 };

describe('moving times', () => {
  it('by an amount, to either side', () => {
    const parts = { days: 1, hours: 2, minutes: 3, seconds: 4 };
    expect(shiftOf(form(parts), undefined)).toEqual({ byMs: 93_784_000 });
    expect(shiftOf(form({ ...parts, later: false }), undefined)).toEqual({ byMs: -93_784_000 });
  });

  it('by what one picture is wrong', () => {
    const by = (reallyAt: string) => shiftOf(form({ way: 'picture', reallyAt }), picture);
    expect(by('2024-03-01 12:30')).toEqual({ byMs: 5_400_000 });
    expect(by('2023-03-01 11:00')).toEqual({ byMs: -366 * 86_400_000 });
    expect(by('2024-03-01 12:00 +02:00')).toBeUndefined();
    expect(shiftOf(form({ way: 'picture', reallyAt: '2024-03-01 12:30' }), undefined)).toBeUndefined();
  });

  it('to another time zone', () => {
    expect(shiftOf(form({ way: 'zone', utcOffsetMinutes: -480 }), undefined)).toEqual({ utcOffsetMinutes: -480 });
  });

  it('asks for nothing while nothing, or no time, is filled in', () => {
    expect(shiftOf(form(), undefined)).toBeUndefined();
    expect(shiftOf(form({ later: false }), undefined)).toBeUndefined();
    expect(shiftOf(form({ days: 40_000 }), undefined)).toBeUndefined();
    expect(shiftOf(form({ way: 'picture', reallyAt: 'noon' }), picture)).toBeUndefined();
  });

  it('never asks for what the core refuses, and finds the amount again that a picture is wrong by', () => {
    const seconds = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(seconds, (wrongBySeconds) => {
        const really = { ...picture, capturedAt: picture.capturedAt + wrongBySeconds * 1000 };
        const by = shiftOf(form({ way: 'picture', reallyAt: formatTypedTime(really) }), picture);
        expect(by).toEqual(wrongBySeconds === 0 ? undefined : { byMs: wrongBySeconds * 1000 });
        if (by) expect(shiftAmountSchema.safeParse(by).success).toBe(true);
      }),
    );
  });

  it('says what it does', () => {
    expect([{ byMs: 3_600_000 }, { byMs: -86_400_000 }, { utcOffsetMinutes: 330 }].map(amountInWords)).toEqual([
      '1 h later',
      '1 d earlier',
      'to UTC+05:30',
    ]);
  });
});
