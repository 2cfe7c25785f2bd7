import { v7 as uuidV7 } from 'uuid';
import type { JobItem } from '../../src-shared/contract/jobs.ts';
import type { JobType } from '../../src-shared/domain/vocabulary.ts';
import type {
  JobClaim,
  JobClaimed,
  JobRecord,
  JobRepository,
  JobSetback,
  QueueState,
} from '../ports/job-repository.ts';
import type { JobCheckpoint, JobItemStatus } from '../ports/jobs.ts';
import type { Connection } from './connection.ts';
import { JobItems } from './job-items.ts';
import {
  dueJobQuery,
  type JobItemPageQuery,
  type JobPageQuery,
  jobByIdQuery,
  jobPageQuery,
  jobsInStateQuery,
  oldJobsQuery,
  runningJobsQuery,
  sameJobQuery,
} from './job-queries.ts';
import { canonicalJson, noLease, toRecord } from './job-rows.ts';
import { encodeCursor } from './keyset.ts';
import type { JobsTable } from './schema-types.ts';

/** The queue in SQLite. */
export class SqliteJobRepository implements JobRepository {
  readonly #connection: Connection;
  readonly #items: JobItems;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#items = new JobItems(connection);
  }

  async enqueue(
    job: { type: JobType; payload: Readonly<Record<string, unknown>>; createdAt: number },
    options: { unlessWaiting: boolean },
  ): Promise<JobRecord> {
    const payload = canonicalJson(job.payload);
    return this.#connection.transaction(() => {
      if (options.unlessWaiting) {
        const same =
          this.#connection.first(sameJobQuery(this.#kysely, job.type, payload, 'running')) ??
          this.#connection.first(sameJobQuery(this.#kysely, job.type, payload, 'pending'));
        if (same) return toRecord(same);
      }
      const id = uuidV7();
      this.#connection.run(
        this.#kysely.insertInto('jobs').values({
          id,
          job_type: job.type,
          status: 'pending',
          progress_current: 0,
          progress_total: null,
          progress_best: 0,
          payload,
          created_at: job.createdAt,
          started_at: null,
          completed_at: null,
          error_code: null,
          error_message: null,
          retry_count: 0,
          lease_owner: null,
          lease_until: null,
          state: '{}',
          result: null,
          not_before: null,
          cancel_requested_at: null,
        }),
      );
      return this.#require(id);
    });
  }

  async byId(id: string): Promise<JobRecord | undefined> {
    return this.#byId(id);
  }

  async page(query: JobPageQuery): Promise<{ items: JobRecord[]; nextCursor: string | null }> {
    const rows = this.#connection.all(jobPageQuery(this.#kysely, query));
    const hasMore = rows.length > query.limit;
    if (hasMore) rows.length = query.limit;
    const last = rows.at(-1);
    return {
      items: rows.map(toRecord),
      nextCursor: hasMore && last ? encodeCursor({ time: last.created_at, id: last.id }) : null,
    };
  }

  async depth(): Promise<Record<QueueState, number>> {
    const of = (state: QueueState) => this.#connection.first(jobsInStateQuery(this.#kysely, state))?.count ?? 0;
    return { pending: of('pending'), running: of('running'), failed: of('failed') };
  }

  async items(id: string, query: JobItemPageQuery): Promise<{ items: JobItem[]; nextCursor: string | null }> {
    return this.#items.page(id, query);
  }

  async itemStatus(id: string, captureIds: readonly string[]): Promise<ReadonlyMap<string, JobItemStatus>> {
    return this.#items.statuses(id, captureIds);
  }

  async pendingItems(id: string, limit: number): Promise<readonly string[]> {
    return this.#items.pending(id, limit);
  }

  async claim(claim: JobClaim): Promise<JobClaimed> {
    // Looked at before the write lock is taken: most of the time there is nothing to do.
    if (!this.#hasWork(claim)) return { job: undefined, recovered: [] };
    return this.#connection.transaction(() => {
      const recovered: JobRecord[] = [];
      const alive: JobRecord[] = [];
      for (const job of this.#running()) {
        if (!claim.isAbandoned(job)) alive.push(job);
        else recovered.push(this.#applySetback(job.id, claim.afterLoss(job), claim.now));
      }
      const job = alive.length < claim.mostAtOnce ? this.#nextDue(claim, alive) : undefined;
      if (!job) return { job: undefined, recovered };
      this.#connection.run(
        this.#kysely
          .updateTable('jobs')
          .set({
            status: 'running',
            lease_owner: claim.owner,
            lease_until: claim.leaseUntil,
            started_at: claim.now,
            not_before: null,
          })
          .where('id', '=', job.id),
      );
      return { job: this.#require(job.id), recovered };
    });
  }

  async lease(id: string, owner: string): Promise<{ cancelRequested: boolean } | undefined> {
    return this.#lease(id, owner);
  }

  async renew(
    id: string,
    owner: string,
    leaseUntil: number,
    progress: { current: number; total: number | null } | undefined,
  ): Promise<boolean> {
    const changed = progress ? { progress_current: progress.current, progress_total: progress.total } : {};
    return this.#updateOwn(id, owner, { lease_until: leaseUntil, ...changed });
  }

  async checkpoint(
    id: string,
    owner: string,
    leaseUntil: number,
    checkpoint: JobCheckpoint,
  ): Promise<{ cancelRequested: boolean } | undefined> {
    return this.#connection.transaction(() => {
      const lease = this.#lease(id, owner);
      if (!lease) return undefined;
      const { current, total, state, items } = checkpoint;
      this.#connection.run(
        this.#kysely
          .updateTable('jobs')
          .set((of) => ({
            lease_until: leaseUntil,
            progress_current: current,
            progress_total: total,
            progress_best: of.fn<number>('max', ['progress_best', of.val(current)]),
            retry_count: of.case().when('progress_best', '<', current).then(0).else(of.ref('retry_count')).end(),
            ...(state === undefined ? {} : { state: JSON.stringify(state) }),
          }))
          .where('id', '=', id),
      );
      for (const note of items ?? []) this.#items.note(id, note);
      return lease;
    });
  }

  async complete(
    id: string,
    owner: string,
    end: {
      completedAt: number;
      result: Readonly<Record<string, unknown>>;
      progress: { current: number; total: number | null };
    },
  ): Promise<boolean> {
    return this.#updateOwn(id, owner, {
      status: 'completed',
      completed_at: end.completedAt,
      result: JSON.stringify(end.result),
      progress_current: end.progress.current,
      progress_total: end.progress.total,
      error_code: null,
      error_message: null,
      ...noLease,
    });
  }

  async setBack(id: string, owner: string, setback: JobSetback, now: number): Promise<boolean> {
    return this.#connection.transaction(() => {
      if (!this.#lease(id, owner)) return false;
      this.#applySetback(id, setback, now);
      return true;
    });
  }

  async release(id: string, owner: string): Promise<boolean> {
    return this.#updateOwn(id, owner, { status: 'pending', lease_owner: null, lease_until: null });
  }

  async requestCancel(
    id: string,
    now: number,
    isAbandoned: (job: JobRecord) => boolean,
  ): Promise<JobRecord | undefined> {
    return this.#connection.transaction(() => {
      const job = this.#byId(id);
      if (!job || (job.status !== 'pending' && job.status !== 'running')) return undefined;
      if (job.status === 'pending' || isAbandoned(job)) {
        return this.#applySetback(id, { status: 'cancelled', errorCode: null, errorMessage: null }, now);
      }
      this.#connection.run(
        this.#kysely
          .updateTable('jobs')
          .set({ cancel_requested_at: job.cancelRequestedAt ?? now })
          .where('id', '=', id),
      );
      return this.#require(id);
    });
  }

  async retry(id: string): Promise<JobRecord | undefined> {
    return this.#connection.transaction(() => {
      const changed = this.#connection.run(
        this.#kysely
          .updateTable('jobs')
          .set({
            status: 'pending',
            completed_at: null,
            error_code: null,
            error_message: null,
            retry_count: 0,
            not_before: null,
            ...noLease,
          })
          .where('id', '=', id)
          .where('status', 'in', ['failed', 'cancelled']),
      );
      if (changed === 0) return undefined;
      this.#items.retryFailed(id);
      return this.#require(id);
    });
  }

  async prune(keep: number): Promise<number> {
    const old = this.#connection.all(oldJobsQuery(this.#kysely, keep)).map((row) => row.id);
    // One at a time: a job may have many items, and nobody else can write meanwhile.
    for (const id of old) this.#connection.run(this.#kysely.deleteFrom('jobs').where('id', '=', id));
    return old.length;
  }

  get #kysely() {
    return this.#connection.kysely;
  }

  #byId(id: string): JobRecord | undefined {
    const row = this.#connection.first(jobByIdQuery(this.#kysely, id));
    return row && toRecord(row);
  }

  #require(id: string): JobRecord {
    const job = this.#byId(id);
    if (!job) throw new Error(`The job ${id} vanished within its transaction.`);
    return job;
  }

  #running(): JobRecord[] {
    return this.#connection.all(runningJobsQuery(this.#kysely)).map(toRecord);
  }

  #hasWork(claim: JobClaim): boolean {
    const running = this.#running();
    return running.some((job) => claim.isAbandoned(job)) || this.#nextDue(claim, running) !== undefined;
  }

  #nextDue(claim: JobClaim, running: readonly JobRecord[]): JobRecord | undefined {
    const busy = new Set(running.map((job) => job.type));
    const types = claim.types.filter((type) => !busy.has(type));
    if (types.length === 0) return undefined;
    const row = this.#connection.first(dueJobQuery(this.#kysely, types, claim));
    return row && toRecord(row);
  }

  #lease(id: string, owner: string): { cancelRequested: boolean } | undefined {
    const row = this.#connection.first(
      this.#kysely
        .selectFrom('jobs')
        .select('cancel_requested_at')
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .where('status', '=', 'running'),
    );
    return row && { cancelRequested: row.cancel_requested_at !== null };
  }

  #updateOwn(id: string, owner: string, values: Partial<JobsTable>): boolean {
    const query = this.#kysely
      .updateTable('jobs')
      .set(values)
      .where('id', '=', id)
      .where('lease_owner', '=', owner)
      .where('status', '=', 'running');
    return this.#connection.run(query) > 0;
  }

  #applySetback(id: string, setback: JobSetback, now: number): JobRecord {
    const values: Partial<JobsTable> =
      setback.status === 'pending'
        ? { retry_count: setback.retryCount, not_before: setback.notBefore, lease_owner: null, lease_until: null }
        : { completed_at: now, not_before: null, ...noLease };
    this.#connection.run(
      this.#kysely
        .updateTable('jobs')
        .set({
          status: setback.status,
          error_code: setback.errorCode,
          error_message: setback.errorMessage,
          ...values,
        })
        .where('id', '=', id),
    );
    return this.#require(id);
  }
}
