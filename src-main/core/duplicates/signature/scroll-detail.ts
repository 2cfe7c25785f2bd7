import { cellDiffers, headerWords, wordsOf } from './tile-agreement.ts';
import { gridCells, gridColumns, gridRows, headerBytes } from './tile-format.ts';

/** The part of two pictures in which they differ. */
export interface ChangedPart {
  readonly columns: readonly number[];
  /** First row that differs, and the row after the last. */
  readonly top: number;
  readonly bottom: number;
}

/** Fewer changed cells than this say nothing of where they came from. */
const leastChangedCells = 40;
/** A column takes part where at least this many of its cells changed. */
const leastChangedInColumn = 4;

const changedInRow = new Uint8Array(gridRows);
const changedInColumn = new Int32Array(gridColumns);
const rhythm = new Float64Array(gridRows);

export function changedPart(reference: Uint8Array, candidate: Uint8Array): ChangedPart | undefined {
  changedInColumn.fill(0);
  changedInRow.fill(0);
  const ours = wordsOf(reference);
  const theirs = wordsOf(candidate);
  let count = 0;
  for (let row = 0, word = headerWords; row < gridRows; row += 1) {
    for (let column = 0; column < gridColumns; column += 4, word += 1) {
      if (ours[word] === theirs[word]) continue;
      for (let cell = 0; cell < 4; cell += 1) {
        if (!cellDiffers(reference, candidate, word * 4 + cell)) continue;
        count += 1;
        changedInRow[row] = 1;
        changedInColumn[column + cell] = (changedInColumn[column + cell] as number) + 1;
      }
    }
  }
  if (count < leastChangedCells) return undefined;
  const columns = Array.from(changedInColumn.keys()).filter(
    (column) => (changedInColumn[column] as number) >= leastChangedInColumn,
  );
  if (columns.length === 0) return undefined;
  return { columns, top: changedInRow.indexOf(1), bottom: changedInRow.lastIndexOf(1) + 1 };
}

/**
 * The steps of lightness downwards in the columns of the part, softened so that text cut at other places looks nearly
 * the same, and without the rhythm of the lines: all lines of a text have the same distance, so only what tells them
 * apart may count. Row by row, as many numbers a row as there are columns.
 */
export function takeDetail(signature: Uint8Array, { columns }: ChangedPart, to: Float32Array): void {
  const count = columns.length;
  for (let row = 0; row < gridRows; row += 1) {
    const two = rowAt(row - 2);
    const one = rowAt(row - 1);
    const next = rowAt(row + 1);
    const last = rowAt(row + 2);
    let sum = 0;
    for (let index = 0; index < count; index += 1) {
      const column = columns[index] as number;
      const near = (signature[next + column] as number) - (signature[one + column] as number);
      const far = (signature[last + column] as number) - (signature[two + column] as number);
      const step = (2 * near + far) / 4;
      to[row * count + index] = step;
      sum += step;
    }
    rhythm[row] = sum / count;
  }
  // One or two columns are hardly anything but their rhythm.
  if (count >= 3) removeRhythm(to, count);
}

function rowAt(row: number): number {
  return headerBytes + Math.min(gridRows - 1, Math.max(0, row)) * gridColumns;
}

/** Takes from every column as much of the rhythm as it has of it: half where half of it is beside the text. */
function removeRhythm(detail: Float32Array, count: number): void {
  const along = new Float64Array(count);
  let energy = 1;
  for (let row = 0, at = 0; row < gridRows; row += 1) {
    const beat = rhythm[row] as number;
    energy += beat * beat;
    for (let index = 0; index < count; index += 1, at += 1) {
      along[index] = (along[index] as number) + beat * (detail[at] as number);
    }
  }
  for (let row = 0, at = 0; row < gridRows; row += 1) {
    const beat = (rhythm[row] as number) / energy;
    for (let index = 0; index < count; index += 1, at += 1) {
      detail[at] = (detail[at] as number) - beat * (along[index] as number);
    }
  }
}

/** Numbers a row is told apart by where all shifts are tried. */
export const rowNumbers = 4;

/** A fixed pattern of signs that looks drawn by lot, another one for each sum. */
const signs = Array.from({ length: gridColumns }, (_, index) =>
  Array.from({ length: rowNumbers }, (__, number) =>
    (Math.imul(index + 1, 0x9e3779b1) >>> (28 - 5 * number)) & 1 ? 1 : -1,
  ),
);
const signsOf = (number: number) => Float64Array.from(signs, (of) => of[number] as number);
const [first, second, third, fourth] = [signsOf(0), signsOf(1), signsOf(2), signsOf(3)];

/**
 * For every row a few sums of its detail with different signs: enough to tell rows apart, and short. First the first
 * sum of all rows, then the second, and so on.
 */
export function sumDetail(detail: Float32Array, { columns }: ChangedPart, to: Float32Array): void {
  const count = columns.length;
  for (let row = 0, at = 0; row < gridRows; row += 1) {
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let index = 0; index < count; index += 1, at += 1) {
      const value = detail[at] as number;
      one += value * (first[index] as number);
      two += value * (second[index] as number);
      three += value * (third[index] as number);
      four += value * (fourth[index] as number);
    }
    to[row] = one;
    to[gridRows + row] = two;
    to[2 * gridRows + row] = three;
    to[3 * gridRows + row] = four;
  }
}

/** Room for the detail of a picture. */
export const makeDetail = (): Float32Array => new Float32Array(gridCells);
