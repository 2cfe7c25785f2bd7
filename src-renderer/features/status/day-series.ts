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
