import { gridCells, gridColumns, headerBytes } from './tile-format.ts';

/**
 * How sharp a picture is, as the mean step of lightness from each cell to the one below. Only numbers of pictures that
 * show the same can be compared.
 */
export function sharpnessOf(tileSignature: Uint8Array): number {
  let sum = 0;
  for (let at = headerBytes; at < headerBytes + gridCells - gridColumns; at += 1) {
    sum += Math.abs((tileSignature[at] as number) - (tileSignature[at + gridColumns] as number));
  }
  return sum / (gridCells - gridColumns);
}
