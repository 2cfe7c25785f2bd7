import { fillMeans, fillNumbers, joinEnds } from './jpeg-codes.ts';
import { type JpegHeader, readJpegHeader } from './jpeg-header.ts';
import {
  columnBytes,
  cutShareBytes,
  JpegKernel,
  layout,
  longCodesBytes,
  sumsOfRowBytes,
  tableBytes,
} from './jpeg-memory.ts';
import { gridCells, gridColumns, gridRows } from './tile-format.ts';

/** What is narrower may have two edges of the grid in one block. */
const leastWidth = 8 * gridColumns;
/** The kernel has room for the blocks of such a row. */
const greatestWidth = 16_000;
const mostBlocksInUnit = 10;
const blockSize = 8;
const numbersOfBlock = 64;
/** Zeros behind the data, which the kernel may read. */
const zerosBehindData = 64;
const middleGrey = 128;

/** In the order of the file: how often each number of a block swings across and down. */
const swingsAcross: number[] = [];
const swingsDown: number[] = [];
for (let diagonal = 0; diagonal < 15; diagonal += 1) {
  for (let step = 0; step <= diagonal; step += 1) {
    const [across, down] = diagonal % 2 === 0 ? [step, diagonal - step] : [diagonal - step, step];
    if (across >= blockSize || down >= blockSize) continue;
    swingsAcross.push(across);
    swingsDown.push(down);
  }
}

const wave = (at: number, swings: number) => Math.cos(((2 * at + 1) * swings * Math.PI) / (2 * blockSize));
const scaleOf = (swings: number) => (swings === 0 ? Math.SQRT1_2 : 1);

let kernel: JpegKernel | null | undefined;
let placedWidth = 0;
let bands: { readonly height: number; readonly rows: readonly BlockRow[] } | undefined;

/** What a row of blocks gives to each row of the grid that it touches, by how often numbers swing down. */
type BlockRow = readonly { readonly gridRow: number; readonly shares: Float64Array }[];

export interface JpegCells {
  readonly cells: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The mean lightness of every cell of the grid, from the bytes of a JPEG file without making its pixels: means are sums,
 * and so is what a JPEG holds. Undefined where the file is unusual or not whole; then its pixels have to be read.
 */
export function measureJpegCells(bytes: Uint8Array): JpegCells | undefined {
  const header = readJpegHeader(bytes);
  const loaded = loadKernel();
  if (!header || !loaded || header.width < leastWidth || header.width > greatestWidth) return undefined;
  if (!prepare(loaded, header)) return undefined;
  const means = readMeans(loaded, header, bytes);
  if (!means) return undefined;
  const cells = new Uint8Array(gridCells);
  for (let cell = 0; cell < gridCells; cell += 1) {
    cells[cell] = Math.min(255, Math.max(0, Math.round(means[cell] as number)));
  }
  return { cells, width: header.width, height: header.height };
}

function loadKernel(): JpegKernel | null {
  if (kernel !== undefined) return kernel;
  try {
    kernel = new JpegKernel();
    fillPlaces(kernel);
  } catch {
    // A processor or runtime without SIMD: pixels are read instead, slower.
    kernel = null;
  }
  return kernel;
}

function fillPlaces({ words }: JpegKernel): void {
  // A broken file may lead behind the last number, before that is noticed.
  for (let number = 0; number < 2 * numbersOfBlock; number += 1) {
    const down = swingsDown[number] ?? 0;
    words[(layout.wholePlaces >> 2) + number] = swingsAcross[number] === 0 ? 4 * down : columnBytes / 2;
    words[(layout.cutPlaces >> 2) + number] = 8 * down;
  }
}

/** Fills in everything that the kernel reads by; false where this is no file for it. */
function prepare(into: JpegKernel, header: JpegHeader): boolean {
  const { words } = into;
  const { components } = header;
  const [lightness] = components;
  if (!lightness) return false;
  if (components.some(({ across, down }) => across > lightness.across || down > lightness.down)) return false;
  let blocks = 0;
  for (const [index, component] of components.entries()) {
    const { means, numbers } = component;
    for (let block = 0; block < component.across * component.down; block += 1) {
      if (blocks === mostBlocksInUnit || means > 1 || numbers > 1) return false;
      const row = Math.floor(block / component.across);
      const at = (layout.plan >> 2) + 8 * blocks;
      words[at] = layout.means + means * tableBytes;
      words[at + 1] = layout.longCodes + means * longCodesBytes;
      words[at + 2] = layout.numbers + numbers * tableBytes;
      words[at + 3] = layout.several + numbers * tableBytes;
      words[at + 4] = layout.longCodes + (2 + numbers) * longCodesBytes;
      words[at + 5] = index === 0 ? layout.sums + row * sumsOfRowBytes : 0;
      words[at + 6] = block % component.across;
      blocks += 1;
    }
  }
  if (lightness.down * sumsOfRowBytes > layout.cutSums - layout.sums) return false;
  words[layout.blocksInPlan >> 2] = blocks;
  words.set(lightness.steps, layout.steps >> 2);
  placeColumns(into, header.width);
  return fillCodes(into, header);
}

function fillCodes(into: JpegKernel, { components, meansCodes, numbersCodes }: JpegHeader): boolean {
  for (const [id, table] of meansCodes) if (id > 1 || !fillMeans(into, id, table)) return false;
  for (const [id, table] of numbersCodes) if (id > 1 || !fillNumbers(into, id, table)) return false;
  const joined = new Map<number, number>();
  for (const { means, numbers } of components) {
    if (!meansCodes.has(means) || !numbersCodes.has(numbers)) return false;
    const known = joined.get(means);
    // One table of means before two of numbers: nobody writes such.
    if (known !== undefined && known !== numbers) return false;
    joined.set(means, numbers);
  }
  for (const [means, numbers] of joined) joinEnds(into, means, numbers);
  return true;
}

/** For every block of a row the column of its end, and where an edge goes through it, what of each number is before that. */
function placeColumns({ words, floats }: JpegKernel, width: number): void {
  if (width === placedWidth) return;
  placedWidth = width;
  // Blocks that fill up the last unit, behind the picture, are nobody's.
  const end = Math.ceil(width / blockSize) + 4;
  for (let block = 0; block < end; block += 1) {
    const left = block * blockSize;
    let column = Math.min(gridColumns, Math.floor((left * gridColumns) / width));
    const edge = ((column + 1) * width) / gridColumns;
    let cut = 0;
    if (column < gridColumns && edge < left + blockSize) {
      cut = layout.cutShares + column * cutShareBytes;
      fillShares(floats, cut >> 3, edge - left);
      column += 1;
    }
    const at = (layout.blockPlaces >> 2) + 2 * block;
    words[at] = column * columnBytes;
    words[at + 1] = cut;
  }
}

function fillShares(floats: Float64Array, at: number, pixels: number): void {
  for (let number = 0; number < numbersOfBlock; number += 1) {
    const swings = swingsAcross[number] as number;
    let share = 0;
    for (let x = 0; x < pixels; x += 1) share += Math.min(1, pixels - x) * wave(x, swings);
    // As a part of what the whole of a block adds up to where nothing swings across.
    floats[at + number] = (scaleOf(swings) * share) / (blockSize * Math.SQRT1_2);
  }
}

function readMeans(loaded: JpegKernel, header: JpegHeader, bytes: Uint8Array): Float64Array | undefined {
  const { width, height, components, dataAt } = header;
  const { across = 1, down = 1 } = components[0] ?? {};
  const dataEnd = takeData(loaded, bytes, dataAt);
  if (dataEnd === undefined) return undefined;
  const { words, run } = loaded;
  const rows = blockRowsOf(height);
  const unitsAcross = Math.ceil(width / (blockSize * across));
  const means = new Float64Array(gridCells).fill(middleGrey);
  const pixelsOfCell = (width / gridColumns) * (height / gridRows);
  for (let row = 0; row < rows.length; row += down) {
    for (const sums of [layout.sums, layout.cutSums]) words.fill(0, sums >> 2, (sums + down * sumsOfRowBytes) >> 2);
    if (run.read(0, unitsAcross, across) !== 0) return undefined;
    for (let blockRow = 0; blockRow < down; blockRow += 1) {
      addRow(loaded, blockRow * sumsOfRowBytes, rows[row + blockRow] ?? [], pixelsOfCell, means);
    }
  }
  // As many bytes as there are must have been used, or something is missing or too much.
  const usedBits = ((words[layout.at >> 2] as number) - layout.data) * 8 - (words[layout.bitCount >> 2] as number);
  return Math.ceil(usedBits / 8) === dataEnd - layout.data ? means : undefined;
}

/** Hands the coded data to the kernel; tells where they end, or undefined where the file does not end behind them. */
function takeData(loaded: JpegKernel, file: Uint8Array, dataAt: number): number | undefined {
  const coded = file.subarray(dataAt);
  loaded.makeRoomFor(coded.length + zerosBehindData);
  const { bytes, words, run } = loaded;
  bytes.set(coded, layout.data);
  // Behind the last byte stands what an earlier file left there.
  bytes[layout.data + coded.length] = 0;
  const dataEnd = run.unstuff(layout.data, layout.data + coded.length, layout.data);
  const marker = (words[layout.marker >> 2] as number) - layout.data;
  if (coded[marker] !== 0xff || coded[marker + 1] !== 0xd9) return undefined;
  bytes.fill(0, dataEnd, dataEnd + zerosBehindData);
  run.turn(layout.data, dataEnd + zerosBehindData);
  words.fill(0, layout.bitCount >> 2, layout.limit >> 2);
  words[layout.at >> 2] = layout.data;
  words[layout.limit >> 2] = dataEnd + zerosBehindData / 4;
  words[layout.predicted >> 2] = 0;
  return dataEnd;
}

const columnNumbers = new Float64Array(gridColumns * blockSize);

/** Gives what one row of blocks adds up to to the rows of the grid that it touches. */
function addRow(
  { words, floats }: JpegKernel,
  offset: number,
  blockRow: BlockRow,
  pixelsOfCell: number,
  means: Float64Array,
): void {
  const whole = (layout.sums + offset) >> 2;
  const cut = (layout.cutSums + offset) >> 3;
  for (let column = 0; column < gridColumns; column += 1) {
    for (let number = 0; number < blockSize; number += 1) {
      columnNumbers[column * blockSize + number] =
        ((words[whole + (column * columnBytes) / 4 + number] as number) +
          (floats[cut + (column * columnBytes) / 8 + number] as number)) /
        pixelsOfCell;
    }
  }
  for (const { gridRow, shares } of blockRow) {
    for (let column = 0, at = 0; column < gridColumns; column += 1) {
      let sum = means[gridRow * gridColumns + column] as number;
      for (let number = 0; number < blockSize; number += 1, at += 1) {
        sum += (columnNumbers[at] as number) * (shares[number] as number);
      }
      means[gridRow * gridColumns + column] = sum;
    }
  }
}

/** Kept for the next picture, which mostly is as high. */
function blockRowsOf(height: number): readonly BlockRow[] {
  if (bands?.height === height) return bands.rows;
  const rows = Array.from({ length: Math.ceil(height / blockSize) }, (_, row): BlockRow => {
    const top = row * blockSize;
    const bottom = Math.min(top + blockSize, height);
    const touched: { gridRow: number; shares: Float64Array }[] = [];
    for (let gridRow = Math.floor((top * gridRows) / height); gridRow < gridRows; gridRow += 1) {
      const from = Math.max(top, (gridRow * height) / gridRows);
      const to = Math.min(bottom, ((gridRow + 1) * height) / gridRows);
      if (from >= bottom) break;
      touched.push({ gridRow, shares: sharesBetween(from - top, to - top) });
    }
    return touched;
  });
  bands = { height, rows };
  return rows;
}

/** What each number that swings down adds between two heights of a block, where it goes all across it. */
function sharesBetween(from: number, to: number): Float64Array {
  return Float64Array.from({ length: blockSize }, (_, swings) => {
    let share = 0;
    for (let y = Math.floor(from); y < to; y += 1) {
      share += (Math.min(y + 1, to) - Math.max(y, from)) * wave(y, swings);
    }
    return scaleOf(swings) * Math.SQRT2 * share;
  });
}
