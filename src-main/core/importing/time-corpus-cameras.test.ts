import { beforeAll, describe, expect, it } from 'vitest';
import {
  exifTags,
  internationalTextChunk,
  pngChunk,
  tiffBytes,
  xmpPacket,
} from '../../adapters/image/metadata-bytes.fake.ts';
import {
  gpsAt,
  here,
  made,
  makePictures,
  photo,
  plainJpeg,
  plainPng,
  type Row,
  screenshot,
  taken,
  whatIsMadeOf,
} from './time-corpus.fake.ts';

beforeAll(makePictures);

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
  'camera that tells the first second of a year': {
    name: 'PICT0001.JPG',
    bytes: photo(taken('SANYO Electric Co.,Ltd.', 'SR6', '1998:01:01 00:00:00')),
    expected: '1998-01-01 00:00:00 60 exif low',
    camera: 'SANYO Electric Co.,Ltd. SR6',
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

describe.each([
  ['cameras', cameras],
  ['phones', phones],
])('%s', (_, rows) => {
  it.each(Object.entries(rows))('%s', (_, row) => {
    expect(whatIsMadeOf(row)).toEqual({ time: row.expected, camera: row.camera ?? null });
  });
});
