import type { ActivityEvent } from '../contract/events.ts';
import { writeCsv } from './csv.ts';

const instant = (utcMs: number | null): string => (utcMs === null ? '' : new Date(utcMs).toISOString());

/** Lines of the activity log as CSV: times in UTC, details as JSON. */
export function eventsAsCsv(events: readonly ActivityEvent[]): string {
  return writeCsv(
    [
      ...['time', 'type', 'severity', 'source', 'node', 'summary', 'occurrences', 'last_time'],
      ...['resolved', 'resolved_time', 'resolved_by', 'details', 'id'],
    ],
    events.map((event) => [
      ...[instant(event.timestamp), event.type, event.severity, event.source, event.node, event.summary],
      ...[event.occurrences, instant(event.last_at), event.resolved, instant(event.resolved_at), event.resolved_by],
      ...[JSON.stringify(event.details), event.id],
    ]),
  );
}
