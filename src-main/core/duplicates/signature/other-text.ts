import { cellDiffers, headerWords, wordsOf, wordsPerRow } from './tile-agreement.ts';
import { gridColumns, gridRows, headerBytes } from './tile-format.ts';

/**
 * A place is one column wide and this many rows of cells high: about a line of text with the space above it, 60 × 28
 * pixels of a full HD screen.
 */
const placeRows = 7;
const placesDown = Math.floor((gridRows - 2) / placeRows);
const places = placesDown * gridColumns;

/** Squared steps of lightness downwards in a place; with less there is no text in it. */
const leastDetail = 400;

/** The text of so many rows of places may be another: a line lies in two of them at most. */
const freeRows = 2;

/** Of the detail of a place so much is left between two texts of which one was written over the other. */
const clearMisfit = 0.03;
/** And so much in every place of another line, also where its words happen to be about as wide and as dark. */
const faintMisfit = 0.015;
/** Copies leave something everywhere: so many times what the middle one of all places leaves, but no more than the last. */
const clearTimesNoise = 8;
const faintTimesNoise = 4;
const greatestMisfit = 0.12;

/** Beyond the free rows there must be so many places of both kinds, lest a moved pointer counts. */
const leastClear = 2;
const leastFaint = 6;
/** A long line that wraps makes no more than this of both together. */
const leastOfBoth = 9;

const misfits = new Float64Array(places);
const sorted = new Float64Array(places);
const clearInRow = new Int32Array(placesDown);
const faintInRow = new Int32Array(placesDown);

/**
 * Whether text of more than a line is another in the one picture than in the other, in the same places. Text where
 * there was none is not another text. The same both ways; asked of pictures that are nearly the same.
 */
export function showsOtherText(one: Uint8Array, other: Uint8Array): boolean {
  // As few as a pointer or a clock makes: whatever copies leave, it is not enough.
  if (measureDiffering(one, other) < leastFaint) return false;
  let count = 0;
  for (let down = 0, place = 0; down < placesDown; down += 1) {
    for (let column = 0; column < gridColumns; column += 1, place += 1) {
      if (misfits[place] === notMeasured) misfits[place] = misfitAt(one, other, firstCellOf(down) + column);
      const misfit = misfits[place] as number;
      if (misfit >= 0) sorted[count++] = misfit;
    }
  }
  const noise = sorted.subarray(0, count).sort()[count >> 1] ?? 0;
  const clear = Math.min(greatestMisfit, Math.max(clearMisfit, clearTimesNoise * noise));
  const faint = Math.min(greatestMisfit, Math.max(faintMisfit, faintTimesNoise * noise));
  for (let down = 0, place = 0; down < placesDown; down += 1) {
    let clearPlaces = 0;
    let faintPlaces = 0;
    for (let column = 0; column < gridColumns; column += 1, place += 1) {
      const misfit = misfits[place] as number;
      if (misfit > faint) faintPlaces += 1;
      if (misfit > clear && differsAt(one, other, down, column)) clearPlaces += 1;
    }
    clearInRow[down] = clearPlaces;
    faintInRow[down] = faintPlaces;
  }
  const clearPlaces = beyondFreeRows(clearInRow);
  const faintPlaces = beyondFreeRows(faintInRow);
  return clearPlaces >= leastClear && faintPlaces >= leastFaint && clearPlaces + faintPlaces >= leastOfBoth;
}

/** Stands for a place that nobody has looked at, as all are in which nothing differs. */
const notMeasured = -2;

/** Measures the places in which anything differs, and counts those of another line if copies leave nothing. */
function measureDiffering(one: Uint8Array, other: Uint8Array): number {
  const ours = wordsOf(one);
  const theirs = wordsOf(other);
  let perhapsOther = 0;
  misfits.fill(notMeasured);
  for (let down = 0; down < placesDown; down += 1) {
    // With the row above and the row below: steps lead to them.
    const firstWord = headerWords + down * placeRows * wordsPerRow;
    const endWord = firstWord + (placeRows + 2) * wordsPerRow;
    for (let group = 0; group < wordsPerRow; group += 1) {
      let word = firstWord + group;
      while (word < endWord && ours[word] === theirs[word]) word += wordsPerRow;
      if (word >= endWord) continue;
      for (let column = group * 4; column < group * 4 + 4; column += 1) {
        const misfit = misfitAt(one, other, firstCellOf(down) + column);
        misfits[down * gridColumns + column] = misfit;
        if (misfit > faintMisfit) perhapsOther += 1;
      }
    }
  }
  return perhapsOther;
}

function firstCellOf(down: number): number {
  return headerBytes + (1 + down * placeRows) * gridColumns;
}

/** The share of the detail that is left when one is taken from the other; -1 where one of them has none. */
function misfitAt(one: Uint8Array, other: Uint8Array, first: number): number {
  let ours = 0;
  let theirs = 0;
  let left = 0;
  for (let step = 0, at = first; step < placeRows; step += 1, at += gridColumns) {
    const our = (one[at + gridColumns] as number) - (one[at - gridColumns] as number);
    const their = (other[at + gridColumns] as number) - (other[at - gridColumns] as number);
    ours += our * our;
    theirs += their * their;
    left += (our - their) * (our - their);
  }
  return ours > leastDetail && theirs > leastDetail ? left / (ours + theirs) : -1;
}

function differsAt(one: Uint8Array, other: Uint8Array, down: number, column: number): boolean {
  const first = firstCellOf(down) + column;
  for (let step = 0; step < placeRows; step += 1) {
    if (cellDiffers(one, other, first + step * gridColumns)) return true;
  }
  return false;
}

/** What is left of a count by row without the rows that have most of it. */
function beyondFreeRows(inRow: Int32Array): number {
  return inRow
    .sort()
    .subarray(0, placesDown - freeRows)
    .reduce((sum, each) => sum + each, 0);
}
