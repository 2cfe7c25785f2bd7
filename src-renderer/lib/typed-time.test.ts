import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTypedTime, parseTypedTime, problemOfTypedTime } from './typed-time.ts';

const iso = (text: string, offset = 60) => {
  const moment = parseTypedTime(text, offset);
  return moment && [new Date(moment.capturedAt).toISOString(), moment.utcOffsetMinutes];
};

describe('a time that is typed', () => {
  it('is read back as it was written', () => {
    const aSecond = fc.integer({ min: Date.UTC(1900, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 });
    const anOffset = fc.integer({ min: -56, max: 56 }).map((quarters) => quarters * 15 || 0);
    fc.assert(
      fc.property(aSecond, anOffset, (second, utcOffsetMinutes) => {
        const moment = { capturedAt: second * 1000, utcOffsetMinutes };
        expect(parseTypedTime(formatTypedTime(moment), utcOffsetMinutes)).toEqual(moment);
      }),
    );
  });

  it('is in the offset that is chosen, unless it names its own', () => {
    expect(iso('2024-03-01 22:15')).toEqual(['2024-03-01T21:15:00.000Z', 60]);
    expect(iso(' 2024-3-1T22:15:22.5 ')).toEqual(['2024-03-01T21:15:22.500Z', 60]);
    expect(iso('2024-03-01 22:15:22 +05:30')).toEqual(['2024-03-01T16:45:22.000Z', 330]);
    expect(iso('2024-03-01 22:15 UTC-8')).toEqual(['2024-03-02T06:15:00.000Z', -480]);
    expect(iso('2024-03-01 22:15Z')).toEqual(['2024-03-01T22:15:00.000Z', 0]);
    expect(iso('2024-03-01 22:15 +0')).toEqual(['2024-03-01T22:15:00.000Z', 0]);
  });

  it('is noon where only the day is known', () => {
    expect(iso('2024-03-01', 0)).toEqual(['2024-03-01T12:00:00.000Z', 0]);
  });

  it.each([
    '',
    'yesterday',
    '22:15',
    '2024-02-30 10:00',
    '2023-02-29',
    '2024-13-01 10:00',
    '2024-03-01 24:00',
    '2024-03-01 10:60',
    '2024-03-01 10:00:60',
    '2024-03-01 10:00 +15:00',
    '2024-03-01 10:00 +01:75',
    '01.03.2024 10:00',
  ])('is none where there is no such time: %s', (text) => {
    expect(parseTypedTime(text, 0)).toBeUndefined();
  });

  it('is refused with a sentence where no picture can have it', () => {
    const problem = (text: string) => problemOfTypedTime(text, 60);
    expect([problem('noon'), problem('1961-08-13 15:30'), problem('1970-01-01 00:00'), problem('2024-03-01')]).toEqual([
      'Write it as 2024-03-01 22:15, with seconds where you know them.',
      'A library has days from 1970 on.',
      undefined,
      undefined,
    ]);
  });
});
