import type { Pixels } from '../../ports/signatures.ts';
import { type BmpHeader, readBmpHeader } from './bmp-header.ts';

type Colour = readonly [red: number, green: number, blue: number];

/**
 * The pixels of a BMP file: RGB, or RGBA where it says how transparent they are. Undefined for a header that cannot be
 * read; throws `RangeError` for a file that is not whole. The caller has looked at the size before.
 */
export function decodeBmp(bytes: Buffer): Pixels | undefined {
  const header = readBmpHeader(bytes);
  if (!header) return undefined;
  if (header.packing === 'run-length') return fromIndices(header, bytes, unpackRuns(header, bytes));
  expectRows(header, bytes);
  if (header.bitsPerPixel <= 8) return fromIndices(header, bytes, unpackIndices(header, bytes));
  return header.bitsPerPixel === 24 ? fromBytes(header, bytes) : fromMasks(header, bytes);
}

/** Rows are filled up to whole groups of four bytes. */
function rowBytesOf({ width, bitsPerPixel }: BmpHeader): number {
  return Math.ceil((width * bitsPerPixel) / 32) * 4;
}

function expectRows(header: BmpHeader, bytes: Buffer): void {
  // The fill of the last row is often left away.
  const lastRow = Math.ceil((header.width * header.bitsPerPixel) / 8);
  const end = header.pixelsAt + rowBytesOf(header) * (header.height - 1) + lastRow;
  if (end > bytes.length) throw notWhole();
}

function notWhole(): RangeError {
  return new RangeError('The file ends before its picture does.');
}

/** Where a row begins that is the given one from the top. */
function rowAt(header: BmpHeader, fromTop: number): number {
  const row = header.isTopDown ? fromTop : header.height - 1 - fromTop;
  return header.pixelsAt + row * rowBytesOf(header);
}

function fromBytes(header: BmpHeader, bytes: Buffer): Pixels {
  const { width, height } = header;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y += 1) {
    let from = rowAt(header, y);
    for (let x = 0; x < width; x += 1, to += 3, from += 3) {
      data[to] = bytes[from + 2] as number;
      data[to + 1] = bytes[from + 1] as number;
      data[to + 2] = bytes[from] as number;
    }
  }
  return { width, height, channels: 3, data };
}

/** Takes the bits of one mask out of a pixel, as 0 to 255. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const greatest = mask >>> shift;
  if (greatest === 255) return (pixel) => (pixel >>> shift) & 255;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / greatest);
}

function fromMasks(header: BmpHeader, bytes: Buffer): Pixels {
  const { width, height, bitsPerPixel, masks } = header;
  const [red, green, blue, alpha] = masks.map(channelOf) as unknown as readonly ((pixel: number) => number)[] as [
    (pixel: number) => number,
    (pixel: number) => number,
    (pixel: number) => number,
    (pixel: number) => number,
  ];
  // Many writers name a mask for alpha and leave it empty: such a picture is not invisible.
  const channels = masks[3] !== 0 && hasAlpha(header, bytes, alpha) ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  const pixelBytes = bitsPerPixel / 8;
  const read = pixelReader(bytes, pixelBytes);
  for (let y = 0, to = 0; y < height; y += 1) {
    const row = rowAt(header, y);
    for (let x = 0; x < width; x += 1, to += channels) {
      const pixel = read(row + x * pixelBytes);
      data[to] = red(pixel);
      data[to + 1] = green(pixel);
      data[to + 2] = blue(pixel);
      if (channels === 4) data[to + 3] = alpha(pixel);
    }
  }
  return { width, height, channels, data };
}

function pixelReader(bytes: Buffer, pixelBytes: number): (at: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return pixelBytes === 2 ? (at) => view.getUint16(at, true) : (at) => view.getUint32(at, true);
}

function hasAlpha(header: BmpHeader, bytes: Buffer, alpha: (pixel: number) => number): boolean {
  const pixelBytes = header.bitsPerPixel / 8;
  const read = pixelReader(bytes, pixelBytes);
  for (let y = 0; y < header.height; y += 1) {
    const row = rowAt(header, y);
    for (let x = 0; x < header.width; x += 1) if (alpha(read(row + x * pixelBytes)) !== 0) return true;
  }
  return false;
}

function unpackIndices(header: BmpHeader, bytes: Buffer): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const indices = new Uint8Array(width * height);
  const perByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  for (let y = 0, to = 0; y < height; y += 1) {
    const row = rowAt(header, y);
    for (let x = 0; x < width; x += 1, to += 1) {
      const packed = bytes[row + Math.floor(x / perByte)] as number;
      indices[to] = (packed >> (8 - bitsPerPixel * ((x % perByte) + 1))) & mask;
    }
  }
  return indices;
}

/** Runs of pixels, from the bottom row up. What is jumped over has the first colour. */
function unpackRuns(header: BmpHeader, bytes: Buffer): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const indices = new Uint8Array(width * height);
  let x = 0;
  let y = height - 1;
  const put = (index: number) => {
    if (x < width && y >= 0) indices[y * width + x] = index;
    x += 1;
  };
  const isHalf = bitsPerPixel === 4;
  const byteAt = (at: number) => {
    const byte = bytes[at];
    if (byte === undefined) throw notWhole();
    return byte;
  };
  const indexOf = (byte: number, n: number) => (isHalf ? (n % 2 === 0 ? byte >> 4 : byte & 15) : byte);
  for (let at = header.pixelsAt; y >= 0; ) {
    const count = byteAt(at);
    const value = byteAt(at + 1);
    at += 2;
    if (count > 0) {
      for (let n = 0; n < count; n += 1) put(indexOf(value, n));
    } else if (value === 0) {
      x = 0;
      y -= 1;
    } else if (value === 1) {
      return indices;
    } else if (value === 2) {
      x += byteAt(at);
      y -= byteAt(at + 1);
      at += 2;
    } else {
      for (let n = 0; n < value; n += 1) put(indexOf(byteAt(at + (isHalf ? n >> 1 : n)), n));
      // Filled up to whole pairs of bytes.
      at += Math.ceil((isHalf ? Math.ceil(value / 2) : value) / 2) * 2;
    }
  }
  return indices;
}

function fromIndices(header: BmpHeader, bytes: Buffer, indices: Uint8Array): Pixels {
  const { width, height } = header;
  const palette = readPalette(header, bytes);
  const data = new Uint8Array(indices.length * 3);
  for (let at = 0; at < indices.length; at += 1) {
    const [red, green, blue] = palette[indices[at] as number] ?? [0, 0, 0];
    data[at * 3] = red;
    data[at * 3 + 1] = green;
    data[at * 3 + 2] = blue;
  }
  return { width, height, channels: 3, data };
}

function readPalette(header: BmpHeader, bytes: Buffer): readonly Colour[] {
  const { paletteAt, paletteEntries, paletteEntryBytes } = header;
  return Array.from({ length: paletteEntries }, (_, n) => {
    const at = paletteAt + n * paletteEntryBytes;
    return [bytes.readUInt8(at + 2), bytes.readUInt8(at + 1), bytes.readUInt8(at)];
  });
}
