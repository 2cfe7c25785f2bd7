import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { ArchiveKind, ArchiveWriter, CreateArchive } from '../../ports/export-archives.ts';
import type { ExportSink, OutgoingFile } from './export-sink.ts';
import { type OutgoingPicture, PictureProblem } from './library-picture.ts';
import { manifestName, manifestTableName } from './manifest.ts';
import { placeSealed, sealOf } from './place-file.ts';
import { partialPathOf, toTargetError } from './target.ts';

/**
 * An archive, written in one go under another name, with the manifest as its last file. It cannot be gone on with, so
 * what an interrupted attempt left is removed, and the next one begins anew.
 */
export class ArchiveSink implements ExportSink {
  readonly spool;
  readonly made: readonly string[];
  readonly atOnce = 1;
  readonly goesOn = false;
  readonly #kind: ArchiveKind;
  readonly #path: string;
  readonly #partial: string;
  readonly #create: CreateArchive;
  #writer: ArchiveWriter | undefined;

  constructor(kind: ArchiveKind, path: string, create: CreateArchive) {
    this.#kind = kind;
    this.#path = path;
    this.#partial = partialPathOf(path);
    this.#create = create;
    this.spool = { json: `${path}.json.partial`, csv: `${path}.csv.partial` };
    this.made = [this.#partial, this.spool.json, this.spool.csv];
  }

  async begin(): Promise<void> {
    await this.#orTargetError(async () => {
      await rm(this.#partial, { force: true });
      this.#writer = await this.#create(this.#kind, this.#partial);
    });
  }

  put(file: OutgoingFile, picture: OutgoingPicture): Promise<void> {
    const { path, modifiedAt } = file;
    return this.#orTargetError(() =>
      this.#open().add({ path, modifiedAt, bytes: picture.bytes, pieces: picture.pieces() }),
    );
  }

  /** It begins anew with every attempt. */
  async drop(): Promise<void> {}

  async settle(): Promise<void> {}

  seal(modifiedAt: number): Promise<string> {
    return this.#orTargetError(async () => {
      for (const [path, from] of [
        [manifestTableName, this.spool.csv],
        [manifestName, this.spool.json],
      ] as const) {
        const { size } = await stat(from);
        await this.#open().add({ path, modifiedAt, bytes: size, pieces: createReadStream(from) });
      }
      await this.#open().finish();
      this.#writer = undefined;
      return `${await sealOf(this.#partial)}`;
    });
  }

  publish(seal: string): Promise<boolean> {
    return this.#orTargetError(async () => {
      const isPlaced = await placeSealed(this.#partial, this.#path, seal);
      if (isPlaced) for (const path of this.made) await rm(path, { force: true });
      return isPlaced;
    });
  }

  async abandon(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.abandon();
    for (const path of this.made) await rm(path, { force: true }).catch(() => undefined);
  }

  #open(): ArchiveWriter {
    if (!this.#writer) throw new Error('The archive was not begun.');
    return this.#writer;
  }

  async #orTargetError<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      // A file that changes while it is copied leaves an archive that is spoilt: all of it is made anew.
      if (error instanceof PictureProblem) throw new Error('A picture changed while it was copied.', { cause: error });
      throw toTargetError(error, this.#path);
    }
  }
}
