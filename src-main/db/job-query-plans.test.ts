import Database from 'better-sqlite3';
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import {
  jobByIdQuery,
  jobItemPageQuery,
  jobPageQuery,
  oldJobsQuery,
  runningJobsQuery,
  sameJobQuery,
  waitingJobsQuery,
} from './job-queries.ts';
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

/** The steps of a plan, without those that only count the failed items of one job. */
function planOf(query: { compile(): CompiledQuery }): string[] {
  const { sql, parameters } = query.compile();
  const rows = native.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  const steps = rows.map((row) => row.detail).filter((detail) => !/^(CORRELATED )?SCALAR SUBQUERY/.test(detail));
  expect(steps.join('\n')).not.toMatch(/AUTOMATIC|SCAN job_captures/);
  return steps;
}

const failedItems = 'SEARCH job_captures USING COVERING INDEX job_captures_by_status (job_id=? AND status=?)';

describe('the plans of the queue', () => {
  it('find a job and count its failed items by an index', () => {
    expect(planOf(jobByIdQuery(kysely, id))).toEqual([
      'SEARCH jobs USING INDEX sqlite_autoindex_jobs_1 (id=?)',
      failedItems,
    ]);
  });

  it('page jobs in the order of an index', () => {
    expect(planOf(jobPageQuery(kysely, { limit: 50 }))).toEqual(['SCAN jobs USING INDEX jobs_by_time', failedItems]);
    expect(planOf(jobPageQuery(kysely, { limit: 50, cursor, type: 'process' }))[0]).toMatch(
      /^SEARCH jobs USING INDEX jobs_by_time \(\(created_at,id\)<\(/,
    );
    expect(planOf(jobPageQuery(kysely, { limit: 50, cursor, status: 'failed' }))[0]).toMatch(
      /^SEARCH jobs USING INDEX jobs_by_status \(status=\? AND \(created_at,id\)</,
    );
  });

  it('look for work only among what waits or runs', () => {
    for (const query of [
      runningJobsQuery(kysely),
      waitingJobsQuery(kysely, ['process', 'verify']),
      sameJobQuery(kysely, 'process', '{}', 'pending'),
    ]) {
      expect(planOf(query)).toEqual(['SEARCH jobs USING INDEX jobs_by_status (status=?)', failedItems]);
    }
  });

  it('find old jobs among those that have ended', () => {
    // A few hundred, once a start: they may be sorted.
    expect(planOf(oldJobsQuery(kysely, 200))[0]).toBe('SEARCH jobs USING COVERING INDEX jobs_by_status (status=?)');
  });

  it('page the items of a job by an index, also those of one status', () => {
    expect(planOf(jobItemPageQuery(kysely, id, { limit: 100 }))).toEqual([
      'SEARCH job_captures USING PRIMARY KEY (job_id=?)',
    ]);
    expect(planOf(jobItemPageQuery(kysely, id, { limit: 100, cursor }))).toEqual([
      'SEARCH job_captures USING PRIMARY KEY (job_id=? AND capture_id>?)',
    ]);
    expect(planOf(jobItemPageQuery(kysely, id, { limit: 100, cursor, status: 'failed' }))).toEqual([
      'SEARCH job_captures USING INDEX job_captures_by_status (job_id=? AND status=? AND capture_id>?)',
    ]);
  });
});
