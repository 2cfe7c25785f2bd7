import { type Kysely, sql } from 'kysely';
import type { JobItem } from '../../src-shared/contract/jobs.ts';
import type { JobItemNote, JobItemStatus } from '../ports/jobs.ts';
import { byIdQuery } from './capture-queries.ts';
import type { Connection } from './connection.ts';
import { type JobItemPageQuery, jobItemPageQuery } from './job-queries.ts';
import { encodeCursor } from './keyset.ts';
import type { Schema } from './schema-types.ts';

const idsPerStatement = 500;

/** What jobs noted about single captures. Writes belong into the transaction of whoever calls. */
export class JobItems {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  page(id: string, query: JobItemPageQuery): { items: JobItem[]; nextCursor: string | null } {
    const rows = this.#connection.all(jobItemPageQuery(this.#kysely, id, query));
    const hasMore = rows.length > query.limit;
    if (hasMore) rows.length = query.limit;
    const last = rows.at(-1);
    return {
      items: rows.map((row) => ({
        captureId: row.capture_id,
        status: row.status,
        errorMessage: row.error_message,
        capture: this.#connection.first(byIdQuery(this.#kysely, row.capture_id)) ?? null,
      })),
      nextCursor: hasMore && last ? encodeCursor({ time: 0, id: last.capture_id }) : null,
    };
  }

  statuses(id: string, captureIds: readonly string[]): ReadonlyMap<string, JobItemStatus> {
    const statuses = new Map<string, JobItemStatus>();
    for (let start = 0; start < captureIds.length; start += idsPerStatement) {
      const query = this.#kysely
        .selectFrom('job_captures')
        .select(['capture_id', 'status'])
        .where('job_id', '=', id)
        .where('capture_id', 'in', captureIds.slice(start, start + idsPerStatement));
      for (const row of this.#connection.all(query)) statuses.set(row.capture_id, row.status);
    }
    return statuses;
  }

  pending(id: string, limit: number): readonly string[] {
    const rows = this.#connection.all(jobItemPageQuery(this.#kysely, id, { status: 'pending', limit: limit - 1 }));
    return rows.map((row) => row.capture_id);
  }

  /** A capture that was deleted meanwhile is left out: there is nothing to say about it any more. */
  note(jobId: string, note: JobItemNote): void {
    const message = note.errorMessage ?? null;
    this.#connection.run({
      compile: () =>
        sql`INSERT INTO job_captures (job_id, capture_id, status, error_message)
          SELECT ${jobId}, id, ${note.status}, ${message} FROM captures WHERE id = ${note.captureId}
          ON CONFLICT (job_id, capture_id) DO UPDATE SET status = excluded.status, error_message = excluded.error_message`.compile(
          this.#kysely,
        ),
    });
  }

  /** Items that had failed wait again. */
  retryFailed(id: string): void {
    this.#connection.run(
      this.#kysely
        .updateTable('job_captures')
        .set({ status: 'pending', error_message: null })
        .where('job_id', '=', id)
        .where('status', '=', 'failed'),
    );
  }

  get #kysely(): Kysely<Schema> {
    return this.#connection.kysely;
  }
}
