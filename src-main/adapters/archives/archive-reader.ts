import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extract as createExtract, type Extract } from 'tar-stream';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { withFullStop } from '../../../src-shared/domain/plain-text.ts';
import type { ArchivedFile, ArchiveReader, OpenArchive } from '../../ports/export-archives.ts';

/** The first entry of a zip, or the end of one without any. */
const zipMagic = ['PK\x03\x04', 'PK\x05\x06'];

/** Where a tar says that it is one. */
const tarMagic = { text: 'ustar', position: 257 };

/** Reads zip and tar archives of any length, one entry at a time. */
export const openArchive: OpenArchive = async (path) => {
  const file = await open(path, 'r');
  let beginning: string;
  try {
    if (!(await file.stat()).isFile()) throw new AppError('BAD_INPUT', `${path} is neither a folder nor an archive.`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    beginning = buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
  if (zipMagic.some((magic) => beginning.startsWith(magic))) return new ZipReader(path);
  if (beginning.startsWith(tarMagic.text, tarMagic.position)) return new TarReader(path);
  throw new AppError('BAD_INPUT', `${path} is neither a zip nor a tar.`, { details: { path } });
};

abstract class Reader implements ArchiveReader {
  protected readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  abstract files(): AsyncGenerator<ArchivedFile>;

  abstract file(path: string): Promise<ArchivedFile | undefined>;

  async close(): Promise<void> {}

  protected damaged(error: unknown): unknown {
    if (isAppError(error)) return error;
    const why = error instanceof Error ? error.message : String(error);
    return new AppError('FILE_UNREADABLE', withFullStop(`${this.path} is damaged: ${why}`), {
      cause: error,
      details: { path: this.path },
    });
  }
}

class ZipReader extends Reader {
  #zip: Promise<ZipFile> | undefined;

  override async *files(): AsyncGenerator<ArchivedFile> {
    // A listing of its own each time: there is no way back in one.
    const zip = await this.#open();
    try {
      for await (const entry of zip.eachEntry()) yield this.#toFile(zip, entry);
    } catch (error) {
      throw this.damaged(error);
    } finally {
      zip.close();
    }
  }

  override async file(path: string): Promise<ArchivedFile | undefined> {
    this.#zip ??= this.#open();
    const kept = await this.#zip;
    for await (const file of this.files()) {
      if (file.path !== path || file.kind !== 'file') continue;
      const { entry } = file as ZippedFile;
      return this.#toFile(kept, entry);
    }
    return undefined;
  }

  override async close(): Promise<void> {
    (await this.#zip?.catch(() => undefined))?.close();
    this.#zip = undefined;
  }

  async #open(): Promise<ZipFile> {
    try {
      // Names are decoded here: one that leads out of the archive is one entry that is refused, and not all of it.
      return await openPromise(this.path, { lazyEntries: true, autoClose: false, decodeStrings: false });
    } catch (error) {
      throw this.damaged(error);
    }
  }

  #toFile(zip: ZipFile, entry: Entry): ZippedFile {
    const { generalPurposeBitFlag, extraFields, fileNameRaw } = entry;
    const path = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
    const type = (entry.externalFileAttributes >>> 16) & 0o170_000;
    const kind = path.endsWith('/') ? 'folder' : type === 0 || type === 0o100_000 ? 'file' : 'other';
    const damaged = (error: unknown) => this.damaged(error);
    return {
      path,
      kind,
      bytes: entry.uncompressedSize,
      entry,
      async *pieces() {
        try {
          for await (const piece of await zip.openReadStreamPromise(entry)) yield piece as Uint8Array;
        } catch (error) {
          throw damaged(error);
        }
      },
    };
  }
}

interface ZippedFile extends ArchivedFile {
  readonly entry: Entry;
}

class TarReader extends Reader {
  override async *files(): AsyncGenerator<ArchivedFile> {
    const source = createReadStream(this.path, { highWaterMark: 1024 * 1024 });
    const extract: Extract = createExtract();
    source.once('error', (error) => extract.destroy(error));
    source.pipe(extract);
    const damaged = (error: unknown) => this.damaged(error);
    try {
      for await (const entry of extract) {
        const { name, type, size } = entry.header;
        let isTaken = false;
        yield {
          path: name,
          kind: type === 'file' || type === 'contiguous-file' ? 'file' : type === 'directory' ? 'folder' : 'other',
          bytes: size ?? 0,
          async *pieces() {
            isTaken = true;
            try {
              for await (const piece of entry) yield piece as Uint8Array;
            } catch (error) {
              throw damaged(error);
            }
          },
        };
        if (!isTaken) entry.resume();
      }
    } catch (error) {
      throw this.damaged(error);
    } finally {
      source.destroy();
      extract.destroy();
    }
  }

  override async file(path: string): Promise<ArchivedFile | undefined> {
    let bytes: number | undefined;
    for await (const file of this.files()) {
      if (file.path !== path || file.kind !== 'file') continue;
      bytes = file.bytes;
      break;
    }
    if (bytes === undefined) return undefined;
    const files = () => this.files();
    return {
      path,
      kind: 'file',
      bytes,
      async *pieces() {
        for await (const file of files()) {
          if (file.path !== path || file.kind !== 'file') continue;
          yield* file.pieces();
          return;
        }
      },
    };
  }
}
