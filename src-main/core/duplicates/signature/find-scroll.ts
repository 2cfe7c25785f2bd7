import { correlateRows, correlationSize } from './row-correlation.ts';
import { RowOverlay } from './row-overlay.ts';
import { type ChangedPart, changedPart, makeDetail, rowNumbers, sumDetail, takeDetail } from './scroll-detail.ts';
import { gridCells, gridColumns, gridRows, headerBytes } from './tile-format.ts';

/** A part of the picture that moved up or down as it is. Rows are rows of the grid. */
export interface Scroll {
  /** What the candidate shows in a row, the reference shows this many rows further down; may be a fraction. */
  readonly shiftRows: number;
  /** For every cell 1 where the candidate shows what the reference shows elsewhere. */
  readonly moved: Uint8Array;
}

/** What is scrolled further than this share of the changed part has less than half in common. */
const furthestShare = 0.62;
/** How many alignments are looked at closely; the others than the best are its rivals. */
const closerLooks = 6;
/** Rows that differ by more than this share at a whole-row shift do not lie on each other at a fraction of it either. */
const hopelessMisfit = 0.8;
/** How finely a shift is told: this part of a row. */
const fractions = 4;

/** Of the detail of the moved part at most this share may be left when one is laid on the other. */
const greatestMisfit = 0.17;
/** A few lines fit each other somewhere by chance: in fewer rows than these at most this share may be left. */
const fewRows = 50;
const greatestMisfitOfFew = 0.05;
/** And at most this share of what the best rival leaves: the lines of a table fit each other fairly well anywhere. */
const greatestMisfitToRival = 0.55;
/** Shifts closer than this are the same alignment. */
const rivalRows = 3;
/** A row that fits worse than this counts against the part that moved. */
const misfitToGoOn = 0.6;
/** A row fits that has at most this share of its detail left, and so many of the rows must. */
const fittingMisfit = 0.4;
const leastFittingRows = 0.7;
/** Less detail than this in a row is the noise of flat fields. */
const leastRowDetail = 150;
/** Least for a scroll: rows with detail, and the share of the changed rows and of all detail in them. */
const leastDetailedRows = 10;
const leastMovedShare = 0.4;

/** Between cells that were cut at other places of the text. */
const movedNoise = 5;
const movedBlur = 0.25;

const detailOfReference = makeDetail();
const detailOfCandidate = makeDetail();
const rowsOfReference = new Float32Array(gridRows * rowNumbers);
const rowsOfCandidate = new Float32Array(gridRows * rowNumbers);
const squaresOfReference = new Float64Array(gridRows + 1);
const squaresOfCandidate = new Float64Array(gridRows + 1);
const products = new Float64Array(correlationSize);
const overlay = new RowOverlay();
const { rowMisfit, rowDetail } = overlay;

interface Alignment {
  readonly shiftRows: number;
  readonly top: number;
  readonly bottom: number;
  /** How much more detail fits than must. */
  readonly gain: number;
  /** The share of the detail that does not fit. */
  readonly misfit: number;
  /** The share of the rows that fit. */
  readonly fittingRows: number;
}

/** Finds the vertical move that explains what changed between two pictures; undefined where none does. */
export function findScroll(reference: Uint8Array, candidate: Uint8Array): Scroll | undefined {
  const part = changedPart(reference, candidate);
  if (!part) return undefined;
  takeDetail(reference, part, detailOfReference);
  takeDetail(candidate, part, detailOfCandidate);
  sumDetail(detailOfReference, part, rowsOfReference);
  sumDetail(detailOfCandidate, part, rowsOfCandidate);
  overlay.take(detailOfReference, detailOfCandidate, part);
  const alignments = likelyShifts(part).flatMap((shift) => lookCloser(shift, part) ?? []);
  const mostGain = Math.max(...alignments.map(({ gain }) => gain));
  const best = alignments
    .filter(({ gain }) => gain >= mostGain * 0.6)
    .sort((one, other) => one.misfit - other.misfit)[0];
  if (!best || best.fittingRows < leastFittingRows) return undefined;
  if (best.misfit > (best.bottom - best.top < fewRows ? greatestMisfitOfFew : greatestMisfit)) return undefined;
  for (const rival of alignments) {
    if (Math.abs(rival.shiftRows - best.shiftRows) < rivalRows) continue;
    if (best.misfit > greatestMisfitToRival * misfitWithin(best, rival.shiftRows, part)) return undefined;
  }
  return { shiftRows: refine(best, part), moved: movedCells(reference, candidate, best, part) };
}

/** The whole-row shifts at which the rows differ least for what they hold. */
function likelyShifts({ top, bottom }: ChangedPart): number[] {
  const furthest = Math.floor((bottom - top) * furthestShare);
  const misfits = new Float64Array(2 * furthest + 1);
  sumSquares(rowsOfCandidate, squaresOfCandidate);
  sumSquares(rowsOfReference, squaresOfReference);
  productsAtAllShifts(top, bottom);
  for (let shift = -furthest; shift <= furthest; shift += 1) {
    const from = Math.max(top, top - shift);
    const to = Math.min(bottom, bottom - shift);
    const product = products[shift < 0 ? correlationSize + shift : shift] as number;
    const ours = (squaresOfCandidate[to] as number) - (squaresOfCandidate[from] as number);
    const theirs = (squaresOfReference[to + shift] as number) - (squaresOfReference[from + shift] as number);
    const detail = ours + theirs;
    misfits[shift + furthest] = shift === 0 ? Number.POSITIVE_INFINITY : (detail - 2 * product) / (detail + 1);
  }
  const minima: number[] = [];
  for (let at = 0; at < misfits.length; at += 1) {
    const here = misfits[at] as number;
    if (here > hopelessMisfit || here > (misfits[at - 1] ?? here) || here > (misfits[at + 1] ?? here)) continue;
    minima.push(at);
  }
  return minima
    .sort((one, other) => (misfits[one] as number) - (misfits[other] as number))
    .slice(0, closerLooks)
    .map((at) => at - furthest);
}

/** What the rows of the part have in common with those so many rows further down, as `correlateRows` tells it. */
function productsAtAllShifts(top: number, bottom: number): void {
  products.fill(0);
  for (let number = 0; number < rowNumbers; number += 2) {
    const from = number * gridRows;
    const some = correlateRows(rowsOfCandidate.subarray(from), rowsOfReference.subarray(from), gridRows, top, bottom);
    for (let at = 0; at < correlationSize; at += 1) products[at] = (products[at] as number) + (some[at] as number);
  }
}

/** The sums of squares of all rows before each row. */
function sumSquares(rows: Float32Array, sums: Float64Array): void {
  for (let row = 0; row < gridRows; row += 1) {
    let sum = sums[row] as number;
    for (let at = row; at < rows.length; at += gridRows) sum += (rows[at] as number) * (rows[at] as number);
    sums[row + 1] = sum;
  }
}

/** Tries the fractions of a row around a shift and keeps the one with which most fits. */
function lookCloser(shift: number, part: ChangedPart): Alignment | undefined {
  let best: Alignment | undefined;
  for (let fraction = -fractions / 2; fraction <= fractions / 2; fraction += 1) {
    const found = align(shift + fraction / fractions, part);
    if (found && (!best || found.gain > best.gain)) best = found;
  }
  return best;
}

/** Lays the detail of one on the other, moved by so many rows, and finds the stretch of rows in which it fits. */
function align(shiftRows: number, part: ChangedPart): Alignment | undefined {
  overlay.measure(shiftRows);
  const { top, bottom } = part;
  let total = 0;
  let gain = 0;
  let sum = 0;
  let begin = top;
  let from = top;
  let to = top;
  for (let row = top; row < bottom; row += 1) {
    total += rowDetail[row] as number;
    sum += misfitToGoOn * (rowDetail[row] as number) - (rowMisfit[row] as number);
    if (sum <= 0) {
      sum = 0;
      begin = row + 1;
    } else if (sum > gain) {
      gain = sum;
      from = begin;
      to = row + 1;
    }
  }
  let detail = 1;
  let misfit = 0;
  let rows = 0;
  let fitting = 0;
  for (let row = from; row < to; row += 1) {
    detail += rowDetail[row] as number;
    misfit += rowMisfit[row] as number;
    if ((rowDetail[row] as number) < leastRowDetail) continue;
    rows += 1;
    if ((rowMisfit[row] as number) <= fittingMisfit * (rowDetail[row] as number)) fitting += 1;
  }
  const enough =
    rows >= leastDetailedRows && to - from >= (bottom - top) * leastMovedShare && detail >= total * leastMovedShare;
  return enough
    ? { shiftRows, top: from, bottom: to, gain, misfit: misfit / detail, fittingRows: fitting / rows }
    : undefined;
}

/** What another shift leaves in the rows in which the best one fits; infinite where it covers too few of them. */
function misfitWithin(best: Alignment, shiftRows: number, part: ChangedPart): number {
  overlay.measure(shiftRows);
  let misfit = 0;
  let detail = 1;
  let covered = 0;
  for (let row = best.top; row < best.bottom; row += 1) {
    if (row + shiftRows < part.top || row + shiftRows >= part.bottom) continue;
    covered += 1;
    misfit += rowMisfit[row] as number;
    detail += rowDetail[row] as number;
  }
  return covered * 2 < best.bottom - best.top ? Number.POSITIVE_INFINITY : misfit / detail;
}

/** Tells the shift to a few hundredths of a row, by the parabola through the misfit on either side. */
function refine(best: Alignment, part: ChangedPart): number {
  const step = 1 / fractions;
  const before = misfitWithin(best, best.shiftRows - step, part);
  const after = misfitWithin(best, best.shiftRows + step, part);
  const here = misfitWithin(best, best.shiftRows, part);
  const bend = before - 2 * here + after;
  if (!Number.isFinite(bend) || bend <= 0) return best.shiftRows;
  return best.shiftRows + Math.max(-step, Math.min(step, ((before - after) / (2 * bend)) * step));
}

function movedCells(reference: Uint8Array, candidate: Uint8Array, best: Alignment, part: ChangedPart): Uint8Array {
  const moved = new Uint8Array(gridCells);
  for (let row = best.top; row < best.bottom; row += 1) {
    for (const column of part.columns) {
      const cell = row * gridColumns + column;
      if (showsMoved(reference, candidate, cell, best.shiftRows)) moved[cell] = 1;
    }
  }
  return moved;
}

/** Whether the candidate shows in this cell what the reference shows so many rows further down. */
function showsMoved(reference: Uint8Array, candidate: Uint8Array, cell: number, shiftRows: number): boolean {
  const whole = Math.floor(shiftRows);
  const upper = cell + whole * gridColumns;
  if (upper < 0 || upper + gridColumns >= gridCells) return false;
  const first = reference[headerBytes + upper] as number;
  const second = reference[headerBytes + upper + gridColumns] as number;
  const expected = first + (second - first) * (shiftRows - whole);
  const difference = Math.abs((candidate[headerBytes + cell] as number) - expected);
  return difference <= movedNoise + movedBlur * Math.abs(second - first);
}
