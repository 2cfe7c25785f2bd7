import { gridColumns, gridRows } from './tile-format.ts';

const hashColumns = 16;
const hashRows = 16;
/** Steps of lightness that count as none, so that the noise of a compressed flat field sets no bits. */
const flatStep = 2;

/**
 * 256 bits: 16 rows of 16, each telling whether the picture becomes darker from one column to the next. Made of the
 * cells alone.
 */
export function gradientHash(cells: Uint8Array): Uint8Array {
  const means = hashMeans(cells);
  const hash = new Uint8Array((hashColumns * hashRows) / 8);
  for (let row = 0; row < hashRows; row += 1) {
    for (let column = 0; column < hashColumns; column += 1) {
      const here = means[row * (hashColumns + 1) + column] as number;
      const right = means[row * (hashColumns + 1) + column + 1] as number;
      if (here - right > flatStep) {
        const bit = row * hashColumns + column;
        hash[bit >> 3] = (hash[bit >> 3] as number) | (1 << (bit & 7));
      }
    }
  }
  return hash;
}

/** Means of a grid of 17 by 16, cut exactly out of the cells. */
function hashMeans(cells: Uint8Array): Float64Array {
  const columns = hashColumns + 1;
  const narrow = new Float64Array(gridRows * columns);
  for (let row = 0; row < gridRows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const left = (column * gridColumns) / columns;
      const right = ((column + 1) * gridColumns) / columns;
      let sum = 0;
      for (let x = Math.floor(left); x < right; x += 1) {
        sum += (Math.min(x + 1, right) - Math.max(x, left)) * (cells[row * gridColumns + x] as number);
      }
      narrow[row * columns + column] = sum / (right - left);
    }
  }
  const means = new Float64Array(hashRows * columns);
  for (let row = 0; row < hashRows; row += 1) {
    const top = (row * gridRows) / hashRows;
    const bottom = ((row + 1) * gridRows) / hashRows;
    for (let y = Math.floor(top); y < bottom; y += 1) {
      const share = (Math.min(y + 1, bottom) - Math.max(y, top)) / (bottom - top);
      for (let column = 0; column < columns; column += 1) {
        const to = row * columns + column;
        means[to] = (means[to] as number) + share * (narrow[y * columns + column] as number);
      }
    }
  }
  return means;
}
