import { type Kysely, sql } from 'kysely';
import type { JobStatus, JobType } from '../../src-shared/domain/vocabulary.ts';
import type { JobItemStatus } from '../ports/jobs.ts';
import { keysetRange } from './keyset.ts';
import type { Schema } from './schema-types.ts';

/** A job with the count of its failed items. */
export function jobsQuery(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom('jobs')
    .selectAll('jobs')
    .select((of) =>
      of
        .selectFrom('job_captures')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('job_captures.job_id', '=', 'jobs.id')
        .where('job_captures.status', '=', 'failed')
        .as('failed_items'),
    );
}

export function jobByIdQuery(kysely: Kysely<Schema>, id: string) {
  return jobsQuery(kysely).where('id', '=', id);
}

export interface JobPageQuery {
  readonly status?: JobStatus | undefined;
  readonly type?: JobType | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page, newest first, and one row more that tells whether there is a next one. */
export function jobPageQuery(kysely: Kysely<Schema>, query: JobPageQuery) {
  const { before } = keysetRange({ cursor: query.cursor, newestFirst: true });
  let select = jobsQuery(kysely);
  if (query.status !== undefined) select = select.where('status', '=', query.status);
  if (query.type !== undefined) select = select.where('job_type', '=', query.type);
  if (before) select = select.where(sql<boolean>`(created_at, id) < (${before.time}, ${before.id})`);
  return select
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
}

/** How many jobs stand so. */
export function jobsInStateQuery(kysely: Kysely<Schema>, status: JobStatus) {
  return kysely
    .selectFrom('jobs')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('status', '=', status);
}

/** What somebody said to work on. */
export function runningJobsQuery(kysely: Kysely<Schema>) {
  return jobsQuery(kysely).where('status', '=', 'running').orderBy('created_at').orderBy('id');
}

/** Waiting jobs, oldest first. */
export function waitingJobsQuery(kysely: Kysely<Schema>, types: readonly JobType[]) {
  return jobsQuery(kysely)
    .where('status', '=', 'pending')
    .where('job_type', 'in', types)
    .orderBy('created_at')
    .orderBy('id');
}

/** The oldest waiting job whose time has come, or lies so far ahead that the clock must have been set back. */
export function dueJobQuery(
  kysely: Kysely<Schema>,
  types: readonly JobType[],
  due: { readonly now: number; readonly longestDelayMs: number; readonly id?: string },
) {
  const waiting = waitingJobsQuery(kysely, types);
  return (due.id === undefined ? waiting : waiting.where('id', '=', due.id))
    .where((of) =>
      of.or([
        of('not_before', 'is', null),
        of('not_before', '<=', due.now),
        of('not_before', '>', due.now + due.longestDelayMs),
      ]),
    )
    .limit(1);
}

/** A waiting or running job that would do the same. */
export function sameJobQuery(kysely: Kysely<Schema>, type: JobType, payload: string, status: 'pending' | 'running') {
  return jobsQuery(kysely)
    .where('status', '=', status)
    .where('job_type', '=', type)
    .where('payload', '=', payload)
    .where('cancel_requested_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1);
}

/** Jobs that have ended, newest first, after the first so many. */
export function oldJobsQuery(kysely: Kysely<Schema>, keep: number) {
  return kysely
    .selectFrom('jobs')
    .select('id')
    .where('status', 'in', ['completed', 'failed', 'cancelled'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(-1)
    .offset(keep);
}

export interface JobItemPageQuery {
  readonly status?: JobItemStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The items of a job in the order of their captures' ids, and one row more. */
export function jobItemPageQuery(kysely: Kysely<Schema>, jobId: string, query: JobItemPageQuery) {
  const { after } = keysetRange({ cursor: query.cursor, newestFirst: false });
  let select = kysely.selectFrom('job_captures').selectAll().where('job_id', '=', jobId);
  // Without the hint SQLite walks all items of the job instead of the index over their status.
  if (query.status !== undefined) select = select.where(sql<boolean>`unlikely(status = ${query.status})`);
  if (after) select = select.where('capture_id', '>', after.id);
  return select.orderBy('capture_id').limit(query.limit + 1);
}
