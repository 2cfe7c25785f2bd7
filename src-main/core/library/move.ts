import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import {
  ensureFolderWithParents,
  fileMode,
  folderMode,
  isTemporaryName,
  syncFolder,
  writeDurably,
} from './durable-files.ts';
import { libraryMissing, systemCodeOf, toFileError } from './file-errors.ts';
import { libraryMarkerExists, markerFileName } from './marker.ts';
import { hashFile } from './picture-files.ts';

export interface MoveProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface MoveResult {
  readonly method: 'renamed' | 'copied';
  /** True when the old folder, or something in it, could not be removed afterwards. The new library is whole. */
  readonly leftOvers: boolean;
}

interface SourceFile {
  /** Relative to the library, in the system's own form. */
  readonly path: string;
  readonly bytes: number;
  readonly changedAtMs: number;
}

/** Says that a folder is a copy that was not finished; such a folder may be used for another try. */
const unfinishedFileName = '.afterimage-move-unfinished';

/** Belong to a process, not to the library. Copying a lock would also let go of it. */
const leftBehind = new Set([
  'capture.lock',
  'capture.lock.json',
  'capture.lock-journal',
  'moves.lock',
  'moves.lock-journal',
]);

/**
 * Moves a closed library to a new or empty folder. On one file system it is renamed in one step. Otherwise every file
 * is copied, synced and read back against its hash, the marker comes last, and only then is the old folder removed.
 * When anything fails before that, the copy is removed and the old library stays whole and in use.
 */
export async function moveLibraryFiles(
  from: string,
  to: string,
  onProgress: (progress: MoveProgress) => void,
): Promise<MoveResult> {
  const source = await realpath(from).catch((error: unknown) => {
    throw libraryMissing(from, error);
  });
  if (!(await libraryMarkerExists(source))) throw libraryMissing(from);
  const target = await settleTarget(source, to);
  try {
    if (await renameWhole(source, target)) return { method: 'renamed', leftOvers: false };
  } catch (error) {
    throw toMoveError(error, target);
  }
  try {
    await copyWhole(source, target, onProgress);
  } catch (error) {
    await removeCopy(target).catch(() => undefined);
    throw toMoveError(error, target);
  }
  return { method: 'copied', leftOvers: !(await letGo(source)) };
}

/** The real path of the target, which must be new or empty and neither inside the library nor around it. */
async function settleTarget(source: string, to: string): Promise<string> {
  const wanted = resolve(to);
  const found = await lstat(wanted).catch(() => null);
  const target = found
    ? await realpath(wanted)
    : join(await realpath(dirname(wanted)).catch(() => dirname(wanted)), basename(wanted));
  if (target === source) throw new AppError('BAD_INPUT', 'The library is already in this folder.');
  if (`${target}${sep}`.startsWith(`${source}${sep}`)) {
    throw new AppError('BAD_INPUT', 'A library cannot be moved into itself. Choose a folder outside of it.');
  }
  if (found) {
    const names = await readdir(target).catch((error: unknown) => {
      if (systemCodeOf(error) === 'ENOTDIR') return ['a file'];
      throw toMoveError(error, target);
    });
    if (names.includes(unfinishedFileName) && !names.includes(markerFileName)) await removeCopy(target);
    else if (names.some((name) => name !== 'lost+found' && name !== '.DS_Store')) {
      throw new AppError('LIBRARY_NOT_EMPTY', `${to} has other things in it. Choose a new or an empty folder.`, {
        details: { path: to },
      });
    }
  }
  return target;
}

/** One rename is all or nothing. False where the two are on different file systems or the folder is a mount point. */
async function renameWhole(source: string, target: string): Promise<boolean> {
  await ensureFolderWithParents(dirname(target));
  // Windows does not rename onto a folder, not even an empty one. Fails, as it should, where something is in it.
  if (process.platform === 'win32') await rmdir(target).catch(() => undefined);
  try {
    await rename(source, target);
  } catch (error) {
    if (['EXDEV', 'EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY', 'EEXIST'].includes(systemCodeOf(error) ?? '')) return false;
    throw error;
  }
  await syncFolder(dirname(target)).catch(() => undefined);
  await syncFolder(dirname(source)).catch(() => undefined);
  return true;
}

async function copyWhole(source: string, target: string, onProgress: (progress: MoveProgress) => void): Promise<void> {
  const { folders, files } = await listEverything(source);
  await ensureFolderWithParents(target);
  await writeDurably(join(target, unfinishedFileName), Buffer.from(`A copy of ${source} that was not finished.\n`));
  for (const folder of folders) await mkdir(join(target, folder), { mode: folderMode });

  const bytesTotal = files.reduce((sum, file) => sum + file.bytes, 0);
  let filesDone = 0;
  let bytesDone = 0;
  for (const file of files) {
    await copyVerified(join(source, file.path), join(target, file.path));
    filesDone += 1;
    bytesDone += file.bytes;
    onProgress({ filesDone, filesTotal: files.length, bytesDone, bytesTotal });
  }
  for (const folder of [...folders].reverse()) await syncFolder(join(target, folder));
  await requireUnchanged(source, files);
  await copyVerified(join(source, markerFileName), join(target, markerFileName));
  await rm(join(target, unfinishedFileName), { force: true });
  await syncFolder(target);
}

/** Copies one file, makes it outlive a power cut, and reads both back to compare them. */
async function copyVerified(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL);
  await chmod(to, fileMode);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  const [original, copy] = await Promise.all([hashFile(from), hashFile(to)]);
  if (original !== copy) {
    throw new AppError('FILE_UNREADABLE', 'A copied file is not the same as its original. The library was not moved.', {
      details: { file: basename(from) },
    });
  }
}

/** Another process that wrote into the library meanwhile would be lost. */
async function requireUnchanged(source: string, files: readonly SourceFile[]): Promise<void> {
  const now = await listEverything(source);
  const before = new Map(files.map((file) => [file.path, file]));
  const isSame =
    now.files.length === files.length &&
    now.files.every((file) => {
      const known = before.get(file.path);
      return known && known.bytes === file.bytes && known.changedAtMs === file.changedAtMs;
    });
  if (!isSame) {
    throw new AppError(
      'LIBRARY_BUSY',
      'Something wrote into the library while it was being copied. Close every other Afterimage and move it again.',
    );
  }
}

/** Folders (parents first) and files of the library but for the marker, unfinished files and what belongs to a process. */
async function listEverything(root: string): Promise<{ folders: string[]; files: SourceFile[] }> {
  const folders: string[] = [];
  const files: SourceFile[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (folder === '' && (leftBehind.has(entry.name) || entry.name === markerFileName)) continue;
      // The log's index is made anew from the log, and says something else whenever somebody looks.
      if (isTemporaryName(entry.name) || path === 'afterimage.db-shm' || entry.name === 'lost+found') continue;
      if (entry.isDirectory()) {
        folders.push(path);
        await walk(path);
      } else if (entry.isFile()) {
        const found = await stat(join(root, path));
        files.push({ path, bytes: found.size, changedAtMs: found.mtimeMs });
      } else if (entry.isSymbolicLink()) {
        throw new AppError('UNSUPPORTED', `${path} is a link. Put the real folder in its place before moving.`);
      }
    }
  };
  await walk('');
  return { folders, files };
}

/** Takes an unfinished copy away again, and the target folder with it where that leaves it empty. */
async function removeCopy(target: string): Promise<void> {
  for (const name of await readdir(target)) {
    if (name === 'lost+found' || name === '.DS_Store') continue;
    await rm(join(target, name), { recursive: true, force: true });
  }
  await rmdir(target).catch(() => undefined);
}

/** The marker first: from then on the old folder is no library any more, whatever else can be removed. */
async function letGo(source: string): Promise<boolean> {
  try {
    await rm(join(source, markerFileName));
    await rm(source, { recursive: true, force: true });
    return !(await stat(source).catch(() => null));
  } catch {
    return false;
  }
}

function toMoveError(error: unknown, target: string): unknown {
  if (isAppError(error)) return error;
  switch (systemCodeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('DISK_FULL', 'There is not enough room in the new place. The library stays where it was.', {
        cause: error,
      });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new AppError(
        'LIBRARY_READ_ONLY',
        `${target} cannot be written to. The library stays where it was; choose another folder.`,
        { cause: error },
      );
    default:
      return toFileError(error, target);
  }
}
