import type { ImportFile } from '../../src-shared/contract/importing.ts';
import type { ImportFileStatus } from '../../src-shared/domain/vocabulary.ts';
import type {
  FoundFile,
  ImportOutcome,
  ImportPlan,
  ImportRepository,
  ImportRow,
  SameBytes,
} from '../ports/import-repository.ts';
import type { SignedCapture } from '../ports/repositories.ts';
import type { SqliteCaptureRepository } from './capture-repository.ts';
import type { Connection } from './connection.ts';
import {
  filesOfStatusQuery,
  type ImportPageQuery,
  importCountsQuery,
  importPageQuery,
  plannedPathsQuery,
  plannedQuery,
  sameBytesQuery,
  seenQuery,
  uncertainCountQuery,
} from './import-queries.ts';
import { encodeCursor } from './keyset.ts';

const valuesPerStatement = 500;

/** Files forgotten in one transaction. */
const forgottenAtOnce = 5_000;

const insertSql = `INSERT INTO import_files
  (job_id, number, path, entry, position, upload_name, bytes, modified_at, status, error_message)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const planSql = `UPDATE import_files
  SET capture_id = ?, planned_path = ?, sha256 = ?, bytes = ?, modified_at = ? WHERE job_id = ? AND number = ?`;
const unplanSql =
  'UPDATE import_files SET capture_id = NULL, planned_path = NULL, sha256 = NULL WHERE job_id = ? AND number = ?';
const finishSql = `UPDATE import_files
  SET status = ?, capture_id = ?, planned_path = NULL, sha256 = coalesce(?, sha256), bytes = coalesce(?, bytes),
    error_message = ?
  WHERE job_id = ? AND number = ?`;
const forgetSql = `DELETE FROM import_files WHERE job_id = ? AND number IN
  (SELECT number FROM import_files WHERE job_id = ? AND number >= ? ORDER BY number LIMIT ${forgottenAtOnce})`;

/** The files of imports in SQLite. */
export class SqliteImportRepository implements ImportRepository {
  readonly #connection: Connection;
  readonly #captures: Pick<SqliteCaptureRepository, 'insertNow'>;

  constructor(connection: Connection, captures: Pick<SqliteCaptureRepository, 'insertNow'>) {
    this.#connection = connection;
    this.#captures = captures;
  }

  async saveRoots(listId: string, paths: readonly string[]): Promise<void> {
    this.#connection.transaction(() => {
      const insert = this.#connection.prepared('INSERT INTO import_roots VALUES (?, ?, ?)');
      for (const [index, path] of paths.entries()) insert.run(listId, index + 1, path);
    });
  }

  async roots(listId: string): Promise<readonly string[]> {
    const query = this.#kysely.selectFrom('import_roots').select('path').where('list_id', '=', listId);
    return this.#connection.all(query.orderBy('number')).map(({ path }) => path);
  }

  async rootLists(): Promise<readonly string[]> {
    const query = this.#kysely.selectFrom('import_roots').select('list_id as id').distinct();
    return this.#connection.all(query).map(({ id }) => id);
  }

  async forgetRoots(listId: string): Promise<void> {
    this.#connection.run(this.#kysely.deleteFrom('import_roots').where('list_id', '=', listId));
  }

  async add(jobId: string, first: number, files: readonly FoundFile[]): Promise<void> {
    if (files.length === 0) return;
    this.#connection.transaction(() => {
      const insert = this.#connection.prepared(insertSql);
      for (const [index, file] of files.entries()) {
        const { path, entry, position, uploadName, bytes, modifiedAt, status, errorMessage } = file;
        insert.run(jobId, first + index, path, entry, position, uploadName, bytes, modifiedAt, status, errorMessage);
      }
    });
  }

  async forgetFrom(jobId: string, first: number): Promise<boolean> {
    const forgotten = this.#connection.transaction(
      () => this.#connection.prepared(forgetSql).run(jobId, jobId, first).changes,
    );
    return forgotten < forgottenAtOnce;
  }

  async pending(jobId: string, after: number, limit: number): Promise<readonly ImportRow[]> {
    return this.#connection.all(filesOfStatusQuery(this.#kysely, jobId, 'pending', after, limit));
  }

  async stored(jobId: string, after: number, limit: number): Promise<readonly ImportRow[]> {
    const of = (status: ImportFileStatus) =>
      this.#connection.all(filesOfStatusQuery(this.#kysely, jobId, status, after, limit));
    return [...of('imported'), ...of('linked')].sort((one, other) => one.number - other.number).slice(0, limit);
  }

  async planned(of: { jobId: string } | { endedJobs: true }): Promise<readonly ImportRow[]> {
    return this.#connection.all(plannedQuery(this.#kysely, of));
  }

  async plannedPaths(filepaths: readonly string[]): Promise<ReadonlySet<string>> {
    const paths = new Set<string>();
    for (const part of inParts(filepaths)) {
      for (const { path } of this.#connection.all(plannedPathsQuery(this.#kysely, part))) if (path) paths.add(path);
    }
    return paths;
  }

  async plan(jobId: string, plans: readonly ImportPlan[]): Promise<void> {
    if (plans.length === 0) return;
    this.#connection.transaction(() => {
      const update = this.#connection.prepared(planSql);
      for (const { number, captureId, plannedPath, sha256, bytes, modifiedAt } of plans) {
        update.run(captureId, plannedPath, sha256, bytes, modifiedAt, jobId, number);
      }
    });
  }

  async unplan(jobId: string, numbers: readonly number[]): Promise<void> {
    this.#connection.transaction(() => {
      for (const number of numbers) this.#connection.prepared(unplanSql).run(jobId, number);
    });
  }

  async finish(jobId: string, outcomes: readonly ImportOutcome[], captures: readonly SignedCapture[]): Promise<void> {
    this.#connection.transaction(() => {
      this.#captures.insertNow(captures);
      const update = this.#connection.prepared(finishSql);
      for (const { number, status, captureId, sha256, bytes, errorMessage } of outcomes) {
        update.run(status, captureId ?? null, sha256 ?? null, bytes ?? null, errorMessage ?? null, jobId, number);
      }
    });
  }

  async withBytes(sha256s: readonly string[]): Promise<ReadonlyMap<string, readonly SameBytes[]>> {
    const found = new Map<string, (SameBytes & { capturedAt: number })[]>();
    for (const part of inParts(sha256s)) {
      for (const row of this.#connection.all(sameBytesQuery(this.#kysely, part))) {
        const same = found.get(row.sha256);
        if (same) same.push(row);
        else found.set(row.sha256, [row]);
      }
    }
    for (const same of found.values()) {
      same.sort((one, other) => one.capturedAt - other.capturedAt || (one.id < other.id ? -1 : 1));
    }
    return found;
  }

  async seen(jobId: string, sha256s: readonly string[]): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    for (const part of inParts(sha256s)) {
      for (const { sha256 } of this.#connection.all(seenQuery(this.#kysely, jobId, part))) {
        if (sha256 !== null) seen.add(sha256);
      }
    }
    return seen;
  }

  async page(jobId: string, query: ImportPageQuery): Promise<{ items: ImportFile[]; nextCursor: string | null }> {
    const items = this.#connection.all(importPageQuery(this.#kysely, jobId, query));
    const hasMore = items.length > query.limit;
    if (hasMore) items.length = query.limit;
    const last = items.at(-1);
    return { items, nextCursor: hasMore && last ? encodeCursor({ time: last.number, id: jobId }) : null };
  }

  async counts(jobId: string) {
    const rows = this.#connection.all(importCountsQuery(this.#kysely, jobId));
    const of = (status: ImportFileStatus) => rows.find((row) => row.status === status);
    const sum = (what: 'files' | 'bytes') => rows.reduce((total, row) => total + Number(row[what] ?? 0), 0);
    return {
      files: sum('files'),
      bytes: sum('bytes'),
      pending: of('pending')?.files ?? 0,
      pendingBytes: Number(of('pending')?.bytes ?? 0),
      importable: of('importable')?.files ?? 0,
      importableBytes: Number(of('importable')?.bytes ?? 0),
      imported: of('imported')?.files ?? 0,
      importedBytes: Number(of('imported')?.bytes ?? 0),
      linked: of('linked')?.files ?? 0,
      failed: of('failed')?.files ?? 0,
      skipped: of('skipped')?.files ?? 0,
      uncertain: this.#connection.first(uncertainCountQuery(this.#kysely, jobId))?.count ?? 0,
    };
  }

  get #kysely() {
    return this.#connection.kysely;
  }
}

function* inParts(values: readonly string[]): Generator<string[]> {
  for (let start = 0; start < values.length; start += valuesPerStatement)
    yield values.slice(start, start + valuesPerStatement);
}
