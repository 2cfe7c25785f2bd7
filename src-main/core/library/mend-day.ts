import { rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ImageCodec } from '../../ports/image-codec.ts';
import type { LibraryDatabase, NewCapture, StoredFile } from '../../ports/repositories.ts';
import { FileMover } from '../review/file-mover.ts';
import { ensureFolder, exists, syncFolder } from './durable-files.ts';
import { timeOfId } from './id-generator.ts';
import { type DayFolder, type FoundFile, hashFile, listDayFiles } from './picture-files.ts';
import { type LibraryStorage, possiblePaths } from './storage.ts';

/** What a comparison of files and rows works on. */
export interface MendingParts {
  readonly database: LibraryDatabase;
  readonly storage: LibraryStorage;
  readonly codec: ImageCodec;
  readonly clock: Clock;
}

/** Where the files of a day and its rows disagree. */
export interface DayDamage {
  readonly staleTemporary: readonly FoundFile[];
  readonly orphans: readonly FoundFile[];
  /** Rows whose file lies at another place where it may be after a decision. */
  readonly misplaced: readonly Misplaced[];
  /** Rows whose file is gone and that do not say so yet. */
  readonly newlyMissing: readonly StoredFile[];
  /** Rows that say their file is gone, and it is there. */
  readonly backAgain: readonly StoredFile[];
  readonly files: readonly FoundFile[];
  readonly rows: readonly StoredFile[];
}

/** A row whose file is elsewhere. */
export interface Misplaced {
  readonly row: StoredFile;
  readonly foundAt: string;
}

/** Compares one day folder with its rows. Changes nothing. What is being moved right now is left out. */
export async function inspectDay(
  parts: Pick<MendingParts, 'database' | 'storage'>,
  folder: DayFolder,
): Promise<DayDamage> {
  // Rows first: a file whose row is written meanwhile has been there before its row.
  const rows = await parts.database.captures.filesUnder(folder.folder);
  const files = await listDayFiles(parts.storage.libraryPath, folder);
  const rowPaths = new Set(rows.map((row) => row.filepath));
  const filePaths = new Set(files.map((file) => file.filepath));
  const underWay = new Set((await parts.database.fileMoves.underWay()).map((file) => file.captureId));
  const misplaced: Misplaced[] = [];
  const gone: StoredFile[] = [];
  for (const row of rows) {
    if (filePaths.has(row.filepath) || underWay.has(row.id)) continue;
    const foundAt = await findElsewhere(parts, row);
    if (foundAt) misplaced.push({ row, foundAt });
    else if (row.missingAt === null) gone.push(row);
  }
  const unknown = files.filter(
    (file) => file.kind === 'picture' && !rowPaths.has(file.filepath) && !underWay.has(file.id),
  );
  // An import knows when these were taken, and goes on with them by itself.
  const planned = await parts.database.imports.plannedPaths(unknown.map((file) => file.filepath));
  return {
    staleTemporary: files.filter((file) => file.kind === 'temporary'),
    orphans: unknown.filter((file) => !planned.has(file.filepath)),
    misplaced,
    newlyMissing: gone,
    backAgain: rows.filter((row) => row.missingAt !== null && filePaths.has(row.filepath)),
    files,
    rows,
  };
}

/** The file of a row at another place where it may be; only if it is that very file. */
async function findElsewhere(
  { database, storage }: Pick<MendingParts, 'database' | 'storage'>,
  row: StoredFile,
): Promise<string | undefined> {
  const capture = await database.captures.byId(row.id);
  for (const filepath of capture ? possiblePaths(capture) : []) {
    if (filepath === row.filepath || !(await exists(join(storage.libraryPath, filepath)))) continue;
    if ((await hashFile(join(storage.libraryPath, filepath))) === row.sha256) return filepath;
  }
  return undefined;
}

/** Writes down where a file was found, and moves it to where the decisions about it want it. */
export async function putInPlace(parts: MendingParts, misplaced: readonly Misplaced[]): Promise<void> {
  if (misplaced.length === 0) return;
  const { fileMoves } = parts.database;
  await fileMoves.finish(misplaced.map(({ row, foundAt }) => ({ captureId: row.id, filepath: foundAt })));
  await moverOf(parts).place(misplaced.map(({ row }) => row.id));
}

/** A mover for a library that is being mended; it must not be working for anybody else meanwhile. */
export function moverOf({ database, storage, clock }: MendingParts): FileMover {
  return new FileMover({ moves: database.fileMoves, storage, clock, report: () => {} });
}

/** Removes what a killed process left half written. */
export async function removeTemporary(libraryPath: string, file: FoundFile): Promise<void> {
  await rm(join(libraryPath, file.filepath), { force: true });
}

/**
 * Gives a file without a row its row: id and day from its path, the time from the id, everything else from its
 * content. A file that is no whole picture, or whose id is taken, goes to `quarantine/`; nothing is ever deleted.
 */
export async function adoptOrphan(
  parts: MendingParts,
  file: FoundFile,
): Promise<'adopted' | 'quarantined' | 'deleted' | 'placed'> {
  const { database, storage, codec, clock } = parts;
  const path = join(storage.libraryPath, file.filepath);
  const existing = await database.captures.byId(file.id);
  if (existing) {
    // Written between the look at the rows and the look at the folder, or an id in two places.
    if (existing.filepath === file.filepath) return 'adopted';
    const [place] = await database.fileMoves.places([file.id]);
    const isIts = (await hashFile(path)) === existing.sha256;
    // A person had it deleted for good, and the deletion was not finished.
    if (place?.purged && isIts) {
      await rm(path, { force: true });
      return 'deleted';
    }
    if (place?.purged || !isIts || (await exists(join(storage.libraryPath, existing.filepath)))) {
      return quarantine(storage.libraryPath, file);
    }
    await putInPlace(parts, [{ row: existing, foundAt: file.filepath }]);
    return 'placed';
  }
  try {
    const facts = await codec.inspect(path);
    const { size, mtimeMs } = await stat(path);
    const isInTrash = file.filepath.startsWith('trash/');
    const capturedAt = timeOfId(file.id) ?? Math.round(mtimeMs);
    const capture: NewCapture = {
      id: file.id,
      groupId: file.id,
      origin: 'screen',
      filepath: file.filepath,
      originalFilename: null,
      originalPath: null,
      capturedAt,
      utcOffsetMinutes: offsetFor(clock, capturedAt, file.day),
      localDay: file.day,
      endedAt: capturedAt,
      timestampSource: 'filesystem',
      confidence: 'low',
      monitorIndex: null,
      displayId: null,
      displayName: null,
      displayX: null,
      displayY: null,
      displayWidth: null,
      displayHeight: null,
      displayScale: null,
      displayRotation: null,
      width: facts.width,
      height: facts.height,
      fileSize: size,
      mimeType: facts.mimeType,
      sha256: await hashFile(path),
      appName: null,
      windowTitle: null,
      // What lies in the trash was discarded, also where nothing else is known of it; it gets its whole time there.
      reviewState: isInTrash ? 'discarded' : 'unreviewed',
      trashedAt: isInTrash ? clock.now() : null,
      missingAt: null,
    };
    await database.captures.insert([capture]);
    return 'adopted';
  } catch (error) {
    if (isAppError(error) && error.code === 'FILE_UNREADABLE') return quarantine(storage.libraryPath, file);
    throw error;
  }
}

/** Moves a file aside, under a name that is free. */
async function quarantine(libraryPath: string, file: FoundFile): Promise<'quarantined'> {
  const folder = join(libraryPath, 'quarantine');
  await ensureFolder(folder);
  const name = `${file.day}-${basename(file.filepath)}`;
  let target = join(folder, name);
  for (let copy = 2; await exists(target); copy += 1) target = join(folder, `${copy}-${name}`);
  await rename(join(libraryPath, file.filepath), target);
  await syncFolder(folder);
  return 'quarantined';
}

/** The offset in force then, by the present time zone, or the nearest one that puts the time into its folder's day. */
function offsetFor(clock: Clock, capturedAt: number, day: string): number {
  const offset = clock.utcOffsetMinutes(capturedAt);
  const localMs = capturedAt + offset * 60_000;
  const dayStart = Date.parse(`${day}T00:00:00Z`);
  const dayEnd = dayStart + 86_400_000;
  if (localMs >= dayStart && localMs < dayEnd) return offset;
  const needed = localMs < dayStart ? dayStart - localMs : dayEnd - 1 - localMs;
  const moved = offset + (needed > 0 ? Math.ceil(needed / 60_000) : Math.floor(needed / 60_000));
  return Math.abs(moved) <= 14 * 60 ? moved : offset;
}
