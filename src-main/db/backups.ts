import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Backup } from '../../src-shared/contract/library.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import { copyInThread } from './backup-thread.ts';
import { backupsFolderName, databaseFileName, databaseSideSuffixes } from './database-files.ts';
import { checkIntegrity } from './integrity.ts';
import { errorCodeOf, toAppError } from './sqlite-errors.ts';

/** Verified backups kept of each occasion; the oldest go when a new verified one is there. */
export const backupsKept = 3;

/**
 * `afterimage-<UTC time>-<revision>.db` is made before a migration and `….daily.db` once a day; one that failed its
 * check is called `….unverified.db`.
 */
const backupName = /^afterimage-(\d{8}T\d{9}Z)-([\w-]+?)(\.daily)?(\.unverified)?\.db$/;

/** Left over by a process that was killed while it copied. */
const leftoverName = /^\.afterimage-.+\.tmp$/;

/**
 * Copies the open database into `backups/`, checks the copy, and only then lets go of the oldest of more than three
 * good ones. A copy that fails its check is kept under a name that says so and pushes nothing out.
 */
export async function makeBackup(native: Database.Database, libraryPath: string, clock: Clock): Promise<Backup> {
  const folder = join(libraryPath, backupsFolderName);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '');
  const base = `afterimage-${stamp}-${revisionOf(native) ?? 'none'}`;
  const temporary = join(folder, `.${base}.tmp`);
  await rm(temporary, { force: true });
  try {
    await native.backup(temporary);
    await chmod(temporary, 0o600);
    const verified = withoutLog(temporary) && isSound(temporary);
    const name = `${base}${verified ? '' : '.unverified'}.db`;
    await syncAndRename(temporary, join(folder, name), folder);
    if (!verified) {
      throw new AppError(
        'DATABASE_CORRUPT',
        'The database could not be backed up: the copy failed its check. It was not changed.',
        { details: { backup: name } },
      );
    }
    const { size } = await stat(join(folder, name));
    const backup = describe(name, size);
    await rotate(libraryPath, backup, async (path) => isSound(path));
    return backup;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * The daily backup: copied from the database file and checked in a thread of its own. Throws `DATABASE_CORRUPT` where
 * the copy fails its check; it is thrown away then, and pushes nothing out.
 */
export async function makeDailyBackup(options: {
  readonly libraryPath: string;
  readonly revision: string | null;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}): Promise<Backup> {
  const { libraryPath, clock, signal } = options;
  const folder = join(libraryPath, backupsFolderName);
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCodeOf(error) !== 'EEXIST') throw error;
  });
  for (const name of await readdir(folder)) if (leftoverName.test(name)) await rm(join(folder, name), { force: true });
  const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '');
  const base = `afterimage-${stamp}-${options.revision ?? 'none'}.daily`;
  const temporary = join(folder, `.${base}.tmp`);
  try {
    // Made by us, so that it is ours alone from its first byte on.
    await (await open(temporary, 'wx', 0o600)).close();
    const copy = await copyInThread({ from: join(libraryPath, databaseFileName), path: temporary }, signal);
    if (!copy.ok) {
      if (copy.systemCode) {
        throw toAppError(new Database.SqliteError(copy.problems[0] ?? '', copy.systemCode), libraryPath);
      }
      throw new AppError(
        'DATABASE_CORRUPT',
        'The database could not be backed up: its copy failed the check. The backups from before are kept.',
        { details: { problems: copy.problems.slice(0, 10).join('\n') } },
      );
    }
    signal?.throwIfAborted();
    await syncAndRename(temporary, join(folder, `${base}.db`), folder);
  } finally {
    await rm(temporary, { force: true });
  }
  const { size } = await stat(join(folder, `${base}.db`));
  const backup = describe(`${base}.db`, size);
  await rotate(libraryPath, backup, async (path) => (await copyInThread({ path }, signal)).ok);
  return backup;
}

/** The backups of a library, newest first. */
export async function listBackups(libraryPath: string): Promise<Backup[]> {
  const folder = join(libraryPath, backupsFolderName);
  const names = await readdir(folder).catch(() => []);
  const backups: Backup[] = [];
  for (const name of names) {
    if (!backupName.test(name)) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (!found?.isFile()) continue;
    backups.push(describe(name, found.size));
  }
  return backups.sort((left, right) => right.createdAt - left.createdAt || (left.name < right.name ? 1 : -1));
}

/**
 * Puts a backup in the place of the database. The present one stays beside it under a name that says when it was set
 * aside, with its log, so that nothing is lost. The database must be closed. Returns the name it was set aside under.
 */
export async function restoreBackup(libraryPath: string, name: string, clock: Clock): Promise<string | null> {
  const folder = join(libraryPath, backupsFolderName);
  if (!backupName.test(name) || !(await stat(join(folder, name)).catch(() => null))) {
    throw new AppError('NOT_FOUND', 'There is no backup with this name.', { details: { name } });
  }
  const source = join(folder, name);
  if (!isSound(source)) {
    throw new AppError('DATABASE_CORRUPT', 'This backup is damaged and was not restored. Choose another one.', {
      details: { name },
    });
  }
  const target = join(libraryPath, databaseFileName);
  const temporary = join(libraryPath, `.${databaseFileName}.restoring`);
  await rm(temporary, { force: true });
  const backup = new Database(source, { readonly: true });
  try {
    await backup.backup(temporary);
  } finally {
    backup.close();
  }
  await chmod(temporary, 0o600);
  const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '');
  const asideName = `${databaseFileName}.replaced-${stamp}`;
  let setAside = false;
  // The side files first: a log beside another database would be replayed into it.
  for (const suffix of [...databaseSideSuffixes, '']) {
    const from = target + suffix;
    if (!(await stat(from).catch(() => null))) continue;
    await rename(from, join(libraryPath, asideName + suffix));
    setAside ||= suffix === '';
  }
  await syncAndRename(temporary, target, libraryPath);
  return setAside ? asideName : null;
}

/** What the name of a backup says. */
function describe(name: string, bytes: number): Backup {
  const [, stamp = '', revision, daily, unverified] = backupName.exec(name) ?? [];
  return {
    name,
    createdAt: timeOf(stamp),
    bytes,
    revision: revision === 'none' ? null : (revision ?? null),
    verified: unverified === undefined,
    occasion: daily === undefined ? 'migration' : 'daily',
  };
}

/** Lets go of the oldest of more than three good backups of the same occasion as the one just made. */
async function rotate(libraryPath: string, made: Backup, sound: (path: string) => Promise<boolean>): Promise<void> {
  const folder = join(libraryPath, backupsFolderName);
  const others = (await listBackups(libraryPath)).filter(
    (backup) => backup.verified && backup.occasion === made.occasion && backup.name !== made.name,
  );
  // The one just made counts first, whatever the clock said when the others were made.
  let kept = 1;
  for (const backup of others) {
    // A good backup that has gone bad since does not count: it must not push out one that can still be restored.
    if (kept < backupsKept) {
      if (await sound(join(folder, backup.name))) kept += 1;
      continue;
    }
    await rm(join(folder, backup.name), { force: true });
  }
}

/** A copy that is only ever read needs no log, and must not leave the side files of one in the folder. */
function withoutLog(path: string): boolean {
  let copy: Database.Database | undefined;
  try {
    copy = new Database(path);
    return copy.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
  } catch {
    return false;
  } finally {
    copy?.close();
  }
}

function isSound(path: string): boolean {
  let copy: Database.Database | undefined;
  try {
    copy = new Database(path, { readonly: true, fileMustExist: true });
    return checkIntegrity(copy).ok;
  } catch {
    return false;
  } finally {
    copy?.close();
  }
}

function revisionOf(native: Database.Database): string | null {
  try {
    const name = native.prepare('SELECT max(name) FROM schema_revisions').pluck().get();
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

function timeOf(stamp: string): number {
  const [, year, month, day, hour, minute, second, ms] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(stamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
}

async function syncAndRename(from: string, to: string, folder: string): Promise<void> {
  const file = await open(from, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(from, to);
  if (process.platform === 'win32') return;
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
