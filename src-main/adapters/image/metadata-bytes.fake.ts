import { crc32, deflateSync } from 'node:zlib';

/** A field of EXIF: a text, short numbers, or fractions. A raw one says what it likes of its type, count and place. */
export type FakeField =
  | string
  | readonly number[]
  | { readonly fractions: readonly (readonly [number, number])[] }
  | { readonly raw: { readonly type: number; readonly count: number; readonly value: number } };

export interface FakeExif {
  readonly byteOrder?: 'little' | 'big';
  readonly main?: Readonly<Record<number, FakeField>>;
  readonly exif?: Readonly<Record<number, FakeField>>;
  readonly gps?: Readonly<Record<number, FakeField>>;
}

/** The numbers of the fields that tests write. */
export const exifTags = {
  make: 0x010f,
  model: 0x0110,
  dateTime: 0x0132,
  dateTimeOriginal: 0x9003,
  dateTimeDigitized: 0x9004,
  offsetTime: 0x9010,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  subSecTimeOriginal: 0x9291,
  gpsTimeStamp: 0x0007,
  gpsDateStamp: 0x001d,
} as const;

const exifPointer = 0x8769;
const gpsPointer = 0x8825;

/** A TIFF structure as cameras write it: directories one after the other, each followed by its longer values. */
export function tiffBytes({ byteOrder = 'little', main = {}, exif, gps }: FakeExif): Buffer {
  const isLittle = byteOrder === 'little';
  const short = (value: number) => numberBytes(2, value, isLittle);
  const long = (value: number) => numberBytes(4, value, isLittle);

  /** One directory that begins at `at`. */
  function directory(fields: Readonly<Record<number, FakeField>>, at: number): Buffer {
    const tags = Object.keys(fields)
      .map(Number)
      .sort((one, other) => one - other);
    const values: Buffer[] = [];
    let valuesAt = at + 2 + tags.length * 12 + 4;
    const entries = tags.map((tag) => {
      const { type, count, bytes } = encode(fields[tag] as FakeField);
      let slot: Buffer = Buffer.concat([bytes, Buffer.alloc(4)]).subarray(0, 4);
      if (bytes.length > 4) {
        slot = long(valuesAt);
        values.push(bytes);
        valuesAt += bytes.length;
      }
      return Buffer.concat([short(tag), short(type), long(count), slot]);
    });
    return Buffer.concat([short(tags.length), ...entries, long(0), ...values]);
  }

  function encode(field: FakeField): { type: number; count: number; bytes: Buffer } {
    if (typeof field === 'string') {
      const bytes = Buffer.from(`${field}\0`, 'utf8');
      return { type: 2, count: bytes.length, bytes };
    }
    if ('raw' in field) return { ...field.raw, bytes: long(field.raw.value) };
    if ('fractions' in field) {
      const bytes = Buffer.concat(field.fractions.flatMap(([part, whole]) => [long(part), long(whole)]));
      return { type: 5, count: field.fractions.length, bytes };
    }
    return { type: 4, count: field.length, bytes: Buffer.concat(field.map(long)) };
  }

  function withPointers(exifAt: number, gpsAt: number): Record<number, FakeField> {
    const fields: Record<number, FakeField> = { ...main };
    if (exif) fields[exifPointer] = [exifAt];
    if (gps) fields[gpsPointer] = [gpsAt];
    return fields;
  }
  const exifAt = 8 + directory(withPointers(0, 0), 8).length;
  const gpsAt = exifAt + (exif ? directory(exif, exifAt).length : 0);
  return Buffer.concat([
    Buffer.from(isLittle ? 'II' : 'MM'),
    short(42),
    long(8),
    directory(withPointers(exifAt, gpsAt), 8),
    exif ? directory(exif, exifAt) : Buffer.alloc(0),
    gps ? directory(gps, gpsAt) : Buffer.alloc(0),
  ]);
}

function numberBytes(length: number, value: number, isLittle: boolean): Buffer {
  const bytes = Buffer.alloc(length);
  if (isLittle) bytes.writeUIntLE(value >>> 0, 0, length);
  else bytes.writeUIntBE(value >>> 0, 0, length);
  return bytes;
}

function segment(marker: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), numberBytes(2, content.length + 2, false), content]);
}

export const exifSegment = (tiff: Buffer) => segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
export const xmpSegment = (xmp: string) => segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`));

/** A JPEG with segments put right behind its beginning, where cameras put them. */
export function jpegWith(jpeg: Uint8Array, ...segments: readonly Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

export function pngChunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  return Buffer.concat([numberBytes(4, content.length, false), named, numberBytes(4, crc32(named), false)]);
}

export const textChunk = (keyword: string, text: string) =>
  pngChunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'));

export const packedTextChunk = (keyword: string, text: string) =>
  pngChunk('zTXt', Buffer.concat([Buffer.from(`${keyword}\0\0`, 'latin1'), deflateSync(text)]));

export function internationalTextChunk(keyword: string, text: string, { packed = false } = {}): Buffer {
  const value = packed ? deflateSync(Buffer.from(text)) : Buffer.from(text);
  return pngChunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0${packed ? '\x01' : '\0'}\0\0\0`, 'latin1'), value]));
}

/** EXIF in hexadecimal digits, as ImageMagick and exiv2 keep it in a PNG. */
export function exifProfile(tiff: Buffer): string {
  const bytes = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const lines = bytes.toString('hex').match(/.{1,72}/g) ?? [];
  return `\nexif\n${String(bytes.length).padStart(8)}\n${lines.join('\n')}\n`;
}

/** A PNG with chunks put behind its header (33 bytes), or at its end. */
export function pngWith(png: Uint8Array, chunks: readonly Buffer[], { atEnd = false } = {}): Buffer {
  const at = atEnd ? png.length - 12 : 33;
  return Buffer.concat([png.subarray(0, at), ...chunks, png.subarray(at)]);
}

/** XMP as programs write it: properties as attributes, or as elements. */
export function xmpPacket(
  properties: Readonly<Record<string, string>>,
  form: 'attributes' | 'elements' = 'attributes',
) {
  const attributes = Object.entries(properties).map(([name, value]) => ` ${name}="${value}"`);
  const elements = Object.entries(properties).map(([name, value]) => `<${name}>${value}</${name}>`);
  return [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""',
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"',
    ` xmlns:exif="http://ns.adobe.com/exif/1.0/"${form === 'attributes' ? attributes.join('') : ''}>`,
    form === 'elements' ? elements.join('\n') : '',
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>',
  ].join('');
}
