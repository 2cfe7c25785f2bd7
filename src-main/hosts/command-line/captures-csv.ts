import type { Capture } from '../../../src-shared/contract/captures.ts';
import { writeCsv } from '../../../src-shared/domain/csv.ts';

const instant = (utcMs: number): string => new Date(utcMs).toISOString();

/** Captures as CSV, times in UTC. */
export function capturesAsCsv(captures: readonly Capture[]): string {
  return writeCsv(
    [
      ...['time', 'utc_offset_minutes', 'unchanged_until', 'display', 'width', 'height', 'bytes'],
      ...['program', 'window_title', 'decided', 'file', 'id'],
    ],
    captures.map((each) => [
      ...[instant(each.capturedAt), each.utcOffsetMinutes, instant(each.endedAt), each.displayName],
      ...[each.width, each.height, each.fileSize, each.appName, each.windowTitle, each.reviewState],
      ...[each.filepath, each.id],
    ]),
  );
}
