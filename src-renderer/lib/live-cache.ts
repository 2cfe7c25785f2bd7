import type { QueryClient } from '@tanstack/react-query';
import type { Capture } from '../../src-shared/contract/captures.ts';
import type { StorageReport } from '../../src-shared/contract/library.ts';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import type { DayCount } from '../../src-shared/contract/timeline.ts';
import { orpc } from './api.ts';

interface DayCounts {
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

/**
 * Brings the query cache up to what the core just said, without asking it again. Lists of captures are left to their
 * screens, which know how they are ordered and paged.
 */
export function applyLiveMessage(queries: QueryClient, message: LiveMessage): void {
  switch (message.type) {
    case 'hello':
      queries.setQueryData(orpc.library.status.queryKey(), message.library);
      if (message.status) queries.setQueryData(orpc.capture.status.queryKey(), message.status);
      else queries.removeQueries({ queryKey: orpc.capture.status.key() });
      // Whatever happened while nobody listened is not known: ask again for all that is on the screen.
      void queries.invalidateQueries({
        predicate: (query) => {
          const path = (query.queryKey[0] as readonly string[] | undefined)?.join('.');
          return path !== 'library.status' && path !== 'capture.status';
        },
      });
      return;
    case 'library-changed':
      queries.setQueryData(orpc.library.status.queryKey(), message.library);
      void queries.invalidateQueries();
      return;
    case 'capture-status':
      queries.setQueryData(orpc.capture.status.queryKey(), message.status);
      return;
    case 'capture-stored':
      queries.setQueriesData<DayCounts>({ queryKey: orpc.timeline.days.key() }, (counts) =>
        counts ? countCapture(counts, message.capture) : counts,
      );
      queries.setQueryData(orpc.library.storage.queryKey(), (report) =>
        report ? addToStorage(report, message.capture) : report,
      );
      return;
    case 'capture-held':
      return;
    case 'captures-changed':
      void queries.invalidateQueries({ queryKey: orpc.captures.key() });
      void queries.invalidateQueries({ queryKey: orpc.timeline.key() });
      void queries.invalidateQueries({ queryKey: orpc.library.storage.key() });
      return;
    case 'preferences-changed':
      queries.setQueryData(orpc.preferences.get.queryKey(), message.preferences);
      return;
    case 'event-added':
      if (!message.event.resolved) bumpUnresolved(queries, 1);
      return;
    case 'event-resolved':
      void queries.invalidateQueries({ queryKey: orpc.events.unresolvedCount.key() });
      return;
  }
}

function bumpUnresolved(queries: QueryClient, by: number): void {
  queries.setQueryData(orpc.events.unresolvedCount.queryKey(), (current) =>
    current ? { count: current.count + by } : current,
  );
}
