import { isUtcOffset } from '../local-time.ts';
import { isPlausible, minuteMs, type ReadTime, type WallParts, wallTime } from './wall-time.ts';

/**
 * Reads a time as EXIF, XMP and PNG text write it: `2024:03:01 10:15:22`, `2024-03-01T10:15:22.5+01:00`,
 * `Fri, 01 Mar 2024 10:15:22 +0100`. A fraction and an offset may stand in fields of their own. `Z` says the instant, not
 * where the picture was taken. Undefined for all else: nothing is guessed, and nothing is thrown.
 */
export function readSaidTime(
  said: {
    readonly text: string;
    readonly subSecondsText?: string | undefined;
    readonly offsetText?: string | undefined;
  },
  now: number,
): ReadTime | undefined {
  if (said.text.length > maxTextLength) return undefined;
  const text = said.text.replaceAll(/[\s\0]+/g, ' ').trim();
  const parts = numbers(text) ?? named(text);
  const wall = parts && wallTime(parts);
  if (!parts || !wall) return undefined;
  const { atMs, precisionMs } = withFraction(wall, said.subSecondsText);
  const base = { precisionMs, ambiguous: false, text };
  const offsetText = parts.zone ?? said.offsetText?.trim();
  const isZulu = parts.zone !== undefined && /^(?:z|gmt|utc?)$/i.test(parts.zone);
  const utcOffsetMinutes = isZulu ? 0 : offsetOf(offsetText);
  // Where the day alone is known, an offset says nothing.
  const saysInstant = utcOffsetMinutes !== undefined && parts.hour !== undefined;
  const instant = saysInstant ? atMs - utcOffsetMinutes * minuteMs : atMs;
  if (!isPlausible(instant, now)) return undefined;
  if (!saysInstant) return { ...base, atMs, says: 'wall' };
  return { ...base, atMs: instant, says: 'instant', ...(isZulu ? {} : { utcOffsetMinutes }) };
}

const maxTextLength = 200;

type Parts = WallParts & { readonly zone: string | undefined };

const numbersPattern =
  /^(?<year>\d{4})(?<s>[:./-])(?<month>\d{2})\k<s>(?<day>\d{2})(?:[ T](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)? ?(?<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;

function numbers(text: string): Parts | undefined {
  return numbersPattern.exec(text)?.groups as unknown as Parts | undefined;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const weekday = String.raw`(?:\p{L}{2,9}[.,]{0,2} )?`;
const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2}):(?<second>\d{2})`;
const half = `(?: (?<half>[ap]m))?`;
const zoneName = String.raw`(?: (?<zone>[+-]\d{2}:?\d{2}|gmt|utc)| [A-Z]{2,5})?`;
/** `Fri, 01 Mar 2024 10:15:22 +0100` and `Fri 01 Mar 2024 10:15:22 AM CET`. */
const dayAndMonth = new RegExp(
  String.raw`^${weekday}(?<day>\d{1,2}) (?<name>\p{L}{3})\p{L}{0,6} (?<year>\d{4}) ${clock}${half}${zoneName}$`,
  'iu',
);
/** `Fri Mar  1 10:15:22 2024`. */
const monthAndDay = new RegExp(
  String.raw`^${weekday}(?<name>\p{L}{3}) (?<day>\d{1,2}) ${clock}${half} (?<year>\d{4})$`,
  'iu',
);

/** A date with the English name of its month. */
function named(text: string): Parts | undefined {
  const groups = (dayAndMonth.exec(text) ?? monthAndDay.exec(text))?.groups;
  if (!groups) return undefined;
  const month = months.indexOf((groups.name as string).toLowerCase()) + 1;
  const { year, day, minute, second, zone } = groups as Record<string, string>;
  let hour = Number(groups.hour);
  if (groups.half) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (/p/i.test(groups.half) ? 12 : 0);
  }
  return { year, month, day, hour, minute, second, zone } as Parts;
}

function withFraction(wall: { atMs: number; precisionMs: number }, text: string | undefined) {
  const digits = text?.trim() ?? '';
  if (wall.precisionMs !== 1000 || !/^\d{1,9}$/.test(digits)) return wall;
  return {
    atMs: wall.atMs + Number(digits.slice(0, 3).padEnd(3, '0')),
    precisionMs: 10 ** Math.max(0, 3 - digits.length),
  };
}

/** Minutes east of UTC; undefined for what no place on earth has. */
function offsetOf(text: string | undefined): number | undefined {
  const match = /^(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2})$/.exec(text ?? '');
  if (!match?.groups) return undefined;
  const minutes = Number(match.groups.hours) * 60 + Number(match.groups.minutes);
  const offset = match.groups.sign === '-' ? 0 - minutes : minutes;
  return Number(match.groups.minutes) > 59 || !isUtcOffset(offset) ? undefined : offset;
}
