import { gridCells, gridColumns, gridRows, headerBytes } from './tile-format.ts';

/** Cells that lie below each other and make one tile. */
export const cellsPerTile = 2;
export const tileColumns = gridColumns;
export const tileRows = gridRows / cellsPerTile;
export const tileCount = tileColumns * tileRows;

/** How far the lightness of a cell may differ in a copy that was compressed or made smaller. */
const copyNoise = 5;
/** A copy of another size is blurred: beside a step of lightness a cell may differ by this share of the step. */
const copyBlur = 0.2;
/** What no step of lightness can explain. */
const certainDifference = copyNoise + copyBlur * 255;
/** The same between pictures of which neither was: what a pixel's rounding moves. */
const exactNoise = 2;

/** Cells beside a smaller step than this agree in nearly every copy and tell nothing of its noise. */
const texturedStep = 6;
const leastTextured = 20;
/** Where at least this share of the textured cells agree to the step, neither picture was compressed or resized. */
const exactShare = 0.93;

/** Rows are visited in steps of this many, so that pictures that differ in one place are told apart soon. */
const rowStride = 37;

const firstCell = headerBytes;
const lastRow = headerBytes + gridCells - gridColumns;

/** The step of lightness to the cell above or below, whichever is greater. */
function stepAt(bytes: Uint8Array, at: number): number {
  const here = bytes[at] as number;
  const up = at >= firstCell + gridColumns ? Math.abs(here - (bytes[at - gridColumns] as number)) : 0;
  const down = at < lastRow ? Math.abs(here - (bytes[at + gridColumns] as number)) : 0;
  return up > down ? up : down;
}

/** Whether a cell shows something else, also when either picture was compressed or resized. */
export function cellDiffers(one: Uint8Array, other: Uint8Array, at: number): boolean {
  const difference = Math.abs((one[at] as number) - (other[at] as number));
  if (difference <= copyNoise) return false;
  if (difference > certainDifference) return true;
  return difference > copyNoise + copyBlur * Math.min(stepAt(one, at), stepAt(other, at));
}

/** Whether a tile differs; `at` is its upper cell. */
export type TileDiffers = (one: Uint8Array, other: Uint8Array, at: number) => boolean;

export const tileDiffersInCopies: TileDiffers = (one, other, at) =>
  cellDiffers(one, other, at) || cellDiffers(one, other, at + gridColumns);

export const tileDiffersExactly: TileDiffers = (one, other, at) => {
  const upper = (one[at] as number) - (other[at] as number);
  const lower = (one[at + gridColumns] as number) - (other[at + gridColumns] as number);
  return upper > exactNoise || upper < -exactNoise || lower > exactNoise || lower < -exactNoise;
};

/**
 * Whether neither picture was compressed or resized after the other was made: nearly all texture agrees exactly. An
 * empty screen has no texture to tell by, so there all cells count. Every other row is enough to tell.
 *
 * Runs for every pair that is nearly alike, of which nearly all cells are equal. So those that are not are sought first,
 * four at a time, and texture is counted only until it is known to be enough.
 */
export function agreeExactly(one: Uint8Array, other: Uint8Array): boolean {
  const ours = wordsOf(one);
  const theirs = wordsOf(other);
  let unequal = 0;
  let unequalTextured = 0;
  for (let row = firstSampledRow; row < endOfSampledRows; row += sampledRowStep) {
    let word = headerWords + row * wordsPerRow;
    for (const end = word + wordsPerRow; word < end; word += 1) {
      if (ours[word] === theirs[word]) continue;
      for (let at = word * 4; at < word * 4 + 4; at += 1) {
        if (one[at] === other[at]) continue;
        unequal += 1;
        unequalTextured += texturedInBoth(one, other, at);
      }
      if (unequalTextured > mostUnequalTextured) return false;
    }
  }
  let textured = 0;
  for (let row = firstSampledRow; row < endOfSampledRows; row += sampledRowStep) {
    let word = headerWords + row * wordsPerRow;
    for (const end = word + wordsPerRow; word < end; word += 1) {
      // Much of a screen is plain ground.
      if (ours[word] === ours[word - wordsPerRow] && ours[word] === ours[word + wordsPerRow]) continue;
      for (let at = word * 4; at < word * 4 + 4; at += 1) textured += texturedInBoth(one, other, at);
    }
    // What is still to come can only add to what agrees.
    if (textured >= leastTextured && textured - unequalTextured >= textured * exactShare) return true;
  }
  if (textured >= leastTextured) return false;
  return sampledCells - unequal >= sampledCells * exactShare;
}

const firstSampledRow = 1;
const sampledRowStep = 2;
const endOfSampledRows = gridRows - 1;
const sampledCells = Math.ceil((endOfSampledRows - firstSampledRow) / sampledRowStep) * gridColumns;
/** With more than this the share cannot be reached, were all cells textured. */
const mostUnequalTextured = Math.ceil(sampledCells * (1 - exactShare));

/** 1 where a cell has a step to the cell above or below in both pictures, else 0. Not for the first and last row. */
function texturedInBoth(one: Uint8Array, other: Uint8Array, at: number): number {
  const ours = one[at] as number;
  const theirs = other[at] as number;
  const oursUp = ours - (one[at - gridColumns] as number);
  const oursDown = ours - (one[at + gridColumns] as number);
  const theirsUp = theirs - (other[at - gridColumns] as number);
  const theirsDown = theirs - (other[at + gridColumns] as number);
  // A difference is negative where the square of a step is greater: no branches, which text makes hard to predict.
  return (
    (((flatSquare - oursUp * oursUp) | (flatSquare - oursDown * oursDown)) &
      ((flatSquare - theirsUp * theirsUp) | (flatSquare - theirsDown * theirsDown))) >>>
    31
  );
}

/** The greatest square of a step that is no texture. */
const flatSquare = texturedStep * texturedStep - 1;

/** Where the cells begin in words of four cells, and how many words a row of the grid has. */
export const headerWords = headerBytes / 4;
export const wordsPerRow = gridColumns / 4;

/** Four cells in one number, to compare them at once. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

/** How many tiles differ; stops at the end of the row in which more than `most` are found. */
export function countDiffering(one: Uint8Array, other: Uint8Array, most: number, differs: TileDiffers): number {
  const ours = wordsOf(one);
  const theirs = wordsOf(other);
  let changed = 0;
  for (let step = 0; step < tileRows && changed <= most; step += 1) {
    const row = (step * rowStride) % tileRows;
    let word = headerWords + row * cellsPerTile * wordsPerRow;
    for (const end = word + wordsPerRow; word < end; word += 1) {
      // Most tiles of a near copy are equal.
      if (ours[word] === theirs[word] && ours[word + wordsPerRow] === theirs[word + wordsPerRow]) continue;
      for (let at = word * 4; at < word * 4 + 4; at += 1) if (differs(one, other, at)) changed += 1;
    }
  }
  return changed;
}

/** All tiles that differ, ascending. */
export function tilesThatDiffer(one: Uint8Array, other: Uint8Array, differs: TileDiffers): number[] {
  const ours = wordsOf(one);
  const theirs = wordsOf(other);
  const found: number[] = [];
  for (let row = 0, word = headerWords; row < tileRows; row += 1, word += (cellsPerTile - 1) * wordsPerRow) {
    for (const end = word + wordsPerRow; word < end; word += 1) {
      if (ours[word] === theirs[word] && ours[word + wordsPerRow] === theirs[word + wordsPerRow]) continue;
      for (let at = word * 4; at < word * 4 + 4; at += 1) {
        if (differs(one, other, at)) found.push(row * tileColumns + ((at - headerBytes) % gridColumns));
      }
    }
  }
  return found;
}

/** The upper cell of a tile. */
export function cellOfTile(tile: number): number {
  return headerBytes + Math.floor(tile / tileColumns) * cellsPerTile * gridColumns + (tile % tileColumns);
}
