/** One entry of an archive. Its name is only ever text: nothing is named after it. */
export interface ArchiveEntry {
  /** Which of the entries it is, from 0 on; names may come twice. */
  readonly position: number;
  readonly name: string;
  readonly isFolder: boolean;
  /** As the archive says it; may be a lie. */
  readonly bytes: number;
  readonly modifiedAt: number | null;
  /** Why it is not read, as one sentence. */
  readonly problem: string | undefined;
}

export interface OpenArchive {
  /**
   * The bytes of one entry, never more than it says and than may be read. Quickest in the order of positions. Throws
   * `FILE_UNREADABLE` with a sentence.
   */
  read(position: number): Promise<Uint8Array>;
  close(): void;
}

/** Reads zip archives without unpacking them. */
export interface Archives {
  /** True for what begins like a zip archive. Throws what the file system throws. */
  isArchive(path: string): Promise<boolean>;
  /** The entries in their order. Throws `FILE_UNREADABLE` where the list cannot be read any further. */
  list(path: string): AsyncGenerator<ArchiveEntry>;
  /** Throws `FILE_UNREADABLE`. */
  open(path: string): Promise<OpenArchive>;
}
