import type { PictureFormat } from '../../../src-shared/domain/vocabulary.ts';

/** What a file is by its beginning: a format of pictures, or else what it is instead, as it stands in a sentence. */
export type Content =
  | { readonly format: Exclude<PictureFormat, 'avif' | 'heic'> }
  /** AVIF or HEIC: which of them the file tells further on. */
  | { readonly container: 'heif' }
  | { readonly otherThing: string };

/** So much of the beginning of a file is looked at; a program may hide behind a long comment, and then counts as text. */
export const beginningBytes = 4096;

const noPictures: readonly (readonly [beginning: string, thing: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['%!PS', 'a PostScript program'],
  ['PK\x03\x04', 'a zip archive or an office document'],
  ['PK\x05\x06', 'an empty zip archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
  ['SQLite format 3\0', 'a SQLite database'],
  ['8BPS', 'a Photoshop document'],
  ['gimp xcf', 'a GIMP document'],
  ['\0\0\x01\0', 'an icon'],
  ['\0\0\0\x0cJXL ', 'a JPEG XL picture'],
  ['\xff\x0a', 'a JPEG XL picture'],
  ['\0\0\0\x0cjP  ', 'a JPEG 2000 picture'],
  ['\xff\x4f\xff\x51', 'a JPEG 2000 picture'],
  ['\x1a\x45\xdf\xa3', 'a video'],
  ['FUJIFILMCCD-RAW', "a camera's raw picture"],
  ['IIRO', "a camera's raw picture"],
  ['IIU\0', "a camera's raw picture"],
];

/** The brands of containers that hold AVIF and HEIC pictures, also where they hold several or move. */
const heifBrands: ReadonlySet<string> = new Set([
  ...['avif', 'avis', 'heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'mif2', 'msf1', 'miaf'],
]);

/** Header sizes of BMP files, from OS/2 1 to Windows 98. */
const bmpHeaderSizes: ReadonlySet<number> = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** Looks at the beginning of a file, never at its name. */
export function contentOf(beginning: Buffer): Content {
  if (beginning.length === 0) return { otherThing: 'empty' };
  const text = beginning.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (text.startsWith('RIFF'))
    return text.startsWith('WEBP', 8) ? { format: 'webp' } : { otherThing: 'a video or sound' };
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return { format: 'gif' };
  // The second of each pair is for files beyond four gigabytes.
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) {
    return text.startsWith('CR', 8) ? { otherThing: "a camera's raw picture" } : { format: 'tiff' };
  }
  if (text.startsWith('BM') && beginning.length >= 18 && bmpHeaderSizes.has(beginning.readUInt32LE(14))) {
    return { format: 'bmp' };
  }
  if (text.startsWith('ftyp', 4)) return containerOf(text);
  const thing = noPictures.find(([sign]) => text.startsWith(sign))?.[1] ?? textOf(beginning);
  return { otherThing: thing ?? 'something else' };
}

function containerOf(text: string): Content {
  const brand = text.slice(8, 12);
  if (heifBrands.has(brand)) return { container: 'heif' };
  if (brand === 'crx ') return { otherThing: "a camera's raw picture" };
  // Some writers name a brand of their own first, and what it is compatible with behind it.
  const length = Math.min(text.charCodeAt(2) * 256 + text.charCodeAt(3), text.length);
  for (let at = 16; at + 4 <= length; at += 4) if (heifBrands.has(text.slice(at, at + 4))) return { container: 'heif' };
  return { otherThing: 'a video or sound' };
}

/** What kind of text it is; undefined for what is no text. */
function textOf(beginning: Buffer): string | undefined {
  const text = decodeText(beginning);
  if (text === undefined) return undefined;
  const start = text
    .replace(/^\uFEFF/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .trimStart()
    .toLowerCase();
  if (start.startsWith('<') && /<svg[\s>:]|<!doctype svg/.test(start)) {
    return 'an SVG drawing, which is a program that draws';
  }
  if (/^<(?:!doctype html|html|head|body|script|iframe|title|meta|p|div|h1|a)\b/.test(start)) return 'an HTML page';
  if (start.startsWith('<?xml')) return 'an XML document';
  return 'text';
}

function decodeText(beginning: Buffer): string | undefined {
  if (beginning[0] === 0xff && beginning[1] === 0xfe) return beginning.toString('utf16le');
  if (beginning[0] === 0xfe && beginning[1] === 0xff) {
    return Buffer.from(beginning.subarray(0, beginning.length & ~1))
      .swap16()
      .toString('utf16le');
  }
  const isControl = (byte: number) => byte < 0x20 && !(byte >= 0x07 && byte <= 0x0d) && byte !== 0x1b;
  return beginning.some(isControl) ? undefined : beginning.toString('utf8');
}
