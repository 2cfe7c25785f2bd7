import { greatestPerceptualSimilarity } from '../../../src-shared/domain/similarity.ts';
import type { MatchBatch, MatchRequest } from '../../ports/duplicate-finder.ts';
import { storedLevels } from '../../ports/duplicate-library.ts';
import type { CaptureMatch, DayRange, MatchedPair } from '../../ports/duplicate-repository.ts';
import { hasHash, isMatched, isShown } from './capture-columns.ts';
import { dayNumber } from './group-view.ts';
import type { Likeness, LikenessOf } from './grouping.ts';
import { HammingIndex } from './index/hamming-index.ts';
import type { LibraryMirror } from './library-mirror.ts';
import { mayBeScrolled, type RowProfile, rowProfile } from './scroll-hint.ts';
import { compareTiles, tileSimilarity, tilesEqual } from './signature/compare-tiles.ts';
import { TileCache } from './tile-cache.ts';

/** Near copies lie within 12 bits of each other; beyond that there is mostly other text in the same window. */
export const candidateRadius = 16;

/** Candidates by hash that a picture is compared with. */
const mostCandidates = 64;

/**
 * The last different screens of the same display are candidates too, whatever their hash: no hash finds what was
 * scrolled, and nothing is scrolled but what was in sight shortly before.
 */
const recentScreens = 16;

/** Of those that may be scrolled by the look of it, so many are looked at closely. */
const closeLooks = 3;

const tileCacheBytes = 96 * 1024 * 1024;
const hashesPerRead = 20_000;

/** How far back the last pictures of each display are looked for after a start. */
const capturesLookedBack = 20_000;

const loosest = 0.9;
const scrolledIndex = storedLevels.indexOf(0);
const loosestIndex = storedLevels.indexOf(900);

interface RecentScreen {
  readonly picture: number;
  /** Made when it is first asked for. */
  profile?: RowProfile;
}

interface Candidate {
  readonly picture: number;
  readonly likeness: Likeness;
}

/** Matches captures with everything that was matched before them, and puts them into groups. */
export class Matcher {
  readonly #mirror: LibraryMirror;
  readonly #tiles: TileCache;
  #index = new HammingIndex({ radius: candidateRadius });
  #generation = -1;
  readonly #recent = new Map<number, RecentScreen[]>();

  constructor(mirror: LibraryMirror) {
    this.#mirror = mirror;
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
    if (known !== 0) return this.#result(capture, key, known, [this.#pairWith(known, capture)]);
    const tiles = this.#tiles.get(key);
    const hash = this.#mirror.library.hash(key);
    // It went just now: what is written of it comes to nothing.
    if (!tiles || !hash) return this.#result(capture, key, key, []);
    const candidates = this.#candidates(capture, tiles, hash);
    const same = candidates.find((candidate) => candidate.likeness.similarity > greatestPerceptualSimilarity);
    const picture = same?.picture ?? key;
    groups.setPicture(fileClass, picture);
    if (same) {
      this.#remember(columns.display[capture] ?? 0, picture);
      return this.#result(capture, key, picture, [this.#pairWith(picture, capture)]);
    }
    groups.grouping.add(key, candidates, this.#likeness());
    this.#index.add(key, hash);
    this.#remember(columns.display[capture] ?? 0, key);
    return this.#result(capture, key, key, this.#leaderPairs(capture, key, tiles));
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

  /** Pictures this one may be like, the most alike first; one whose signature is equal counts as 1. */
  #candidates(capture: number, tiles: Uint8Array, hash: Uint8Array): Candidate[] {
    const { columns } = this.#mirror;
    const found = new Map<number, Likeness>();
    let looks = 0;
    let profile: RowProfile | undefined;
    const compare = (picture: number, recent?: RecentScreen) => {
      if (found.has(picture)) return;
      const other = this.tilesOf(picture);
      if (!other) {
        this.#forget(picture);
        return;
      }
      if (tilesEqual(other, tiles)) {
        found.set(picture, { similarity: 1, scrolled: null });
        return;
      }
      const similarity = Math.min(tileSimilarity(other, tiles, loosest), greatestPerceptualSimilarity);
      let scrolled: number | null = null;
      if (recent && similarity < loosest && looks < closeLooks) {
        profile ??= rowProfile(tiles);
        recent.profile ??= rowProfile(other);
        if (mayBeScrolled(recent.profile, profile)) {
          looks += 1;
          scrolled = scrolledShare(other, tiles);
        }
      }
      if (similarity >= loosest || scrolled !== null) found.set(picture, { similarity, scrolled });
    };
    const recent = this.#recent.get(columns.display[capture] ?? 0) ?? [];
    for (const screen of recent) compare(screen.picture, screen);
    for (const { key } of this.#index.query(hash, candidateRadius, mostCandidates)) compare(key);
    return [...found]
      .map(([picture, likeness]) => ({ picture, likeness }))
      .sort((one, other) => share(other.likeness) - share(one.likeness) || other.picture - one.picture);
  }

  #likeness(): LikenessOf {
    const both = <Result>(one: number, other: number, work: (a: Uint8Array, b: Uint8Array) => Result, none: Result) => {
      const a = this.tilesOf(one);
      const b = this.tilesOf(other);
      if (!b) this.#forget(other);
      return a && b ? work(a, b) : none;
    };
    return {
      similarity: (one, other, atLeast) => both(one, other, (a, b) => tileSimilarity(b, a, atLeast), 0),
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

  /** Of pictures that are nearly the same only the last one is remembered, so that others keep their place. */
  #remember(display: number, picture: number): void {
    const { grouping } = this.#mirror.groups;
    const group = grouping.groupOf(loosestIndex, picture);
    const others = (this.#recent.get(display) ?? []).filter(
      (screen) => grouping.groupOf(loosestIndex, screen.picture) !== group,
    );
    this.#recent.set(display, [{ picture }, ...others.slice(0, recentScreens - 1)]);
  }

  /** Nothing is left of this picture to compare with. */
  #forget(picture: number): void {
    this.#index.remove(picture);
    this.#mirror.groups.grouping.remove(picture);
    for (const recent of this.#recent.values()) {
      const place = recent.findIndex((screen) => screen.picture === picture);
      if (place >= 0) recent.splice(place, 1);
    }
  }

  #fillIndex(): void {
    const { generation, columns, groups, library } = this.#mirror;
    if (generation === this.#generation) return;
    this.#index = new HammingIndex({ radius: candidateRadius });
    this.#recent.clear();
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
    this.#rememberRecent();
    this.#generation = generation;
  }

  /** After a start, the last matched pictures of each display are the recent ones. */
  #rememberRecent(): void {
    const { columns, groups } = this.#mirror;
    const full = new Set<number>();
    const from = Math.max(1, columns.end - capturesLookedBack);
    for (let capture = columns.end - 1; capture >= from && full.size < columns.displays.length; capture -= 1) {
      if (((columns.flags[capture] ?? 0) & isMatched) === 0) continue;
      const display = columns.display[capture] ?? 0;
      const recent = this.#recent.get(display) ?? [];
      const picture = groups.pictureOf(capture);
      const group = groups.grouping.groupOf(loosestIndex, picture);
      const isKnown = recent.some((screen) => groups.grouping.groupOf(loosestIndex, screen.picture) === group);
      if (picture === 0 || isKnown) continue;
      if (recent.length < recentScreens) this.#recent.set(display, [...recent, { picture }]);
      else full.add(display);
    }
  }
}

function isWaiting(flag: number): boolean {
  return (flag & (hasHash | isMatched | isShown)) === (hasHash | isShown);
}

function scrolledShare(reference: Uint8Array, candidate: Uint8Array): number | null {
  const { scroll, similarity } = compareTiles(reference, candidate);
  return scroll ? similarity : null;
}

function share({ similarity, scrolled }: Likeness): number {
  return Math.max(similarity, scrolled ?? 0);
}
