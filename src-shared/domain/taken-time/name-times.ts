import { firstYear, isPlausible, minuteMs, type ReadTime, secondMs, type WallParts, wallTime } from './wall-time.ts';

/**
 * When a file name says the picture was taken: one time, two where day and month could be exchanged, none where it says
 * nothing. `now` is UTC ms: later than tomorrow is no time. Never throws.
 */
export function timesInName(name: string, now: number): ReadTime[] {
  // No system has names that long; more is not looked at. Every kind of space is one, macOS writes U+202F before AM and PM.
  const text = name.slice(0, maxNameLength).normalize('NFC').replaceAll(/\s/g, ' ');
  return yearFirst(text, now) ?? dayFirst(text, now) ?? sinceEpoch(text, now) ?? dayAlone(text, now) ?? [];
}

const maxNameLength = 1000;

/** What may stand between a date and a time of day that says seconds: ` at `, ` um `, `_`, `T` and the like. */
const wideGap = String.raw`(?:[^\d]{0,24}?)`;
/** The same before bare digits, or hour and minute alone, which could as well be numbers of something else. */
const narrowGap = String.raw`(?:[ _T-]{1,3}|[ _]\p{L}{1,5}[.]?[ _])`;
const halfOfDay = `(?<before>上午|下午|午前|午後|오전|오후)?[ ]?`;
/** Websites make a hyphen of a space, and what takes UTF-8 for another encoding makes three letters of a narrow one. */
const halfGap = String.raw`(?:[ _-]|[^\x00-\x7f]{1,3})?`;
const halfAfter = String.raw`(?:${halfGap}(?<after>[ap][.]?[ ]?m(?![\p{L}])))?`;
const zone = String.raw`(?<zone>Z(?![\p{L}\d])|[+]\d{2}[-:]?\d{2}(?!\d))?`;

const separated = new RegExp(
  String.raw`^${wideGap}${halfOfDay}(?<hour>\d{1,2})(?<s>[-._: ]|h)(?<minute>\d{2})(?:\k<s>|m)(?<second>\d{2})s?(?:(?:\k<s>|[.,])(?<fraction>\d{3})(?!\d))?(?!\d)${zone}${halfAfter}`,
  'iu',
);
const inCharacters = new RegExp(
  String.raw`^${wideGap}${halfOfDay}(?<hour>\d{1,2})[时時시][ ]?(?<minute>\d{2})[分분](?:[ ]?(?<second>\d{2})[秒초])?`,
  'iu',
);
/** What another sign than that between hour and minute sets off, as in `10-15_1`, counts files of the same name. */
const toTheMinute = new RegExp(
  String.raw`^${narrowGap}${halfOfDay}(?<hour>\d{2}|\d(?=[-._:h]\d{2}${halfGap}[ap][.]?[ ]?m))(?<s>[-._:h])(?<minute>\d{2})(?!\d|\k<s>\d)${halfAfter}`,
  'iu',
);
const together = new RegExp(
  String.raw`^${narrowGap}?(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})(?:(?<fraction>\d{3})|\d{2})?(?!\d)${zone}`,
  'iu',
);
const timesOfDay = [separated, inCharacters, toTheMinute, together];

const yearFirstDate =
  /(?<!\d)(?<year>\d{4})(?<s>[-._ ]|[年년] ?|)(?<month>\d{1,2})(?:\k<s>| ?[月월] ?)(?<day>\d{1,2})(?: ?[日일])?/gu;
const dayFirstDate = /(?<!\d)(?<first>\d{1,2})(?<s>[-._ ])(?<second>\d{1,2})\k<s>(?<year>\d{4})(?!\d)/gu;

/** Pixel phones name pictures after UTC. */
const pixel = /^PXL_\d{8}_\d{9}/i;

interface FoundDate {
  readonly parts: WallParts;
  readonly text: string;
  readonly index: number;
  readonly end: number;
  /** True for eight digits and nothing between them. */
  readonly isNumber: boolean;
}

function* datesIn(text: string, now: number): Generator<FoundDate> {
  const lastYear = new Date(now).getUTCFullYear() + 1;
  for (const match of text.matchAll(yearFirstDate)) {
    const { year, month, day, s } = match.groups as Record<'year' | 'month' | 'day' | 's', string>;
    const end = match.index + match[0].length;
    const isNumber = s === '';
    // Other numbers begin like dates; only those of possible years are taken for one.
    if (Number(year) < firstYear || Number(year) > lastYear) continue;
    // A single digit is a month or a day only where the writing leaves no doubt; `2024_1_2` may as well count pictures.
    if (/^[_ ]?$/.test(s) && (month.length < 2 || day.length < 2)) continue;
    if (!isNumber && /^\d/.test(text.slice(end))) continue;
    yield { parts: { year, month, day }, text: match[0], index: match.index, end, isNumber };
  }
}

function yearFirst(text: string, now: number): ReadTime[] | undefined {
  for (const date of datesIn(text, now)) {
    const time = timeOfDayAfter(text, date.end);
    if (!time) continue;
    const read = withTime(date.parts, time, date.text, now);
    // A date followed by a time that no clock shows is no date either: its digits mean something else.
    if (!read) return [];
    return [pixel.test(text) ? { ...read, says: 'instant' } : read];
  }
  return undefined;
}

function dayFirst(text: string, now: number): ReadTime[] | undefined {
  for (const date of text.matchAll(dayFirstDate)) {
    const { first, second, year } = date.groups as Record<string, string>;
    const time = timeOfDayAfter(text, date.index + date[0].length);
    if (!time) continue;
    return bothWays({ first, second, year } as ExchangeableDate, (parts) => withTime(parts, time, date[0], now));
  }
  return undefined;
}

/** A date and nothing else, as in `IMG-20240301-WA0001`. */
function dayAlone(text: string, now: number): ReadTime[] | undefined {
  for (const date of datesIn(text, now)) {
    // Digits in the middle of letters and digits are part of some number.
    if (date.isNumber && (/^\d/.test(text.slice(date.end)) || isInsideOfWord(text, date.index, 8))) continue;
    const read = readWall(date.parts, date.text, now);
    if (read) return [read];
  }
  for (const date of text.matchAll(dayFirstDate)) {
    const { first, second, year } = date.groups as Record<string, string>;
    const read = bothWays({ first, second, year } as ExchangeableDate, (parts) => readWall(parts, date[0], now));
    if (read.length > 0) return read;
  }
  return undefined;
}

interface ExchangeableDate {
  readonly first: string;
  readonly second: string;
  readonly year: string;
}

/** Day before month and month before day; ambiguous where both are dates, and different ones. */
function bothWays(
  { first, second, year }: ExchangeableDate,
  read: (parts: WallParts) => ReadTime | undefined,
): ReadTime[] {
  const dayFirst = read({ year, month: second, day: first });
  const monthFirst = Number(first) === Number(second) ? undefined : read({ year, month: first, day: second });
  const both = [dayFirst, monthFirst].filter((one) => one !== undefined);
  return both.map((one) => ({ ...one, ambiguous: both.length > 1 }));
}

interface TimeOfDay {
  /** As it stands there, with what is between it and the date. */
  readonly text: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

function timeOfDayAfter(text: string, at: number): TimeOfDay | undefined {
  const rest = text.slice(at, at + 60);
  for (const pattern of timesOfDay) {
    const match = pattern.exec(rest);
    if (match) return { text: match[0], groups: match.groups as Record<string, string | undefined> };
  }
  return undefined;
}

function withTime(date: WallParts, { text, groups }: TimeOfDay, dateText: string, now: number): ReadTime | undefined {
  const hour = hourOf(Number(groups.hour), groups.before ?? groups.after);
  if (hour === undefined) return undefined;
  const { minute, second, fraction } = groups;
  const read = readWall({ ...date, hour, minute, second, fraction }, `${dateText}${text}`, now);
  if (!read || !groups.zone) return read;
  if (groups.zone.toUpperCase() === 'Z') return { ...read, says: 'instant' };
  const utcOffsetMinutes = Number(groups.zone.slice(1, 3)) * 60 + Number(groups.zone.slice(-2));
  return { ...read, atMs: read.atMs - utcOffsetMinutes * minuteMs, says: 'instant', utcOffsetMinutes };
}

/** The hour of the day; undefined for hours that a clock of twelve hours has not. */
function hourOf(hour: number, half: string | undefined): number | undefined {
  if (!half) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p|下午|午後|오후/i.test(half) ? 12 : 0);
}

function readWall(parts: WallParts, text: string, now: number): ReadTime | undefined {
  const wall = wallTime(parts);
  // Only a time zone's worth may be missing to now: a name that says later is not of this picture.
  if (!wall || !isPlausible(wall.atMs, now)) return undefined;
  return { ...wall, says: 'wall', ambiguous: false, text };
}

/** Seconds or milliseconds since 1970, of 10 or 13 digits: from 2001 on. Snapchat names pictures at random. */
function sinceEpoch(text: string, now: number): ReadTime[] | undefined {
  if (/^snapchat/i.test(text)) return undefined;
  for (const number of text.matchAll(/(?<!\d)(?:\d{13}|\d{10})(?!\d)/g)) {
    const digits = number[0];
    const precisionMs = digits.length === 13 ? 1 : secondMs;
    const atMs = Number(digits) * precisionMs;
    if (digits.startsWith('0') || isInsideOfWord(text, number.index, digits.length) || !isPlausible(atMs, now))
      continue;
    return [{ atMs, says: 'instant', precisionMs, ambiguous: false, text: digits }];
  }
  return undefined;
}

/** True for digits that letters follow, or that come after letters and digits: parts of a hash, not of a name. */
function isInsideOfWord(text: string, at: number, length: number): boolean {
  return (
    /^[a-z]/i.test(text.slice(at + length, at + length + 1)) || /\d[a-z]{1,30}$/i.test(text.slice(0, at).slice(-40))
  );
}
