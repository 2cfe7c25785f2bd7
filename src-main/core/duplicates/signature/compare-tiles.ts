import { findScroll, type Scroll } from './find-scroll.ts';
import { showsOtherText } from './other-text.ts';
import {
  agreeExactly,
  cellDiffers,
  cellOfTile,
  countDiffering,
  tileColumns,
  tileCount,
  tileDiffersExactly,
  tileDiffersInCopies,
  tileRows,
  tilesThatDiffer,
} from './tile-agreement.ts';
import { gridColumns, gridRows, headerBytes, isTileSignature, sameShape } from './tile-format.ts';

export interface TileComparison {
  /** The share of the picture that is the same; moved rows count as the same where `scroll` is not null. */
  readonly similarity: number;
  readonly columns: number;
  readonly rows: number;
  /** Tiles of the candidate that are not in the reference, `row * columns + column`. */
  readonly changedTiles: readonly number[];
  /** How far the candidate is scrolled down against the reference, as a share of the height; null if it is not. */
  readonly scroll: { readonly shareOfHeight: number } | null;
  /** Whether they are no copies of each other for all their likeness, because text of more than a line is another. */
  readonly otherText: boolean;
}

/** Whether two signatures are the same byte for byte. */
export function tilesEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}

/**
 * The share of tiles that are the same, or 0 as soon as it is known to be less than `atLeast`. Does not look for
 * scrolling. Takes a few microseconds where pictures differ, up to a hundred where they are nearly alike, and allocates nothing.
 */
export function tileSimilarity(one: Uint8Array, other: Uint8Array, atLeast: number): number {
  if (!isTileSignature(one) || !isTileSignature(other) || !sameShape(one, other)) return 0;
  if (tilesEqual(one, other)) return 1;
  const most = Math.floor((1 - atLeast) * tileCount + 1e-9);
  const changed = countDiffering(one, other, most, tileDiffersInCopies);
  if (changed > most) return 0;
  if (!agreeExactly(one, other)) return 1 - changed / tileCount;
  const changedExactly = countDiffering(one, other, most, tileDiffersExactly);
  return changedExactly > most ? 0 : 1 - changedExactly / tileCount;
}

/** From here on pictures count as copies of each other, and nobody asks whether something was scrolled. */
const alikeAsTheyAre = 0.97;
/** With one tile that differs there is no other text; so most pairs need no look. */
const alikeInAll = 1 - 1.5 / tileCount;
/** As what pictures count at most whose text is another. */
const greatestWithOtherText = 0.9699;

/**
 * What two pictures count as where copies are looked for: the share of tiles that are the same, but less than the usual
 * setting where text of more than a line is another. 0 as soon as it is known to be less than `atLeast`.
 */
export function copySimilarity(one: Uint8Array, other: Uint8Array, atLeast: number): number {
  const similarity = tileSimilarity(one, other, atLeast);
  if (similarity < alikeAsTheyAre || similarity > alikeInAll || !showsOtherText(one, other)) return similarity;
  return greatestWithOtherText < atLeast ? 0 : greatestWithOtherText;
}

/**
 * Where two pictures differ, and whether one is the other scrolled. Takes up to a few milliseconds where they differ
 * much; sort out by `tileSimilarity` first.
 */
export function compareTiles(reference: Uint8Array, candidate: Uint8Array): TileComparison {
  if (!isTileSignature(reference) || !isTileSignature(candidate) || !sameShape(reference, candidate)) {
    return comparison(Array.from({ length: tileCount }, (_, tile) => tile));
  }
  const changedTiles = changedBetween(reference, candidate);
  const asTheyAre = comparison(changedTiles);
  if (asTheyAre.similarity >= alikeAsTheyAre) {
    // So few lines fit each other somewhere by chance: where they are others, nobody asks how far they moved.
    return { ...asTheyAre, otherText: showsOtherText(reference, candidate) };
  }
  const scroll = findScroll(reference, candidate);
  if (!scroll) return asTheyAre;
  const newTiles = notMoved(changedTiles, reference, candidate, scroll);
  return { ...comparison(newTiles), scroll: { shareOfHeight: scroll.shiftRows / gridRows } };
}

/**
 * The share that is the same with rows moved; null where the candidate is not the reference scrolled. The same as
 * `compareTiles` says, in less time where nothing was scrolled.
 */
export function scrolledShare(reference: Uint8Array, candidate: Uint8Array): number | null {
  if (!isTileSignature(reference) || !isTileSignature(candidate) || !sameShape(reference, candidate)) return null;
  const scroll = findScroll(reference, candidate);
  if (!scroll) return null;
  const changedTiles = changedBetween(reference, candidate);
  if (similarityOf(changedTiles) >= alikeAsTheyAre) return null;
  return similarityOf(notMoved(changedTiles, reference, candidate, scroll));
}

function changedBetween(reference: Uint8Array, candidate: Uint8Array): number[] {
  return tilesThatDiffer(
    reference,
    candidate,
    agreeExactly(reference, candidate) ? tileDiffersExactly : tileDiffersInCopies,
  );
}

/** Those of the changed tiles that the scroll does not explain. */
function notMoved(
  changedTiles: readonly number[],
  reference: Uint8Array,
  candidate: Uint8Array,
  { moved }: Scroll,
): number[] {
  const elsewhere = (at: number) => moved[at - headerBytes] === 1 || !cellDiffers(reference, candidate, at);
  return changedTiles.filter((tile) => {
    const upper = cellOfTile(tile);
    return !(elsewhere(upper) && elsewhere(upper + gridColumns));
  });
}

function similarityOf(changedTiles: readonly number[]): number {
  return 1 - changedTiles.length / tileCount;
}

function comparison(changedTiles: readonly number[]): TileComparison {
  return {
    similarity: similarityOf(changedTiles),
    columns: tileColumns,
    rows: tileRows,
    changedTiles,
    scroll: null,
    otherText: false,
  };
}
