import type { Pixels } from '../../ports/signatures.ts';

export interface BmpOptions {
  readonly bitsPerPixel: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly isTopDown?: boolean;
  /** Sizes of 16 bits and a palette of three bytes a colour, as the first BMP files had. */
  readonly isFirstHeader?: boolean;
  /** For 8 bits: packed as runs, lone pixels as they stand. */
  readonly isRunLength?: boolean;
  /** For 16 and 32 bits: which bits are red, green, blue and alpha. */
  readonly masks?: readonly [number, number, number, number];
  /** 40 bytes with the masks behind, or 124 with the masks within. */
  readonly headerBytes?: 40 | 124;
}

/** Writes a BMP file, for tests: what its reader gives back must be these pixels, as far as its bits tell them. */
export function writeBmp(pixels: Pixels, options: BmpOptions): Buffer {
  const { bitsPerPixel, isFirstHeader = false, isRunLength = false, masks, headerBytes = 40 } = options;
  const { colours, indices } = bitsPerPixel <= 8 ? paletteOf(pixels) : { colours: [], indices: [] };
  const palette = Buffer.concat(
    colours.map(([red = 0, green = 0, blue = 0]) =>
      Buffer.from(isFirstHeader ? [blue, green, red] : [blue, green, red, 0]),
    ),
  );
  const rows = isRunLength ? packRuns(pixels, indices) : packRows(pixels, indices, options);
  const header = isFirstHeader ? Buffer.alloc(12) : Buffer.alloc(headerBytes);
  const behind = masks && headerBytes === 40 ? Buffer.alloc(masks[3] ? 16 : 12) : Buffer.alloc(0);
  header.writeUInt32LE(header.length, 0);
  if (isFirstHeader) {
    header.writeUInt16LE(pixels.width, 4);
    header.writeUInt16LE(pixels.height, 6);
    header.writeUInt16LE(1, 8);
    header.writeUInt16LE(bitsPerPixel, 10);
  } else {
    header.writeInt32LE(pixels.width, 4);
    header.writeInt32LE(options.isTopDown ? -pixels.height : pixels.height, 8);
    header.writeUInt16LE(1, 12);
    header.writeUInt16LE(bitsPerPixel, 14);
    header.writeUInt32LE(isRunLength ? (bitsPerPixel === 8 ? 1 : 2) : masks ? (behind.length === 16 ? 6 : 3) : 0, 16);
    header.writeUInt32LE(colours.length, 32);
    const into = behind.length > 0 ? { buffer: behind, at: 0 } : { buffer: header, at: 40 };
    for (const [n, mask] of (masks ?? []).entries()) {
      if (into.at + n * 4 < into.buffer.length) into.buffer.writeUInt32LE(mask, into.at + n * 4);
    }
  }
  const file = Buffer.alloc(14);
  file.write('BM');
  const pixelsAt = file.length + header.length + behind.length + palette.length;
  // A palette of the first files has all its colours.
  const fill = Buffer.alloc(isFirstHeader && bitsPerPixel <= 8 ? (2 ** bitsPerPixel - colours.length) * 3 : 0);
  file.writeUInt32LE(pixelsAt + fill.length + rows.length, 2);
  file.writeUInt32LE(pixelsAt + fill.length, 10);
  return Buffer.concat([file, header, behind, palette, fill, rows]);
}

function paletteOf({ data, channels }: Pixels) {
  const colours: number[][] = [];
  const places = new Map<string, number>();
  const indices: number[] = [];
  for (let at = 0; at < data.length; at += channels) {
    const colour = [...data.subarray(at, at + 3)];
    const place = places.get(colour.join()) ?? colours.push(colour) - 1;
    places.set(colour.join(), place);
    indices.push(place);
  }
  return { colours, indices };
}

function packRows({ width, height, channels, data }: Pixels, indices: readonly number[], options: BmpOptions): Buffer {
  const { bitsPerPixel, masks = bitsPerPixel === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0] } =
    options;
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(rowBytes);
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const [red = 0, green = 0, blue = 0, alpha = 255] = data.subarray(at * channels, at * channels + channels);
      if (bitsPerPixel <= 8) {
        const place = (x * bitsPerPixel) >> 3;
        row[place] = (row[place] ?? 0) | ((indices[at] ?? 0) << (8 - bitsPerPixel - ((x * bitsPerPixel) & 7)));
      } else if (bitsPerPixel === 24) {
        row.set([blue, green, red], x * 3);
      } else {
        const pixel = [red, green, blue, alpha].reduce((sum, value, n) => sum + within(value, masks[n] ?? 0), 0);
        if (bitsPerPixel === 16) row.writeUInt16LE(pixel, x * 2);
        else row.writeUInt32LE(pixel, x * 4);
      }
    }
    return row;
  });
  return Buffer.concat(options.isTopDown ? rows : rows.reverse());
}

/** A value of 0 to 255 in the bits of a mask. */
function within(value: number, mask: number): number {
  if (mask === 0) return 0;
  const lowest = 2 ** (31 - Math.clz32(mask & -mask));
  return Math.floor((value * (mask / lowest)) / 255 + 0.5) * lowest;
}

/** Runs where pixels are alike, and otherwise up to 250 as they stand. */
function packRuns({ width, height }: Pixels, indices: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (let y = height - 1; y >= 0; y -= 1) {
    const row = indices.slice(y * width, (y + 1) * width);
    for (let x = 0; x < width; ) {
      let run = 1;
      while (run < 255 && row[x + run] === row[x]) run += 1;
      let lone = 0;
      while (lone < 250 && x + lone < width && row[x + lone] !== row[x + lone + 1]) lone += 1;
      if (lone < 3) bytes.push(run, row[x] ?? 0);
      else bytes.push(0, lone, ...row.slice(x, x + lone), ...(lone % 2 === 1 ? [0] : []));
      x += lone < 3 ? run : lone;
    }
    bytes.push(0, 0);
  }
  return Buffer.from([...bytes, 0, 1]);
}
