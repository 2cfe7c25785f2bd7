import { statfsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError, isAppError } from '../../src-shared/domain/app-error.ts';

/** The SQLite result code of an error (`SQLITE_FULL`, …), or the system's (`ENOSPC`, …); undefined for anything else. */
export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Turns what SQLite threw into an error a person can act on. Constraint violations other than a taken id come back
 * unchanged: they are mistakes of ours and belong in the log.
 */
export function toAppError(error: unknown, libraryPath: string): unknown {
  if (isAppError(error)) return error;
  const code = errorCodeOf(error);
  if (code === undefined) return error;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return diskFull(error);
  if (code === 'SQLITE_CORRUPT' || code.startsWith('SQLITE_CORRUPT_') || code === 'SQLITE_NOTADB') {
    return new AppError(
      'DATABASE_CORRUPT',
      'The database of the library is damaged. Restore a backup, or run doctor to see what is wrong.',
      { cause: error },
    );
  }
  if (
    code === 'SQLITE_READONLY' ||
    code.startsWith('SQLITE_READONLY_') ||
    ['EROFS', 'EACCES', 'EPERM'].includes(code)
  ) {
    return new AppError(
      'LIBRARY_READ_ONLY',
      'The library can only be read. Make its folder writable, or choose another one.',
      { cause: error },
    );
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError(
      'LIBRARY_MISSING',
      `There is no library at ${libraryPath}. Connect its drive and try again, or choose another folder.`,
      { cause: error, details: { path: libraryPath } },
    );
  }
  if (code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE') {
    return new AppError('CONFLICT', 'The library already has an entry with this id or file.', { cause: error });
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) return error;
  if (error instanceof Database.SqliteError || /^E[A-Z]+$/.test(code)) {
    // A full disk can show up as a failed read or write of a side file. Never call that a broken database.
    if (/^SQLITE_(IOERR|CANTOPEN)/.test(code) && isFull(libraryPath)) return diskFull(error);
    return new AppError(
      'DATABASE_UNAVAILABLE',
      code.startsWith('SQLITE_BUSY')
        ? 'Another program keeps the database of the library locked. Close it and try again.'
        : `The database of the library could not be read or written (${code}). Check the disk and try again.`,
      { cause: error, details: { sqliteCode: code } },
    );
  }
  return error;
}

function diskFull(cause: unknown): AppError {
  return new AppError('DISK_FULL', 'The disk that holds the library is full. Free some space and try again.', {
    cause,
  });
}

function isFull(path: string): boolean {
  try {
    const space = statfsSync(path);
    return space.bavail * space.bsize < 64 * 1024;
  } catch {
    return false;
  }
}
