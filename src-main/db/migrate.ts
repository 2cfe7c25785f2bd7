import type Database from 'better-sqlite3';
import { sql } from 'kysely';
import { type Migration, migrations } from '../../migrations/index.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Connection } from './connection.ts';

export interface Revision {
  readonly current: string | null;
  readonly latest: string;
  readonly pending: number;
}

/** Where this database stands. Throws `DATABASE_TOO_NEW` where it knows a migration that this app does not. */
export function readRevision(native: Database.Database, known: readonly Migration[] = migrations): Revision {
  const applied = appliedNames(native);
  const names = new Set(known.map((migration) => migration.name));
  const unknown = applied.filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new AppError(
      'DATABASE_TOO_NEW',
      'This library was last used by a newer version of Afterimage. Update the app to open it; nothing was changed.',
      { details: { revision: unknown.at(-1) ?? '' } },
    );
  }
  const done = new Set(applied);
  return {
    current: known.filter((migration) => done.has(migration.name)).at(-1)?.name ?? null,
    latest: known.at(-1)?.name ?? '',
    pending: known.filter((migration) => !done.has(migration.name)).length,
  };
}

/** True for a file with no table in it, as a new library has. */
export function isBlank(native: Database.Database): boolean {
  return native.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

/** Applies what is pending, oldest first, each migration in a transaction of its own with its line in the list. */
export async function applyMigrations(
  connection: Connection,
  clock: Clock,
  known: readonly Migration[] = migrations,
): Promise<void> {
  connection.native.exec(
    'CREATE TABLE IF NOT EXISTS schema_revisions (name TEXT NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
  );
  const done = new Set(appliedNames(connection.native));
  for (const migration of known) {
    if (done.has(migration.name)) continue;
    await connection.kysely.transaction().execute(async (transaction) => {
      await migration.up(transaction);
      await sql`INSERT INTO schema_revisions (name, applied_at) VALUES (${migration.name}, ${clock.now()})`.execute(
        transaction,
      );
    });
  }
}

function appliedNames(native: Database.Database): string[] {
  const table = native.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_revisions'").get();
  if (!table) {
    if (isBlank(native)) return [];
    throw new AppError(
      'DATABASE_UNAVAILABLE',
      'The file afterimage.db in the library is no database of Afterimage. Move it away and try again.',
    );
  }
  return native.prepare<[], string>('SELECT name FROM schema_revisions ORDER BY name').pluck().all();
}
