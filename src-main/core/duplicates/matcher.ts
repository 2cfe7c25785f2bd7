import { greatestPerceptualSimilarity } from '../../../src-shared/domain/similarity.ts';
import type { MatchBatch, MatchRequest } from '../../ports/duplicate-finder.ts';
import { storedLevels } from '../../ports/duplicate-library.ts';
import type { CaptureMatch, DayRange, MatchedPair } from '../../ports/duplicate-repository.ts';
import { findCandidates } from './candidate-search.ts';
import { hasHash, isMatched, isShown } from './capture-columns.ts';
import { dayNumber } from './group-view.ts';
import type { LikenessOf } from './grouping.ts';
import { HammingIndex } from './index/hamming-index.ts';
import type { LibraryMirror } from './library-mirror.ts';
import { RecentScreens } from './recent-screens.ts';
import { compareTiles, copySimilarity, scrolledShare, tileSimilarity } from './signature/compare-tiles.ts';
import { TileCache } from './tile-cache.ts';

const tileCacheBytes = 96 * 1024 * 1024;
const hashesPerRead = 20_000;

const loosest = 0.9;
const scrolledIndex = storedLevels.indexOf(0);

/** Matches captures with everything that was matched before them, and puts them into groups. */
export class Matcher {
  readonly #mirror: LibraryMirror;
  readonly #tiles: TileCache;
  #index = new HammingIndex();
  #generation = -1;
  readonly #recent: RecentScreens;

  constructor(mirror: LibraryMirror) {
    this.#mirror = mirror;
    this.#recent = new RecentScreens(mirror);
    this.#tiles = new TileCache((key) => mirror.library.tiles(key), tileCacheBytes);
  }

  match(request: MatchRequest, monotonicMs: () => number = () => performance.now()): MatchBatch {
    const mirror = this.#mirror;
    mirror.sync(true);
    this.#fillIndex();
    const begun = monotonicMs();
    const matchBatches = mirror.batches;
    const matches: CaptureMatch[] = [];
    const waiting = request.captureIds ? this.#named(request.captureIds) : this.#waiting(request.days ?? {});
    let done = true;
    for (const capture of waiting) {
      if (matches.length >= request.limit || monotonicMs() - begun > request.budgetMs) {
        done = false;
        break;
      }
      matches.push(this.#matchOne(capture));
    }
    mirror.noteMatched(matches.map((match) => match.capture));
    return { matchBatches, matches, done };
  }

  warmUp(): void {
    this.#mirror.sync(true);
    this.#fillIndex();
  }

  /** The tile signature of a picture, from any capture of it that is left. */
  tilesOf(picture: number): Uint8Array | undefined {
    const { groups } = this.#mirror;
    const tiles = this.#tiles.get(groups.keyOf(picture));
    if (tiles) return tiles;
    const other = groups.findAnotherKey(picture);
    return other === undefined ? undefined : this.#tiles.get(other);
  }

  tilesOfKey(key: number): Uint8Array | undefined {
    return this.#tiles.get(key);
  }

  #named(ids: readonly string[]): number[] {
    const { columns, library } = this.#mirror;
    const captures = ids.map((id) => library.captureOf(id) ?? 0);
    return captures.filter((capture) => isWaiting(columns.flags[capture] ?? 0)).sort((one, other) => one - other);
  }

  *#waiting(days: DayRange): Generator<number> {
    const { columns } = this.#mirror;
    const from = dayNumber(days.from ?? '0');
    const to = dayNumber(days.to ?? '99999999');
    for (let capture = columns.firstUnmatched; capture < columns.end; capture += 1) {
      const day = columns.day[capture] ?? 0;
      if (isWaiting(columns.flags[capture] ?? 0) && day >= from && day <= to) yield capture;
    }
  }

  #matchOne(capture: number): CaptureMatch {
    const { columns, groups } = this.#mirror;
    const key = columns.key[capture] ?? 0;
    const fileClass = columns.classOf[capture] ?? 0;
    const known = groups.pictureOfClass(fileClass);
    if (known !== 0) {
      this.#recent.remember(columns.display[capture] ?? 0, known);
      return this.#result(capture, key, known, [this.#pairWith(known, capture)]);
    }
    const tiles = this.#tiles.get(key);
    const hash = this.#mirror.library.hash(key);
    // It went just now: what is written of it comes to nothing.
    if (!tiles || !hash) return this.#result(capture, key, key, []);
    const display = columns.display[capture] ?? 0;
    const found = findCandidates(
      { index: this.#index, grouping: groups.grouping, tilesOf: (picture) => this.#tilesOrForget(picture) },
      hash,
      tiles,
      this.#recent.of(display),
    );
    const picture = 'same' in found ? found.same : key;
    groups.setPicture(fileClass, picture);
    if ('candidates' in found) {
      groups.grouping.add(key, found.candidates, this.#likeness());
      this.#index.add(key, hash);
    }
    this.#recent.remember(display, picture);
    const pairs = 'same' in found ? [this.#pairWith(picture, capture)] : this.#leaderPairs(capture, key, tiles);
    return this.#result(capture, key, picture, pairs);
  }

  #result(capture: number, key: number, picture: number, pairs: (MatchedPair | undefined)[]): CaptureMatch {
    return {
      capture,
      key,
      picture,
      groups: this.#mirror.groups.grouping.groupsOf(picture),
      pairs: pairs.filter((pair) => pair !== undefined),
    };
  }

  #likeness(): LikenessOf {
    const both = <Result>(one: number, other: number, work: (a: Uint8Array, b: Uint8Array) => Result, none: Result) => {
      const a = this.tilesOf(one);
      const b = this.#tilesOrForget(other);
      return a && b ? work(a, b) : none;
    };
    return {
      similarity: (one, other, atLeast) => both(one, other, (a, b) => copySimilarity(b, a, atLeast), 0),
      scrolled: (one, other) => both(one, other, (a, b) => scrolledShare(b, a), null),
    };
  }

  /** One pair for each capture that a group of this one is named by. */
  #leaderPairs(capture: number, key: number, tiles: Uint8Array): MatchedPair[] {
    const { columns, groups } = this.#mirror;
    const pairs: MatchedPair[] = [];
    const leaders = new Set<number>();
    for (let level = 0; level < storedLevels.length; level += 1) {
      const leader = groups.grouping.groupOf(level, key);
      if (leader === key || leaders.has(leader)) continue;
      const other = this.tilesOf(leader);
      const duplicateOf = columns.captureOfKey(groups.keyOf(leader));
      if (!other || duplicateOf === 0) continue;
      leaders.add(leader);
      const comparison = level === scrolledIndex ? compareTiles(other, tiles) : undefined;
      const similarity = comparison?.similarity ?? tileSimilarity(other, tiles, loosest);
      pairs.push({
        duplicateOf,
        matchType: 'perceptual',
        similarity: Math.min(similarity, greatestPerceptualSimilarity),
        scrolledPixels: comparison?.scroll
          ? Math.round(comparison.scroll.shareOfHeight * (columns.height[capture] ?? 0))
          : null,
      });
    }
    return pairs;
  }

  #pairWith(picture: number, capture: number): MatchedPair | undefined {
    const { columns, groups } = this.#mirror;
    const duplicateOf = columns.captureOfKey(groups.keyOf(picture));
    if (duplicateOf === 0 || duplicateOf === capture) return undefined;
    const isExact = columns.classOf[duplicateOf] === columns.classOf[capture];
    return {
      duplicateOf,
      matchType: isExact ? 'exact' : 'perceptual',
      similarity: isExact ? 1 : greatestPerceptualSimilarity,
      scrolledPixels: null,
    };
  }

  #tilesOrForget(picture: number): Uint8Array | undefined {
    const tiles = this.tilesOf(picture);
    if (!tiles) this.#forget(picture);
    return tiles;
  }

  /** Nothing is left of this picture to compare with. */
  #forget(picture: number): void {
    this.#index.remove(picture);
    this.#mirror.groups.grouping.remove(picture);
    this.#recent.forget(picture);
  }

  #fillIndex(): void {
    const { generation, columns, groups, library } = this.#mirror;
    if (generation === this.#generation) return;
    this.#index = new HammingIndex();
    this.#tiles.clear();
    for (let after = 0; ; ) {
      const { keys, packed } = library.hashes(after, hashesPerRead);
      const chosen: number[] = [];
      const words = new Uint32Array(packed.length);
      for (let place = 0; place < keys.length; place += 1) {
        const key = keys[place] ?? 0;
        const capture = columns.captureOfKey(key);
        const picture = groups.pictureOf(capture);
        if (((columns.flags[capture] ?? 0) & isMatched) === 0 || groups.keyOf(picture) !== key) continue;
        words.set(packed.subarray(place * 8, place * 8 + 8), chosen.length * 8);
        chosen.push(picture);
      }
      this.#index.addMany(chosen, words.subarray(0, chosen.length * 8));
      after = keys.at(-1) ?? 0;
      if (keys.length < hashesPerRead) break;
    }
    this.#recent.restore();
    this.#generation = generation;
  }
}

function isWaiting(flag: number): boolean {
  return (flag & (hasHash | isMatched | isShown)) === (hasHash | isShown);
}
