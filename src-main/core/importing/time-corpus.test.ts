import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeTime } from '../../../src-shared/domain/taken-time/judge-time.ts';
import {
  exifProfile,
  exifSegment,
  exifTags,
  type FakeExif,
  internationalTextChunk,
  jpegWith,
  packedTextChunk,
  pngChunk,
  pngWith,
  textChunk,
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
const here = (text: string) => Date.parse(`${text.replace(' ', 'T')}+01:00`);
const copiedLater = here('2025-11-20 18:00:00');

interface Row {
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

beforeAll(async () => {
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
});

const photo = (exif: FakeExif) => () => jpegWith(jpeg, exifSegment(tiffBytes(exif)));
const screenshot =
  (...chunks: readonly Buffer[]) =>
  () =>
    pngWith(png, chunks);
const made = (key: string) => () => written.get(key) as Buffer;
const plainJpeg = () => jpeg;
const plainPng = () => png;

/** As a camera of one maker writes it. */
const taken = (
  make: string,
  model: string,
  time = '2024:03:01 10:15:22',
  more: Record<number, string> = {},
): FakeExif => ({
  main: { [exifTags.make]: make, [exifTags.model]: model, [exifTags.dateTime]: time },
  exif: { [exifTags.dateTimeOriginal]: time, [exifTags.dateTimeDigitized]: time, ...more },
});

const gpsAt = (date: string, hour: number, minute: number, second: number) => ({
  [exifTags.gpsDateStamp]: date,
  [exifTags.gpsTimeStamp]: {
    fractions: [
      [hour, 1],
      [minute, 1],
      [second * 100, 100],
    ] as const,
  },
});

const cameras: Readonly<Record<string, Row>> = {
  'Canon without an offset': {
    name: 'IMG_0001.JPG',
    folders: ['DCIM', '100CANON'],
    bytes: photo(taken('Canon', 'Canon EOS 7D')),
    expected: '2024-03-01 10:15:22 60 exif medium',
    camera: 'Canon EOS 7D',
  },
  'Canon, straight from the card': {
    name: 'IMG_0001.JPG',
    modifiedAt: here('2024-03-01 10:15:22'),
    bytes: photo(taken('Canon', 'Canon EOS 7D')),
    expected: '2024-03-01 10:15:22 60 exif high',
    camera: 'Canon EOS 7D',
  },
  'Nikon, in the other order of bytes, with hundredths': {
    name: 'DSC_0001.JPG',
    bytes: photo({
      ...taken('NIKON CORPORATION', 'NIKON D750', '2024:03:01 10:15:22', { [exifTags.subSecTimeOriginal]: '12' }),
      byteOrder: 'big',
    }),
    expected: '2024-03-01 10:15:22.120 60 exif medium',
    camera: 'NIKON D750',
  },
  'Sony in summer': {
    name: 'DSC01234.JPG',
    bytes: photo(taken('SONY', 'ILCE-7M3', '2024:07:01 10:15:22')),
    expected: '2024-07-01 10:15:22 120 exif medium',
    camera: 'SONY ILCE-7M3',
  },
  'Fujifilm with an offset, in Tokyo': {
    name: 'DSCF0001.JPG',
    bytes: photo(taken('FUJIFILM', 'X-T5', '2024:03:01 10:15:22', { [exifTags.offsetTimeOriginal]: '+09:00' })),
    expected: '2024-03-01 10:15:22 540 exif medium',
    camera: 'FUJIFILM X-T5',
  },
  'camera in Kathmandu with GPS and without an offset': {
    name: 'P1010001.JPG',
    bytes: photo({ ...taken('Panasonic', 'DC-GH5', '2024:03:01 15:00:22'), gps: gpsAt('2024:03:01', 9, 15, 20) }),
    expected: '2024-03-01 15:00:22 345 exif high',
    camera: 'Panasonic DC-GH5',
  },
  drone: {
    name: 'DJI_20240301101522_0001_D.JPG',
    bytes: photo(taken('DJI', 'FC3582')),
    expected: '2024-03-01 10:15:22 60 exif high',
    camera: 'DJI FC3582',
  },
  'action camera with a clock that was never set': {
    name: 'GOPR0001.JPG',
    folders: ['2024', '03', '01'],
    bytes: photo(taken('GoPro', 'HERO8 Black', '2016:01:01 00:00:13')),
    expected: '2016-01-01 00:00:13 60 exif low',
    camera: 'GoPro HERO8 Black',
  },
  'camera that is a year ahead of the file that it wrote': {
    name: 'IMG_0002.JPG',
    modifiedAt: here('2024-03-01 10:15:22'),
    bytes: photo(taken('Canon', 'Canon EOS 7D', '2025:03:01 10:15:22')),
    expected: '2025-03-01 10:15:22 60 exif low',
    camera: 'Canon EOS 7D',
  },
  'camera without a date': {
    name: 'DSC00001.JPG',
    bytes: photo(taken('SONY', 'DSC-W1', '0000:00:00 00:00:00')),
    expected: '2025-11-20 18:00:00 60 filesystem low',
    camera: 'SONY DSC-W1',
  },
  'slide that was scanned': {
    name: 'scan0001.tif',
    bytes: () =>
      tiffBytes({
        main: {
          [exifTags.make]: 'EPSON',
          [exifTags.model]: 'Perfection V600',
          [exifTags.dateTime]: '2024:03:01 10:15:22',
        },
        exif: {
          [exifTags.dateTimeOriginal]: '1987:07:14 12:00:00',
          [exifTags.dateTimeDigitized]: '2024:03:01 10:15:22',
        },
      }),
    expected: '1987-07-14 12:00:00 60 exif medium',
    camera: 'EPSON Perfection V600',
  },
  'raw picture developed by a program that tells when it wrote it': {
    name: 'developed.jpg',
    modifiedAt: here('2024-03-05 20:00:00'),
    bytes: photo({ main: { [exifTags.dateTime]: '2024:03:05 20:00:00' } }),
    expected: '2024-03-05 20:00:00 60 exif low',
  },
};

const phones: Readonly<Record<string, Row>> = {
  'iPhone, HEIC': {
    name: 'IMG_0001.HEIC',
    bytes: made('heic'),
    expected: '2024-03-01 10:15:22.123 60 exif medium',
    camera: 'Apple iPhone 15 Pro',
  },
  'iPhone, screenshot with XMP': {
    name: 'IMG_0002.PNG',
    bytes: screenshot(
      internationalTextChunk(
        'XML:com.adobe.xmp',
        xmpPacket({ 'photoshop:DateCreated': '2024-03-01T10:15:22' }, 'elements'),
      ),
    ),
    expected: '2024-03-01 10:15:22 60 exif medium',
  },
  'Pixel, named after UTC': {
    name: 'PXL_20240301_091522123.jpg',
    bytes: photo(taken('Google', 'Pixel 8', '2024:03:01 10:15:22', { [exifTags.offsetTimeOriginal]: '+01:00' })),
    expected: '2024-03-01 10:15:22 60 exif high',
    camera: 'Google Pixel 8',
  },
  'Pixel in New York, whose data tell no offset': {
    name: 'PXL_20240301_151522123.jpg',
    bytes: photo(taken('Google', 'Pixel 2', '2024:03:01 10:15:22')),
    expected: '2024-03-01 10:15:22 -300 exif high',
    camera: 'Google Pixel 2',
  },
  'Pixel, data stripped': {
    name: 'PXL_20240301_091522123.MP.jpg',
    bytes: plainJpeg,
    expected: '2024-03-01 10:15:22.123 60 filename low',
  },
  'Samsung in Tokyo': {
    name: '20240301_101522.jpg',
    bytes: photo(taken('samsung', 'SM-S918B', '2024:03:01 10:15:22', { [exifTags.offsetTimeOriginal]: '+09:00' })),
    expected: '2024-03-01 10:15:22 540 exif high',
    camera: 'samsung SM-S918B',
  },
  'Huawei, named a few seconds later than it was taken': {
    name: 'IMG_20240301_101527.jpg',
    bytes: photo(taken('HUAWEI', 'ELE-L29')),
    expected: '2024-03-01 10:15:22 60 exif high',
    camera: 'HUAWEI ELE-L29',
  },
  'phone whose name and data tell other hours': {
    name: 'IMG_20240301_201522.jpg',
    bytes: photo(taken('HUAWEI', 'ELE-L29')),
    expected: '2024-03-01 10:15:22 60 exif low',
    camera: 'HUAWEI ELE-L29',
  },
  'Android screenshot with data': {
    name: 'Screenshot_20240301-101522.png',
    bytes: screenshot(pngChunk('eXIf', tiffBytes({ exif: { [exifTags.dateTimeOriginal]: '2024:03:01 10:15:22' } }))),
    expected: '2024-03-01 10:15:22 60 exif high',
  },
  'Android screenshot, copied': {
    name: 'Screenshot_20240301-101522_Chrome.png',
    bytes: plainPng,
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  'Xiaomi screenshot, as it was written': {
    name: 'Screenshot_2024-03-01-10-15-22-123_com.miui.home.jpg',
    modifiedAt: here('2024-03-01 10:15:22.900'),
    bytes: plainJpeg,
    expected: '2024-03-01 10:15:22.123 60 filename high',
  },
  'WhatsApp on a phone: the day alone': {
    name: 'IMG-20240301-WA0001.jpg',
    bytes: plainJpeg,
    expected: '2024-03-01 00:00:00 60 filename low',
  },
  'WhatsApp on a phone, written on that day': {
    name: 'IMG-20240301-WA0001.jpg',
    modifiedAt: here('2024-03-01 17:30:00'),
    bytes: plainJpeg,
    expected: '2024-03-01 17:30:00 60 filesystem low',
  },
  'WhatsApp in a browser': {
    name: 'WhatsApp Image 2024-03-01 at 10.15.22 PM.jpeg',
    bytes: plainJpeg,
    expected: '2024-03-01 22:15:22 60 filename low',
  },
  'Telegram, in the folder of a backup by day': {
    name: 'photo_2024-03-01_10-15-22.jpg',
    folders: ['2024', '03', '01'],
    bytes: plainJpeg,
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  Signal: { name: 'signal-2024-03-01-101522.jpg', bytes: plainJpeg, expected: '2024-03-01 10:15:22 60 filename low' },
  'Facebook: milliseconds': {
    name: 'FB_IMG_1709284522345.jpg',
    bytes: plainJpeg,
    expected: '2024-03-01 10:15:22.345 60 filename low',
  },
  'WebP with EXIF': {
    name: 'picture.webp',
    bytes: made('webp'),
    expected: '2024-03-01 10:15:22 60 exif medium',
    camera: 'Google Pixel 8',
  },
  'AVIF with EXIF, and its name': {
    name: 'IMG_20240301_101522.avif',
    bytes: made('avif'),
    expected: '2024-03-01 10:15:22 60 exif high',
    camera: 'Google Pixel 8',
  },
};

const computers: Readonly<Record<string, Row>> = {
  'macOS, as it was written': {
    name: 'Screenshot 2024-03-01 at 10.15.22\u202fPM.png',
    modifiedAt: here('2024-03-01 22:15:27'),
    bytes: plainPng,
    expected: '2024-03-01 22:15:22 60 filename high',
  },
  'macOS, copied': {
    name: 'Capture d’écran 2024-03-01 à 10.15.22.png',
    bytes: plainPng,
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  'macOS, in an archive that tells no times': {
    name: 'Bildschirmfoto 2024-03-01 um 10.15.22.png',
    modifiedAt: undefined,
    bytes: plainPng,
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  'Windows, Snipping Tool': {
    name: 'Screenshot 2024-03-01 101522.png',
    modifiedAt: here('2024-03-01 10:15:22'),
    bytes: plainPng,
    expected: '2024-03-01 10:15:22 60 filename high',
  },
  'Windows, numbered': {
    name: 'Screenshot (12).png',
    bytes: plainPng,
    expected: '2025-11-20 18:00:00 60 filesystem low',
  },
  'GNOME today': {
    name: 'Screenshot from 2024-03-01 10-15-22.png',
    bytes: screenshot(
      textChunk('Software', 'gnome-screenshot'),
      textChunk('Creation Time', '2024-03-01T10:15:22+0100'),
    ),
    expected: '2024-03-01 10:15:22 60 exif high',
  },
  'GNOME of old, renamed': {
    name: 'the bug.png',
    bytes: screenshot(textChunk('Creation Time', 'Fri 01 Mar 2024 10:15:22 AM CET')),
    expected: '2024-03-01 10:15:22 60 exif medium',
  },
  'KDE Spectacle': {
    name: 'Screenshot_20240301_101522.png',
    modifiedAt: here('2024-03-01 10:15:24'),
    bytes: plainPng,
    expected: '2024-03-01 10:15:22 60 filename high',
  },
  'Flameshot, to the minute, as it was written': {
    name: '2024-03-01_10-15.png',
    modifiedAt: here('2024-03-01 10:15:41'),
    bytes: plainPng,
    expected: '2024-03-01 10:15:41 60 filesystem high',
  },
  'Flameshot, copied': {
    name: '2024-03-01_10-15.png',
    bytes: plainPng,
    expected: '2024-03-01 10:15:00 60 filename low',
  },
  ShareX: {
    name: '2024-03-01_10-15-22.png',
    bytes: screenshot(pngChunk('tIME', Buffer.from([0x07, 0xe8, 3, 1, 9, 15, 22]))),
    expected: '2024-03-01 10:15:22 60 filename high',
  },
  'screenshot edited with ImageMagick, which keeps EXIF in digits': {
    name: 'edited.png',
    bytes: screenshot(packedTextChunk('Raw profile type exif', exifProfile(tiffBytes(taken('Canon', 'EOS'))))),
    expected: '2024-03-01 10:15:22 60 exif medium',
    camera: 'Canon EOS',
  },
  'browser, milliseconds': {
    name: 'screencapture-example-org-1709284522345.png',
    bytes: plainPng,
    expected: '2024-03-01 10:15:22.345 60 filename low',
  },
  'day before month, or after': {
    name: 'Scan 01-03-2024 10.15.22.jpg',
    bytes: plainJpeg,
    expected: '2024-01-03 10:15:22 60 filename low',
  },
  'day before month, as the file system tells': {
    name: 'Scan 01-03-2024 10.15.22.jpg',
    modifiedAt: here('2024-03-01 10:15:23'),
    bytes: plainJpeg,
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  'day that cannot be a month': {
    name: 'Scan 13-03-2024 10.15.22.jpg',
    bytes: plainJpeg,
    expected: '2024-03-13 10:15:22 60 filename low',
  },
  'folder of a month and no more': {
    name: 'picture.gif',
    folders: ['Pictures', '2019', '07'],
    bytes: () => gif,
    expected: '2019-07-01 00:00:00 60 filename low',
  },
  'folder of a day and a file of that day': {
    name: 'picture.jpg',
    folders: ['2024-03-01 Garden'],
    modifiedAt: here('2024-03-01 17:30:00'),
    bytes: plainJpeg,
    expected: '2024-03-01 17:30:00 60 filesystem low',
  },
  'Photoshop, XMP alone': {
    name: 'poster.jpg',
    bytes: () => jpegWith(jpeg, xmpSegment(xmpPacket({ 'xmp:CreateDate': '2024-03-01T10:15:22+01:00' }))),
    expected: '2024-03-01 10:15:22 60 exif medium',
  },
  'TIFF with XMP': { name: 'poster.tif', bytes: made('xmp tiff'), expected: '2024-03-01 10:15:22 60 exif medium' },
  'AVIF without anything': {
    name: 'picture.avif',
    bytes: made('plain avif'),
    expected: '2025-11-20 18:00:00 60 filesystem low',
  },
  'nothing at all': { name: 'picture.png', modifiedAt: undefined, bytes: plainPng, expected: 'nothing' },
};

const wrong: Readonly<Record<string, Row>> = {
  'year 0, 24:60, control characters': {
    name: 'IMG_0001.JPG',
    bytes: photo({
      main: {
        [exifTags.make]: 'Ca\u0007non\u001b[31m',
        [exifTags.model]: 'EOS\n7D',
        [exifTags.dateTime]: '2024:03:01 24:60:00',
      },
      exif: {
        [exifTags.dateTimeOriginal]: '0000:01:01 00:00:00',
        [exifTags.dateTimeDigitized]: '2024:03:01\u000710:15:22',
      },
    }),
    expected: '2025-11-20 18:00:00 60 filesystem low',
    camera: 'Ca non [31m EOS 7D',
  },
  'a text of a megabyte': {
    name: '20240301_101522.tif',
    bytes: () => tiffBytes({ exif: { [exifTags.dateTimeOriginal]: '2024:03:01 10:15:22'.repeat(60_000) } }),
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  'a time of the day after tomorrow': {
    name: 'IMG_0001.JPG',
    bytes: photo(taken('Canon', 'Canon EOS 7D', '2026:06:17 10:15:22')),
    expected: '2025-11-20 18:00:00 60 filesystem low',
    camera: 'Canon EOS 7D',
  },
  'an offset that no zone has': {
    name: 'IMG_0001.JPG',
    bytes: photo(taken('Canon', 'Canon EOS 7D', '2024:03:01 10:15:22', { [exifTags.offsetTimeOriginal]: '+25:00' })),
    expected: '2024-03-01 10:15:22 60 exif medium',
    camera: 'Canon EOS 7D',
  },
  'no picture at all': {
    name: 'Screenshot_20240301-101522.png',
    bytes: () => Buffer.from('This is a text.'),
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  'no bytes': { name: '20240230_101522.jpg', modifiedAt: undefined, bytes: () => Buffer.alloc(0), expected: 'nothing' },
  'a name in Japanese, with quotes, a picture and a line break': {
    name: '「写真」\n"2024-03-01 10.15.22" 🎉.jpg',
    bytes: plainJpeg,
    expected: '2024-03-01 10:15:22 60 filename low',
  },
  'a name of 300 characters': {
    name: `${'x'.repeat(270)} 2024-03-01 10.15.22.jpg`,
    bytes: plainJpeg,
    expected: '2024-03-01 10:15:22 60 filename low',
  },
};

function whatIsMadeOf({ name, folders = [], bytes, ...row }: Row): { time: string; camera: string | null } {
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

describe.each([
  ['cameras', cameras],
  ['phones', phones],
  ['computers', computers],
  ['wrong input', wrong],
])('%s', (_, rows) => {
  it.each(Object.entries(rows))('%s', (_, row) => {
    expect(whatIsMadeOf(row)).toEqual({ time: row.expected, camera: row.camera ?? null });
  });
});
