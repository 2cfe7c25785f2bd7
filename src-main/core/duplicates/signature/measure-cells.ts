import type { Pixels } from '../../../ports/signatures.ts';
import { lightnessAt, type RowSums, rowSums, weightsTogether } from './row-sums.ts';
import { gridCells, gridColumns, gridRows } from './tile-format.ts';

/**
 * The mean lightness of every cell of the grid, 0 to 255. Cells are cut exactly, with shares of the pixels at their
 * edges, so that a copy of any other size has nearly the same means.
 */
export function measureCells(pixels: Pixels, sumRows: RowSums = rowSums): Uint8Array {
  const { width, height } = pixels;
  const edges = Array.from({ length: gridColumns + 1 }, (_, column) => (column * width) / gridColumns);
  const bounds = Int32Array.from(edges, Math.floor);
  const rows = rowsOf(height);
  sumRows(pixels, bounds, rows);
  addEdgePixels(pixels, edges, rows);
  return meansDown(rows, height, (width / gridColumns) * (height / gridRows) * weightsTogether);
}

/** Kept for the next picture of this thread: fresh memory costs as much as adding up what it holds. */
let keptRows = new Float64Array(0);
const mostKeptRows = 4320;

function rowsOf(height: number): Float64Array {
  const length = height * gridColumns;
  if (height > mostKeptRows) return new Float64Array(length);
  if (keptRows.length < length) keptRows = new Float64Array(length);
  return keptRows;
}

/** Gives to the column on either side of an edge its share of the pixel that the edge cuts. */
function addEdgePixels({ width, height, channels, data }: Pixels, edges: readonly number[], rows: Float64Array): void {
  for (let column = 1; column < gridColumns; column += 1) {
    const edge = edges[column] as number;
    const x = Math.floor(edge);
    const share = edge - x;
    if (share === 0) continue;
    let at = x * channels;
    for (let y = 0; y < height; y += 1) {
      const lightness = lightnessAt(data, at, channels);
      const cell = y * gridColumns + column;
      rows[cell - 1] = (rows[cell - 1] as number) + share * lightness;
      rows[cell] = (rows[cell] as number) - share * lightness;
      at += width * channels;
    }
  }
}

function meansDown(rows: Float64Array, height: number, weight: number): Uint8Array {
  const cells = new Uint8Array(gridCells);
  const band = new Float64Array(gridColumns);
  for (let row = 0; row < gridRows; row += 1) {
    const top = (row * height) / gridRows;
    const bottom = ((row + 1) * height) / gridRows;
    band.fill(0);
    for (let y = Math.floor(top); y < bottom; y += 1) {
      const share = Math.min(y + 1, bottom) - Math.max(y, top);
      const from = y * gridColumns;
      for (let column = 0; column < gridColumns; column += 1) {
        band[column] = (band[column] as number) + share * (rows[from + column] as number);
      }
    }
    const to = row * gridColumns;
    for (let column = 0; column < gridColumns; column += 1) {
      cells[to + column] = Math.min(255, Math.max(0, Math.round((band[column] as number) / weight)));
    }
  }
  return cells;
}
