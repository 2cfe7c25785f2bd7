/** How the pixels of a BMP file are packed. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bitsPerPixel: number;
  readonly packing: 'plain' | 'run-length';
  /** Which bits of a pixel are red, green, blue and alpha; 0 for none. For 16 and 32 bits a pixel. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
  readonly paletteAt: number;
  readonly paletteEntryBytes: number;
  readonly paletteEntries: number;
  /** Where the pixels begin. */
  readonly pixelsAt: number;
}

/** So many bytes tell everything. */
export const bmpHeaderBytes = 14 + 124;

const fileHeaderBytes = 14;
const usualBytes = 40;
const runLengthBits: Readonly<Record<number, number>> = { 1: 8, 2: 4 };
const fieldsCompression: ReadonlySet<number> = new Set([3, 6]);

/**
 * What the beginning of a BMP file says; undefined where it makes no sense, or is packed in a way that screens and cameras
 * never wrote (JPEG or PNG within, faxes of OS/2). Throws `RangeError` for one that breaks off.
 */
export function readBmpHeader(bytes: Buffer): BmpHeader | undefined {
  const headerBytes = bytes.readUInt32LE(14);
  if (headerBytes === 12) return readFirstHeader(bytes);
  const height = bytes.readInt32LE(22);
  const bitsPerPixel = bytes.readUInt16LE(28);
  const compression = headerBytes > 16 ? bytes.readUInt32LE(30) : 0;
  const isOfOs2 = headerBytes === 16 || headerBytes === 64;
  const packing = packingOf(compression, bitsPerPixel, isOfOs2);
  if (!packing) return undefined;
  const masks = masksOf(bytes, headerBytes, compression, bitsPerPixel);
  // Masks that follow a header of 40 bytes lie between it and the palette.
  const maskBytes = headerBytes === usualBytes && compression > 2 ? (compression === 6 ? 16 : 12) : 0;
  const saidColours = headerBytes >= usualBytes ? bytes.readUInt32LE(46) : 0;
  const header = {
    width: bytes.readInt32LE(18),
    height: Math.abs(height),
    isTopDown: height < 0,
    bitsPerPixel,
    packing,
    masks,
    paletteAt: fileHeaderBytes + headerBytes + maskBytes,
    paletteEntryBytes: 4,
    paletteEntries: paletteEntriesOf(bitsPerPixel, saidColours),
  };
  return checked({ ...header, pixelsAt: pixelsAtOf(bytes, header) });
}

/** The header of the first BMP files, with sizes of 16 bits and a palette of three bytes a colour. */
function readFirstHeader(bytes: Buffer): BmpHeader | undefined {
  const bitsPerPixel = bytes.readUInt16LE(24);
  if (!packingOf(0, bitsPerPixel, true)) return undefined;
  const header = {
    width: bytes.readUInt16LE(18),
    height: bytes.readUInt16LE(20),
    isTopDown: false,
    bitsPerPixel,
    packing: 'plain',
    masks: usualMasks(bitsPerPixel),
    paletteAt: fileHeaderBytes + 12,
    paletteEntryBytes: 3,
    paletteEntries: paletteEntriesOf(bitsPerPixel, 0),
  } as const;
  return checked({ ...header, pixelsAt: pixelsAtOf(bytes, header) });
}

function packingOf(compression: number, bits: number, isOfOs2: boolean): BmpHeader['packing'] | undefined {
  if (compression === 0 && [1, 2, 4, 8, 16, 24, 32].includes(bits)) return 'plain';
  if (runLengthBits[compression] === bits) return 'run-length';
  if (!isOfOs2 && fieldsCompression.has(compression) && (bits === 16 || bits === 32)) return 'plain';
  return undefined;
}

function masksOf(bytes: Buffer, headerBytes: number, compression: number, bits: number): BmpHeader['masks'] {
  if (!fieldsCompression.has(compression)) return usualMasks(bits);
  const hasAlpha = headerBytes >= 56 || compression === 6;
  const at = fileHeaderBytes + usualBytes;
  return [
    bytes.readUInt32LE(at),
    bytes.readUInt32LE(at + 4),
    bytes.readUInt32LE(at + 8),
    hasAlpha ? bytes.readUInt32LE(at + 12) : 0,
  ];
}

function usualMasks(bits: number): BmpHeader['masks'] {
  return bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0];
}

function paletteEntriesOf(bits: number, said: number): number {
  if (bits > 8) return 0;
  const most = 2 ** bits;
  return said === 0 ? most : Math.min(said, most);
}

/** Where some writers leave it open, the pixels follow the palette. */
function pixelsAtOf(bytes: Buffer, header: Omit<BmpHeader, 'pixelsAt'>): number {
  const said = bytes.readUInt32LE(10);
  return said === 0 ? header.paletteAt + header.paletteEntries * header.paletteEntryBytes : said;
}

function checked(header: BmpHeader): BmpHeader | undefined {
  if (header.width <= 0 || header.height <= 0 || header.pixelsAt < header.paletteAt) return undefined;
  // Rows from the top cannot be run-length packed: where a run ends would be open.
  if (header.packing === 'run-length' && header.isTopDown) return undefined;
  return header;
}
