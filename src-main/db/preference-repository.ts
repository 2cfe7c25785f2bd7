import { type Kysely, type Selectable, sql } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { ExternalLimits, PreferenceRepository, StoredPreference } from '../ports/memory-repository.ts';
import type { Bookkeeping } from '../ports/repositories.ts';
import type { Connection } from './connection.ts';
import type { KeyValueTable, Schema } from './schema-types.ts';

function upsert(
  connection: Connection,
  table: 'preferences' | 'bookkeeping',
  key: string,
  value: unknown,
  updatedAt: number,
): void {
  const json = JSON.stringify(value ?? null);
  connection.run(
    connection.kysely
      .insertInto(table)
      .values({ key, value: json, updated_at: updatedAt })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          value: json,
          updated_at: sql`max(excluded.updated_at, ${sql.ref(`${table}.updated_at`)} + 1)`,
        }),
      ),
  );
}

/** The rows of these keys, each found by its key. */
export function preferencesByKeyQuery(kysely: Kysely<Schema>, keys: readonly string[]) {
  return kysely
    .selectFrom('preferences')
    .selectAll()
    .where('key', 'in', sql<string>`(SELECT value FROM json_each(${JSON.stringify(keys)}))`);
}

/** How many keys begin so, and how long their values are together, but for one key. SQLite knows lengths without reading. */
export function externalSizeQuery(kysely: Kysely<Schema>, prefix: string, butKey: string) {
  return kysely
    .selectFrom('preferences')
    .select([sql<number>`count(*)`.as('keys'), sql<number>`coalesce(sum(octet_length(value)), 0)`.as('bytes')])
    .where('key', '>=', prefix)
    .where('key', '<', `${prefix}\u{10ffff}`)
    .where('key', '<>', butKey);
}

/** The person's preferences in SQLite, each a JSON value. */
export class SqlitePreferenceRepository implements PreferenceRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async values(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const rows = this.#connection.all(preferencesByKeyQuery(this.#connection.kysely, keys));
    return new Map(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
  }

  async row(key: string): Promise<StoredPreference | undefined> {
    const row = this.#connection.first(preferencesByKeyQuery(this.#connection.kysely, [key]));
    return row && toStored(row);
  }

  async rows(): Promise<readonly StoredPreference[]> {
    const rows = this.#connection.all(this.#connection.kysely.selectFrom('preferences').selectAll().orderBy('key'));
    return rows.map(toStored);
  }

  async set(key: string, value: unknown, updatedAt: number): Promise<void> {
    upsert(this.#connection, 'preferences', key, value, updatedAt);
  }

  async setWithin(
    prefix: string,
    limits: ExternalLimits,
    { key, value, updatedAt }: StoredPreference,
  ): Promise<boolean> {
    const { kysely } = this.#connection;
    return this.#connection.sharedTransaction(() => {
      const others = this.#connection.first(externalSizeQuery(kysely, prefix, key)) ?? { keys: 0, bytes: 0 };
      const bytes = Buffer.byteLength(JSON.stringify(value ?? null));
      if (others.keys + 1 > limits.keys || others.bytes + bytes > limits.bytes) return false;
      upsert(this.#connection, 'preferences', key, value, updatedAt);
      return true;
    });
  }
}

function toStored(row: Selectable<KeyValueTable>): StoredPreference {
  return { key: row.key, value: JSON.parse(row.value) as unknown, updatedAt: row.updated_at };
}

/** What the library remembers about itself. */
export class SqliteBookkeeping implements Bookkeeping {
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  async get(key: string): Promise<unknown> {
    const row = this.#connection.first(
      this.#connection.kysely.selectFrom('bookkeeping').select('value').where('key', '=', key),
    );
    return row ? (JSON.parse(row.value) as unknown) : undefined;
  }

  async set(key: string, value: unknown): Promise<void> {
    upsert(this.#connection, 'bookkeeping', key, value, this.#clock.now());
  }
}
