import { randomUUID } from 'node:crypto';
import { access, chmod, constants, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import {
  ensureFolder,
  ensureFolderWithParents,
  folderMode,
  isTemporaryName,
  temporaryPathFor,
  writeDurably,
} from './durable-files.ts';
import { libraryMissing, systemCodeOf, toFileError } from './file-errors.ts';

/** The file that makes a folder a library. */
export const markerFileName = 'afterimage-library.json';

/** The folders every library has. */
export const libraryFolders = ['captures', 'thumbnails', 'trash', 'backups', 'quarantine'] as const;

/** The layout of folders this app writes; a marker with a greater one was written by a newer app. */
const layoutVersion = 1;

const markerSchema = z.object({ libraryId: z.uuid(), layout: z.number().int(), createdAt: z.string() });
export type LibraryMarker = z.infer<typeof markerSchema>;

/** What systems put into folders by themselves; a folder with nothing else is empty. */
const ignoredNames = new Set(['.DS_Store', 'desktop.ini', 'Thumbs.db', '.directory', 'lost+found', '.localized']);

/**
 * Makes sure that a folder is a library and can be written. With `create` a new or empty folder becomes one; a folder
 * with other things in it is refused with `LIBRARY_NOT_EMPTY`. Without it a missing folder or marker (a drive that is
 * not mounted) is `LIBRARY_MISSING`, and nothing is made. Throws `LIBRARY_READ_ONLY` where nothing can be written.
 */
export async function prepareLibraryFolder(path: string, options: { create: boolean }): Promise<void> {
  try {
    if (!(await libraryMarkerExists(path))) await makeLibrary(path, options.create);
    const marker = await readMarker(path);
    if (marker && marker.layout > layoutVersion) {
      throw new AppError(
        'DATABASE_TOO_NEW',
        'This library was last used by a newer version of Afterimage. Update the app to open it; nothing was changed.',
      );
    }
    await access(path, constants.W_OK);
    await tightenMode(path);
    for (const folder of libraryFolders) await ensureFolder(join(path, folder));
  } catch (error) {
    throw toFileError(error, path);
  }
}

/** True where the folder has the marker of a library. */
export async function libraryMarkerExists(path: string): Promise<boolean> {
  return stat(join(path, markerFileName)).then(
    (found) => found.isFile(),
    (error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return false;
      throw toFileError(error, path);
    },
  );
}

/** What the marker says; null where it cannot be read, which is a matter for doctor and no reason to lose the library. */
export async function readMarker(path: string): Promise<LibraryMarker | null> {
  try {
    return markerSchema.parse(JSON.parse(await readFile(join(path, markerFileName), 'utf8')));
  } catch {
    return null;
  }
}

/** Writes a new marker: for a new library, or in place of one that cannot be read. */
export async function writeMarker(path: string): Promise<void> {
  const marker: LibraryMarker = {
    libraryId: randomUUID(),
    layout: layoutVersion,
    createdAt: new Date().toISOString(),
  };
  const markerPath = join(path, markerFileName);
  await rm(temporaryPathFor(markerPath), { force: true });
  await writeDurably(markerPath, Buffer.from(`${JSON.stringify(marker, null, 2)}\n`));
}

async function makeLibrary(path: string, create: boolean): Promise<void> {
  if (!create) throw libraryMissing(path);
  await refuseInsideAnother(path);
  await ensureFolderWithParents(path).catch((error: unknown) => {
    // A file stands on the way to the folder.
    if (systemCodeOf(error) === 'ENOTDIR') throw notEmpty(path);
    throw error;
  });
  if (!(await stat(path)).isDirectory()) throw notEmpty(path);
  const names = (await readdir(path)).filter((name) => !ignoredNames.has(name) && !isTemporaryName(name));
  if (names.length > 0) throw notEmpty(path);
  await writeMarker(path);
}

/** A library within the folders of another would be lost with it, and be taken for stray files of it. */
async function refuseInsideAnother(path: string): Promise<void> {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (!(await libraryMarkerExists(folder))) continue;
    throw new AppError(
      'LIBRARY_NOT_EMPTY',
      `${path} lies inside another library of Afterimage (${folder}). Choose a folder outside of it.`,
      { details: { path } },
    );
  }
}

function notEmpty(path: string): AppError {
  return new AppError(
    'LIBRARY_NOT_EMPTY',
    `${path} has other things in it and is no library of Afterimage. Choose a new or an empty folder.`,
    { details: { path } },
  );
}

async function tightenMode(path: string): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(path, folderMode).catch(() => undefined);
}
