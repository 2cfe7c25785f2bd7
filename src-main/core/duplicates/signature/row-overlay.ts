import type { ChangedPart } from './scroll-detail.ts';
import { gridRows } from './tile-format.ts';

/**
 * Lays the detail of a candidate on that of a reference at any shift, also at fractions of a row, and tells for every
 * row how much of it is left. A fraction lies between two whole shifts, and what is left is a sum of squares: so the
 * products of the rows at whole shifts, each worked out once, say it for all fractions between them.
 */
export class RowOverlay {
  /** For every row of the part, of the shift measured last: what is left of the detail of both, and how much there was. */
  readonly rowMisfit = new Float64Array(gridRows);
  readonly rowDetail = new Float64Array(gridRows);
  readonly #squaresOfCandidate = new Float64Array(gridRows);
  readonly #squaresOfReference = new Float64Array(gridRows);
  /** The products of each row of the reference with the next. */
  readonly #neighbours = new Float64Array(gridRows);
  /** By whole shift, those that were asked for; their arrays are used again for the next pair. */
  readonly #products = new Map<number, Float64Array>();
  readonly #spare: Float64Array[] = [];
  #reference: Float32Array = new Float32Array(0);
  #candidate: Float32Array = new Float32Array(0);
  #part: ChangedPart = { columns: [], top: 0, bottom: 0 };

  /** Two pictures' detail, row by row, as many numbers a row as the part has columns. Kept until the next pair. */
  take(reference: Float32Array, candidate: Float32Array, part: ChangedPart): void {
    this.#reference = reference;
    this.#candidate = candidate;
    this.#part = part;
    for (const products of this.#products.values()) this.#spare.push(products);
    this.#products.clear();
    const count = part.columns.length;
    for (let row = 0, at = 0; row < gridRows; row += 1) {
      let ours = 0;
      let theirs = 0;
      let neighbours = 0;
      for (let index = 0; index < count; index += 1, at += 1) {
        const own = candidate[at] as number;
        const other = reference[at] as number;
        ours += own * own;
        theirs += other * other;
        if (row + 1 < gridRows) neighbours += other * (reference[at + count] as number);
      }
      this.#squaresOfCandidate[row] = ours;
      this.#squaresOfReference[row] = theirs;
      this.#neighbours[row] = neighbours;
    }
  }

  /** What the candidate shows in a row is looked for this many rows further down in the reference. */
  measure(shiftRows: number): void {
    const { top, bottom } = this.#part;
    const whole = Math.floor(shiftRows);
    const after = shiftRows - whole;
    const before = 1 - after;
    const products = this.#productsAt(whole);
    const nextProducts = after === 0 ? products : this.#productsAt(whole + 1);
    for (let row = top; row < bottom; row += 1) {
      const at = row + whole;
      const ours = this.#squaresOfCandidate[row] as number;
      let theirs = 0;
      let both = 0;
      if (at >= 0 && at + 1 < gridRows) {
        theirs =
          before * before * (this.#squaresOfReference[at] as number) +
          2 * before * after * (this.#neighbours[at] as number) +
          after * after * (this.#squaresOfReference[at + 1] as number);
        both = before * (products[row] as number) + after * (nextProducts[row] as number);
      }
      this.rowMisfit[row] = ours - 2 * both + theirs;
      this.rowDetail[row] = ours + theirs;
    }
  }

  #productsAt(shift: number): Float64Array {
    const known = this.#products.get(shift);
    if (known) return known;
    const products = this.#spare.pop() ?? new Float64Array(gridRows);
    this.#products.set(shift, products);
    const count = this.#part.columns.length;
    const from = Math.max(this.#part.top, -shift);
    const to = Math.min(this.#part.bottom, gridRows - shift);
    for (let row = from, at = from * count, moved = (from + shift) * count; row < to; row += 1) {
      let sum = 0;
      for (const end = at + count; at < end; at += 1, moved += 1) {
        sum += (this.#candidate[at] as number) * (this.#reference[moved] as number);
      }
      products[row] = sum;
    }
    return products;
  }
}
