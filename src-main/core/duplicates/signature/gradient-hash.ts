import { gridColumns, gridRows } from './tile-format.ts';

/** Half of the bits tell steps to the right, half of them steps down. */
const hashColumns = 8;
const hashRows = 16;
const bitsPerDirection = hashColumns * hashRows;

/** Steps of lightness that count as none, so that the noise of a compressed flat field sets no bits. */
const flatStep = 1;

/**
 * 256 bits: for 16 rows of 8 fields whether the picture becomes darker to the right, and the same downwards. Made of the
 * cells alone. Text that changes in one line moves a few bits, another window a third of them.
 */
export function gradientHash(cells: Uint8Array): Uint8Array {
  const hash = new Uint8Array((2 * bitsPerDirection) / 8);
  const across = fieldMeans(cells, hashColumns + 1, hashRows);
  const down = fieldMeans(cells, hashColumns, hashRows + 1);
  for (let row = 0; row < hashRows; row += 1) {
    for (let column = 0; column < hashColumns; column += 1) {
      const bit = row * hashColumns + column;
      const left = row * (hashColumns + 1) + column;
      if ((across[left] as number) - (across[left + 1] as number) > flatStep) setBit(hash, bit);
      if ((down[bit] as number) - (down[bit + hashColumns] as number) > flatStep) setBit(hash, bitsPerDirection + bit);
    }
  }
  return hash;
}

function setBit(hash: Uint8Array, bit: number): void {
  hash[bit >> 3] = (hash[bit >> 3] as number) | (1 << (bit & 7));
}

/** Means of a coarser grid, cut exactly out of the cells. */
function fieldMeans(cells: Uint8Array, columns: number, rows: number): Float64Array {
  const means = new Float64Array(columns * rows);
  const band = new Float64Array(gridColumns);
  for (let row = 0; row < rows; row += 1) {
    const top = (row * gridRows) / rows;
    const bottom = ((row + 1) * gridRows) / rows;
    band.fill(0);
    for (let y = Math.floor(top); y < bottom; y += 1) {
      const share = Math.min(y + 1, bottom) - Math.max(y, top);
      for (let x = 0; x < gridColumns; x += 1) {
        band[x] = (band[x] as number) + share * (cells[y * gridColumns + x] as number);
      }
    }
    for (let column = 0; column < columns; column += 1) {
      const left = (column * gridColumns) / columns;
      const right = ((column + 1) * gridColumns) / columns;
      let sum = 0;
      for (let x = Math.floor(left); x < right; x += 1) {
        sum += (Math.min(x + 1, right) - Math.max(x, left)) * (band[x] as number);
      }
      means[row * columns + column] = sum / ((right - left) * (bottom - top));
    }
  }
  return means;
}
