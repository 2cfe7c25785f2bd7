import { lstat, mkdir, open, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import {
  ensureFolderWithParents,
  fileMode,
  folderMode,
  syncFolder,
  temporaryPathFor,
} from '../library/durable-files.ts';
import { systemCodeOf } from '../library/file-errors.ts';
import { hashFile } from '../library/picture-files.ts';
import type { ExportSink, OutgoingFile } from './export-sink.ts';
import { type OutgoingPicture, PictureProblem } from './library-picture.ts';
import { manifestName, manifestTableName } from './manifest.ts';
import type { SpoolPaths } from './manifest-spool.ts';
import { placeFile, placeSealed, sealOf } from './place-file.ts';
import { partialPathOf, toTargetError } from './target.ts';

/** Whether an export to this folder was begun and has not come to its end. */
export async function isUnfinishedFolder(root: string): Promise<boolean> {
  return (await lstat(spoolOf(root).json).catch(() => undefined))?.isFile() === true;
}

/** Where the manifest is while it is written. */
function spoolOf(root: string): SpoolPaths {
  return {
    json: partialPathOf(join(root, manifestName)),
    csv: partialPathOf(join(root, manifestTableName)),
  };
}

/**
 * A folder of files. Each is written under another name and gets its own when it is whole; the manifest comes last, so
 * that an export without one is visibly unfinished.
 */
export class FolderSink implements ExportSink {
  readonly spool;
  readonly made: readonly string[] = [];
  readonly atOnce = 4;
  readonly goesOn = true;
  readonly #root: string;
  /** Folders that were made or looked at, with the making of each. */
  #ready = new Map<string, Promise<void>>();
  /** Folders with new names since `settle`. */
  #changed = new Set<string>();

  constructor(root: string) {
    this.#root = root;
    this.spool = spoolOf(root);
  }

  async begin(): Promise<void> {
    this.#ready = new Map();
    await this.#orTargetError(async () => {
      await ensureFolderWithParents(this.#root);
      await this.#expectRealRoot();
    });
  }

  put(file: OutgoingFile, picture: OutgoingPicture): Promise<void> {
    return this.#orTargetError(async () => {
      const path = this.#pathOf(file);
      await this.#readyFolder(dirname(path));
      // A kill may have come when it had its name already, and the other one still.
      if (await this.#isThere(path, picture)) await rm(temporaryPathFor(path), { force: true });
      else await this.#write(path, file, picture);
    });
  }

  drop(file: Pick<OutgoingFile, 'path'>): Promise<void> {
    return this.#orTargetError(async () => {
      const path = this.#pathOf(file);
      const folder = dirname(path);
      // Not where a link has taken the folder's place, nor where there is none.
      if ((await realpath(folder).catch(() => undefined)) !== folder) return;
      await rm(temporaryPathFor(path), { force: true });
    });
  }

  async settle(): Promise<void> {
    await this.#orTargetError(async () => {
      await this.#expectRealRoot();
      for (const folder of this.#changed) await syncFolder(folder);
      this.#changed = new Set();
    });
  }

  async seal(): Promise<string> {
    const [json, csv] = [await sealOf(this.spool.json), await sealOf(this.spool.csv)];
    return `${json} ${csv}`;
  }

  publish(seal: string): Promise<boolean> {
    const [json = '', csv = ''] = seal.split(' ');
    return this.#orTargetError(
      async () =>
        (await placeSealed(this.spool.csv, join(this.#root, manifestTableName), csv)) &&
        (await placeSealed(this.spool.json, join(this.#root, manifestName), json)),
    );
  }

  /** The files stay: a retry goes on with them, and without a manifest nobody takes them for a whole export. */
  async abandon(): Promise<void> {}

  #pathOf(file: Pick<OutgoingFile, 'path'>): string {
    return join(this.#root, ...file.path.split('/'));
  }

  /** Written by an attempt that was killed before it could say so. */
  async #isThere(path: string, picture: OutgoingPicture): Promise<boolean> {
    const found = await lstat(path).catch((error: unknown) => {
      if (systemCodeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (!found) return false;
    if (found.isFile() && found.size === picture.bytes && (await hashFile(path)) === picture.sha256) return true;
    throw new PictureProblem('There is another file of this name in the export, and nothing is ever written over.');
  }

  async #write(path: string, file: OutgoingFile, picture: OutgoingPicture): Promise<void> {
    const temporary = temporaryPathFor(path);
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', fileMode);
    try {
      try {
        for await (const piece of picture.pieces()) await handle.writeFile(piece);
        await handle.utimes(file.modifiedAt / 1000, file.modifiedAt / 1000);
        await handle.sync();
      } finally {
        await handle.close();
      }
      // The folder is synced once for many files.
      await placeFile(temporary, path, { sync: false });
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    this.#changed.add(dirname(path));
  }

  /** Makes a folder of the export and those above it; one that is a link is never written into. */
  #readyFolder(folder: string): Promise<void> {
    if (folder === this.#root) return Promise.resolve();
    let ready = this.#ready.get(folder);
    if (!ready) {
      ready = this.#readyFolder(dirname(folder)).then(() => this.#makeFolder(folder));
      this.#ready.set(folder, ready);
    }
    return ready;
  }

  async #makeFolder(folder: string): Promise<void> {
    await mkdir(folder, { mode: folderMode }).catch(async (error: unknown) => {
      if (systemCodeOf(error) !== 'EEXIST') throw error;
      if (!(await lstat(folder)).isDirectory()) {
        throw new AppError('CONFLICT', `In the place of the folder ${folder} is something else. Remove it.`);
      }
    });
    this.#changed.add(dirname(folder));
  }

  async #expectRealRoot(): Promise<void> {
    if ((await realpath(this.#root)) === this.#root) return;
    throw new AppError('CONFLICT', `A link has taken the place of ${this.#root}, and links are not followed.`);
  }

  async #orTargetError<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof PictureProblem ? error : toTargetError(error, this.#root);
    }
  }
}
