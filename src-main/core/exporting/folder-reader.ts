import { opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { ArchivedFile, ArchiveReader } from '../../ports/export-archives.ts';
import { systemCodeOf } from '../library/file-errors.ts';
import { lookAtPlainFile, openPlainFile } from '../library/plain-files.ts';

const bytesPerPiece = 1024 * 1024;

/** A folder read like an archive. Links in it are told as what they are, and never followed. */
export class FolderReader implements ArchiveReader {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** The folder itself may lie behind links: somebody named it. */
  static async open(path: string): Promise<FolderReader> {
    return new FolderReader(await realpath(path));
  }

  async *files(): AsyncGenerator<ArchivedFile> {
    const folders = [''];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for await (const entry of await this.#list(folder)) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile()) {
          const file = await this.file(path);
          if (file) yield file;
        } else yield { path, kind: 'other', bytes: 0, pieces: () => nothing() };
      }
    }
  }

  async file(path: string): Promise<ArchivedFile | undefined> {
    const absolute = join(this.#root, ...path.split('/'));
    const found = await lookAtPlainFile(this.#root, absolute).catch(() => undefined);
    if (!found) return undefined;
    return { path, kind: 'file', bytes: Number(found.size), pieces: () => piecesOf(absolute) };
  }

  async close(): Promise<void> {}

  async #list(folder: string) {
    try {
      return await opendir(join(this.#root, folder));
    } catch (error) {
      throw unreadable(join(this.#root, folder), error);
    }
  }
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    const file = await openPlainFile(path);
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(bytesPerPiece), 0, bytesPerPiece, null);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function unreadable(path: string, cause: unknown): AppError {
  const code = systemCodeOf(cause);
  return new AppError('FILE_UNREADABLE', `${path} cannot be read${code ? ` (${code})` : ''}.`, { cause });
}
