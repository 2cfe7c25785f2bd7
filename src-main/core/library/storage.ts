import { createHash } from 'node:crypto';
import { lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { isDay } from '../../../src-shared/domain/local-time.ts';
import { ensureFolder, isTemporaryName, syncFolder, writeDurably } from './durable-files.ts';
import { libraryMissing, systemCodeOf, toFileError } from './file-errors.ts';
import { libraryMarkerExists } from './marker.ts';
import { isLink, liesBehindLink, lookAtPlainFile, openPlainFile } from './plain-files.ts';

export interface StoredPicture {
  /** Relative to the library, with forward slashes. */
  readonly filepath: string;
  readonly fileSize: number;
  readonly sha256: string;
}

/** What is known of where a picture lies. */
export interface PicturePlace {
  readonly id: string;
  readonly filepath: string;
  readonly localDay: string;
}

/** A file that is being moved is looked for this often before it counts as gone. */
const mostLooks = 4;

/** A relative path below `captures/` or `trash/`: plain names only, none of which starts with a dot. */
const pathInLibrary = /^(?:captures|trash)(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** The picture files of a library. Knows nothing of the database. */
export class LibraryStorage {
  readonly libraryPath: string;
  /** The day folder that was made last; a day has thousands of pictures and one folder. */
  #readyFolder: string | undefined;

  constructor(libraryPath: string) {
    this.libraryPath = libraryPath;
  }

  /**
   * Writes a picture under `captures/YYYY/MM/DD/<id>.<extension>` by its local day. When it returns, the file is on
   * the disk. Throws `DISK_FULL`, `LIBRARY_READ_ONLY`, or `LIBRARY_MISSING` where the library has gone: it is never
   * made anew here.
   */
  async store(picture: { id: string; localDay: string; extension: string; bytes: Uint8Array }): Promise<StoredPicture> {
    const filepath = capturePath(picture.id, picture.localDay, picture.extension);
    const path = this.absolutePath(filepath);
    const sha256 = createHash('sha256').update(picture.bytes).digest('hex');
    try {
      if (!(await libraryMarkerExists(this.libraryPath))) throw libraryMissing(this.libraryPath);
      const folder = dirname(path);
      if (this.#readyFolder !== folder) await this.#makeDayFolder(folder);
      await writeDurably(path, picture.bytes).catch(async (error: unknown) => {
        // Somebody may have removed the empty day folder since.
        if (systemCodeOf(error) !== 'ENOENT') throw error;
        await this.#makeDayFolder(folder);
        await writeDurably(path, picture.bytes);
      });
    } catch (error) {
      this.#readyFolder = undefined;
      throw toFileError(error, this.libraryPath);
    }
    return { filepath, fileSize: picture.bytes.byteLength, sha256 };
  }

  /**
   * Gives a file that lies whole on the library's disk its place under `captures/`. When it returns, that outlives a
   * power cut. Throws as `store` does.
   */
  async takeIn(path: string, picture: { id: string; localDay: string; extension: string }): Promise<string> {
    const filepath = capturePath(picture.id, picture.localDay, picture.extension);
    await this.takeInAll([{ path, filepath }]);
    return filepath;
  }

  /** The same for many files at once; each folder is synced once. */
  async takeInAll(files: readonly { readonly path: string; readonly filepath: string }[]): Promise<void> {
    const targets = files.map(({ path, filepath }) => ({ path, target: this.absolutePath(filepath) }));
    const folders = new Set(targets.map(({ target }) => dirname(target)));
    try {
      if (files.length > 0 && !(await libraryMarkerExists(this.libraryPath))) throw libraryMissing(this.libraryPath);
      for (const folder of folders) {
        await this.#makeDayFolder(folder);
        if (await liesBehindLink(this.libraryPath, folder)) throw isLink();
      }
      for (const { path, target } of targets) await rename(path, target);
      for (const folder of folders) await syncFolder(folder);
    } catch (error) {
      throw toFileError(error, this.libraryPath);
    }
  }

  /** The bytes of a picture. Throws `NOT_FOUND`, or `PERMISSION_DENIED` for a link. */
  async retrieve(filepath: string): Promise<Buffer> {
    const path = this.absolutePath(filepath);
    try {
      await lookAtPlainFile(this.libraryPath, path);
      const file = await openPlainFile(path);
      return await file.readFile().finally(() => file.close());
    } catch (error) {
      if (isMissing(error)) {
        throw new AppError('NOT_FOUND', 'The file of this picture is gone.', { cause: error, details: { filepath } });
      }
      throw toFileError(error, this.libraryPath);
    }
  }

  /** True when there was a file and it is deleted now. */
  async delete(filepath: string): Promise<boolean> {
    try {
      await rm(this.absolutePath(filepath));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw toFileError(error, this.libraryPath);
    }
  }

  /**
   * Where the file of a picture lies now. After a decision its row may say another place for a moment: the file is
   * moved to or from the trash after the decision is written. Throws `FILE_MISSING`, or `PERMISSION_DENIED` where a link
   * is in its place.
   */
  async find(picture: PicturePlace): Promise<string> {
    return (await this.#find(picture)).path;
  }

  /**
   * Hands the file of a picture to `read`, and does so again where the file was moved before it was read: a decision
   * about a picture never stands in the way of looking at it. Throws what `find` and `read` throw.
   */
  async reading<Result>(picture: PicturePlace, read: (path: string) => Promise<Result>): Promise<Result> {
    for (let looks = 1; ; looks += 1) {
      const { path, changedAtNs } = await this.#find(picture);
      try {
        return await read(path);
      } catch (error) {
        if (looks === mostLooks || (await changeTimeOf(path)) === changedAtNs) throw error;
      }
    }
  }

  /** Whether a picture has a file of its own, wherever it is on the way to. Cheaper than `find`, for many at once. */
  async hasFile(picture: PicturePlace): Promise<boolean> {
    return (await this.sizeOf(picture)) !== null;
  }

  /** How many bytes the file of a picture has, wherever it is on the way to; null where there is none. */
  async sizeOf(picture: PicturePlace): Promise<number | null> {
    const paths = possiblePaths(picture).map((filepath) => this.absolutePath(filepath));
    for (let looks = 1; looks <= mostLooks; looks += 1) {
      for (const path of paths) {
        const found = await lstat(path).catch(() => undefined);
        if (found?.isFile()) return found.size;
      }
    }
    return null;
  }

  async #find(picture: PicturePlace): Promise<{ path: string; changedAtNs: bigint }> {
    const paths = possiblePaths(picture).map((filepath) => this.absolutePath(filepath));
    // More than once: a file may have gone to a place that was looked at already.
    for (let looks = 1; looks <= mostLooks; looks += 1) {
      for (const path of paths) {
        const found = await lookAtPlainFile(this.libraryPath, path);
        if (found) return { path, changedAtNs: found.ctimeNs };
      }
    }
    throw new AppError('FILE_MISSING', 'The file of this picture is gone.', { details: { id: picture.id } });
  }

  /** Counts the pictures below `captures/`; reads every folder, so it takes a while on a large library. */
  async stats(): Promise<{ files: number; bytes: number }> {
    let files = 0;
    let bytes = 0;
    const folders = [join(this.libraryPath, 'captures')];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile() && !isTemporaryName(entry.name)) {
          const found = await stat(path).catch(() => null);
          if (!found) continue;
          files += 1;
          bytes += found.size;
        }
      }
    }
    return { files, bytes };
  }

  /** Where a picture is on this machine. Throws `BAD_INPUT` for anything outside the library's picture folders. */
  absolutePath(filepath: string): string {
    if (!pathInLibrary.test(filepath)) {
      throw new AppError('BAD_INPUT', 'This is not the path of a picture in the library.');
    }
    return join(this.libraryPath, ...filepath.split('/'));
  }

  /** Day by day, never with the parents: a library that has gone must not come back as an empty folder. */
  async #makeDayFolder(folder: string): Promise<void> {
    const month = dirname(folder);
    for (const path of [dirname(month), month, folder]) await ensureFolder(path);
    this.#readyFolder = folder;
  }
}

/** The path of a capture, relative to the library. Throws `BAD_INPUT` for parts that are not plain. */
export function capturePath(id: string, localDay: string, extension: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id) || !isDay(localDay) || !/^[a-z0-9]{1,8}$/.test(extension)) {
    throw new AppError('BAD_INPUT', 'A picture needs an id, a day and a plain file name extension.');
  }
  return `captures/${localDay.replaceAll('-', '/')}/${id}.${extension}`;
}

/** The path of a picture in the trash, which is laid out as the captures are. */
export function trashPath(id: string, localDay: string, extension: string): string {
  return capturePath(id, localDay, extension).replace(/^captures/, 'trash');
}

/** Everywhere the file of a picture may be, the place its row says first. */
export function possiblePaths(picture: PicturePlace): string[] {
  const extension = extname(picture.filepath).slice(1);
  const { id, localDay, filepath } = picture;
  return [...new Set([filepath, capturePath(id, localDay, extension), trashPath(id, localDay, extension)])];
}

/** When a file was last moved or written; undefined where there is none. A file that came back has another time. */
async function changeTimeOf(path: string): Promise<bigint | undefined> {
  return (await lstat(path, { bigint: true }).catch(() => undefined))?.ctimeNs;
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ERR_FS_EISDIR'].includes(systemCodeOf(error) ?? '');
}
