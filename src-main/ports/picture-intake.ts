import type { PictureHeader } from './image-codec.ts';
import type { PictureMetadata } from './picture-metadata.ts';
import type { Signature } from './signatures.ts';

/** What a file on the disk was when it was read; it is another one, or was written to, where any of this differs. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: bigint;
  readonly modifiedNs: bigint;
}

/** A file by its whole path, or bytes that are in memory already. */
export type PictureBytes = { readonly path: string } | { readonly bytes: Uint8Array };

/** A picture that was read and is held in memory until it is kept or dropped. */
export interface HeldPicture {
  /** Only for handing back. */
  readonly ticket: { readonly thread: number; readonly number: number };
  readonly sha256: string;
  readonly bytes: number;
  readonly header: PictureHeader;
  /** Null for bytes that came from memory. */
  readonly modifiedAt: number | null;
  readonly identity: FileIdentity | null;
}

/** Why something is not taken: one sentence, and whether it is a picture all the same. */
export interface NotTaken {
  readonly problem: string;
  readonly isPicture: boolean;
}

export interface KeptPicture {
  readonly signature: Signature;
  readonly metadata: PictureMetadata;
}

/** A new file in the library. */
export interface CopyTarget {
  readonly libraryPath: string;
  readonly path: string;
}

/** Reads pictures in threads of their own: each file once, for its hash, its header, its signature and its copy. */
export interface PictureIntake {
  /** Reads and hashes it, and looks at its header. Never throws for a bad file. */
  look(picture: PictureBytes): Promise<HeldPicture | NotTaken>;
  /**
   * Signs what is held, reads what it says of itself, and writes it to a new file (not synced) where one is named. Lets
   * go of it in any case. Throws `DISK_FULL` and the like for the copy, and nothing for a bad picture.
   */
  keep(held: HeldPicture, copyTo: CopyTarget | undefined): Promise<KeptPicture | NotTaken>;
  drop(held: HeldPicture): Promise<void>;
  /** The hash of a file as the disk gives it back, with what the file is. Throws `FILE_UNREADABLE` with a sentence. */
  hash(path: string): Promise<{ readonly sha256: string; readonly identity: FileIdentity }>;
  close(): Promise<void>;
}
