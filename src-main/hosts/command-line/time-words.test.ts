import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountWords, offsetWords } from '../../core/importing/time-shift.ts';
import { amountOfTime, isoTime, offsetLike, timeZone } from './time-words.ts';

describe('a time that is typed', () => {
  it('is read with an offset and without, for any day there is', () => {
    const moments = fc.date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.option(fc.integer({ min: -720, max: 840 }), { nil: undefined }), (moment, offset) => {
        const text = moment.toISOString().slice(0, -1);
        const zone = offset === undefined ? '' : offsetWords(offset);
        expect(isoTime(text + zone)).toEqual({ wallMs: moment.getTime(), utcOffsetMinutes: offset });
      }),
    );
    expect(isoTime('2024-03-01 10:15Z')).toEqual({ wallMs: Date.UTC(2024, 2, 1, 10, 15), utcOffsetMinutes: 0 });
    expect(isoTime('2024-03-01t10:15:22,5-0330')).toEqual({
      wallMs: Date.UTC(2024, 2, 1, 10, 15, 22, 500),
      utcOffsetMinutes: -210,
    });
  });

  it.each([
    '2024-02-30T10:00',
    '2024-03-01T24:00',
    '2024-03-01T10:60',
    '2024-03-01T10:00:60',
    '2024-03-01',
    '10:15',
    '01.03.2024 10:15',
    '2024-03-01T10:15:22.1234',
    ' ',
    'now',
    undefined,
  ])('is refused as %j', (word) => {
    expect(() => isoTime(word)).toThrow(/is not a time\. Give one such as/);
  });

  it.each(['+14:01', '-12:01', '+24:00', '+09:60'])('is refused in a zone that is none: %s', (zone) => {
    expect(() => isoTime(`2024-03-01T10:15${zone}`)).toThrow(
      `“${zone}” is no time zone: give how far it is from UTC, from -12:00 to +14:00.`,
    );
  });

  it('is refused with the range where it is a day alone that no picture is of', () => {
    for (const word of ['1969-12-31', '2999-01-01']) {
      expect(() => isoTime(word)).toThrow('Give a time from 1970 on, and no later than a day from now.');
    }
  });

  it('without an offset is in the zone of the picture, or of this machine where that is the same', () => {
    // Like Berlin: two hours in summer, one in winter.
    const berlin = (utcMs: number) => ([3, 4, 5, 6, 7, 8, 9].includes(new Date(utcMs).getUTCMonth()) ? 120 : 60);
    const [winter, summer] = [Date.UTC(2024, 0, 1), Date.UTC(2024, 6, 1)];
    expect(offsetLike({ capturedAt: summer, utcOffsetMinutes: 120 }, winter, berlin)).toBe(60);
    expect(offsetLike({ capturedAt: summer, utcOffsetMinutes: 540 }, winter, berlin)).toBe(540);
  });
});

describe('an amount of time and a zone that are typed', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3_155_760_000, max: 3_155_760_000 }), (seconds) => {
        expect(amountOfTime(amountWords(seconds * 1000)) + 0).toBe(seconds * 1000);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -720, max: 840 }), (minutes) => {
        expect(timeZone(offsetWords(minutes))).toBe(minutes);
      }),
    );
    expect([amountOfTime('-00:05'), timeZone('Z')]).toEqual([-300_000, 0]);
  });

  it.each(['01:00:00', '+1', '+01:60', '+01:00:60', '+9999999:00', '+999999:00:00', '', '+1 h'])(
    'is no amount: %j',
    (word) => {
      expect(() => amountOfTime(word)).toThrow(/hours, minutes and seconds with a sign/);
    },
  );

  it.each(['09:00', '+9', '+14:01', '-12:01', '+09:60', 'Europe/Berlin', ''])('is no zone: %j', (word) => {
    expect(() => timeZone(word)).toThrow(/how far the zone is from UTC/);
  });
});
