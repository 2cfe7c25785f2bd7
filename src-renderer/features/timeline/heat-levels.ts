import type { DayCount } from '../../../src-shared/contract/timeline.ts';

/** How many shades the calendar has for days with captures. */
export const heatLevels = 4;

/**
 * The shade of each day, 1 (few captures) to `heatLevels` (many), by rank among the days with captures: one day of a
 * thousand pictures must not make all the others pale.
 */
export function heatByDay(days: readonly DayCount[]): ReadonlyMap<string, { level: number; captures: number }> {
  const counts = days.map((day) => day.captures).filter((captures) => captures > 0);
  const sorted = [...new Set(counts)].sort((a, b) => a - b);
  const rank = new Map(sorted.map((captures, index) => [captures, (index + 1) / sorted.length]));
  return new Map(
    days
      .filter((day) => day.captures > 0)
      .map((day) => [
        day.day,
        { level: Math.ceil((rank.get(day.captures) ?? 1) * heatLevels), captures: day.captures },
      ]),
  );
}

/** The first day of the week where this person lives: 0 for Sunday to 6 for Saturday. Monday where nothing is known. */
export function firstDayOfWeek(language: string): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  try {
    const locale = new Intl.Locale(language) as Intl.Locale & {
      getWeekInfo?: () => { firstDay: number };
      weekInfo?: { firstDay: number };
    };
    const firstDay = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
    return (firstDay % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6;
  } catch {
    return 1;
  }
}
