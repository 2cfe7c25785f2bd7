import { greatestPerceptualSimilarity } from '../../../src-shared/domain/similarity.ts';
import { storedLevels } from '../../ports/duplicate-library.ts';
import type { Grouping, Likeness } from './grouping.ts';
import type { HammingIndex } from './index/hamming-index.ts';
import type { RecentScreen } from './recent-screens.ts';
import { greatestScrollMisfit, rowProfile, scrollMisfit } from './scroll-hint.ts';
import { copySimilarity, scrolledShare, tilesEqual } from './signature/compare-tiles.ts';

/** Near copies lie within 12 bits of each other; beyond that there is mostly other text in the same window. */
export const candidateRadius = 16;

/** Candidates by hash, nearest first. */
const mostCandidates = 64;

/** Of those that may be scrolled by the look of it, so many are looked at closely, the likeliest first. */
const closeLooks = 3;

const loosest = 0.9;

/** A picture that is this much like another one is a near copy of it: nobody asks whether it was scrolled as well. */
const nearCopy = 0.97;

/**
 * Above this too little changed to say where it came from: of two nearly empty pages with other words on them one may
 * look like the other scrolled.
 */
const scrolledBelow = 0.95;

export interface Candidate {
  readonly picture: number;
  readonly likeness: Likeness;
}

/** What a picture may be like: one whose signature is equal, or others, the most alike first. */
export type Found = { readonly same: number } | { readonly candidates: readonly Candidate[] };

export interface SearchParts {
  readonly index: HammingIndex;
  readonly grouping: Grouping;
  readonly tilesOf: (picture: number) => Uint8Array | undefined;
}

/** Finds what a new picture may be like: by its hash, and among the last screens of its display. */
export function findCandidates(
  { index, grouping, tilesOf }: SearchParts,
  hash: Uint8Array,
  tiles: Uint8Array,
  recent: readonly RecentScreen[],
): Found {
  const found = new Map<number, Likeness>();
  const seen = new SeenGroups(grouping);
  let most = 0;
  const isSame = (picture: number): boolean => {
    // A picture of groups that are known to fit or not to fit adds nothing: it is one with all of its group.
    const isNew = seen.add(picture);
    const other = isNew || equalHashes ? tilesOf(picture) : undefined;
    if (!other) return false;
    if (tilesEqual(other, tiles)) return true;
    if (!isNew) return false;
    const similarity = Math.min(copySimilarity(other, tiles, loosest), greatestPerceptualSimilarity);
    if (similarity >= loosest) found.set(picture, { similarity, scrolled: null });
    most = Math.max(most, similarity);
    return false;
  };
  let equalHashes = true;
  for (const { key, distance } of index.query(hash, candidateRadius, mostCandidates)) {
    equalHashes = distance === 0;
    if (isSame(key)) return { same: key };
  }
  equalHashes = false;
  if (most < nearCopy) {
    for (const { picture } of recent) if (isSame(picture)) return { same: picture };
  }
  if (most < nearCopy) findScrolled(tiles, recent, found, tilesOf);
  return {
    candidates: [...found]
      .map(([picture, likeness]) => ({ picture, likeness }))
      .sort((one, other) => share(other.likeness) - share(one.likeness) || other.picture - one.picture),
  };
}

/** Adds those recent screens that are the picture scrolled. */
function findScrolled(
  tiles: Uint8Array,
  recent: readonly RecentScreen[],
  found: Map<number, Likeness>,
  tilesOf: SearchParts['tilesOf'],
): void {
  if (recent.length === 0) return;
  const profile = rowProfile(tiles);
  const likely: { picture: number; misfit: number }[] = [];
  for (const screen of recent) {
    if ((found.get(screen.picture)?.similarity ?? 0) >= scrolledBelow) continue;
    if (!screen.profile) {
      const other = tilesOf(screen.picture);
      if (!other) continue;
      screen.profile = rowProfile(other);
    }
    const misfit = scrollMisfit(screen.profile, profile);
    if (misfit <= greatestScrollMisfit) likely.push({ picture: screen.picture, misfit });
  }
  likely.sort((one, other) => one.misfit - other.misfit);
  for (const { picture } of likely.slice(0, closeLooks)) {
    const other = tilesOf(picture);
    const scrolled = other ? scrolledShare(other, tiles) : null;
    if (scrolled !== null) found.set(picture, { similarity: found.get(picture)?.similarity ?? 0, scrolled });
  }
}

/** Which groups were met already, level by level. */
class SeenGroups {
  readonly #grouping: Grouping;
  readonly #levels = storedLevels.map((level) => (level === 0 ? undefined : new Set<number>()));

  constructor(grouping: Grouping) {
    this.#grouping = grouping;
  }

  /** Tells whether the picture is in a group that was not met before. */
  add(picture: number): boolean {
    let isNew = false;
    for (const [level, seen] of this.#levels.entries()) {
      if (!seen) continue;
      const before = seen.size;
      if (seen.add(this.#grouping.groupOf(level, picture)).size > before) isNew = true;
    }
    return isNew;
  }
}

function share({ similarity, scrolled }: Likeness): number {
  return Math.max(similarity, scrolled ?? 0);
}
