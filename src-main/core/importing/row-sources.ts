import { basename, dirname, join, sep } from 'node:path';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { Archives, OpenArchive } from '../../ports/archives.ts';
import type { ImportRow } from '../../ports/import-repository.ts';
import type { PictureBytes } from '../../ports/picture-intake.ts';
import type { FileFacts } from './date-picture.ts';

/** Where the bytes of the files of an import are: on the disk, in the folder of an upload, in an archive. */
export class RowSources {
  readonly #archives: Archives;
  readonly #uploadFolder: string | undefined;
  /** One at a time: the files of an archive follow each other. */
  #open: { path: string; archive: Promise<OpenArchive> } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(archives: Archives, uploadFolder: string | undefined) {
    this.#archives = archives;
    this.#uploadFolder = uploadFolder;
  }

  /** The file on the disk that a row is, or lies in. */
  pathOf({ path, uploadName }: Pick<ImportRow, 'path' | 'uploadName'>): string {
    return uploadName === null || this.#uploadFolder === undefined ? path : join(this.#uploadFolder, uploadName);
  }

  /** What an intake reads; one sentence where an archive does not give it. */
  async bytesOf(row: ImportRow): Promise<PictureBytes | { readonly problem: string }> {
    const path = this.pathOf(row);
    const { position } = row;
    if (position === null) return { path };
    const read = this.#turn.then(() => this.#readEntry(path, position));
    this.#turn = read.catch(() => {});
    try {
      return { bytes: await read };
    } catch (error) {
      if (isAppError(error)) return { problem: error.message };
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#closeArchive();
  }

  async #readEntry(path: string, position: number): Promise<Uint8Array> {
    if (this.#open?.path !== path) {
      await this.#closeArchive();
      this.#open = { path, archive: this.#archives.open(path) };
    }
    return (await this.#open.archive).read(position);
  }

  async #closeArchive(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    (await open?.archive.catch(() => undefined))?.close();
  }
}

/** The name of a file, and all of its path; within an archive, as if the archive were a folder. */
export function nameOf({ path, entry }: Pick<ImportRow, 'path' | 'entry'>): { name: string; wholePath: string } {
  if (entry === null) return { name: basename(path), wholePath: path };
  return { name: entry.slice(entry.lastIndexOf('/') + 1), wholePath: `${path}/${entry}` };
}

/** What the names around a file tell of it. */
export function factsOf(row: Pick<ImportRow, 'path' | 'entry'>, modifiedAt: number | null): FileFacts {
  const { name } = nameOf(row);
  const outside = dirname(row.path).split(sep);
  const inside = row.entry === null ? [] : [basename(row.path), ...row.entry.split('/').slice(0, -1)];
  return { name, folders: [...outside, ...inside].filter((folder) => folder !== '' && folder !== '.'), modifiedAt };
}
