import type { Capture } from '../../src-shared/contract/captures.ts';

/** What groups are made of, of one capture, as one row: arrays are read several times as fast as objects. */
export type CaptureFacts = readonly [
  /** Its rowid: a small number that names it in memory, for as long as the library is open. */
  capture: number,
  id: string,
  capturedAt: number,
  /** 20260131. */
  day: number,
  displayId: string | null,
  width: number,
  height: number,
  fileSize: number,
  sha256: string,
  isUnreviewed: 0 | 1,
  isKept: 0 | 1,
  /** In the trash, purged, or its file is gone. */
  isHidden: 0 | 1,
  isTagged: 0 | 1,
  /** The key of its signature; null while it has none. */
  key: number | null,
  hasHash: 0 | 1 | null,
  isMatched: 0 | 1 | null,
];

/** The levels that groups are stored at, in the order of `MemberRow`: thresholds in thousandths, 0 for scrolled ones. */
export const storedLevels = [995, 990, 980, 970, 950, 920, 900, 0] as const;
export type StoredLevel = (typeof storedLevels)[number];

/** The key of a matched capture, the key of its picture, and of its group at each stored level. */
export type MemberRow = readonly [key: number, picture: number, ...groups: (number | null)[]];

/** What a capture is listed with when its signature is missing. */
export interface UnsignedCapture {
  readonly capture: number;
  readonly id: string;
  readonly filepath: string;
  readonly fileSize: number;
  readonly sha256: string;
}

/**
 * The library as the thread that finds duplicates reads it, over a connection of its own. Answers at once, since
 * nobody else waits on that thread.
 */
export interface DuplicateLibrary {
  /** A number that changes whenever another connection has written. */
  dataVersion(): number;
  /** How many batches of matches were written; whoever matches knows by it that nobody else did. */
  matchBatches(): number;
  lastChange(): number;
  /** The captures that changed after that number; undefined where that is not known any more. */
  changesAfter(number: number): { readonly captures: readonly number[]; readonly last: number } | undefined;
  /** Facts in the order of `capture`. */
  facts(afterCapture: number, limit: number): readonly CaptureFacts[];
  /** The facts of these, without those that are not there any more. */
  factsOf(captures: readonly number[]): readonly CaptureFacts[];
  members(afterKey: number, limit: number): readonly MemberRow[];
  /** Packed hashes in the order of their keys, eight words each. */
  hashes(afterKey: number, limit: number): { readonly keys: Uint32Array; readonly packed: Uint32Array };
  hash(key: number): Uint8Array | undefined;
  tiles(key: number): Uint8Array | undefined;
  /** Why this capture has no hash, if that is known. */
  problem(key: number): string | null;
  captureOf(id: string): number | undefined;
  /** Whole captures by number, with their tags, those that are there. */
  captures(captures: readonly number[]): ReadonlyMap<number, { readonly capture: Capture; readonly tags: string[] }>;
  files(captures: readonly number[]): readonly UnsignedCapture[];
}
