import type { Capture } from '../../../src-shared/contract/captures.ts';
import { nameTemplateFields } from '../../../src-shared/contract/exporting.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import {
  extensionByFormat,
  mimeTypeByFormat,
  type PictureFormat,
  pictureFormats,
} from '../../../src-shared/domain/vocabulary.ts';

/** Names are at most this long in UTF-8; file systems allow 255, and a temporary name is a little longer. */
export const longestNameBytes = 200;

type Field = (typeof nameTemplateFields)[number];
type TemplatePart = { readonly text: string } | { readonly field: Field };

/** A name template, read once for a whole export. */
export type NameTemplate = readonly TemplatePart[];

/** Throws `BAD_INPUT` for a field that there is not, a brace without its other one, and what would lead to a folder. */
export function readNameTemplate(template: string): NameTemplate {
  if (/[/\\]/.test(template)) {
    throw new AppError('BAD_INPUT', 'A name template names files, and no folders: leave “/” and “\\” out of it.');
  }
  const parts: TemplatePart[] = [];
  for (const [piece] of template.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    if (piece === '{' || piece === '}') {
      throw new AppError('BAD_INPUT', 'A brace of the name template has no other one. Write fields as {date}.');
    }
    if (!piece.startsWith('{')) {
      parts.push({ text: piece });
      continue;
    }
    const field = nameTemplateFields.find((each) => each === piece.slice(1, -1));
    if (!field) {
      const known = nameTemplateFields.map((each) => `{${each}}`).join(', ');
      throw new AppError(
        'BAD_INPUT',
        `The name template has the field ${piece}, which there is not. There are ${known}.`,
      );
    }
    parts.push({ field });
  }
  return parts;
}

/** A picture's file name without its extension, safe on every system. A field without a value takes no room. */
export function stemOf(capture: Capture, template: NameTemplate): string {
  let stem = '';
  for (const part of template) {
    const value = 'text' in part ? part.text : fieldValue(capture, part.field);
    // What stands between two fields goes with the one that has no value.
    if (value === '') stem = stem.replace(/[_\-. ]+$/, '');
    else stem += 'text' in part && stem === '' ? value.replace(/^[_\-. ]+/, '') : value;
  }
  return safeStem(stem) || capture.id;
}

function fieldValue(capture: Capture, field: Field): string {
  const local = new Date(capture.capturedAt + capture.utcOffsetMinutes * millisecondsPerMinute).toISOString();
  switch (field) {
    case 'date':
      return capture.localDay;
    case 'time':
      return local.slice(local.indexOf('T') + 1, -5).replaceAll(':', '-');
    case 'display':
      return part(capture.displayName);
    case 'app':
      return part(capture.appName);
    case 'name':
      return part(capture.originalFilename?.replace(/\.[^.]{1,8}$/, ''));
    case 'id':
      return capture.id;
  }
}

/** One field: never so long that nothing of the others is left. */
function part(text: string | null | undefined): string {
  return cutToBytes(safeStem(text ?? ''), 100);
}

/** The format of a stored picture. */
export function formatOf({ mimeType }: Pick<Capture, 'mimeType'>): PictureFormat | undefined {
  return pictureFormats.find((each) => mimeTypeByFormat[each] === mimeType);
}

/** The extension that the content has, whatever the file was called. */
export function extensionOf(capture: Pick<Capture, 'mimeType' | 'filepath'>): string {
  const format = formatOf(capture);
  if (format) return extensionByFormat[format];
  return /\.([a-z0-9]{1,8})$/.exec(capture.filepath)?.[1] ?? 'bin';
}

/** What some system refuses in a name, or takes for a folder, a drive, a pattern or an order. */
const forbidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}"*/:<>?\\|\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]+/gu;

/** Names that Windows gives to devices, with whatever extension. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ .]*(?:\.|$)/i;

/** Text as a part of a file name: one line of plain characters, composed, neither begun nor ended by a dot or a space. */
export function safeStem(text: string): string {
  const plain = text.normalize('NFC').replaceAll(/\s+/gu, ' ').replaceAll(forbidden, '-').normalize('NFC');
  const trimmed = trimEnds(plain);
  return deviceName.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** A whole name: the stem, a number where it is not the first of this name, the extension. */
export function fileName(stem: string, number: number, extension: string): string {
  const end = `${number > 1 ? `_${number}` : ''}.${extension}`;
  return `${trimEnds(cutToBytes(stem, longestNameBytes - Buffer.byteLength(end))) || '_'}${end}`;
}

function trimEnds(text: string): string {
  return text.replace(/^[. ]+/, '').replace(/[. ]+$/, '');
}

/** The longest beginning of a text that has no more bytes in UTF-8, and no half character. */
function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let cut = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > most) break;
    cut += segment;
  }
  return cut;
}

/** The same for all paths that some file system takes for one: those that differ in case, or in how they are composed. */
export function foldPath(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
