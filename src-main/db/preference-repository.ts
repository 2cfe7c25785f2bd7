import type { Clock } from '../ports/clock.ts';
import type { PreferenceRepository } from '../ports/memory-repository.ts';
import type { Bookkeeping } from '../ports/repositories.ts';
import type { Connection } from './connection.ts';

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
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: json, updated_at: updatedAt })),
  );
}

/** The person's preferences in SQLite, each a JSON value. */
export class SqlitePreferenceRepository implements PreferenceRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async all(): Promise<ReadonlyMap<string, unknown>> {
    const rows = this.#connection.all(this.#connection.kysely.selectFrom('preferences').select(['key', 'value']));
    return new Map(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
  }

  async rows(): Promise<readonly { key: string; value: unknown; updatedAt: number }[]> {
    const rows = this.#connection.all(this.#connection.kysely.selectFrom('preferences').selectAll().orderBy('key'));
    return rows.map((row) => ({ key: row.key, value: JSON.parse(row.value) as unknown, updatedAt: row.updated_at }));
  }

  async set(key: string, value: unknown, updatedAt: number): Promise<void> {
    upsert(this.#connection, 'preferences', key, value, updatedAt);
  }
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
