import { randomUUID } from 'node:crypto';
import { lstat, open, readdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { systemCodeOf } from '../library/file-errors.ts';
import { libraryMarkerExists } from '../library/marker.ts';
import { noRoom } from '../library/no-room.ts';

/** What systems put into folders by themselves; a folder with nothing else is empty. */
const ignoredNames = new Set(['.DS_Store', 'desktop.ini', 'Thumbs.db', '.directory', 'lost+found', '.localized']);

/** Where an archive is while it is written. */
export function partialPathOf(path: string): string {
  return `${path}.partial`;
}

/**
 * The real path of what an export will make, without the links on the way there. Throws `BAD_INPUT` for a path that is
 * not whole, is a link, or is in a library or around one; `CONFLICT` where something is there already; `NOT_FOUND` for
 * a file in a folder that is not there; `PERMISSION_DENIED` where nothing can be written.
 */
export async function settleTarget(kind: 'folder' | 'file', given: string, libraryPath: string): Promise<string> {
  const { path, parent } = await realTarget(given);
  if (kind === 'file' && parent.missing !== '') {
    throw new AppError('NOT_FOUND', `There is no folder ${dirname(path)}. Make it first, or choose another one.`);
  }
  await refuseLibraries(path, libraryPath);
  await refuseWhatIsThere(kind, path);
  if (kind === 'file') await refuseWhatIsThere('file', partialPathOf(path));
  const written = kind === 'folder' && (await lstat(path).catch(() => undefined)) ? path : parent.real;
  await tryToWrite(written, path);
  return path;
}

/** By a file that is gone at once: what permissions say is not true of every file system, and never for root. */
async function tryToWrite(folder: string, path: string): Promise<void> {
  const trial = join(folder, `.afterimage-${randomUUID()}`);
  try {
    await (await open(trial, 'wx')).close();
  } catch (error) {
    // How much room is missing is told by the job, which knows what it needs.
    if (['ENOSPC', 'EDQUOT'].includes(systemCodeOf(error) ?? '')) return;
    throw unwritable(error, path);
  }
  await rm(trial, { force: true });
}

function unwritable(cause: unknown, path: string): AppError {
  return new AppError('PERMISSION_DENIED', `Nothing can be written at ${path}. Choose another place.`, {
    cause,
    details: { path },
  });
}

/** A path without the links on the way to it, and how much of that is there. Throws `BAD_INPUT`. */
export async function realTarget(given: string): Promise<{ path: string; parent: { real: string; missing: string } }> {
  if (!isAbsolute(given) || /\p{Cc}/u.test(given)) {
    throw new AppError('BAD_INPUT', `Give the whole path of what the export makes: “${given}” is none.`, {
      details: { path: given },
    });
  }
  const wanted = normalize(given).replace(/(?<=.)[/\\]+$/, '');
  if (basename(wanted) === '') throw new AppError('BAD_INPUT', 'An export cannot be the root of a disk.');
  const parent = await realBeginning(dirname(wanted));
  return { path: join(parent.real, parent.missing, basename(wanted)), parent };
}

/** The part of a path that is there, by its real name, and the rest. */
async function realBeginning(path: string): Promise<{ real: string; missing: string }> {
  for (let there = path, missing = ''; ; missing = join(basename(there), missing), there = dirname(there)) {
    try {
      const real = await realpath(there);
      if (!(await lstat(real)).isDirectory()) throw new AppError('BAD_INPUT', `${there} is no folder.`);
      return { real, missing };
    } catch (error) {
      if (isAppError(error)) throw error;
      const code = systemCodeOf(error);
      if (code === 'ENOENT' && dirname(there) !== there) {
        // A link that leads nowhere is there all the same.
        if (await lstat(there).catch(() => undefined)) throw isLink(there);
        continue;
      }
      throw toTargetError(error, path);
    }
  }
}

/** Files of an export within a library would be taken for stray ones of it, and be lost with it. */
async function refuseLibraries(path: string, libraryPath: string): Promise<void> {
  const library = await realpath(libraryPath).catch(() => libraryPath);
  if (isWithin(path, library) || isWithin(library, path)) {
    throw new AppError('BAD_INPUT', 'An export cannot be in the library, nor around it. Choose a path outside of it.', {
      details: { path },
    });
  }
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (await libraryMarkerExists(folder).catch(() => false)) {
      throw new AppError(
        'BAD_INPUT',
        `${path} lies in another library of Afterimage (${folder}). Choose another path.`,
      );
    }
    if (folder === dirname(folder)) return;
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || `${path}${sep}`.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

async function refuseWhatIsThere(kind: 'folder' | 'file', path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw toTargetError(error, path);
  });
  if (!found) return;
  if (found.isSymbolicLink()) throw isLink(path);
  if (kind === 'file' || !found.isDirectory()) {
    throw new AppError('CONFLICT', `There is something at ${path} already, and nothing is ever written over.`, {
      details: { path },
    });
  }
  const names = await readdir(path).catch((error: unknown) => {
    throw toTargetError(error, path);
  });
  if (names.some((name) => !ignoredNames.has(name))) {
    throw new AppError('CONFLICT', `${path} has other things in it. Choose a new or an empty folder.`, {
      details: { path },
    });
  }
}

function isLink(path: string): AppError {
  return new AppError('BAD_INPUT', `${path} is a link, and links are not followed. Give the place itself.`, {
    details: { path },
  });
}

/** Turns a failure to write the export into an error a person can act on. The library has no part in it. */
export function toTargetError(error: unknown, path: string): unknown {
  if (isAppError(error)) return error;
  const details = { path };
  switch (systemCodeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return noRoom('the export', path, { cause: error });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return unwritable(error, path);
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new AppError('BAD_INPUT', `The path ${path} is too long, or leads in a circle. Choose another one.`, {
        cause: error,
        details,
      });
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ESTALE':
    case 'ENODEV':
      return new AppError('NOT_FOUND', `The place of the export, ${path}, is gone. Connect its drive and try again.`, {
        cause: error,
        details,
      });
    default:
      return error;
  }
}
