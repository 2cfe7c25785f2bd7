const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the unit in which they are readable, in steps of a thousand. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** An instant on the wall clock of the offset it was stored with, `2026-03-01 12:00:05`. */
export function instantText(utcMs: number, utcOffsetMinutes: number): string {
  return new Date(utcMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** The same, for this machine's offset at that instant. */
export function hereText(utcMs: number | null): string {
  return utcMs === null ? '–' : instantText(utcMs, -new Date(utcMs).getTimezoneOffset());
}

/** A number of days as a person would say it: “≈ 9 months”. */
export function daysText(days: number): string {
  if (days < 1) return 'less than a day';
  if (days < 60) return `${Math.round(days)} days`;
  if (days < 365 * 2) return `${Math.round(days / 30.44)} months`;
  return `${Math.round(days / 365.25)} years`;
}

/** `1 picture`, `2 pictures`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A stretch of time, to the two greatest units: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function secondsText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
