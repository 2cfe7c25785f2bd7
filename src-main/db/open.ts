import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { type Migration, migrations } from '../../migrations/index.ts';
import { AppError, isAppError } from '../../src-shared/domain/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { LibraryDatabase, Upgrade } from '../ports/repositories.ts';
import { makeBackup } from './backups.ts';
import { Connection, largestLogBytes } from './connection.ts';
import { backupsFolderName, databaseFileName } from './database-files.ts';
import { SqliteLibraryDatabase } from './library-database.ts';
import { applyMigrations, isBlank, type Revision, readRevision } from './migrate.ts';
import { errorCodeOf, toAppError } from './sqlite-errors.ts';

const busyTimeoutMs = 5000;

/** A database on a medium that can only be read is held in memory up to this size. */
const largestImageBytes = 2 ** 31 - 1;

/** Below this, SQLite can lose committed rows when its log is reset. */
const oldestSafeSqlite = [3, 51, 3] as const;

export interface OpenOptions {
  readonly libraryPath: string;
  readonly mode: 'read-write' | 'read-only';
  /** Applies pending migrations. Without it a database that lacks some is opened as it is, for a look only. */
  readonly migrate: boolean;
  readonly clock: Clock;
  /** The migrations this app knows; another list is for tests. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the database of a library. Throws `DATABASE_TOO_NEW` (and leaves it untouched), `DATABASE_CORRUPT`,
 * `LIBRARY_READ_ONLY`, `DISK_FULL`, or `DATABASE_UNAVAILABLE` for everything else.
 */
export async function openLibraryDatabase(options: OpenOptions): Promise<LibraryDatabase> {
  const known = options.migrations ?? migrations;
  let native: Database.Database | undefined;
  try {
    // Looked at read-only first: a connection that can write would already write its log back into a newer database.
    if (options.mode === 'read-write' && existsSync(join(options.libraryPath, databaseFileName))) {
      await inspectRevision(options.libraryPath, known);
    }
    native = openNative(options.libraryPath, options.mode);
    requireSafeSqlite(native);
    const revision = readRevision(native, known);
    const blank = isBlank(native);
    const connection = new Connection(native, options.libraryPath);
    let upgrade: Upgrade | null = null;
    if (options.mode === 'read-write') {
      setPragmas(native);
      if (options.migrate && revision.pending > 0) {
        const backup = blank ? null : await makeBackup(native, options.libraryPath, options.clock);
        await applyMigrations(connection, options.clock, known);
        upgrade = { from: revision.current, to: revision.latest, backup: backup?.name ?? null };
      }
    }
    const reached = readRevision(native, known);
    return new SqliteLibraryDatabase(connection, options.libraryPath, reached, options.clock, upgrade);
  } catch (error) {
    native?.close();
    throw toAppError(error, options.libraryPath);
  }
}

/** Which migrations the database has been through, without changing anything. */
export async function inspectRevision(
  libraryPath: string,
  known: readonly Migration[] = migrations,
): Promise<Revision> {
  let native: Database.Database | undefined;
  try {
    native = openNative(libraryPath, 'read-only');
    return readRevision(native, known);
  } catch (error) {
    throw toAppError(error, libraryPath);
  } finally {
    native?.close();
  }
}

function openNative(libraryPath: string, mode: OpenOptions['mode']): Database.Database {
  const path = join(libraryPath, databaseFileName);
  if (mode === 'read-only') {
    if (!existsSync(path)) {
      throw new AppError('DATABASE_UNAVAILABLE', 'The library has no database yet. Start Afterimage once to make it.');
    }
    return openReadOnly(path);
  }
  if (!existsSync(path)) {
    refuseToForget(libraryPath);
    // Made by us, so that it is ours alone from its first byte on; SQLite gives its side files the same mode.
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
    chmodSync(path, 0o600);
  }
  // SQLite reports a read-only disk as a file it cannot open.
  accessSync(libraryPath, constants.W_OK);
  accessSync(path, constants.W_OK);
  return new Database(path, { timeout: busyTimeoutMs });
}

/** A library that has backups had a database: a new, empty one in its place would look like a lost memory. */
function refuseToForget(libraryPath: string): void {
  const folder = join(libraryPath, backupsFolderName);
  const backups = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : [];
  if (backups.length === 0) return;
  throw new AppError(
    'DATABASE_UNAVAILABLE',
    'The database of the library is gone, and there is a backup of it. Restore the backup.',
  );
}

function openReadOnly(path: string): Database.Database {
  let native: Database.Database | undefined;
  try {
    native = new Database(path, { readonly: true, timeout: busyTimeoutMs });
    native.pragma('query_only = ON');
    // The first read tells whether SQLite can make the side files of its log.
    native.pragma('schema_version');
    return native;
  } catch (error) {
    native?.close();
    if (!errorCodeOf(error)?.startsWith('SQLITE_CANTOPEN') && !isDiskFull(error, path)) throw error;
    return openImage(path, error);
  }
}

function isDiskFull(error: unknown, path: string): boolean {
  const translated = toAppError(error, dirname(path));
  return isAppError(translated) && translated.code === 'DISK_FULL';
}

/**
 * On a file system that is full or can only be read, SQLite cannot make the side files of its log and gives up. Where
 * the log is empty the database file holds everything: a copy of it in memory is opened, as one that never had a log.
 */
function openImage(path: string, cause: unknown): Database.Database {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if ((log && log.size > 0) || statSync(path).size > largestImageBytes) throw cause;
  const image = readFileSync(path);
  // The two bytes of the header that say how the file is written and read: 1 is without a log, 2 is with one.
  image.fill(1, 18, 20);
  return new Database(image, { readonly: true });
}

function setPragmas(native: Database.Database): void {
  native.pragma('journal_mode = WAL');
  native.pragma('synchronous = FULL');
  native.pragma('foreign_keys = ON');
  native.pragma('mmap_size = 0');
  // `Connection` has the log written back by a thread.
  native.pragma('wal_autocheckpoint = 0');
  // Bounds the log on the disk once it was written back; `Connection` sees to it that this happens.
  native.pragma(`journal_size_limit = ${largestLogBytes}`);
}

function requireSafeSqlite(native: Database.Database): void {
  const version = String(native.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [index, needed] of oldestSafeSqlite.entries()) {
    const part = parts[index] ?? 0;
    if (part > needed) return;
    if (part < needed) {
      throw new AppError(
        'DATABASE_UNAVAILABLE',
        `SQLite ${version} can lose data; ${oldestSafeSqlite.join('.')} or newer is needed. Install Afterimage again.`,
      );
    }
  }
}
