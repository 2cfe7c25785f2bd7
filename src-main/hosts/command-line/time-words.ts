import { InvalidArgumentError } from 'commander';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import {
  greatestUtcOffsetMinutes,
  isDay,
  isUtcOffset,
  leastUtcOffsetMinutes,
  millisecondsPerMinute,
} from '../../../src-shared/domain/local-time.ts';
import { isPlausible, plausibleSentence } from '../../../src-shared/domain/taken-time/wall-time.ts';
import { offsetWords } from '../../core/importing/time-shift.ts';

/** A time as it was typed: what is on the wall, in ms as if of UTC, and the offset where one was typed. */
export interface TypedTime {
  readonly wallMs: number;
  readonly utcOffsetMinutes: number | undefined;
}

const zonesText = `from ${offsetWords(leastUtcOffsetMinutes)} to ${offsetWords(greatestUtcOffsetMinutes)}`;
/** A hundred years. */
const greatestAmountMs = 3_155_760_000_000;

/** An ISO 8601 time with its seconds or without, with an offset or without. Throws `BAD_INPUT`. */
export function isoTime(word: string | undefined): TypedTime {
  const form = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?(Z|[+-]\d\d:?\d\d)?$/i.exec(
    word ?? '',
  );
  const [, onDay = '', hours = '', minutes = '', seconds = '0', fraction = '', zone] = form ?? [];
  const utcOffsetMinutes = zone === undefined ? undefined : offsetOf(zone);
  if (zone !== undefined && utcOffsetMinutes === undefined) {
    throw new AppError('BAD_INPUT', `“${zone}” is no time zone: give how far it is from UTC, ${zonesText}.`);
  }
  const isClock = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  if (!form || !isDay(onDay) || !isClock) {
    // A day alone that no picture can be of is not refused for how it is written.
    const isOutside = isDay(word ?? '') && !isPlausible(Date.parse(`${word}T00:00:00Z`), Date.now());
    if (isOutside) throw new AppError('BAD_INPUT', plausibleSentence);
    throw new AppError(
      'BAD_INPUT',
      `“${word ?? ''}” is not a time. Give one such as 2024-03-01T10:15:22 or 2024-03-01T10:15:22+09:00.`,
    );
  }
  const clockMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return {
    wallMs: Date.parse(`${onDay}T00:00:00Z`) + clockMs + Number(fraction.padEnd(3, '0')),
    utcOffsetMinutes,
  };
}

/** An amount of time with its sign, in ms: `+01:00:00`, `-00:05`, `+2400:00:00`. */
export function amountOfTime(word: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d{1,6}):(\d\d)(?::(\d\d))?$/.exec(word) ?? [];
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  if (sign === undefined || Number(minutes) > 59 || Number(seconds) > 59 || ms > greatestAmountMs) {
    throw new InvalidArgumentError('Give hours, minutes and seconds with a sign, such as +01:00:00 or -00:05:00.');
  }
  return sign === '-' ? -ms : ms;
}

/** The offset of a time zone from UTC, in minutes: `+09:00`, `-03:30`, `Z`. */
export function timeZone(word: string): number {
  const minutes = offsetOf(word);
  if (minutes !== undefined) return minutes;
  throw new InvalidArgumentError(`Give how far the zone is from UTC, such as +09:00 or -03:30; ${zonesText}.`);
}

/**
 * The offset of a time that was typed without one: that of the picture. Where it is the one of this machine, the machine
 * knows better what it is at that time of the year.
 */
export function offsetLike(
  picture: { capturedAt: number; utcOffsetMinutes: number },
  wallMs: number,
  machineOffset: (utcMs: number) => number = (utcMs) => 0 - new Date(utcMs).getTimezoneOffset(),
): number {
  const { capturedAt, utcOffsetMinutes } = picture;
  if (machineOffset(capturedAt) !== utcOffsetMinutes) return utcOffsetMinutes;
  return machineOffset(wallMs - utcOffsetMinutes * millisecondsPerMinute);
}

function offsetOf(word: string): number | undefined {
  if (/^z$/i.test(word)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(word) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  if (sign === undefined || Number(minutes) > 59) return undefined;
  // Never minus zero, which is no whole number to whoever compares it.
  const minutesEast = sign === '-' ? 0 - offset : offset;
  return isUtcOffset(minutesEast) ? minutesEast : undefined;
}
