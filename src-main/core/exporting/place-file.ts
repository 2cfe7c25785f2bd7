import { link, lstat, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { syncFolder } from '../library/durable-files.ts';
import { systemCodeOf } from '../library/file-errors.ts';

/** What file systems without hard links say. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK'];

/**
 * Gives a whole file its name, and never takes the place of another. Safe to repeat after a kill. Throws `CONFLICT`
 * where something else is in the place. Where the file system has no hard links, something that gets there in the very
 * same moment is not noticed. Without `sync` the folder is left for the caller to sync.
 */
export async function placeFile(temporary: string, path: string, { sync = true } = {}): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const code = systemCodeOf(error) ?? '';
    if (code === 'EEXIST') {
      if (!(await isSameFile(temporary, path))) throw taken(path, error);
    } else if (noLinks.includes(code)) {
      if (await lstat(path).catch(() => undefined)) throw taken(path, error);
      await rename(temporary, path);
    } else throw error;
  }
  await rm(temporary, { force: true });
  if (sync) await syncFolder(dirname(path));
}

/** What a file is known by as long as nobody writes it anew, also under another name; undefined where there is none. */
export async function sealOf(path: string): Promise<string | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  return found?.isFile() ? `${found.dev}-${found.ino}-${found.size}` : undefined;
}

/** `placeFile` for a file that is known by this, also where an earlier attempt did it. False where it is nowhere. */
export async function placeSealed(temporary: string, path: string, seal: string): Promise<boolean> {
  if ((await sealOf(temporary)) === seal) {
    await placeFile(temporary, path);
    return true;
  }
  return (await sealOf(path)) === seal;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [left, right] = await Promise.all([lstat(one, { bigint: true }), lstat(other, { bigint: true })]);
  return left.isFile() && left.ino !== 0n && left.ino === right.ino && left.dev === right.dev;
}

function taken(path: string, cause: unknown): AppError {
  return new AppError('CONFLICT', `There is something at ${path} already, and nothing is ever written over.`, {
    cause,
    details: { path },
  });
}
