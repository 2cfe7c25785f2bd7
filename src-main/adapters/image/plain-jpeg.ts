/** The size of a JPEG whose grey part alone tells its lightness. */
export interface PlainJpeg {
  readonly width: number;
  readonly height: number;
}

const startOfImage = 0xd8;
const baselineFrame = 0xc0;
const extendedFrame = 0xc1;

/** Segments that come before the frame and change nothing in how it is shown: tables, comments, JFIF and the like. */
const harmless: ReadonlySet<number> = new Set([
  0xc4,
  0xdb,
  0xdd,
  0xfe,
  0xe0,
  ...Array.from({ length: 13 }, (_, n) => 0xe3 + n),
]);

/** Precision, height, width and number of components of a frame. */
const frameBytes = 6;

/**
 * What the header of a JPEG says, or undefined where its pixels are not simply what is shown: it may be turned (EXIF),
 * have a colour profile, be progressive, have four colours or twelve bits, or be no JPEG at all. Only the header is read.
 */
export function readPlainJpeg(bytes: Uint8Array): PlainJpeg | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A segment is a marker of two bytes, its length in two bytes that count themselves, and what it holds.
  for (let at = 2; at + 4 + frameBytes <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1] as number;
    if (bytes[at] !== 0xff) return undefined;
    if (marker === baselineFrame || marker === extendedFrame) return readFrame(view, at + 4);
    if (!harmless.has(marker)) return undefined;
  }
  return undefined;
}

function readFrame(view: DataView, at: number): PlainJpeg | undefined {
  const components = view.getUint8(at + 5);
  if (view.getUint8(at) !== 8 || (components !== 1 && components !== 3)) return undefined;
  const height = view.getUint16(at + 1);
  const width = view.getUint16(at + 3);
  return width > 0 && height > 0 ? { width, height } : undefined;
}
