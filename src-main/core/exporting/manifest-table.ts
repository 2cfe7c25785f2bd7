import { writeCsvRows } from '../../../src-shared/domain/csv.ts';
import type { ManifestEntry } from './manifest.ts';

const headings = [
  ...['path', 'id', 'sha256', 'bytes', 'mime', 'width', 'height'],
  ...['captured_at', 'utc_offset_minutes', 'local_day', 'ended_at', 'timestamp_source', 'confidence'],
  ...['origin', 'display_id', 'display_name', 'app', 'title', 'original_filename', 'original_path', 'camera'],
  ...['review_state', 'tags', 'decisions', 'original_sha256'],
];

/** The first row of the table beside the manifest. */
export function tableHead(): string {
  return writeCsvRows([headings]);
}

/** The row of one file: the manifest has more. */
export function tableRow(entry: ManifestEntry): string {
  const decisions = entry.decisions.map(
    ({ type, decided_at: decidedAt, undone_at: undoneAt }) =>
      `${type} ${decidedAt}${undoneAt === null ? '' : ` undone ${undoneAt}`}`,
  );
  return writeCsvRows([
    [
      ...[entry.path, entry.id, entry.sha256, entry.bytes, entry.mime, entry.width, entry.height],
      ...[entry.captured_at, entry.utc_offset_minutes, entry.local_day, entry.ended_at],
      ...[entry.timestamp_source, entry.confidence, entry.origin],
      ...[entry.display?.id ?? null, entry.display?.name ?? null, entry.app, entry.title],
      ...[entry.original_filename, entry.original_path, entry.imported?.camera ?? null],
      ...[entry.review_state, entry.tags.join('; '), decisions.join('; '), entry.original?.sha256 ?? null],
    ],
  ]);
}
