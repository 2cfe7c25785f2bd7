import { type AppError, isAppError } from '../../src-shared/domain/app-error.ts';
import type { HostName } from '../../src-shared/domain/vocabulary.ts';
import { libraryMarkerExists, prepareLibraryFolder } from '../core/library/marker.ts';
import { reconcile } from '../core/library/reconcile.ts';
import { LibraryStorage } from '../core/library/storage.ts';
import { EventLog } from '../core/memory/event-log.ts';
import { acquireCaptureLock } from '../db/capture-lock.ts';
import { inspectRevision, openLibraryDatabase } from '../db/open.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';
import {
  assembleLibrary,
  type LibraryParts,
  type LockAnswer,
  type OpenedLibrary,
  onlyReadableCodes,
  reconcileBudgetMs,
} from './assemble-library.ts';
import { noteUpgrade } from './library-notes.ts';

/** Opens a library whole, or throws a typed error and leaves nothing open. */
export async function openLibrary(path: string, create: boolean, parts: LibraryParts): Promise<OpenedLibrary> {
  try {
    await prepareLibraryFolder(path, { create });
    return await openForWriting(path, parts);
  } catch (error) {
    if (!isAppError(error) || !onlyReadableCodes.has(error.code)) throw error;
    return openForReading(path, parts, error);
  }
}

async function openForWriting(path: string, parts: LibraryParts): Promise<OpenedLibrary> {
  // Whoever only reads takes the lock for as long as it migrates, lest a capture that begins now finds it taken.
  const revision = await inspectRevision(path).catch(() => undefined);
  const needsLock = parts.capture || revision === undefined || revision.pending > 0;
  const { lock, refusal } = needsLock ? await takeLock(path, parts.host) : noLock;
  let database: LibraryDatabase | undefined;
  try {
    // A process that captures may be older than this one: its database is not migrated under its feet.
    database = await openLibraryDatabase({
      libraryPath: path,
      mode: 'read-write',
      migrate: lock !== undefined,
      clock: parts.clock,
    });
    await noteUpgrade(database, new EventLog(database.events, parts.live, parts.clock), parts.report);
    if (!parts.capture) {
      // A new database in a folder that has pictures: whoever looks must not be told that there are none.
      if (lock && !revision?.current) await takeInPictures(path, database, parts);
      lock?.release();
    }
    return await assembleLibrary(path, database, parts, {
      lock: parts.capture ? lock : undefined,
      refusal: parts.capture ? refusal : undefined,
    });
  } catch (error) {
    await database?.close();
    lock?.release();
    throw error;
  }
}

/** A library that cannot be written can still be looked through. */
async function openForReading(path: string, parts: LibraryParts, refusal: AppError): Promise<OpenedLibrary> {
  if (!(await libraryMarkerExists(path))) throw refusal;
  const options = { libraryPath: path, mode: 'read-only', migrate: false, clock: parts.clock } as const;
  const database = await openLibraryDatabase(options).catch(() => {
    throw refusal;
  });
  try {
    return await assembleLibrary(path, database, parts, { lock: undefined, refusal });
  } catch (error) {
    await database.close();
    throw error;
  }
}

const noLock: LockAnswer = { lock: undefined, refusal: undefined };

async function takeLock(path: string, host: HostName): Promise<LockAnswer> {
  try {
    return { lock: await acquireCaptureLock(path, host), refusal: undefined };
  } catch (error) {
    if (isAppError(error) && error.code === 'LIBRARY_BUSY') return { lock: undefined, refusal: error };
    throw error;
  }
}

async function takeInPictures(path: string, database: LibraryDatabase, parts: LibraryParts): Promise<void> {
  const { codec, clock, live, report } = parts;
  const events = new EventLog(database.events, live, clock);
  const storage = new LibraryStorage(path);
  await reconcile({ database, storage, codec, events, clock, budgetMs: reconcileBudgetMs }).catch((error: unknown) =>
    report('The library could not be compared with its files', error),
  );
}
