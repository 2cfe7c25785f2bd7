import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDay } from '../../../src-shared/domain/local-time.ts';
import { extensionByFormat } from '../../../src-shared/domain/vocabulary.ts';
import { isTemporaryName } from './durable-files.ts';
import { systemCodeOf } from './file-errors.ts';

/** The folders that hold pictures by their days. */
export const pictureRoots = ['captures', 'trash'] as const;
export type PictureRoot = (typeof pictureRoots)[number];

/** A day folder below `captures/` or `trash/`, with the time its entries last changed. */
export interface DayFolder {
  readonly day: string;
  /** Relative to the library, with forward slashes. */
  readonly folder: string;
  readonly changedAtMs: number;
}

/** A file found in a day folder. */
export interface FoundFile {
  /** Relative to the library, with forward slashes. */
  readonly filepath: string;
  readonly kind: 'picture' | 'temporary' | 'foreign';
  /** The id in the name of a picture. */
  readonly id: string;
  readonly day: string;
}

/** Those that are given to files here, and those that another program may have given back to them. */
const extensions = [...Object.values(extensionByFormat), 'jpeg', 'tiff', 'heif'].join('|');
const pictureName = new RegExp(`^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(?:${extensions})$`);

/** All day folders, newest first. Three levels of names, so cheap even after years. */
export async function listDayFolders(libraryPath: string, root: PictureRoot = 'captures'): Promise<DayFolder[]> {
  const found: DayFolder[] = [];
  for (const year of await subfolders(join(libraryPath, root), /^\d{4}$/)) {
    for (const month of await subfolders(join(libraryPath, root, year), /^\d{2}$/)) {
      for (const date of await subfolders(join(libraryPath, root, year, month), /^\d{2}$/)) {
        const day = `${year}-${month}-${date}`;
        if (!isDay(day)) continue;
        const folder = `${root}/${year}/${month}/${date}`;
        const { mtimeMs } = await stat(join(libraryPath, folder));
        found.push({ day, folder, changedAtMs: mtimeMs });
      }
    }
  }
  return found.sort((left, right) => (left.day < right.day ? 1 : -1));
}

/** The files of one day folder, in order of their names, from the folder alone. A folder that is gone has none. */
export async function listDayFiles(libraryPath: string, folder: DayFolder): Promise<FoundFile[]> {
  const path = join(libraryPath, folder.folder);
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const { name } = entry;
      // What a link leads to is not the library's, whatever it is called.
      const id = entry.isSymbolicLink() ? undefined : pictureName.exec(name)?.[1];
      return {
        filepath: `${folder.folder}/${name}`,
        kind: id ? ('picture' as const) : isTemporaryName(name) ? ('temporary' as const) : ('foreign' as const),
        id: id ?? '',
        day: folder.day,
      };
    })
    .sort((one, other) => (one.filepath < other.filepath ? -1 : 1));
}

/** SHA-256 of a file, in hex, without holding it in memory. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function subfolders(path: string, name: RegExp): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory() && name.test(entry.name)).map((entry) => entry.name);
}
