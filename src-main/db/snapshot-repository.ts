import { type Selectable, sql } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { Snapshot, WholeState } from '../../src-shared/contract/snapshots.ts';
import type { Page, SnapshotRepository } from '../ports/memory-repository.ts';
import type { Connection } from './connection.ts';
import { encodeCursor, keysetRange } from './keyset.ts';
import type { SnapshotsTable } from './schema-types.ts';

/** Snapshots of the whole in SQLite, each as JSON. */
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

  async getLatestSnapshot(): Promise<Snapshot | undefined> {
    const row = this.#connection.first(
      this.#connection.kysely
        .selectFrom('snapshots')
        .selectAll()
        .orderBy('timestamp', 'desc')
        .orderBy('id', 'desc')
        .limit(1),
    );
    return row && toSnapshot(row);
  }

  async getSnapshotsSince(query: { since: number; cursor?: string; limit: number }): Promise<Page<Snapshot>> {
    const { after } = keysetRange({ from: query.since, cursor: query.cursor, newestFirst: false });
    let select = this.#connection.kysely.selectFrom('snapshots').selectAll();
    if (after) select = select.where(sql<boolean>`(timestamp, id) > (${after.time}, ${after.id})`);
    const rows = this.#connection.all(
      select
        .orderBy('timestamp')
        .orderBy('id')
        .limit(query.limit + 1),
    );
    const hasMore = rows.length > query.limit;
    if (hasMore) rows.length = query.limit;
    const last = rows.at(-1);
    return {
      items: rows.map(toSnapshot),
      nextCursor: hasMore && last ? encodeCursor({ time: last.timestamp, id: last.id }) : null,
    };
  }

  async momentsBefore(before: number): Promise<readonly { id: string; timestamp: number }[]> {
    return this.#connection.all(
      this.#connection.kysely
        .selectFrom('snapshots')
        .select(['id', 'timestamp'])
        .where('timestamp', '<', before)
        .orderBy('timestamp')
        .orderBy('id'),
    );
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

function toSnapshot(row: Selectable<SnapshotsTable>): Snapshot {
  return { id: row.id, timestamp: row.timestamp, snapshot: JSON.parse(row.snapshot) as WholeState };
}
