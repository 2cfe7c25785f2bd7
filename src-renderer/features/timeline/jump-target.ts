import { addDays, isDay } from '../../../src-shared/domain/local-time.ts';

/** Where a typed text leads: a day, and perhaps a time of it in minutes. */
export interface JumpTarget {
  readonly day: string;
  /** Minute of the wall clock, with fractions for seconds; null for the whole day. */
  readonly minute: number | null;
}

const relativeDays: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['yesterday', -1],
]);
const time = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

function minuteOf(text: string): number | undefined {
  const parts = time.exec(text);
  if (!parts) return undefined;
  const [hours, minutes, seconds] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return hours * 60 + minutes + seconds / 60;
}

/**
 * Reads what a person types to get somewhere: `2026-11-22`, `14:03`, `2026-11-22 14:03:05`, `today`, `yesterday 9:30`,
 * `-7` (days from the shown one). Undefined where it makes no sense.
 */
export function parseJumpTarget(text: string, shownDay: string, today: string): JumpTarget | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace('t', (letter, index: number) => (index === 10 ? ' ' : letter))
    .split(/\s+/);
  const [first, second] = words;
  if (!first || words.length > 2) return undefined;
  const onlyTime = minuteOf(first);
  if (onlyTime !== undefined) return second === undefined ? { day: shownDay, minute: onlyTime } : undefined;
  let day: string | undefined;
  const relative = relativeDays.get(first);
  if (relative !== undefined) day = addDays(today, relative);
  else if (/^[+-]\d{1,4}$/.test(first)) day = addDays(shownDay, Number(first));
  else if (isDay(first)) day = first;
  if (day === undefined) return undefined;
  if (second === undefined) return { day, minute: null };
  const minute = minuteOf(second);
  return minute === undefined ? undefined : { day, minute };
}
