import type { ImportFile, ImportResult } from '../../src-shared/contract/importing.ts';
import type { ImportFileStatus } from '../../src-shared/domain/vocabulary.ts';
import type { SignedCapture } from './new-captures.ts';

/** A file as the walk over folders found it. What is no file to be read has its word already. */
export interface FoundFile {
  readonly path: string;
  /** Its name within an archive, and which of the archive's entries that is. */
  readonly entry: string | null;
  readonly position: number | null;
  /** The name of its bytes in the folder of an upload. */
  readonly uploadName: string | null;
  readonly bytes: number | null;
  readonly modifiedAt: number | null;
  readonly status: Extract<ImportFileStatus, 'pending' | 'failed' | 'skipped'>;
  readonly errorMessage: string | null;
}

/** A file of an import with what only the import itself needs. */
export interface ImportRow extends ImportFile {
  readonly jobId: string;
  readonly position: number | null;
  readonly uploadName: string | null;
  readonly sha256: string | null;
  /** Where in the library its file is about to be, with the id of `captureId`; null before and after. */
  readonly plannedPath: string | null;
}

/** Where a file is about to be, and what it was when it was read. */
export interface ImportPlan {
  readonly number: number;
  readonly captureId: string;
  readonly plannedPath: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly modifiedAt: number | null;
}

/** What became of a file. */
export interface ImportOutcome {
  readonly number: number;
  readonly status: Exclude<ImportFileStatus, 'pending'>;
  readonly captureId?: string | null;
  readonly sha256?: string | null;
  readonly bytes?: number | null;
  readonly errorMessage?: string | null;
}

/** A capture whose file has certain bytes. */
export interface SameBytes {
  readonly id: string;
  readonly filepath: string;
  readonly localDay: string;
  readonly sha256: string;
}

/** What became of the files of an import, and what waits. */
export interface ImportCounts extends Omit<ImportResult, 'dryRun'> {
  readonly pending: number;
  readonly pendingBytes: number;
}

/** The files of imports, in the order in which they were found. */
export interface ImportRepository {
  /** Keeps what an import was asked for, where that is long. */
  saveRoots(listId: string, paths: readonly string[]): Promise<void>;
  roots(listId: string): Promise<readonly string[]>;
  /** The lists that are kept. */
  rootLists(): Promise<readonly string[]>;
  forgetRoots(listId: string): Promise<void>;
  /** Writes what was found, numbered from `first` on, in one transaction. */
  add(jobId: string, first: number, files: readonly FoundFile[]): Promise<void>;
  /** Forgets the files from this number on, some at a time; true when there are none left. */
  forgetFrom(jobId: string, first: number): Promise<boolean>;
  /** Files after this number that nothing was done about yet. */
  pending(jobId: string, after: number, limit: number): Promise<readonly ImportRow[]>;
  /** Files after this number that are in the library. */
  stored(jobId: string, after: number, limit: number): Promise<readonly ImportRow[]>;
  /** Files that were about to get their place; of one job, or of all that have ended. */
  planned(of: { jobId: string } | { endedJobs: true }): Promise<readonly ImportRow[]>;
  /** Which of these paths of the library a file is about to have. */
  plannedPaths(filepaths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Notes where files are about to be. On the disk when it returns. */
  plan(jobId: string, plans: readonly ImportPlan[]): Promise<void>;
  /** Takes a plan back: the file waits again. */
  unplan(jobId: string, numbers: readonly number[]): Promise<void>;
  /** Writes captures, and what became of the files, in one transaction. */
  finish(jobId: string, outcomes: readonly ImportOutcome[], captures: readonly SignedCapture[]): Promise<void>;
  /** Captures with these bytes that were not deleted for good, by their SHA-256; the oldest first. */
  withBytes(sha256s: readonly string[]): Promise<ReadonlyMap<string, readonly SameBytes[]>>;
  /** Which of these hashes a dry run counts as importable already. */
  seen(jobId: string, sha256s: readonly string[]): Promise<ReadonlySet<string>>;
  /** Throws `BAD_INPUT` for a broken cursor. */
  page(
    jobId: string,
    query: { status?: ImportFileStatus; cursor?: string; limit: number },
  ): Promise<{ items: ImportFile[]; nextCursor: string | null }>;
  counts(jobId: string): Promise<ImportCounts>;
}
