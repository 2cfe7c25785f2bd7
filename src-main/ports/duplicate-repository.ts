import type { MatchType } from '../../src-shared/domain/vocabulary.ts';
import type { Signature } from './signatures.ts';

/** What reading a picture came to. */
export type SigningOutcome = { readonly captureId: string } & (
  | { readonly signature: Signature }
  /** Why there is none, in one sentence. */
  | { readonly problem: string }
);

export interface SignatureRepository {
  /** One transaction for all of them; replaces what was there. Returns the ids of captures that are gone. */
  save(signed: readonly SigningOutcome[]): Promise<readonly string[]>;
}

/** One pair for the table of duplicates; captures by their rowid. */
export interface MatchedPair {
  readonly duplicateOf: number;
  readonly matchType: MatchType;
  readonly similarity: number;
  readonly scrolledPixels: number | null;
}

/** What matching one capture came to. */
export interface CaptureMatch {
  readonly capture: number;
  readonly key: number;
  readonly picture: number;
  /** At each of `storedLevels`, the key its group is named by; null while that is its own. */
  readonly groups: readonly (number | null)[];
  readonly pairs: readonly MatchedPair[];
}

/** Days, both inclusive; without them the whole library. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

export interface DuplicateRepository {
  /**
   * One transaction. Captures that went meanwhile are left out. Throws `CONFLICT` where another process has matched
   * since `matchBatches` was read: the matches rest on what is not so any more.
   */
  saveMatches(matchBatches: number, matches: readonly CaptureMatch[]): Promise<void>;
  /** Forgets what the next signatures after this key were matched with; returns the last of them, null at the end. */
  forget(afterKey: number, limit: number, days: DayRange): Promise<number | null>;
  /** Cuts old lines off the list of changes, some at a time; tells whether there are more. */
  trimChanges(keep: number, atMost: number): Promise<boolean>;
}
