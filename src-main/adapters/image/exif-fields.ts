import ExifReader from 'exifreader';

/** The fields of EXIF that tell when and with what a picture was taken. */
const fields = [
  'Make',
  'Model',
  'DateTime',
  'DateTimeOriginal',
  'DateTimeDigitized',
  'OffsetTime',
  'OffsetTimeOriginal',
  'OffsetTimeDigitized',
  'SubSecTime',
  'SubSecTimeOriginal',
  'SubSecTimeDigitized',
  'GPSDateStamp',
  'GPSTimeStamp',
] as const;
export type ExifField = (typeof fields)[number];

/** A text as it stands there, or numbers as pairs of what is divided and by what. */
export type ExifFields = Readonly<Partial<Record<ExifField, string | readonly (readonly [number, number])[]>>>;

/**
 * Reads them from a TIFF structure, or from a HEIC or AVIF file. What is broken has no fields; nothing is thrown. The
 * parser is only ever given bytes: a text it would take for an address and fetch.
 */
export function readExifFields(bytes: Uint8Array): ExifFields {
  // The parser prints what it finds odd, and cannot be told not to. Files that are imported are often odd.
  const { warn } = console;
  console.warn = () => {};
  try {
    const tags = ExifReader.loadView(new MeteredView(ownBuffer(bytes)), {
      expanded: true,
      includeTags: { exif: [...fields] },
    }).exif as ReadTags | undefined;
    const values = fields.map((field) => [field, valueOfTag(tags?.[field]?.value)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  } catch {
    return {};
  } finally {
    console.warn = warn;
  }
}

type ReadTags = Readonly<Record<string, { readonly value: unknown } | undefined>>;

/** How often a parser may look into one file. An ordinary picture needs a few thousand looks. */
const maxReads = 300_000;

/**
 * A view that can be read from only so often. A few bytes of a broken or malicious file can ask for hundreds of megabytes
 * to be taken apart one by one; then this throws, and the parser gives up.
 */
class MeteredView extends DataView<ArrayBuffer> {
  #left = maxReads;

  #count(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new RangeError('This file asks for more reading than any picture needs.');
  }

  override getUint8(at: number): number {
    this.#count();
    return super.getUint8(at);
  }

  override getUint16(at: number, littleEndian?: boolean): number {
    this.#count();
    return super.getUint16(at, littleEndian);
  }

  override getUint32(at: number, littleEndian?: boolean): number {
    this.#count();
    return super.getUint32(at, littleEndian);
  }

  override getInt32(at: number, littleEndian?: boolean): number {
    this.#count();
    return super.getInt32(at, littleEndian);
  }
}

/** The parser copies what is a window into more memory, and would read the copy unmetered. */
function ownBuffer({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

function valueOfTag(value: unknown): ExifFields[ExifField] {
  if (!Array.isArray(value)) return undefined;
  // Texts are lists of what stands between zeros; the first is the value.
  if (typeof value[0] === 'string') return value[0] === '<faulty value>' ? undefined : value[0];
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite);
  return value.every(isPair) ? (value as [number, number][]) : undefined;
}
