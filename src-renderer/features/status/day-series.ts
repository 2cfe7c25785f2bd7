import type { DayCount } from '../../../src-shared/contract/timeline.ts';
import { addDays } from '../../../src-shared/domain/local-time.ts';

/** The last `length` days up to today, oldest first, with zeros for days without captures. */
export function lastDays(days: readonly DayCount[], today: string, length: number): DayCount[] {
  const byDay = new Map(days.map((entry) => [entry.day, entry]));
  return Array.from({ length }, (_, index) => {
    const day = addDays(today, index - length + 1);
    return byDay.get(day) ?? { day, captures: 0, bytes: 0 };
  });
}

/** The days that get a label on the axis: today and every so-manieth before it, at most `most` of them. */
export function ticksOf(series: readonly DayCount[], most = 6): string[] {
  const step = Math.ceil(series.length / most);
  return series.filter((_, index) => (series.length - 1 - index) % step === 0).map((entry) => entry.day);
}
