import type { Selectable } from 'kysely';
import type { ErrorCode } from '../../src-shared/domain/app-error.ts';
import type { JobStatus } from '../../src-shared/domain/vocabulary.ts';
import type { JobRecord } from '../ports/job-repository.ts';
import type { JobsTable } from './schema-types.ts';

/** What a job has that nobody works on. */
export const noLease = { lease_owner: null, lease_until: null, cancel_requested_at: null } as const;

/** A row as the queries of jobs give it. */
export type JobRow = Selectable<JobsTable> & { failed_items: number | null };

export function toRecord(row: JobRow): JobRecord {
  return {
    id: row.id,
    type: row.job_type,
    status: row.status as JobStatus,
    progressCurrent: row.progress_current,
    progressTotal: row.progress_total,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
    state: JSON.parse(row.state) as unknown,
    result: row.result === null ? null : (JSON.parse(row.result) as Record<string, unknown>),
    createdAt: row.created_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    errorCode: row.error_code as ErrorCode | null,
    errorMessage: row.error_message,
    retryCount: row.retry_count,
    notBefore: row.not_before,
    cancelRequestedAt: row.cancel_requested_at,
    leaseOwner: row.lease_owner,
    leaseUntil: row.lease_until,
    failedItems: row.failed_items ?? 0,
  };
}

/** The same text for the same payload, however its keys were ordered. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
