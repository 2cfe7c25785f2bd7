import type { OutgoingPicture } from './library-picture.ts';
import type { SpoolPaths } from './manifest-spool.ts';

/** A file on its way into an export. */
export interface OutgoingFile {
  /** Relative to the export, with forward slashes. */
  readonly path: string;
  readonly modifiedAt: number;
}

/** Where an export goes. Everything it throws is an error a person can act on. */
export interface ExportSink {
  /** Where the manifest and its table are written until the end. */
  readonly spool: SpoolPaths;
  /** What it makes before the end, to see whether the place is free. */
  readonly made: readonly string[];
  /** How many files may be put at once; of more than one, each whole or not at all. */
  readonly atOnce: number;
  /** True where it can go on after a kill; else it begins anew with all files. */
  readonly goesOn: boolean;
  /** Makes what is missing. Whatever an earlier attempt of the same job left is its own. */
  begin(): Promise<void>;
  /** Throws a `PictureProblem` where this one file cannot be put, and nothing of it was. */
  put(file: OutgoingFile, picture: OutgoingPicture): Promise<void>;
  /** Removes what an earlier attempt may have left half written of a file that is not put after all. */
  drop(file: Pick<OutgoingFile, 'path'>): Promise<void>;
  /** What was put up to now outlives a power cut. */
  settle(): Promise<void>;
  /**
   * Everything is in the spool: makes it whole, under another name still. Returns what it is known by, so that a later
   * attempt can tell whether it was published.
   */
  seal(modifiedAt: number): Promise<string>;
  /** Shows what was sealed under its own name. Safe to repeat; false where it is in neither place. */
  publish(seal: string): Promise<boolean>;
  /** Leaves what can be gone on with, and removes what cannot. Never throws. */
  abandon(): Promise<void>;
}
