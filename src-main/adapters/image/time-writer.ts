import { crc32 } from 'node:zlib';
import type { WriteTime } from '../../ports/picture-making.ts';
import { type ExifText, setExifTexts } from './exif-editor.ts';

const minuteMs = 60_000;
const exifPrefix = Buffer.from('Exif\0\0', 'latin1');
/** The length of a JPEG segment is told in two bytes that count themselves. */
const greatestSegmentBytes = 0xffff - 2;

/** Writes the time of a picture into a copy of its file; see the port. */
export const writeTime: WriteTime = (bytes, format, time) => {
  const texts = textsOf(time);
  if (!texts) return undefined;
  try {
    if (format === 'jpeg') return inJpeg(bytes, texts);
    if (format === 'png') return inPng(bytes, texts);
    return format === 'webp' ? inWebp(bytes, texts) : undefined;
  } catch (error) {
    // A number was to be read behind the end: the file is not whole.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** As EXIF writes times: local, with what UTC is told apart. Undefined for a year that has not four digits. */
function textsOf({ capturedAt, utcOffsetMinutes }: Parameters<WriteTime>[2]): readonly ExifText[] | undefined {
  const local = new Date(capturedAt + utcOffsetMinutes * minuteMs);
  const iso = Number.isNaN(local.getTime()) ? '' : local.toISOString();
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)\.(\d{3})Z$/.exec(iso);
  if (!parts || parts[1] === '0000') return undefined;
  const [, year, month, day, clock, subSeconds = ''] = parts;
  const moment = `${year}:${month}:${day} ${clock}`;
  const two = (number: number) => String(number).padStart(2, '0');
  const minutes = Math.abs(Math.round(utcOffsetMinutes));
  const offset = `${utcOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return [
    { tag: 0x9003, text: moment },
    { tag: 0x9004, text: moment },
    { tag: 0x9011, text: offset },
    { tag: 0x9012, text: offset },
    { tag: 0x9291, text: subSeconds },
    { tag: 0x9292, text: subSeconds },
  ];
}

function inJpeg(bytes: Buffer, texts: readonly ExifText[]): Buffer | undefined {
  if (bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  // Behind the JFIF segment, which wants to be the first.
  let insertAt = 2;
  let replaced: { at: number; end: number } | undefined;
  for (let at = 2; ; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    // Markers may be filled up with bytes of ones.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // The picture itself begins, or ends without having begun.
    if (marker === 0xda || marker === 0xd9) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end < at + 4 || end > bytes.length) return undefined;
    if (marker === 0xe0 && at === insertAt) insertAt = end;
    if (marker === 0xe1 && !replaced && bytes.subarray(at + 4, at + 10).equals(exifPrefix)) replaced = { at, end };
    at = end;
  }
  const existing = replaced && bytes.subarray(replaced.at + 10, replaced.end);
  const content = Buffer.concat([exifPrefix, setExifTexts(existing, texts)]);
  if (content.length > greatestSegmentBytes) return undefined;
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  const { at, end } = replaced ?? { at: insertAt, end: insertAt };
  return Buffer.concat([bytes.subarray(0, at), head, content, bytes.subarray(end)]);
}

const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function inPng(bytes: Buffer, texts: readonly ExifText[]): Buffer | undefined {
  if (!bytes.subarray(0, 8).equals(pngSignature)) return undefined;
  let insertAt: number | undefined;
  let replaced: { at: number; end: number } | undefined;
  for (let at = 8; ; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') insertAt ??= at;
    if (type === 'eXIf') replaced ??= { at, end };
    at = end;
    if (type === 'IEND') break;
  }
  if (insertAt === undefined) return undefined;
  const content = setExifTexts(replaced && bytes.subarray(replaced.at + 8, replaced.end - 4), texts);
  const body = Buffer.concat([Buffer.from('eXIf', 'latin1'), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  const { at, end } = replaced ?? { at: insertAt, end: insertAt };
  return Buffer.concat([bytes.subarray(0, at), ends.subarray(0, 4), body, ends.subarray(4), bytes.subarray(end)]);
}

/** A part of a WebP file. */
interface Chunk {
  readonly type: string;
  readonly content: Buffer;
}

const exifFlag = 0x08;
const alphaFlag = 0x10;

function inWebp(bytes: Buffer, texts: readonly ExifText[]): Buffer | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const fileEnd = 8 + bytes.readUInt32LE(4);
  if (fileEnd > bytes.length) return undefined;
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= fileEnd; ) {
    const length = bytes.readUInt32LE(at + 4);
    if (at + 8 + length > fileEnd) return undefined;
    chunks.push({ type: bytes.toString('latin1', at, at + 4), content: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  const extended = chunks[0]?.type === 'VP8X' ? Buffer.from(chunks[0].content) : extendedHeaderOf(chunks[0]);
  if (!extended || extended.length < 10) return undefined;
  extended.writeUInt8(extended.readUInt8(0) | exifFlag, 0);
  const rest = chunks.filter(({ type }) => type !== 'VP8X');
  const known = rest.findIndex(({ type }) => type === 'EXIF');
  const existing = rest[known]?.content;
  // Some writers put the mark of JPEG files before it.
  const prefix = existing?.subarray(0, 6).equals(exifPrefix) ? exifPrefix : Buffer.alloc(0);
  const content = Buffer.concat([prefix, setExifTexts(existing?.subarray(prefix.length), texts)]);
  const exif: Chunk = { type: 'EXIF', content };
  if (known >= 0) rest[known] = exif;
  else {
    // Behind the picture, and before XMP.
    const xmp = rest.findIndex(({ type }) => type === 'XMP ');
    rest.splice(xmp < 0 ? rest.length : xmp, 0, exif);
  }
  const written = [{ type: 'VP8X', content: extended }, ...rest].flatMap(packChunk);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(4 + written.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...written, bytes.subarray(fileEnd)]);
}

function packChunk({ type, content }: Chunk): readonly Buffer[] {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return content.length % 2 === 0 ? [head, content] : [head, content, Buffer.alloc(1)];
}

/** The header that a simple file lacks: its flags, and its size less one in three bytes each. */
function extendedHeaderOf(picture: Chunk | undefined): Buffer | undefined {
  if (!picture) return undefined;
  const { type, content } = picture;
  const header = Buffer.alloc(10);
  if (type === 'VP8 ' && content.readUIntBE(3, 3) === 0x9d012a) {
    header.writeUIntLE((content.readUInt16LE(6) & 0x3fff) - 1, 4, 3);
    header.writeUIntLE((content.readUInt16LE(8) & 0x3fff) - 1, 7, 3);
    return header;
  }
  if (type === 'VP8L' && content.readUInt8(0) === 0x2f) {
    const bits = content.readUInt32LE(1);
    if (((bits >>> 28) & 1) === 1) header.writeUInt8(alphaFlag, 0);
    header.writeUIntLE(bits & 0x3fff, 4, 3);
    header.writeUIntLE((bits >>> 14) & 0x3fff, 7, 3);
    return header;
  }
  return undefined;
}
