import type { TimeEvidenceKind } from '../../../src-shared/domain/vocabulary.ts';
import type { PictureMetadata, ReadPictureMetadata, SaidTime } from '../../ports/picture-metadata.ts';
import { type ExifFields, readExifFields } from './exif-fields.ts';
import { findMetadataParts, type MetadataParts, type PngText } from './metadata-parts.ts';

const maxTextLength = 200;

/** Reads what a picture says of itself, in well under a millisecond for a photo. Throws nothing. */
export const readPictureMetadata: ReadPictureMetadata = (bytes): PictureMetadata => {
  const parts = partsOf(bytes);
  const exif = parts.exif ? readExifFields(parts.exif) : {};
  const times = [...exifTimes(exif), ...xmpTimes(parts.xmp), ...pngTimes(parts)];
  return { camera: cameraOf(exif), times: times.map((said) => ({ ...said, text: said.text.slice(0, maxTextLength) })) };
};

function partsOf(bytes: Uint8Array): MetadataParts {
  try {
    return findMetadataParts(bytes);
  } catch {
    return { exif: undefined, xmp: undefined, texts: [], pngTime: undefined };
  }
}

function* exifTimes(exif: ExifFields): Generator<SaidTime> {
  yield* exifTime('exif_original', exif.DateTimeOriginal, exif.SubSecTimeOriginal, exif.OffsetTimeOriginal);
  yield* exifTime('exif_digitized', exif.DateTimeDigitized, exif.SubSecTimeDigitized, exif.OffsetTimeDigitized);
  yield* exifTime('exif_modified', exif.DateTime, exif.SubSecTime, exif.OffsetTime);
  yield* gpsTime(exif.GPSDateStamp, exif.GPSTimeStamp);
}

type ExifValue = ExifFields[keyof ExifFields];

function* exifTime(
  kind: TimeEvidenceKind,
  time: ExifValue,
  fraction: ExifValue,
  offset: ExifValue,
): Generator<SaidTime> {
  if (typeof time !== 'string' || !/\d/.test(time)) return;
  yield {
    kind,
    text: time.trim(),
    ...(typeof fraction === 'string' && { subSecondsText: fraction.slice(0, maxTextLength) }),
    ...(typeof offset === 'string' && { offsetText: offset.slice(0, maxTextLength) }),
  };
}

/** GPS tells UTC, its date as text and its time as three fractions. */
function* gpsTime(date: ExifValue, time: ExifValue): Generator<SaidTime> {
  if (typeof date !== 'string' || !Array.isArray(time) || time.length !== 3) return;
  const [hour, minute, second] = time.map(([part, whole]) => part / whole) as [number, number, number];
  if (!(hour < 24 && minute < 60 && second < 60)) return;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  yield { kind: 'exif_gps', text: `${date.trim()} ${two(hour)}:${two(minute)}:${two(second)}Z` };
}

/** Attributes as well as elements; the first of each name, since later ones are of pictures that this one was made of. */
const xmpProperty =
  /(exif:DateTimeOriginal|photoshop:DateCreated|xmp:CreateDate)\s{0,8}(?:=\s{0,8}["']([^"'<>]{1,64})["']|>\s{0,64}([^<>]{1,64})<)/g;

function* xmpTimes(packet: Uint8Array | undefined): Generator<SaidTime> {
  if (!packet) return;
  const byName = new Map<string, string>();
  for (const [, name, attribute, element] of Buffer.from(packet).toString('latin1').matchAll(xmpProperty)) {
    if (!byName.has(name as string)) byName.set(name as string, (attribute ?? element ?? '').trim());
  }
  for (const text of new Set(byName.values())) yield { kind: 'xmp', text };
}

const creationKeywords: ReadonlySet<string> = new Set(['creationtime', 'createdate', 'exif:datetimeoriginal']);

function* pngTimes({ texts, pngTime }: MetadataParts): Generator<SaidTime> {
  for (const { keyword, text } of texts) {
    if (creationKeywords.has(plainKeyword(keyword))) yield { kind: 'png_text', text: text.trim() };
  }
  if (pngTime) yield { kind: 'exif_modified', text: pngTime };
}

function plainKeyword(keyword: PngText['keyword']): string {
  return keyword.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Maker and model in one line, the maker once. */
function cameraOf({ Make, Model }: ExifFields): string | null {
  const [make, model] = [oneLine(Make), oneLine(Model)];
  const maker = make.split(' ')[0]?.toLowerCase() ?? '';
  const camera = model.toLowerCase().startsWith(maker) && model !== '' ? model : `${make} ${model}`;
  return camera.trim().slice(0, maxTextLength).trim() || null;
}

/** Control characters, marks of direction and the like are of no name. */
function oneLine(text: ExifValue): string {
  return typeof text === 'string'
    ? text
        .slice(0, 1000)
        .replaceAll(/[\p{C}\s]+/gu, ' ')
        .trim()
    : '';
}
