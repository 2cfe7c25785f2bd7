/** Archives as the outside world has them. */

export const archiveKinds = ['zip', 'tar'] as const;
export type ArchiveKind = (typeof archiveKinds)[number];

/** One file on its way into an archive. */
export interface ArchiveEntry {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** Exactly what `pieces` gives in sum. */
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** An archive that is being written, in one go from its beginning to its end. */
export interface ArchiveWriter {
  /** Resolves when all of it was handed on; one at a time. Throws what `pieces` throws, and what writing does. */
  add(entry: ArchiveEntry): Promise<void>;
  /** Writes the end. When it returns, the archive outlives a power cut. */
  finish(): Promise<void>;
  /** Lets go of the file, which is whatever it is then. Never throws. */
  abandon(): Promise<void>;
}

/** Makes a new file for an archive. Throws the system's `EEXIST` where there is anything; links are not followed. */
export type CreateArchive = (kind: ArchiveKind, path: string) => Promise<ArchiveWriter>;

/** One thing in an archive. */
export interface ArchivedFile {
  /** As it is written there; nothing is known of it yet. */
  readonly path: string;
  /** `other` are links, devices and whatever is no file: they have no content here. */
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  /** The content, once, and before the next one is asked for. Throws `FILE_UNREADABLE`. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** An archive, or a folder, that is read as often as wanted. */
export interface ArchiveReader {
  /** All there is, in the order of the archive. Throws `FILE_UNREADABLE` where it is damaged. */
  files(): AsyncIterable<ArchivedFile>;
  /** The first file of this path; undefined where there is none. Throws `FILE_UNREADABLE`. */
  file(path: string): Promise<ArchivedFile | undefined>;
  close(): Promise<void>;
}

/** Opens a file that is an archive by its content. Throws `BAD_INPUT` for any other, and what opening a file does. */
export type OpenArchive = (path: string) => Promise<ArchiveReader>;
