import { type Kysely, type Selectable, sql } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import {
  type Snapshot,
  type SnapshotPoint,
  snapshotPointSchema,
  stateSchema,
  type WholeState,
} from '../../src-shared/contract/snapshots.ts';
import type { Page, SnapshotRepository } from '../ports/memory-repository.ts';
import type { Connection } from './connection.ts';
import { encodeCursor, keysetRange } from './keyset.ts';
import type { Schema, SnapshotsTable } from './schema-types.ts';

/** So many of the newest are looked at for one that can be read. */
const mostUnreadable = 20;

/** The newest snapshots up to a moment. */
export function latestSnapshotsQuery(kysely: Kysely<Schema>, upTo: number, limit: number) {
  return kysely
    .selectFrom('snapshots')
    .selectAll()
    .where('timestamp', '<=', upTo)
    .orderBy('timestamp', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
}

/** One page since a moment, oldest first, and one row more. */
export function snapshotsSinceQuery(
  kysely: Kysely<Schema>,
  query: { since: number; cursor?: string | undefined; limit: number },
) {
  const { after } = keysetRange({ from: query.since, cursor: query.cursor, newestFirst: false });
  let select = kysely.selectFrom('snapshots').selectAll();
  if (after) select = select.where(sql<boolean>`(timestamp, id) > (${after.time}, ${after.id})`);
  return select
    .orderBy('timestamp')
    .orderBy('id')
    .limit(query.limit + 1);
}

/** What the plots draw, newest first. SQLite picks it out of the JSON, which is many times as long. */
export function snapshotSeriesQuery(kysely: Kysely<Schema>, since: number, limit: number) {
  const part = (path: string) => sql<unknown>`snapshot ->> ${path}`;
  return kysely
    .selectFrom('snapshots')
    .select('timestamp')
    .select([
      part('$.capture.recording').as('recording'),
      part('$.storage.captures').as('captures'),
      part('$.storage.bytes').as('bytes'),
      part('$.storage.databaseBytes').as('databaseBytes'),
      part('$.storage.trashBytes').as('trashBytes'),
      part('$.storage.freeBytes').as('freeBytes'),
      part('$.queue.pending').as('pending'),
      part('$.queue.running').as('running'),
      part('$.queue.failed').as('failed'),
    ])
    .where('timestamp', '>=', since)
    .orderBy('timestamp', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
}

/** The moments of all snapshots before this one, from the index alone. */
export function snapshotMomentsQuery(kysely: Kysely<Schema>, before: number) {
  return kysely
    .selectFrom('snapshots')
    .select(['id', 'timestamp'])
    .where('timestamp', '<', before)
    .orderBy('timestamp')
    .orderBy('id');
}

/** Snapshots of the whole in SQLite, each as JSON. One that an older app wrote and this one cannot read is passed over. */
export class SqliteSnapshotRepository implements SnapshotRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async saveSnapshot(timestamp: number, snapshot: WholeState): Promise<Snapshot> {
    const row: SnapshotsTable = { id: uuidV7(), timestamp, snapshot: JSON.stringify(snapshot) };
    this.#connection.run(this.#connection.kysely.insertInto('snapshots').values(row));
    return { id: row.id, timestamp, snapshot };
  }

  async getLatestSnapshot(upTo: number): Promise<Snapshot | undefined> {
    const rows = this.#connection.all(latestSnapshotsQuery(this.#connection.kysely, upTo, mostUnreadable));
    return rows.flatMap(readSnapshot)[0];
  }

  async getSnapshotsSince(query: { since: number; cursor?: string; limit: number }): Promise<Page<Snapshot>> {
    const rows = this.#connection.all(snapshotsSinceQuery(this.#connection.kysely, query));
    const hasMore = rows.length > query.limit;
    if (hasMore) rows.length = query.limit;
    const last = rows.at(-1);
    return {
      items: rows.flatMap(readSnapshot),
      nextCursor: hasMore && last ? encodeCursor({ time: last.timestamp, id: last.id }) : null,
    };
  }

  async series(since: number, limit: number): Promise<SnapshotPoint[]> {
    const rows = this.#connection.all(snapshotSeriesQuery(this.#connection.kysely, since, limit));
    return rows
      .flatMap((row) => {
        const point = snapshotPointSchema.safeParse({ ...row, recording: row.recording === 1 });
        return point.success ? [point.data] : [];
      })
      .reverse();
  }

  async momentsBefore(before: number): Promise<readonly { id: string; timestamp: number }[]> {
    return this.#connection.all(snapshotMomentsQuery(this.#connection.kysely, before));
  }

  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    this.#connection.run(
      this.#connection.kysely
        .deleteFrom('snapshots')
        .where('id', 'in', sql<string>`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
    );
  }
}

/** None where the JSON does not fit: a made-up number would look like a truth in the plots. */
function readSnapshot(row: Selectable<SnapshotsTable>): Snapshot[] {
  const state = stateSchema.safeParse(JSON.parse(row.snapshot));
  return state.success ? [{ id: row.id, timestamp: row.timestamp, snapshot: state.data }] : [];
}
