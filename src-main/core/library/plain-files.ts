import { type BigIntStats, constants, lstatSync, realpathSync, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { systemCodeOf } from './file-errors.ts';

/** Windows has no such flag; there the look before has to do. */
const noFollow = constants.O_NOFOLLOW ?? 0;

/**
 * What is known of a file of the library; undefined where there is none. Throws `PERMISSION_DENIED` where it, or a
 * folder on the way to it, is a link: what that leads to is not the library's, and is never read. The library itself
 * may lie behind links.
 */
export async function lookAtPlainFile(libraryPath: string, path: string): Promise<BigIntStats | undefined> {
  const folder = dirname(path);
  const [root, real] = await Promise.all([realpath(libraryPath), realpath(folder)]).catch(() => []);
  if (root === undefined || real === undefined) return undefined;
  // Last, so that what is done with the file follows at once: it may be moved at any moment.
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!isPlain(found)) return undefined;
  if (real !== join(root, relative(libraryPath, folder))) throw isLink();
  return found;
}

/** The same for threads that may wait for the disk. */
export function lookAtPlainFileNow(libraryPath: string, path: string): Stats | undefined {
  const folder = dirname(path);
  const look = () => {
    try {
      return { found: lstatSync(path), root: realpathSync.native(libraryPath), real: realpathSync.native(folder) };
    } catch {
      return undefined;
    }
  };
  const seen = look();
  if (!seen || !isPlain(seen.found)) return undefined;
  if (seen.real !== join(seen.root, relative(libraryPath, folder))) throw isLink();
  return seen.found;
}

/** Opens a file that was looked at for reading, unless a link has taken its place since. */
export async function openPlainFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | noFollow);
  } catch (error) {
    throw systemCodeOf(error) === 'ELOOP' ? isLink(error) : error;
  }
}

/** Whether a folder of the library, which need not be there yet, is a link or would lie behind one. */
export async function liesBehindLink(libraryPath: string, folder: string): Promise<boolean> {
  for (let path = folder; path.length > libraryPath.length; path = dirname(path)) {
    const found = await lstat(path).catch(() => undefined);
    if (found?.isSymbolicLink()) return true;
  }
  return false;
}

/** False where there is no file. */
function isPlain<Found extends BigIntStats | Stats>(found: Found | undefined): found is Found {
  if (found?.isSymbolicLink()) throw isLink();
  return found?.isFile() === true;
}

/** Why nothing is read or written there. */
export function isLink(cause?: unknown): AppError {
  return new AppError(
    'PERMISSION_DENIED',
    'In the place of this picture, or of its folder, is a link. Links are not followed: put the file itself there.',
    { cause },
  );
}
