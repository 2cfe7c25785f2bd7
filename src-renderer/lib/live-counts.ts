import type { Capture } from '../../src-shared/contract/captures.ts';
import type { StorageReport } from '../../src-shared/contract/library.ts';
import type { DayCount } from '../../src-shared/contract/timeline.ts';

/** The answer of `timeline.days`. */
export interface DayCounts {
  readonly days: DayCount[];
  readonly today: string;
}

/** The days with one more capture in its own day; a new day takes its place in order. */
export function countCapture(counts: DayCounts, capture: Pick<Capture, 'localDay' | 'fileSize'>): DayCounts {
  const { localDay, fileSize } = capture;
  const found = counts.days.some((entry) => entry.day === localDay);
  const days = found
    ? counts.days.map((entry) =>
        entry.day === localDay ? { ...entry, captures: entry.captures + 1, bytes: entry.bytes + fileSize } : entry,
      )
    : [...counts.days, { day: localDay, captures: 1, bytes: fileSize }].sort((a, b) => (a.day < b.day ? -1 : 1));
  const today = [localDay, counts.today].sort().at(-1) ?? localDay;
  return { days, today };
}

/** The storage report with one more capture. The rates stay: they are means over days and are asked for anew. */
export function addToStorage(report: StorageReport, capture: Pick<Capture, 'localDay' | 'fileSize'>): StorageReport {
  return {
    ...report,
    captures: report.captures + 1,
    bytes: report.bytes + capture.fileSize,
    firstDay: report.firstDay === null || capture.localDay < report.firstDay ? capture.localDay : report.firstDay,
    lastDay: report.lastDay === null || capture.localDay > report.lastDay ? capture.localDay : report.lastDay,
  };
}
