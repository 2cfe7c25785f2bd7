import { type Kysely, sql } from 'kysely';
import type { ImportFileStatus } from '../../src-shared/domain/vocabulary.ts';
import { decodeCursor } from './keyset.ts';
import type { Schema } from './schema-types.ts';

const fileColumns = [
  'number',
  'path',
  'entry',
  'bytes',
  'modified_at as modifiedAt',
  'status',
  'capture_id as captureId',
  'error_message as errorMessage',
] as const;

const rowColumns = [
  ...fileColumns,
  'job_id as jobId',
  'position',
  'upload_name as uploadName',
  'sha256',
  'planned_path as plannedPath',
] as const;

/** Without the hint SQLite walks all files of the import instead of the index over their status. */
function isOfStatus(status: ImportFileStatus) {
  return sql<boolean>`unlikely(status = ${status})`;
}

/** Files of an import of one status after a number. */
export function filesOfStatusQuery(
  kysely: Kysely<Schema>,
  jobId: string,
  status: ImportFileStatus,
  after: number,
  limit: number,
) {
  return kysely
    .selectFrom('import_files')
    .select(rowColumns)
    .where('job_id', '=', jobId)
    .where(isOfStatus(status))
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit);
}

/** Files that were about to get their place in the library. */
export function plannedQuery(kysely: Kysely<Schema>, of: { jobId: string } | { endedJobs: true }) {
  const planned = kysely.selectFrom('import_files').select(rowColumns).where('planned_path', 'is not', null);
  // The plus keeps SQLite at the small index of what is planned.
  if ('jobId' in of) return planned.where(sql<boolean>`+job_id = ${of.jobId}`);
  return planned.where((where) =>
    where.exists(
      where
        .selectFrom('jobs')
        .select('jobs.id')
        .whereRef('jobs.id', '=', 'import_files.job_id')
        .where('jobs.status', 'in', ['completed', 'failed', 'cancelled']),
    ),
  );
}

export function plannedPathsQuery(kysely: Kysely<Schema>, filepaths: readonly string[]) {
  return kysely
    .selectFrom('import_files')
    .select('planned_path as path')
    .where('planned_path', 'is not', null)
    .where('planned_path', 'in', filepaths);
}

/** Captures with these bytes that were not deleted for good. */
export function sameBytesQuery(kysely: Kysely<Schema>, sha256s: readonly string[]) {
  return kysely
    .selectFrom('captures')
    .select(['id', 'filepath', 'local_day as localDay', 'sha256', 'captured_at as capturedAt'])
    .where('sha256', 'in', sha256s)
    .where('purged_at', 'is', null);
}

export function seenQuery(kysely: Kysely<Schema>, jobId: string, sha256s: readonly string[]) {
  return kysely
    .selectFrom('import_files')
    .select('sha256')
    .where('job_id', '=', jobId)
    .where('status', '=', sql.lit('importable'))
    .where('sha256', 'in', sha256s);
}

export interface ImportPageQuery {
  readonly status?: ImportFileStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page in the order in which the files were found, and one row more. Throws `BAD_INPUT` for a broken cursor. */
export function importPageQuery(kysely: Kysely<Schema>, jobId: string, query: ImportPageQuery) {
  let select = kysely.selectFrom('import_files').select(fileColumns).where('job_id', '=', jobId);
  if (query.status !== undefined) select = select.where(isOfStatus(query.status));
  if (query.cursor !== undefined) select = select.where('number', '>', decodeCursor(query.cursor).time);
  return select.orderBy('number').limit(query.limit + 1);
}

/** Files and bytes of each status. */
export function importCountsQuery(kysely: Kysely<Schema>, jobId: string) {
  return kysely
    .selectFrom('import_files')
    .select((of) => ['status', of.fn.countAll<number>().as('files'), of.fn.sum<number | null>('bytes').as('bytes')])
    .where('job_id', '=', jobId)
    .groupBy('status');
}

/** How many of what was imported have a time that is uncertain. */
export function uncertainCountQuery(kysely: Kysely<Schema>, jobId: string) {
  return kysely
    .selectFrom('import_files')
    .crossJoin('captures')
    .whereRef('captures.id', '=', 'import_files.capture_id')
    .where('job_id', '=', jobId)
    .where(isOfStatus('imported'))
    .where('confidence', 'in', ['low', 'none'])
    .where('timestamp_source', '<>', 'user')
    .select((of) => of.fn.countAll<number>().as('count'));
}
