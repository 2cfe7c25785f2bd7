import { inflateSync } from 'node:zlib';

/** Where a picture tells of itself, each part still as it stands in the file. Views of the file's bytes, not copies. */
export interface MetadataParts {
  /** EXIF: a TIFF structure of its own, or a whole file of HEIC or AVIF that has one within. */
  readonly exif: Uint8Array | undefined;
  readonly xmp: Uint8Array | undefined;
  /** Short texts of a PNG with their keywords. */
  readonly texts: readonly PngText[];
  /** The last change of a PNG, UTC, as EXIF would write it. */
  readonly pngTime: string | undefined;
}

export interface PngText {
  readonly keyword: string;
  readonly text: string;
}

const none: MetadataParts = { exif: undefined, xmp: undefined, texts: [], pngTime: undefined };

/** EXIF takes up to 64 KB in a JPEG; where there is no such limit, this much of it is read. */
const maxExifBytes = 256 * 1024;
const maxXmpBytes = 256 * 1024;
/** Times are short; programs keep whole workflows in texts, which are passed over. */
const maxTextBytes = 1024;
/** A compressed EXIF profile, twice as long for being written as digits. */
const maxProfileBytes = 512 * 1024;
/** So many parts has no real picture; a file of empty ones is not walked to its end. */
const maxParts = 100_000;

/** Finds what a file says of itself, by its content. Only the frame of the file is looked at. May throw on broken files. */
export function findMetadataParts(bytes: Uint8Array): MetadataParts {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = buffer.toString('latin1', 0, 12);
  if (start.startsWith('\xff\xd8\xff')) return partsOfJpeg(buffer);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return partsOfPng(buffer);
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return partsOfWebp(buffer);
  if (/^(?:II[*]\0|MM\0[*])/.test(start)) return { ...none, exif: bytes, xmp: packetIn(buffer) };
  if (start.slice(4, 8) === 'ftyp') return { ...none, exif: bytes, xmp: packetIn(buffer) };
  if (start.startsWith('GIF8')) return { ...none, xmp: packetIn(buffer) };
  return none;
}

const exifName = 'Exif\0\0';
const xmpName = 'http://ns.adobe.com/xap/1.0/\0';

function partsOfJpeg(buffer: Buffer): MetadataParts {
  let exif: Buffer | undefined;
  let xmp: Buffer | undefined;
  // A segment is a marker of two bytes, its length in two bytes that count themselves, and what it holds. Before any
  // marker there may be more bytes of 0xff.
  for (let at = 2, parts = 0; at + 4 <= buffer.length && parts < maxParts; parts++) {
    if (buffer[at] !== 0xff) break;
    const marker = buffer[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // The picture itself begins here.
    if (marker === 0xda || marker === 0xd9) break;
    const end = at + 2 + buffer.readUInt16BE(at + 2);
    if (marker === 0xe1) {
      const name = buffer.toString('latin1', at + 4, at + 4 + xmpName.length);
      if (name.startsWith(exifName)) exif ??= buffer.subarray(at + 4 + exifName.length, end);
      else if (name === xmpName) xmp ??= buffer.subarray(at + 4 + xmpName.length, end);
    }
    at = end;
  }
  return { ...none, exif, xmp };
}

function partsOfWebp(buffer: Buffer): MetadataParts {
  let exif: Buffer | undefined;
  let xmp: Buffer | undefined;
  for (let at = 12, parts = 0; at + 8 <= buffer.length && parts < maxParts; parts++) {
    const type = buffer.toString('latin1', at, at + 4);
    const length = buffer.readUInt32LE(at + 4);
    const content = buffer.subarray(at + 8, at + 8 + length);
    if (type === 'EXIF') exif ??= withoutName(content).subarray(0, maxExifBytes);
    if (type === 'XMP ') xmp ??= content.subarray(0, maxXmpBytes);
    at += 8 + length + (length % 2);
  }
  return { ...none, exif, xmp };
}

/** Some programs write the name that EXIF has in a JPEG where it needs none. */
function withoutName(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, exifName.length) === exifName ? exif.subarray(exifName.length) : exif;
}

function partsOfPng(buffer: Buffer): MetadataParts {
  let exif: Buffer | undefined;
  let xmp: Buffer | undefined;
  let pngTime: string | undefined;
  const texts: PngText[] = [];
  // A chunk is its length, four letters, what it holds, and a checksum, which is left to whoever decodes the picture.
  for (let at = 8, parts = 0; at + 12 <= buffer.length && parts < maxParts; parts++) {
    const length = buffer.readUInt32BE(at);
    const type = buffer.toString('latin1', at + 4, at + 8);
    const content = buffer.subarray(at + 8, at + 8 + length);
    if (type === 'IEND') break;
    if (type === 'eXIf') exif = withoutName(content).subarray(0, maxExifBytes);
    else if (type === 'tIME' && length === 7) pngTime = readPngTime(content);
    else if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt') {
      const { keyword, value } = readPngText(type, content);
      if (keyword === 'XML:com.adobe.xmp') xmp ??= value?.subarray(0, maxXmpBytes);
      else if (/^Raw profile type (?:exif|APP1)$/i.test(keyword)) exif ??= value && fromDigits(value);
      else if (value && value.length <= maxTextBytes) {
        texts.push({ keyword, text: value.toString(type === 'iTXt' ? 'utf8' : 'latin1') });
      }
    }
    at += 12 + length;
  }
  return { exif, xmp, texts: texts.slice(0, 100), pngTime };
}

function readPngTime(content: Buffer): string {
  const two = (at: number) => String(content[at]).padStart(2, '0');
  const year = String(content.readUInt16BE(0)).padStart(4, '0');
  return `${year}:${two(2)}:${two(3)} ${two(4)}:${two(5)}:${two(6)}Z`;
}

/** A keyword (at most 79 bytes) and its value, unpacked; undefined for a value that is too long or cannot be unpacked. */
function readPngText(type: string, content: Buffer): { keyword: string; value: Buffer | undefined } {
  const end = content.subarray(0, 80).indexOf(0);
  if (end < 1) return { keyword: '', value: undefined };
  const keyword = content.toString('latin1', 0, end);
  if (type === 'tEXt') return { keyword, value: content.subarray(end + 1, end + 1 + maxProfileBytes) };
  if (type === 'zTXt') return { keyword, value: inflated(content.subarray(end + 2)) };
  // Whether and how it is packed, its language, its keyword in that language.
  const isPacked = content[end + 1] === 1;
  const language = content.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : content.indexOf(0, language + 1);
  if (translated < 0) return { keyword, value: undefined };
  const value = content.subarray(translated + 1, translated + 1 + maxProfileBytes);
  return { keyword, value: isPacked ? inflated(value) : value };
}

function inflated(packed: Buffer): Buffer | undefined {
  try {
    return inflateSync(packed.subarray(0, maxProfileBytes), { maxOutputLength: maxProfileBytes });
  } catch {
    return undefined;
  }
}

/** EXIF as ImageMagick and exiv2 keep it in a PNG: a name, a length and hexadecimal digits. */
function fromDigits(profile: Buffer): Buffer | undefined {
  const match = /^\s*(?:exif|APP1)\s+\d+\s+([\da-f\s]+)$/i.exec(profile.toString('latin1'));
  return match ? withoutName(Buffer.from((match[1] as string).replaceAll(/\s/g, ''), 'hex')) : undefined;
}

const packetStart = '<x:xmpmeta';
/** Packets stand near the beginning or the end of a file. */
const scannedBytes = 4 * 1024 * 1024;

/** Finds XMP the way its specification means it to be found in files of any kind: by how it begins. */
function packetIn(buffer: Buffer): Buffer | undefined {
  const beginning = buffer.subarray(0, scannedBytes);
  const end = buffer.subarray(Math.max(beginning.length - packetStart.length, buffer.length - scannedBytes));
  for (const part of [beginning, end]) {
    const at = part.indexOf(packetStart, 0, 'latin1');
    if (at >= 0) return part.subarray(at, at + maxXmpBytes);
  }
  return undefined;
}
