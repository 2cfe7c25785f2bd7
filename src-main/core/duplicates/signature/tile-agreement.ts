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

/** Whether neither picture was compressed or resized after the other was made: nearly all texture agrees exactly. */
export function agreeExactly(one: Uint8Array, other: Uint8Array): boolean {
  let cells = 0;
  let equal = 0;
  let textured = 0;
  let equalTextured = 0;
  // Every other row is enough to tell, and this runs for every pair that is nearly alike.
  for (let row = 1; row < gridRows - 1; row += 2) {
    let at = headerBytes + row * gridColumns;
    for (const end = at + gridColumns; at < end; at += 1) {
      const ours = one[at] as number;
      const theirs = other[at] as number;
      const same = ours === theirs ? 1 : 0;
      cells += 1;
      equal += same;
      const stepped =
        (isTextured(ours, one[at - gridColumns] as number) || isTextured(ours, one[at + gridColumns] as number)) &&
        (isTextured(theirs, other[at - gridColumns] as number) ||
          isTextured(theirs, other[at + gridColumns] as number));
      if (!stepped) continue;
      textured += 1;
      equalTextured += same;
    }
  }
  // An empty screen has no texture to tell by.
  if (textured < leastTextured) return equal >= cells * exactShare;
  return equalTextured >= textured * exactShare;
}

function isTextured(here: number, beside: number): boolean {
  const step = here - beside;
  return step >= texturedStep || step <= -texturedStep;
}

/** How many tiles differ; stops at the end of the row in which more than `most` are found. */
export function countDiffering(one: Uint8Array, other: Uint8Array, most: number, differs: TileDiffers): number {
  let changed = 0;
  for (let step = 0; step < tileRows && changed <= most; step += 1) {
    const row = (step * rowStride) % tileRows;
    let at = headerBytes + row * cellsPerTile * gridColumns;
    for (const end = at + gridColumns; at < end; at += 1) {
      // Most tiles of a near copy are equal: told here, without a call.
      if (one[at] === other[at] && one[at + gridColumns] === other[at + gridColumns]) continue;
      if (differs(one, other, at)) changed += 1;
    }
  }
  return changed;
}

/** The upper cell of a tile. */
export function cellOfTile(tile: number): number {
  return headerBytes + Math.floor(tile / tileColumns) * cellsPerTile * gridColumns + (tile % tileColumns);
}
