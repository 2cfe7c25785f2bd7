/**
 * Local time from a UTC instant and the UTC offset then in force. Pure arithmetic: the offset is stored with each
 * capture, so a later change of time zone or of its rules never moves a picture to another day.
 */

export const millisecondsPerMinute = 60_000;
export const millisecondsPerDay = 86_400_000;

/** The zones of the world lie from 12 hours west of UTC to 14 hours east of it. */
export const leastUtcOffsetMinutes = -720;
export const greatestUtcOffsetMinutes = 840;

/** Whether a zone may be so many minutes east of UTC. */
export function isUtcOffset(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= leastUtcOffsetMinutes && minutes <= greatestUtcOffsetMinutes;
}

/** The local day (`YYYY-MM-DD`) of a UTC instant in ms, for an offset in minutes east of UTC. */
export function localDayOf(utcMs: number, utcOffsetMinutes: number): string {
  return new Date(utcMs + utcOffsetMinutes * millisecondsPerMinute).toISOString().slice(0, 10);
}

/** True where the local day lies in the years 1970 to 9999, so that a folder can be named after it. */
export function hasLocalDay(utcMs: number, utcOffsetMinutes: number): boolean {
  const local = utcMs + utcOffsetMinutes * millisecondsPerMinute;
  return local >= 0 && local < Date.UTC(10_000, 0, 1);
}

/** Milliseconds since local midnight (0 to 86,399,999) on the wall clock. */
export function localMillisecondOfDay(utcMs: number, utcOffsetMinutes: number): number {
  const local = utcMs + utcOffsetMinutes * millisecondsPerMinute;
  return ((local % millisecondsPerDay) + millisecondsPerDay) % millisecondsPerDay;
}

/** The day `count` days after `day` (both `YYYY-MM-DD`); `count` may be negative. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * millisecondsPerDay).toISOString().slice(0, 10);
}

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a real calendar day written `YYYY-MM-DD`. Lists ask it for each of their rows, so it makes no dates. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const isLeapDay = month === 2 && day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeapDay || (day >= 1 && day <= (daysOfMonths[month - 1] ?? 0));
}
