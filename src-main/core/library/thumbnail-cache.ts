import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { ImageCodec } from '../../ports/image-codec.ts';
import { ensureFolder, fileMode, temporarySuffix } from './durable-files.ts';
import { systemCodeOf, toFileError } from './file-errors.ts';
import { libraryMarkerExists } from './marker.ts';
import { liesBehindLink, lookAtPlainFile } from './plain-files.ts';
import type { LibraryStorage } from './storage.ts';

/** The widths that are made. A few fixed ones, so that a window of any size finds what an earlier one made. */
export const thumbnailWidths = [160, 320, 640, 1280] as const;

/** Thumbnails made at the same time; more would only fight for the cores that capture needs. */
const maximumBuilds = 2;

/** A small copy: a file, or only its bytes where the library takes no file. */
export type Thumbnail = { readonly absolutePath: string } | { readonly bytes: Buffer };

/** Small copies of the pictures, made when first asked for and kept in the library's `thumbnails/` folder. */
export class ThumbnailCache {
  readonly #storage: LibraryStorage;
  readonly #codec: ImageCodec;
  readonly #builds = new Map<string, Promise<Thumbnail>>();
  readonly #renditions = new Map<string, Promise<Buffer>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(storage: LibraryStorage, codec: ImageCodec) {
    this.#storage = storage;
    this.#codec = codec;
  }

  /**
   * A JPEG at least as wide as asked (up to 1280 pixels, never enlarged); only in memory where the library is
   * read-only or its disk is full. Throws for the picture what `LibraryStorage.find` throws, or `FILE_UNREADABLE`.
   */
  async get(capture: Capture, widthPixels: number): Promise<Thumbnail> {
    const width = thumbnailWidths.find((candidate) => candidate >= widthPixels) ?? 1280;
    const path = join(this.#storage.libraryPath, 'thumbnails', String(width), capture.localDay, `${capture.id}.jpg`);
    const [found] = await Promise.all([this.#find(path), this.#expectNoLink(capture)]);
    // It is a cache and not synced: after a power cut a file may be empty.
    if (found && found.size > 0n) return { absolutePath: path };
    let build = this.#builds.get(path);
    if (!build) {
      build = this.#inTurn(() => this.#build(capture, width, path)).finally(() => this.#builds.delete(path));
      this.#builds.set(path, build);
    }
    return build;
  }

  /**
   * A JPEG of the whole size, for windows that cannot show the picture's own format; made anew each time, since there are
   * few of them and they are large. Throws as `get` does.
   */
  rendition(capture: Capture): Promise<Buffer> {
    let build = this.#renditions.get(capture.id);
    if (!build) {
      const make = () => this.#storage.reading(capture, (source) => this.#codec.rendition(source));
      build = this.#inTurn(make).finally(() => this.#renditions.delete(capture.id));
      this.#renditions.set(capture.id, build);
    }
    return build;
  }

  /** Removes what was made of a picture that is gone for good, or was moved to another day. */
  async remove(picture: { id: string; localDay: string }): Promise<void> {
    for (const width of thumbnailWidths) {
      await rm(join(this.#storage.libraryPath, 'thumbnails', String(width), picture.localDay, `${picture.id}.jpg`), {
        force: true,
      });
    }
  }

  /** A link in the place of a small copy counts as none, and is replaced. */
  #find(path: string): Promise<BigIntStats | undefined> {
    return lookAtPlainFile(this.#storage.libraryPath, path).catch(() => undefined);
  }

  /** A picture whose place was taken by a link is not shown, not even from an earlier copy: it says what is wrong. */
  async #expectNoLink(capture: Capture): Promise<void> {
    await this.#storage.find(capture).catch((error: unknown) => {
      // What is gone can still be shown small.
      if (!isAppError(error) || error.code !== 'FILE_MISSING') throw error;
    });
  }

  async #build(capture: Capture, width: number, path: string): Promise<Thumbnail> {
    const bytes = await this.#storage.reading(capture, (source) => this.#codec.thumbnail(source, width));
    const root = join(this.#storage.libraryPath, 'thumbnails');
    const folder = join(root, String(width), capture.localDay);
    if (await liesBehindLink(this.#storage.libraryPath, folder)) return { bytes };
    const temporary = join(folder, `.${capture.id}-${randomUUID()}${temporarySuffix}`);
    try {
      await open(temporary, 'wx', fileMode)
        .catch(async (error: unknown) => {
          if (systemCodeOf(error) !== 'ENOENT') throw error;
          if (await libraryMarkerExists(this.#storage.libraryPath)) await ensureFolder(root);
          await ensureFolder(join(root, String(width)));
          await ensureFolder(folder);
          return open(temporary, 'wx', fileMode);
        })
        .then((file) => file.writeFile(bytes).finally(() => file.close()));
      await rename(temporary, path);
      return { absolutePath: path };
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      const typed = toFileError(error, this.#storage.libraryPath);
      if (isAppError(typed) && (typed.code === 'LIBRARY_READ_ONLY' || typed.code === 'DISK_FULL')) return { bytes };
      throw typed;
    }
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= maximumBuilds) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in the queue.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
