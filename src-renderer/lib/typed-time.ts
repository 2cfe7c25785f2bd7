import { hasLocalDay, isDay, millisecondsPerMinute } from '../../src-shared/domain/local-time.ts';

/** A moment and the offset it is written in. */
export interface Moment {
  readonly capturedAt: number;
  readonly utcOffsetMinutes: number;
}

const form =
  /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,3}))?)?)?\s*(?:(Z|UTC)|(?:UTC)?([+\-−])(\d{1,2}):?(\d{2})?)?$/i;

/**
 * Reads a time as a person types it: `2024-03-01 22:15`, with seconds and an offset (`+02:00`, `Z`) if they like. Without
 * an offset it is in the one given; a day alone is taken at noon. Undefined for what is no time.
 */
export function parseTypedTime(text: string, utcOffsetMinutes: number): Moment | undefined {
  const match = form.exec(text.trim());
  if (!match) return undefined;
  const [, year = '', month = '', date = '', hour = '12', minute = '0', second = '0', fraction = ''] = match;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = offsetOf(match, utcOffsetMinutes);
  if (offset === undefined) return undefined;
  const wall =
    Date.parse(`${day}T00:00:00Z`) +
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 +
    Number(fraction.padEnd(3, '0'));
  return { capturedAt: wall - offset * millisecondsPerMinute, utcOffsetMinutes: offset };
}

function offsetOf(match: RegExpExecArray, given: number): number | undefined {
  const [utc, sign, hours = '0', minutes = '0'] = match.slice(8);
  if (utc) return 0;
  if (!sign) return given;
  const size = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || size > 14 * 60) return undefined;
  return sign === '+' ? size : -size || 0;
}

/** The same moment as one types it: `2024-03-01 22:15:22`. */
export function formatTypedTime({ capturedAt, utcOffsetMinutes }: Moment): string {
  const wall = new Date(capturedAt + utcOffsetMinutes * millisecondsPerMinute).toISOString();
  return `${wall.slice(0, 10)} ${wall.slice(11, 19)}`;
}

/** What is wrong with a time that is typed, in a sentence; undefined for one that a picture can have. */
export function problemOfTypedTime(text: string, utcOffsetMinutes: number): string | undefined {
  const moment = parseTypedTime(text, utcOffsetMinutes);
  if (!moment) return 'Write it as 2024-03-01 22:15, with seconds where you know them.';
  if (!hasLocalDay(moment.capturedAt, moment.utcOffsetMinutes)) return 'A library has days from 1970 on.';
  return undefined;
}
