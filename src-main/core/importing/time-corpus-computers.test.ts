import { beforeAll, describe, expect, it } from 'vitest';
import {
  exifProfile,
  exifTags,
  packedTextChunk,
  pngChunk,
  textChunk,
  tiffBytes,
  xmpPacket,
} from '../../adapters/image/metadata-bytes.fake.ts';
import {
  here,
  made,
  makePictures,
  photo,
  plainGif,
  plainJpeg,
  plainPng,
  type Row,
  screenshot,
  taken,
  whatIsMadeOf,
  withXmp,
} from './time-corpus.fake.ts';

beforeAll(makePictures);

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
    bytes: plainGif,
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
    bytes: withXmp(xmpPacket({ 'xmp:CreateDate': '2024-03-01T10:15:22+01:00' })),
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

describe.each([
  ['computers', computers],
  ['wrong input', wrong],
])('%s', (_, rows) => {
  it.each(Object.entries(rows))('%s', (_, row) => {
    expect(whatIsMadeOf(row)).toEqual({ time: row.expected, camera: row.camera ?? null });
  });
});
