import type { Capture } from '../../src-shared/contract/captures.ts';
import type { Decision, DecisionBatch, Verdict } from '../../src-shared/contract/review.ts';
import type { ReviewState } from '../../src-shared/domain/vocabulary.ts';

/** Why a batch was not written. Nothing of it was. */
export type Refusal =
  | { readonly reason: 'unknown'; readonly captureId: string }
  | {
      /**
       * `same`: decided so already. `decided`: asked as of one that nobody decided about, and somebody has. `moved`: its
       * time is not the one that was expected.
       */
      readonly reason: 'trashed' | 'purged' | 'same' | 'decided' | 'not_trashed' | 'moved';
      readonly captureId: string;
      readonly state: ReviewState;
      /** Captures of the batch that stand in the way for any of these reasons. */
      readonly count: number;
    };

/** Why a batch was not undone. Nothing of it was. */
export type UndoRefusal =
  | { readonly reason: 'nothing' | 'unknown' | 'undone' }
  /** Captures that were decided about again, or deleted for good, since. */
  | { readonly reason: 'newer' | 'purged'; readonly captureId: string; readonly count: number };

/** What a batch does in sum, for its summary. */
export interface BatchSum {
  readonly discarded: number;
  readonly kept: number;
  /** Of the discarded ones. */
  readonly bytes: number;
}

export interface VerdictGroup {
  readonly verdict: Verdict;
  /** Ids with the group each was decided in, or null. */
  readonly captures: ReadonlyMap<string, string | null>;
}

/** A moment with the offset of the wall clock at that place, in minutes east of UTC. */
export interface CaptureTime {
  readonly capturedAt: number;
  readonly utcOffsetMinutes: number;
}

/** When a picture was really taken. */
export interface TimeOverride extends CaptureTime {
  readonly captureId: string;
  readonly localDay: string;
  /** The time it is moved from: where it has another one by now, nothing is written. */
  readonly expected?: CaptureTime;
}

/** A picture that lies in another day than it did. */
export interface LeftDay {
  readonly id: string;
  /** The day that it left. */
  readonly localDay: string;
}

export type Written =
  | { readonly batch: DecisionBatch; readonly sum: BatchSum; readonly captureIds: readonly string[] | null }
  | { readonly refusal: Refusal };

export type TimesWritten =
  | {
      readonly batch: DecisionBatch;
      readonly captureIds: readonly string[] | null;
      readonly leftDays: readonly LeftDay[];
    }
  | { readonly refusal: Refusal };

export type Undone =
  | {
      readonly batch: DecisionBatch;
      readonly captureIds: readonly string[] | null;
      readonly timesChanged: boolean;
      readonly leftDays: readonly LeftDay[];
    }
  | { readonly refusal: UndoRefusal };

/** Ids are named up to this many; beyond it `captureIds` is null. */
export const mostIdsNamed = 1000;

/** Decisions, appended in batches. Every call is one transaction: all of it, or nothing and the reason. */
export interface DecisionRepository {
  decide(groups: readonly VerdictGroup[], summarize: (sum: BatchSum) => string, decidedAt: number): Promise<Written>;
  /** Takes pictures out of the trash by a `keep` decision. */
  restore(captureIds: readonly string[], summarize: (sum: BatchSum) => string, decidedAt: number): Promise<Written>;
  /** Only those that change get a decision; refused with `same` where none does. */
  tag(
    captureIds: readonly string[],
    tag: string,
    assigned: boolean,
    summarize: (changed: number) => string,
    decidedAt: number,
  ): Promise<Written>;
  /**
   * Gives each picture its time, as said by a person and beyond doubt. The time it has already is a decision too, which
   * confirms it. Refused with `same` where a person has said that time of one of them before.
   */
  overrideTimes(overrides: readonly TimeOverride[], summary: string, decidedAt: number): Promise<TimesWritten>;
  /**
   * The named batch, or the newest one of which anything can be taken back. Pictures that were deleted for good stay
   * so: `inPart` says it in the summary of a batch that has some. One that discarded only such pictures is over.
   */
  undo(
    batchId: string | undefined,
    inPart: (summary: string, gone: number) => string,
    undoneAt: number,
  ): Promise<Undone>;
  history(query: { cursor?: string; limit: number }): Promise<{ items: DecisionBatch[]; nextCursor: string | null }>;
  ofCapture(captureId: string): Promise<{ decisions: Decision[]; tags: string[] }>;
  tags(): Promise<{ tag: string; captures: number }[]>;
}

/** A file and where it should be, as far as the database knows. */
export interface FilePlace {
  readonly captureId: string;
  readonly filepath: string;
  readonly localDay: string;
  readonly trashed: boolean;
  readonly purged: boolean;
}

/** A batch whose files are to be looked through, and the next of them. */
export interface MoveSlice {
  readonly moveKey: number;
  readonly places: readonly FilePlace[];
  /** Where the next slice begins. */
  readonly nextDecision: number;
  /** True when this is the last slice of its batch. */
  readonly last: boolean;
}

/** A file that an interrupted run was moving (`target`) or deleting (null). */
export interface FileUnderWay extends FilePlace {
  readonly target: string | null;
}

/** Which files have to be moved after decisions, and which were being moved. */
export interface FileMoveRepository {
  /** One process at a time moves files; undefined while another one does. Freed when its process ends. */
  tryLock(): { release(): void } | undefined;
  /** Undefined when nothing waits. */
  nextSlice(limit: number): Promise<MoveSlice | undefined>;
  pending(): Promise<number>;
  underWay(): Promise<readonly FileUnderWay[]>;
  /** Noted before the first file is touched, so that a kill leaves no file that nobody knows of. */
  begin(moves: readonly { captureId: string; target: string }[]): Promise<void>;
  /** Where the files are now. With a slice, that slice is done. */
  finish(arrived: readonly { captureId: string; filepath: string }[], slice?: MoveSlice): Promise<void>;
  /** The files of purged pictures that are deleted now. */
  deleted(captureIds: readonly string[]): Promise<void>;
  /** Where this one may be besides its path; undefined when it is not on its way. */
  targetOf(captureId: string): Promise<string | undefined>;
  /** Captures whose file is noted to be in another folder than their decisions want, though nothing waits to be moved. */
  astray(): Promise<readonly string[]>;
  /** Captures with these ids, also trashed and purged ones. */
  places(captureIds: readonly string[]): Promise<readonly FilePlace[]>;
}

/** A place in the trash, in the order in which it was filled. */
export interface TrashPlace {
  readonly trashedAt: number;
  readonly captureId: string;
}

/** What is in the trash, and what leaves it for good. */
export interface TrashRepository {
  summary(): Promise<{ captures: number; bytes: number; oldestTrashedAt: number | null }>;
  /** The bytes of the next so many in the trash: in a large one, `summary` takes too long for what is not asked for. */
  bytesOfSlice(after: TrashPlace | null, limit: number): Promise<{ bytes: number; last: TrashPlace | null }>;
  /** Discarded last first. */
  list(query: { cursor?: string; limit: number }): Promise<{ items: Capture[]; nextCursor: string | null }>;
  /** Counts what is in the trash since before a moment. */
  due(trashedUpTo: number): Promise<{ captures: number; bytes: number }>;
  /**
   * Turns up to `limit` pictures that are in the trash since then into tombstones, oldest first, and returns their
   * files, which are still there and noted as to be deleted. A kept picture is never among them.
   */
  bury(trashedUpTo: number, limit: number, purgedAt: number): Promise<readonly Buried[]>;
}

export interface Buried extends FilePlace {
  readonly bytes: number;
}
