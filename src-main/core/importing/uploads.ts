import { appendFile, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { z } from 'zod';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { largestFileBytes } from '../../ports/image-codec.ts';
import { ensureFolder, fileMode, syncFolder } from '../library/durable-files.ts';
import { toFileError } from '../library/file-errors.ts';
import { liesBehindLink } from '../library/plain-files.ts';
import type { Listed } from './file-list.ts';
import { incomingFolder, prepareIncomingFolder, writeSource } from './received-files.ts';
import { listLeftUploads, listUploads, manifestName } from './upload-folders.ts';

/** One line of the manifest: a file that is there whole. Its path is only ever text. */
const lineSchema = z.object({
  name: z.string().regex(/^\d+$/),
  path: z.string(),
  bytes: z.number(),
  modifiedAt: z.number().nullable(),
});
type Line = z.infer<typeof lineSchema>;

export interface SentFile {
  readonly path: string;
  readonly modifiedAt: number | undefined;
  readonly announcedBytes: number;
}

export interface UploadsParts {
  readonly libraryPath: string;
  readonly now: () => number;
  /** Throws `DISK_FULL` where so many bytes would leave too little room. */
  readonly expectRoom: (bytes: number) => Promise<void>;
}

/**
 * Files that a window sends, since a browser tells no paths: below `incoming/`, under numbers, with a list of what they
 * were called. Each upload has a folder of its own that says which process receives it.
 */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #folders = new Map<string, string>();
  readonly #lastNames = new Map<string, number>();
  /** The manifest is written line by line. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  async begin(): Promise<string> {
    const { libraryPath, now } = this.#parts;
    const id = uuidV7({ msecs: now() });
    await prepareIncomingFolder(libraryPath);
    try {
      const folder = join(libraryPath, incomingFolder, `upload-${process.pid}-${id}`);
      await ensureFolder(folder);
      await writeFile(join(folder, manifestName), '', { mode: fileMode, flag: 'wx' });
      this.#folders.set(id, folder);
      this.#lastNames.set(id, 0);
      return id;
    } catch (error) {
      throw toFileError(error, libraryPath);
    }
  }

  /** Writes one file as it arrives. Throws `NOT_FOUND`, `BAD_INPUT`, `TOO_LARGE`, `DISK_FULL`, and what `source` throws. */
  async receive(id: string, file: SentFile, source: AsyncIterable<Uint8Array>): Promise<void> {
    const { libraryPath, expectRoom } = this.#parts;
    checkSent(file);
    const folder = await this.#require(id);
    await expectRoom(file.announcedBytes);
    const before = this.#lastNames.has(id) ? 0 : await greatestName(folder);
    // Several may arrive at the same time: from here on no other one comes between.
    const number = Math.max(before, this.#lastNames.get(id) ?? 0) + 1;
    this.#lastNames.set(id, number);
    const name = String(number);
    const path = join(folder, `.${name}.partial`);
    try {
      const { fileSize } = await writeSource(path, limited(source));
      await rename(path, join(folder, name));
      const line: Line = { name, path: file.path, bytes: fileSize, modifiedAt: file.modifiedAt ?? null };
      await this.#append(folder, line);
    } catch (error) {
      await rm(path, { force: true }).catch(() => {});
      throw toFileError(error, libraryPath);
    }
  }

  /** Throws `NOT_FOUND` for an upload that was never begun, or is gone. */
  async expect(id: string): Promise<void> {
    await this.#require(id);
  }

  /** Where the files of an upload are; a folder that is not there for one that is gone. */
  async folderOf(id: string): Promise<string> {
    return (await this.#find(id)) ?? join(this.#parts.libraryPath, incomingFolder, `upload-${process.pid}-${id}`);
  }

  /** What was received whole, in the order in which it was, after the first so many files. */
  async *listed(id: string, after: number): AsyncGenerator<Listed<number>> {
    const folder = await this.#require(id);
    const lines = (await readFile(join(folder, manifestName), 'utf8')).split('\n');
    for (const [index, text] of lines.entries()) {
      if (index < after || text === '') continue;
      const line = lineSchema.safeParse(parse(text));
      if (!line.success) continue;
      const { name, path, bytes, modifiedAt } = line.data;
      yield { walked: { kind: 'file', path, bytes, modifiedAt }, uploadName: name, place: index + 1 };
    }
  }

  async remove(id: string): Promise<void> {
    const folder = await this.#find(id);
    this.#folders.delete(id);
    this.#lastNames.delete(id);
    if (folder === undefined) return;
    await rm(folder, { recursive: true, force: true });
  }

  /**
   * Removes what nobody imports: uploads of processes that have ended and that have not changed for `quietMs`, and of
   * this one after a day. `isWanted` tells of an upload whether an import still needs it.
   */
  async removeOld(isWanted: (id: string) => Promise<boolean>, quietMs = 0): Promise<void> {
    const { libraryPath, now } = this.#parts;
    const isOwn = (id: string) => this.#folders.has(id);
    for (const { id, path } of await listLeftUploads(libraryPath, { now: now(), isOwn, isWanted, quietMs })) {
      this.#folders.delete(id);
      await rm(path, { recursive: true, force: true });
    }
  }

  async #require(id: string): Promise<string> {
    const folder = await this.#find(id);
    if (folder !== undefined) return folder;
    throw new AppError('NOT_FOUND', 'There is no such upload: it was imported, or given up. Begin a new one.');
  }

  async #find(id: string): Promise<string | undefined> {
    const own = this.#folders.get(id);
    const path = own ?? (await listUploads(this.#parts.libraryPath)).find((each) => each.id === id)?.path;
    if (path === undefined || (await liesBehindLink(this.#parts.libraryPath, path))) return undefined;
    return (await stat(path).catch(() => undefined))?.isDirectory() ? path : undefined;
  }

  #append(folder: string, line: Line): Promise<void> {
    const written = this.#writing.then(async () => {
      const path = join(folder, manifestName);
      await appendFile(path, `${JSON.stringify(line)}\n`, { mode: fileMode });
      const file = await open(path, 'r+');
      await file.sync().finally(() => file.close());
      await syncFolder(folder);
    });
    this.#writing = written.catch(() => {});
    return written;
  }
}

function checkSent({ path, modifiedAt, announcedBytes }: SentFile): void {
  if (path === '' || path.length > 4096 || path.includes('\0')) {
    throw new AppError('BAD_INPUT', 'Give the path of the file, of at most 4,096 characters.');
  }
  if (modifiedAt !== undefined && !Number.isSafeInteger(modifiedAt)) {
    throw new AppError('BAD_INPUT', 'Give the time of the last change as UTC milliseconds.');
  }
  if (announcedBytes > largestFileBytes) throw tooLarge();
}

/** Counts while it arrives: what was announced may be a lie. */
async function* limited(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.byteLength;
    if (bytes > largestFileBytes) throw tooLarge();
    yield piece;
  }
}

function tooLarge(): AppError {
  return new AppError('TOO_LARGE', 'A file may have at most 512 MB.');
}

async function greatestName(folder: string): Promise<number> {
  const names = await readdir(folder);
  return Math.max(0, ...names.map((name) => Number(/\d+/.exec(name)?.[0] ?? 0)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
