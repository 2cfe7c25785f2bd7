import type {
  Comparison,
  DuplicateCounts,
  DuplicateGroup,
  DuplicateScope,
  DuplicateView,
} from '../../src-shared/contract/duplicates.ts';
import type { KeeperRule } from '../../src-shared/domain/vocabulary.ts';
import type { UnsignedCapture } from './duplicate-library.ts';
import type { CaptureMatch, DayRange, SigningOutcome } from './duplicate-repository.ts';

/** One group as the bulk actions need it: ids only. */
export interface GroupOutline {
  readonly id: string;
  /** The suggested keeper. */
  readonly referenceId: string;
  /** Members nobody has decided about; may hold the reference. */
  readonly pending: readonly { readonly id: string; readonly fileSize: number }[];
}

export interface GroupsQuery extends DuplicateView {
  readonly pendingOnly: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface GroupsPage {
  items: DuplicateGroup[];
  nextCursor: string | null;
  threshold: number;
}

/** What to match next: these captures, or those of a stretch of days that were not matched yet. */
export interface MatchRequest {
  readonly captureIds?: readonly string[];
  readonly days?: DayRange;
  readonly limit: number;
  /** Stops sooner when it took this long. */
  readonly budgetMs: number;
}

export interface MatchBatch {
  /** What the matches rest on; handed on to `saveMatches`. */
  readonly matchBatches: number;
  readonly matches: readonly CaptureMatch[];
  /** True when there is nothing more to match of what was asked for. */
  readonly done: boolean;
}

/** Finds duplicates in a thread of its own, on all signatures of the library in memory. Writes nothing. */
export interface DuplicateFinder {
  counts(scope: DuplicateScope): Promise<DuplicateCounts>;
  groups(query: GroupsQuery, rule: KeeperRule): Promise<GroupsPage>;
  group(id: string, view: DuplicateView, rule: KeeperRule): Promise<DuplicateGroup>;
  /** Outlines of the groups after this place, as many as make a message of middling size. */
  outlines(
    view: DuplicateView,
    rule: KeeperRule,
    after: string | null,
  ): Promise<{ readonly outlines: readonly GroupOutline[]; readonly next: string | null }>;
  /** The outline of one group; undefined where nothing of it is in this view. */
  outline(id: string, view: DuplicateView, rule: KeeperRule): Promise<GroupOutline | undefined>;
  compare(referenceId: string, candidateId: string): Promise<Comparison>;
  match(request: MatchRequest): Promise<MatchBatch>;
  /** How much is left to sign and to match. */
  remaining(days: DayRange): Promise<{ readonly unsigned: number; readonly unmatched: number }>;
  /** Captures without a signature, in their order; with `problems` also those that could not be read before. */
  unsigned(days: DayRange, after: number, limit: number, problems: boolean): Promise<readonly UnsignedCapture[]>;
  /** Forgets what is in memory, and reads it anew when it is needed. */
  reset(): Promise<void>;
  /** Reads everything that matching needs, before it is needed. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/** A file whose signature is missing, by its whole path. */
export interface FileToSign {
  readonly captureId: string;
  /** Nothing that a link leads to from within it is read. */
  readonly libraryPath: string;
  readonly path: string;
  readonly fileSize: number;
  readonly sha256: string;
}

/** What reading it came to; `isGone` when there was no file, which may be there again another time. */
export type SigningResult = SigningOutcome & { readonly isGone?: boolean };

/** Reads picture files and signs them, in a thread of its own. */
export interface PictureSigner {
  /** Never throws for a bad picture: that is a result with a problem. */
  sign(files: readonly FileToSign[], signal: AbortSignal): Promise<readonly SigningResult[]>;
  close(): Promise<void>;
}
