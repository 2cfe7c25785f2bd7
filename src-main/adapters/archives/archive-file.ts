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
  #failure: { readonly error: unknown } | undefined;
  /** Told of a failure: one that waits at a time, since every promise that waits for the end would be held until then. */
  #waiting: ((error: unknown) => void) | undefined;

  private constructor(handle: FileHandle, output: ArchiveOutput) {
    this.#handle = handle;
    this.#output = output;
    this.#written = this.#write();
    this.#written.catch((error: unknown) => this.fail(error));
  }

  /** Throws the system's `EEXIST` where there is anything, also a link. */
  static async create(path: string, output: ArchiveOutput): Promise<ArchiveFile> {
    return new ArchiveFile(await open(path, 'wx', fileMode), output);
  }

  /** Nothing more can be added. The first reason is the one that is told. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiting?.(this.#failure.error);
  }

  /** Does something that only ends while the file can be written; throws why it cannot be where that is so. */
  async while(work: () => Promise<void>): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting = reject;
        work().then(resolve, reject);
      });
    } catch (error) {
      // A file that cannot be written ends the archive with another error, which says nothing.
      throw this.#reasonOr(error);
    } finally {
      this.#waiting = undefined;
    }
  }

  /** All that came is on the disk when it returns. */
  async finish(): Promise<void> {
    try {
      await this.while(() => this.#written);
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

  #reasonOr(error: unknown): unknown {
    return this.#failure ? this.#failure.error : error;
  }

  async #write(): Promise<void> {
    // A piece at a time: the archive waits for the disk, and whoever adds to it waits for the archive.
    for await (const piece of this.#output) {
      await this.#handle.writeFile(piece as Uint8Array).catch((error: unknown) => {
        // Told before the archive is ended by it, which would be taken for the reason.
        this.fail(error);
        throw error;
      });
    }
  }
}
