import Database from 'better-sqlite3';
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import {
  filesOfStatusQuery,
  importCountsQuery,
  importPageQuery,
  plannedPathsQuery,
  plannedQuery,
  sameBytesQuery,
  seenQuery,
  uncertainCountQuery,
} from './import-queries.ts';
import { encodeCursor } from './keyset.ts';
import type { Schema } from './schema-types.ts';

const native = new Database(':memory:');
const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: native }) });
const id = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1';
const cursor = encodeCursor({ time: 5000, id });

beforeAll(async () => {
  for (const migration of migrations) await migration.up(kysely);
});
afterAll(() => native.close());

function planOf(query: { compile(): CompiledQuery }): string[] {
  const { sql, parameters } = query.compile();
  const rows = native.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  return rows.map((row) => row.detail);
}

describe('the plans of imports', () => {
  it('find what is left to do by its status and its place in the order', () => {
    expect(planOf(filesOfStatusQuery(kysely, id, 'pending', 5, 32))).toEqual([
      'SEARCH import_files USING INDEX import_files_by_status (job_id=? AND status=? AND number>?)',
    ]);
  });

  it('find what was planned without looking at anything else', () => {
    const small = 'SEARCH import_files USING INDEX import_files_under_way (planned_path>?)';
    expect(planOf(plannedQuery(kysely, { jobId: id }))).toEqual([small]);
    expect(planOf(plannedQuery(kysely, { endedJobs: true }))[0]).toBe(small);
    expect(planOf(plannedPathsQuery(kysely, ['a', 'b']))).toEqual([
      expect.stringMatching(/^SEARCH import_files USING (COVERING )?INDEX import_files_under_way \(planned_path=\?\)$/),
    ]);
  });

  it('find equal bytes by their hash', () => {
    expect(planOf(sameBytesQuery(kysely, ['a', 'b']))).toEqual([
      'SEARCH captures USING INDEX captures_by_sha256 (sha256=?)',
    ]);
    expect(planOf(seenQuery(kysely, id, ['a', 'b']))).toEqual([
      expect.stringMatching(/INDEX import_files_importable \(job_id=\? AND sha256=\?\)$/),
    ]);
  });

  it('page the files of an import in their order, also those of one status', () => {
    expect(planOf(importPageQuery(kysely, id, { limit: 100 }))).toEqual([
      'SEARCH import_files USING PRIMARY KEY (job_id=?)',
    ]);
    expect(planOf(importPageQuery(kysely, id, { limit: 100, cursor }))).toEqual([
      'SEARCH import_files USING PRIMARY KEY (job_id=? AND number>?)',
    ]);
    expect(planOf(importPageQuery(kysely, id, { limit: 100, cursor, status: 'failed' }))).toEqual([
      'SEARCH import_files USING INDEX import_files_by_status (job_id=? AND status=? AND number>?)',
    ]);
  });

  it('count the files of one import alone', () => {
    expect(planOf(importCountsQuery(kysely, id))).toEqual([
      expect.stringMatching(/^SEARCH import_files USING INDEX import_files_by_status \(job_id=\?\)$/),
    ]);
    for (const step of planOf(uncertainCountQuery(kysely, id))) {
      expect(step).toMatch(/import_files_by_status \(job_id=\? AND status=\?\)|captures_1 \(id=\?\)/);
    }
  });
});
