import { type FileHandle, open } from 'node:fs/promises';

/** Only the person's own account may look into an archive that this app makes. */
const fileMode = 0o600;

/** What an archive's library gives out. */
interface ArchiveOutput extends AsyncIterable<unknown> {
  destroy?(error?: Error): unknown;
}

/** The file behind an archive that is being written: whatever fails in it fails what is being added. */
export class ArchiveFile {
  readonly #handle: FileHandle;
  readonly #output: ArchiveOutput;
  readonly #written: Promise<void>;

  private constructor(handle: FileHandle, output: ArchiveOutput) {
    this.#handle = handle;
    this.#output = output;
    this.#written = this.#write();
    // Whoever adds or finishes is told.
    this.#written.catch(() => {});
  }

  /** Throws the system's `EEXIST` where there is anything, also a link. */
  static async create(path: string, output: ArchiveOutput): Promise<ArchiveFile> {
    return new ArchiveFile(await open(path, 'wx', fileMode), output);
  }

  /** Waits for something that only ends while the file can be written. */
  while<Result>(work: Promise<Result>): Promise<Result> {
    work.catch(() => {});
    return Promise.race([work, this.#written.then(() => work)]);
  }

  /** All that came is on the disk when it returns. */
  async finish(): Promise<void> {
    try {
      await this.#written;
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }

  async abandon(): Promise<void> {
    this.#output.destroy?.();
    await this.#written.catch(() => undefined);
    await this.#handle.close().catch(() => undefined);
  }

  async #write(): Promise<void> {
    // A piece at a time: the archive waits for the disk, and whoever adds to it waits for the archive.
    for await (const piece of this.#output) await this.#handle.writeFile(piece as Uint8Array);
  }
}
