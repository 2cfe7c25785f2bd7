import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { errorCodeOf, toAppError } from './sqlite-errors.ts';

export const captureLockFileName = 'capture.lock';
export const captureLockHolderFileName = 'capture.lock.json';

/** Who captures into a library. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Lets one process capture into a library. The lock is an exclusive SQLite transaction on a file of its own, so the
 * operating system frees it the moment its process ends, however it ends. Throws `LIBRARY_BUSY` with the holder.
 *
 * Never open or copy the lock file by other means in the process that holds it: closing any handle on it would let
 * go of the lock (POSIX locks belong to the process and the file, not to the handle).
 */
export async function acquireCaptureLock(libraryPath: string, hostName: string): Promise<{ release(): void }> {
  const lock = openLock(libraryPath);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (errorCodeOf(error)?.startsWith('SQLITE_BUSY')) throw busy(readHolderFile(libraryPath));
    throw toAppError(error, libraryPath);
  }
  const holderPath = join(libraryPath, captureLockHolderFileName);
  try {
    writeFileSync(`${holderPath}.tmp`, JSON.stringify({ pid: process.pid, host: hostName }), { mode: 0o600 });
    renameSync(`${holderPath}.tmp`, holderPath);
  } catch (error) {
    lock.close();
    throw toAppError(error, libraryPath);
  }
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      rmSync(holderPath, { force: true });
      lock.close();
    },
  };
}

/** Who captures into this library now; null when nobody does, whatever a dead process left behind. */
export async function readHolder(libraryPath: string): Promise<LockHolder | null> {
  if (!existsSync(join(libraryPath, captureLockFileName))) return null;
  let lock: Database.Database | undefined;
  try {
    lock = new Database(join(libraryPath, captureLockFileName), { readonly: true, timeout: 0 });
    lock.prepare('SELECT 1 FROM sqlite_schema').get();
    return null;
  } catch (error) {
    if (!errorCodeOf(error)?.startsWith('SQLITE_BUSY')) return null;
    return readHolderFile(libraryPath) ?? { pid: 0, host: 'unknown' };
  } finally {
    lock?.close();
  }
}

/**
 * A lock of its own on a file of the library, freed by the operating system when its process ends, however it ends.
 * Undefined while another process holds it.
 */
export function tryLock(libraryPath: string, fileName: string): { release(): void } | undefined {
  const lock = openLock(libraryPath, fileName);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return { release: () => lock.close() };
  } catch (error) {
    lock.close();
    if (errorCodeOf(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw toAppError(error, libraryPath);
  }
}

function openLock(libraryPath: string, fileName = captureLockFileName): Database.Database {
  const path = join(libraryPath, fileName);
  try {
    if (!existsSync(path)) {
      closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
      chmodSync(path, 0o600);
    }
    return new Database(path, { timeout: 0 });
  } catch (error) {
    throw toAppError(error, libraryPath);
  }
}

function readHolderFile(libraryPath: string): LockHolder | null {
  try {
    const holder: unknown = JSON.parse(readFileSync(join(libraryPath, captureLockHolderFileName), 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('host' in holder)) return null;
    return typeof holder.pid === 'number' && typeof holder.host === 'string'
      ? { pid: holder.pid, host: holder.host }
      : null;
  } catch {
    return null;
  }
}

function busy(holder: LockHolder | null): AppError {
  return new AppError(
    'LIBRARY_BUSY',
    holder
      ? `Another Afterimage (${holder.host}, process ${holder.pid}) already captures into this library. Stop it first.`
      : 'Another Afterimage already captures into this library. Stop it first.',
    { details: holder ? { pid: holder.pid, host: holder.host } : {} },
  );
}
