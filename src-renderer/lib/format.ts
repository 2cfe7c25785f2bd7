import { millisecondsPerMinute } from '../../src-shared/domain/local-time.ts';

/**
 * How the window writes times, sizes and counts. One fixed English form with a 24-hour clock: figures line up, read the
 * same in a screenshot as in a log, and never depend on the language of the browser.
 */

const locale = 'en-GB';

/** `Date` whose UTC fields are the wall clock at this offset. */
function wallClock(utcMs: number, utcOffsetMinutes: number): Date {
  return new Date(utcMs + utcOffsetMinutes * millisecondsPerMinute);
}

/** The offset of this machine at that moment, in minutes east of UTC. For times that carry no offset of their own. */
export function offsetHere(utcMs: number): number {
  // `-0` would print as "-0:00" further on.
  return -new Date(utcMs).getTimezoneOffset() || 0;
}

/** `14:03:22` on the wall clock of that offset. */
export function formatTime(utcMs: number, utcOffsetMinutes: number): string {
  return wallClock(utcMs, utcOffsetMinutes).toISOString().slice(11, 19);
}

/** `14:03` on the wall clock of that offset. */
export function formatMinute(utcMs: number, utcOffsetMinutes: number): string {
  return wallClock(utcMs, utcOffsetMinutes).toISOString().slice(11, 16);
}

const longDay = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const shortDay = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const dayOfMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `Sunday, 22 November 2026` of a day written `2026-11-22`. */
export function formatDay(day: string): string {
  return longDay.format(Date.parse(`${day}T00:00:00Z`)).replace(/^(\w+) /, '$1, ');
}

/** `Sun, 22 Nov 2026` of a day written `2026-11-22`. */
export function formatShortDay(day: string): string {
  return shortDay.format(Date.parse(`${day}T00:00:00Z`));
}

/** `22 Nov` of a day written `2026-11-22`. */
export function formatDayOfMonth(day: string): string {
  return dayOfMonth.format(Date.parse(`${day}T00:00:00Z`));
}

/** `Sun, 22 Nov 2026, 14:03:22` on the wall clock of that offset. */
export function formatMoment(utcMs: number, utcOffsetMinutes: number): string {
  const day = wallClock(utcMs, utcOffsetMinutes).toISOString().slice(0, 10);
  return `${formatShortDay(day)}, ${formatTime(utcMs, utcOffsetMinutes)}`;
}

/** `UTC+01:00`. */
export function formatOffset(utcOffsetMinutes: number): string {
  const minutes = Math.abs(utcOffsetMinutes);
  const sign = utcOffsetMinutes < 0 ? '−' : '+';
  return `UTC${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

const count = new Intl.NumberFormat(locale);

/** `12,345`. */
export function formatCount(value: number): string {
  return count.format(value);
}

/** `1 display`, `3 displays`; give the plural where an `s` is not enough. */
export function formatQuantity(value: number, singular: string, plural = `${singular}s`): string {
  return `${count.format(value)} ${value === 1 ? singular : plural}`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `261 kB`, `1.4 GB`: decimal units, at most three figures, as disks are sold and file managers count. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 rounds to 1000, which belongs to the next unit.
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits).replace(/\.0+$|(\.\d*?)0+$/, '$1')} ${byteUnits[unit]}`;
}

/** `45 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`: the two largest units that say something. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

/** `just now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`. A moment ahead of this clock is `just now`. */
export function formatAgo(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 2) return 'just now';
  if (seconds < 100) return `${seconds} s ago`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

/** `14:59` or `1:02:03`, for what counts down. */
export function formatCountdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** `9 months`, `12 days`, `2.5 years`: a length of time as a person would say it. */
export function formatDaySpan(days: number): string {
  if (days < 1) return 'less than a day';
  if (days < 60) return formatQuantity(Math.round(days), 'day');
  if (days < 730) return formatQuantity(Math.round(days / 30.44), 'month');
  if (days < 3652) return `${(days / 365.25).toFixed(1).replace(/\.0$/, '')} years`;
  if (days < 36_525) return `${Math.round(days / 365.25)} years`;
  return 'more than 100 years';
}
