import { isDay, millisecondsPerDay } from '../local-time.ts';

export const secondMs = 1000;
export const minuteMs = 60_000;

/** A time as it was read from some text, before it is known in which time zone. */
export interface ReadTime {
  /** The time on the wall as if it were UTC, in ms; where it says an instant, that instant. A coarse one is its beginning. */
  readonly atMs: number;
  readonly says: 'wall' | 'instant';
  /** Minutes east of UTC, where the text says so itself. */
  readonly utcOffsetMinutes?: number;
  /** How long the span is that it names: 1 for milliseconds, 1,000 for seconds, 86,400,000 for a day. */
  readonly precisionMs: number;
  /** True where day and month could as well be exchanged. */
  readonly ambiguous: boolean;
  /** What it was read from, word for word. */
  readonly text: string;
}

/** The parts of a date and a time of day, as digits or numbers. What is missing makes it less exact. */
export interface WallParts {
  readonly year: string | number;
  readonly month: string | number;
  readonly day: string | number;
  readonly hour?: string | number | undefined;
  readonly minute?: string | number | undefined;
  readonly second?: string | number | undefined;
  /** Digits after the second: `5` is half a second. */
  readonly fraction?: string | undefined;
}

/** A library counts time from here. */
export const firstYear = 1970;

/**
 * The time on the wall as if it were UTC; undefined for what no calendar and no clock shows (second 60 is none), and for
 * years before the first.
 */
export function wallTime(parts: WallParts): { atMs: number; precisionMs: number } | undefined {
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)];
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (year < firstYear || !isDay(text)) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  if (parts.hour === undefined || parts.minute === undefined)
    return { atMs: midnight, precisionMs: millisecondsPerDay };
  const [hour, minute, second] = [Number(parts.hour), Number(parts.minute), Number(parts.second ?? 0)];
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  const toTheMinute = midnight + (hour * 60 + minute) * minuteMs;
  if (parts.second === undefined) return { atMs: toTheMinute, precisionMs: minuteMs };
  const toTheSecond = toTheMinute + second * secondMs;
  if (!parts.fraction) return { atMs: toTheSecond, precisionMs: secondMs };
  const milliseconds = Number(parts.fraction.slice(0, 3).padEnd(3, '0'));
  // A single digit of a fraction says tenths, two say hundredths.
  return { atMs: toTheSecond + milliseconds, precisionMs: 10 ** Math.max(0, 3 - parts.fraction.length) };
}

/** A picture cannot be of before the library's count of time, nor of later than tomorrow (some clocks are ahead). */
export function isPlausible(atMs: number, now: number): boolean {
  return atMs >= 0 && atMs < now + millisecondsPerDay;
}

/** What to do about a time that is not plausible. */
export const plausibleSentence = 'Give a time from 1970 on, and no later than a day from now.';
