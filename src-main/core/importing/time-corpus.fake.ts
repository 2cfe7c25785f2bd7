import sharp from 'sharp';
import { judgeTime } from '../../../src-shared/domain/taken-time/judge-time.ts';
import {
  exifSegment,
  exifTags,
  type FakeExif,
  jpegWith,
  pngWith,
  tiffBytes,
  xmpPacket,
  xmpSegment,
} from '../../adapters/image/metadata-bytes.fake.ts';
import { readPictureMetadata } from '../../adapters/image/picture-metadata.ts';
import { timeEvidenceOf, type UtcOffsetAt } from './time-evidence.ts';

/**
 * Files as cameras, phones and programs write them, with what is to be made of them. The bytes are made here, since
 * other people's pictures cannot be shipped; names, fields and their order are those of the real ones.
 */

const now = Date.UTC(2026, 5, 15, 12);

/** This machine is in central Europe: summer time from 31 March to 27 October 2024. */
const offsetHere: UtcOffsetAt = (atUtcMs) =>
  atUtcMs >= Date.UTC(2024, 2, 31, 1) && atUtcMs < Date.UTC(2024, 9, 27, 1) ? 120 : 60;

/** A time on the wall here, in winter. */
export const here = (text: string) => Date.parse(`${text.replace(' ', 'T')}+01:00`);
const copiedLater = here('2025-11-20 18:00:00');

export interface Row {
  readonly name: string;
  readonly folders?: readonly string[];
  /** When the file system says it was last written; long after it was taken where nothing is said. */
  readonly modifiedAt?: number | undefined;
  readonly bytes: () => Uint8Array;
  /** Wall, offset in minutes, source, confidence; of what camera. */
  readonly expected: string;
  readonly camera?: string;
}

let jpeg: Buffer;
let png: Buffer;
let gif: Buffer;
const written = new Map<string, Buffer>();

const plain = () => sharp({ create: { width: 32, height: 24, channels: 3, background: '#3a6ea5' } });

/** Makes the pictures that the rows are built on; before all tests. */
export async function makePictures(): Promise<void> {
  jpeg = await plain().jpeg().toBuffer();
  png = await plain().png().toBuffer();
  gif = await plain().gif().toBuffer();
  const exif = {
    IFD0: { Make: 'Google', Model: 'Pixel 8' },
    IFD2: { DateTimeOriginal: '2024:03:01 10:15:22', OffsetTimeOriginal: '+01:00' },
  };
  for (const format of ['webp', 'avif'] as const) {
    written.set(format, await plain().withExif(exif).toFormat(format).toBuffer());
    written.set(`plain ${format}`, await plain().toFormat(format).toBuffer());
  }
  const apple = {
    IFD0: { Make: 'Apple', Model: 'iPhone 15 Pro' },
    IFD2: { DateTimeOriginal: '2024:03:01 10:15:22', OffsetTimeOriginal: '+01:00', SubSecTimeOriginal: '123' },
  };
  const heic = await plain().withExif(apple).avif().toBuffer();
  heic.write('heic', 8, 'latin1');
  written.set('heic', heic);
  written.set(
    'xmp tiff',
    await plain()
      .withXmp(xmpPacket({ 'xmp:CreateDate': '2024-03-01T10:15:22+01:00' }))
      .tiff()
      .toBuffer(),
  );
}

export const photo = (exif: FakeExif) => () => jpegWith(jpeg, exifSegment(tiffBytes(exif)));
export const screenshot =
  (...chunks: readonly Buffer[]) =>
  () =>
    pngWith(png, chunks);
export const made = (key: string) => () => written.get(key) as Buffer;
export const plainJpeg = () => jpeg;
export const plainPng = () => png;
export const plainGif = () => gif;
export const withXmp = (xmp: string) => () => jpegWith(jpeg, xmpSegment(xmp));

/** As a camera of one maker writes it. */
export const taken = (
  make: string,
  model: string,
  time = '2024:03:01 10:15:22',
  more: Record<number, string> = {},
): FakeExif => ({
  main: { [exifTags.make]: make, [exifTags.model]: model, [exifTags.dateTime]: time },
  exif: { [exifTags.dateTimeOriginal]: time, [exifTags.dateTimeDigitized]: time, ...more },
});

export const gpsAt = (date: string, hour: number, minute: number, second: number) => ({
  [exifTags.gpsDateStamp]: date,
  [exifTags.gpsTimeStamp]: {
    fractions: [
      [hour, 1],
      [minute, 1],
      [second * 100, 100],
    ] as const,
  },
});

/** The time that is read and judged, as rows expect it, and the camera. */
export function whatIsMadeOf({ name, folders = [], bytes, ...row }: Row): { time: string; camera: string | null } {
  const modifiedAt = 'modifiedAt' in row ? row.modifiedAt : copiedLater;
  const metadata = readPictureMetadata(bytes());
  const judged = judgeTime(timeEvidenceOf({ name, folders, modifiedAt, now }, metadata, offsetHere));
  if (!judged) return { time: 'nothing', camera: metadata.camera };
  const { capturedAt, utcOffsetMinutes, timestampSource, confidence } = judged;
  const wall = new Date(capturedAt + utcOffsetMinutes * 60_000)
    .toISOString()
    .replace('T', ' ')
    .replace(/(?:[.]000)?Z$/, '');
  return { time: `${wall} ${utcOffsetMinutes} ${timestampSource} ${confidence}`, camera: metadata.camera };
}
