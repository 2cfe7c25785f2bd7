import type { ExportPreview, ExportSelection } from '../../src-shared/contract/exporting.ts';
import type { TimeEvidence } from '../../src-shared/contract/times.ts';
import type { DecisionType } from '../../src-shared/domain/vocabulary.ts';

/** One capture of an export, and its place in it. */
export interface PlannedFile {
  readonly number: number;
  readonly captureId: string;
  /** Relative to the export, with forward slashes. */
  readonly path: string;
  /** The same for all paths that some file system takes for one. */
  readonly folded: string;
}

/** A decision as it leaves a library, and comes into another one. */
export interface ToldDecision {
  readonly id: string;
  readonly batchId: string;
  /** What the whole batch was called. */
  readonly summary: string;
  readonly type: DecisionType;
  /** JSON; null where the type says it all. */
  readonly value: string | null;
  readonly decidedAt: number;
  readonly undoneAt: number | null;
  /** The id of the decision that it took the place of. */
  readonly replaces: string | null;
}

/** What is known of a capture besides its own row. */
export interface CaptureMarksTold {
  readonly tags: readonly string[];
  /** Oldest first. */
  readonly decisions: readonly ToldDecision[];
  /** Of an imported picture: what came with it, by which camera, and what tells when it was taken. */
  readonly imported: {
    readonly jobId: string | null;
    readonly camera: string | null;
    readonly evidence: readonly TimeEvidence[];
  } | null;
}

/** What exports are fixed to, and what they tell. */
export interface ExportRepository {
  /** What fits, without what is in the trash. */
  measure(what: ExportSelection): Promise<ExportPreview>;
  /** Appends to the plan of a job, in one transaction. What is planned already under another number is left out. */
  plan(jobId: string, files: readonly PlannedFile[]): Promise<void>;
  /** Forgets what was planned after this number. */
  forgetAfter(jobId: string, number: number): Promise<void>;
  /** Which of these folded paths are in the plan. */
  taken(jobId: string, folded: readonly string[]): Promise<ReadonlySet<string>>;
  /** The next of a plan, in order. */
  planned(jobId: string, afterNumber: number, limit: number): Promise<readonly PlannedFile[]>;
  /** Those of a plan with these captures. */
  plannedOf(jobId: string, captureIds: readonly string[]): Promise<readonly PlannedFile[]>;
  /** Notes why these are not in the export, or that they are after all. */
  note(jobId: string, problems: readonly { number: number; problem: string | null }[]): Promise<void>;
  /** Those that are not in the export, in order, with the reason. */
  problems(
    jobId: string,
    afterNumber: number,
    limit: number,
  ): Promise<readonly (PlannedFile & { readonly problem: string })[]>;
  /** Forgets all reasons, to begin anew. */
  clearProblems(jobId: string): Promise<void>;
  /** Forgets the plan of a job that is done. */
  clear(jobId: string): Promise<void>;
  /** What is known of these captures besides their rows; one that is not there has nothing. */
  marks(captureIds: readonly string[]): Promise<ReadonlyMap<string, CaptureMarksTold>>;
}

/**
 * What a library that is built anew from an export gets besides its captures. What is remembered or laid by is forgotten
 * when the database is closed: whoever begins again does so from the beginning.
 */
export interface RestoreRepository {
  /** Keeps what a manifest says of these paths. Returns those that it said something of already, which it keeps. */
  remember(told: readonly { path: string; id: string; entry: string }[]): Promise<readonly string[]>;
  /** What was remembered of a path; once. */
  recall(path: string): Promise<string | undefined>;
  /** Paths that were remembered and not recalled, in order. */
  left(afterPath: string, limit: number): Promise<readonly string[]>;
  /** Which of these captures are in the library. */
  known(captureIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Puts tags in force, and lays decisions by until `finish`. Safe to repeat. One transaction. */
  lay(captures: readonly { id: string; tags: readonly string[]; decisions: readonly ToldDecision[] }[]): Promise<void>;
  /** Writes the decisions that were laid by, batch by batch in the order of their ids. Returns how many. One transaction. */
  finish(): Promise<number>;
}
