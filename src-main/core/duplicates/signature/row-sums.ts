import type { Pixels } from '../../../ports/signatures.ts';
import { rowSumsModule } from './row-sums-module.ts';

/**
 * Lightness is the Y of BT.601 in thousandths: what a JPEG stores beside its colours, so that the grey part of a file and
 * the pixels it was made of agree.
 */
export const redWeight = 299;
export const greenWeight = 587;
export const blueWeight = 114;
export const weightsTogether = 1000;

/** Adds up the lightness between column bounds, in thousandths, for every row of a picture. */
export type RowSums = (pixels: Pixels, bounds: Int32Array, sums: Float64Array) => void;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly sumRows1: SumRows;
  readonly sumRows3: SumRows;
  readonly sumRows4: SumRows;
}
type SumRows = (pixels: number, stride: number, rows: number, bounds: number, columns: number, sums: number) => void;

/** The kernel adds in lanes of 16 bits, which hold this many pixels of a row and no more. */
const widestColumnPixels = 640;

/** The band that is copied at once; it stays in the processor's nearest cache but one. */
const bandBytes = 128 * 1024;
const boundsAt = 0;
const pixelsAt = 4096;

/** The lightness of a pixel in thousandths. */
export function lightnessAt(data: Uint8Array, at: number, channels: Pixels['channels']): number {
  if (channels === 1) return weightsTogether * (data[at] as number);
  const greenAt = data[at + 1] as number;
  return redWeight * (data[at] as number) + greenWeight * greenAt + blueWeight * (data[at + 2] as number);
}

/** In plain code: for machines without SIMD, for very wide columns, and to check the kernel against. */
export const rowSumsInPlainCode: RowSums = ({ width, height, channels, data }, bounds, sums) => {
  const columns = bounds.length - 1;
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    const row = y * width * channels;
    for (let column = 0; column < columns; column += 1) {
      const end = row + (bounds[column + 1] as number) * channels;
      let sum = 0;
      for (let at = row + (bounds[column] as number) * channels; at < end; at += channels) {
        sum += lightnessAt(data, at, channels);
      }
      sums[to] = sum;
      to += 1;
    }
  }
};

let kernel: Kernel | null | undefined;

function loadKernel(): Kernel | null {
  if (kernel !== undefined) return kernel;
  try {
    const module = new WebAssembly.Module(rowSumsModule());
    kernel = new WebAssembly.Instance(module).exports as unknown as Kernel;
  } catch {
    // A processor or runtime without SIMD: the plain code gives the same sums, slower.
    kernel = null;
  }
  return kernel;
}

/** The same sums as in plain code, several times faster where the processor allows. */
export const rowSums: RowSums = (pixels, bounds, sums) => {
  const { width, height, channels, data } = pixels;
  const columns = bounds.length - 1;
  const loaded = loadKernel();
  const stride = width * channels;
  if (!loaded || width > widestColumnPixels * columns || stride > bandBytes) {
    rowSumsInPlainCode(pixels, bounds, sums);
    return;
  }
  const { memory } = loaded;
  const sum = channels === 4 ? loaded.sumRows4 : channels === 3 ? loaded.sumRows3 : loaded.sumRows1;
  const rowsAtOnce = Math.max(1, Math.floor(bandBytes / stride));
  const sumsAt = pixelsAt + Math.ceil((rowsAtOnce * stride) / 16) * 16;
  const neededBytes = sumsAt + rowsAtOnce * columns * 4;
  if (neededBytes > memory.buffer.byteLength) memory.grow(Math.ceil((neededBytes - memory.buffer.byteLength) / 65_536));
  const bytes = new Uint8Array(memory.buffer);
  const byteBounds = new Int32Array(memory.buffer, boundsAt, columns + 1);
  for (let column = 0; column <= columns; column += 1) byteBounds[column] = (bounds[column] as number) * channels;
  for (let y = 0; y < height; y += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, height - y);
    bytes.set(data.subarray(y * stride, (y + rows) * stride), pixelsAt);
    sum(pixelsAt, stride, rows, boundsAt, columns, sumsAt);
    sums.set(new Uint32Array(memory.buffer, sumsAt, rows * columns), y * columns);
  }
};
