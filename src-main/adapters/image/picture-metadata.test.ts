import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  exifProfile,
  exifSegment,
  exifTags,
  internationalTextChunk,
  jpegWith,
  packedTextChunk,
  pngChunk,
  pngWith,
  textChunk,
  tiffBytes,
  xmpPacket,
  xmpSegment,
} from './metadata-bytes.fake.ts';
import { readPictureMetadata } from './picture-metadata.ts';

const plain = () => sharp({ create: { width: 24, height: 16, channels: 3, background: '#3a6ea5' } });
let jpeg: Buffer;
let png: Buffer;
beforeAll(async () => {
  jpeg = await plain().jpeg().toBuffer();
  png = await plain().png().toBuffer();
});

const camera = tiffBytes({
  main: { [exifTags.make]: 'Canon', [exifTags.model]: 'Canon EOS 7D', [exifTags.dateTime]: '2024:03:02 11:00:00' },
  exif: {
    [exifTags.dateTimeOriginal]: '2024:03:01 10:15:22',
    [exifTags.dateTimeDigitized]: '2024:03:01 10:15:23',
    [exifTags.offsetTimeOriginal]: '+01:00',
    [exifTags.subSecTimeOriginal]: '12',
  },
  gps: {
    [exifTags.gpsDateStamp]: '2024:03:01',
    [exifTags.gpsTimeStamp]: {
      fractions: [
        [9, 1],
        [15, 1],
        [2050, 100],
      ],
    },
  },
});

const ofCamera = {
  camera: 'Canon EOS 7D',
  times: [
    { kind: 'exif_original', text: '2024:03:01 10:15:22', subSecondsText: '12', offsetText: '+01:00' },
    { kind: 'exif_digitized', text: '2024:03:01 10:15:23' },
    { kind: 'exif_modified', text: '2024:03:02 11:00:00' },
    { kind: 'exif_gps', text: '2024:03:01 09:15:20Z' },
  ],
};
const nothing = { camera: null, times: [] };

describe('EXIF', () => {
  it('is read from a JPEG, whatever stands before it', () => {
    expect(readPictureMetadata(jpegWith(jpeg, exifSegment(camera)))).toEqual(ofCamera);
    const filled = Buffer.concat([Buffer.from([0xff, 0xff]), exifSegment(camera)]);
    expect(readPictureMetadata(jpegWith(jpeg, xmpSegment(''), filled))).toEqual(ofCamera);
  });

  it('is read in either order of bytes', () => {
    const field = { [exifTags.dateTimeOriginal]: '2024:03:01 10:15:22' };
    for (const byteOrder of ['little', 'big'] as const) {
      const { times } = readPictureMetadata(jpegWith(jpeg, exifSegment(tiffBytes({ byteOrder, exif: field }))));
      expect(times).toEqual([{ kind: 'exif_original', text: '2024:03:01 10:15:22' }]);
    }
  });

  it('is read from a TIFF, which it is itself', () => {
    expect(readPictureMetadata(camera)).toEqual(ofCamera);
  });

  it('is read from a chunk of a PNG, before or behind the pixels, and from a profile in digits', () => {
    const chunk = pngChunk('eXIf', camera);
    expect(readPictureMetadata(pngWith(png, [chunk]))).toEqual(ofCamera);
    expect(readPictureMetadata(pngWith(png, [chunk], { atEnd: true }))).toEqual(ofCamera);
    const profile = packedTextChunk('Raw profile type exif', exifProfile(camera));
    expect(readPictureMetadata(pngWith(png, [profile]))).toEqual(ofCamera);
  });

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('is read from a %s that sharp wrote', async (format) => {
    const exif = {
      IFD0: { Make: 'Canon', Model: 'Canon EOS 7D' },
      IFD2: { DateTimeOriginal: '2024:03:01 10:15:22', OffsetTimeOriginal: '+01:00' },
    };
    const bytes = await plain().withExif(exif).toFormat(format).toBuffer();
    expect(readPictureMetadata(bytes)).toEqual({
      camera: 'Canon EOS 7D',
      times: [{ kind: 'exif_original', text: '2024:03:01 10:15:22', offsetText: '+01:00' }],
    });
  });

  it('is read from a HEIC, which is built as an AVIF is', async () => {
    const exif = { IFD2: { DateTimeOriginal: '2024:03:01 10:15:22' } };
    const bytes = await plain().withExif(exif).avif().toBuffer();
    bytes.write('heic', 8, 'latin1');
    expect(readPictureMetadata(bytes).times).toEqual([{ kind: 'exif_original', text: '2024:03:01 10:15:22' }]);
  });

  it('is read from bytes that are a window into more memory', () => {
    const bytes = jpegWith(jpeg, exifSegment(camera));
    const around = Buffer.concat([Buffer.alloc(100, 0xff), bytes, Buffer.alloc(100, 0xff)]);
    expect(readPictureMetadata(around.subarray(100, 100 + bytes.length))).toEqual(ofCamera);
  });

  it('is read from the beginning of a file', () => {
    const bytes = jpegWith(jpeg, exifSegment(camera));
    expect(readPictureMetadata(bytes.subarray(0, camera.length + 12))).toEqual(ofCamera);
  });

  it('says nothing where it is empty, of another type, or points outside', () => {
    const wrong = tiffBytes({
      main: { [exifTags.make]: '', [exifTags.model]: { raw: { type: 2, count: 500, value: 0xfffffff0 } } },
      exif: {
        [exifTags.dateTimeOriginal]: '    :  :     :  :  ',
        [exifTags.dateTimeDigitized]: [20240301],
        [exifTags.offsetTimeOriginal]: { raw: { type: 99, count: 1, value: 1 } },
      },
      gps: { [exifTags.gpsDateStamp]: '2024:03:01', [exifTags.gpsTimeStamp]: { fractions: [[25, 1]] } },
    });
    expect(readPictureMetadata(jpegWith(jpeg, exifSegment(wrong)))).toEqual(nothing);
  });

  it('gives no fraction that is none: a GPS time divided by zero, of hour 24, of a negative second', () => {
    for (const fractions of [
      [
        [9, 0],
        [15, 1],
        [20, 1],
      ],
      [
        [24, 1],
        [0, 1],
        [0, 1],
      ],
      [
        [9, 1],
        [15, 1],
        [60, 1],
      ],
    ] as [number, number][][]) {
      const gps = { [exifTags.gpsDateStamp]: '2024:03:01', [exifTags.gpsTimeStamp]: { fractions } };
      expect(readPictureMetadata(tiffBytes({ gps })).times).toEqual([]);
    }
  });
});

describe('the camera', () => {
  const cameraOf = (make: string, model: string) =>
    readPictureMetadata(tiffBytes({ main: { [exifTags.make]: make, [exifTags.model]: model } })).camera;

  it.each([
    ['Apple', 'iPhone 15 Pro', 'Apple iPhone 15 Pro'],
    ['NIKON CORPORATION', 'NIKON D750', 'NIKON D750'],
    ['Canon', 'Canon EOS 7D', 'Canon EOS 7D'],
    ['samsung', 'SM-G991B', 'samsung SM-G991B'],
    ['SONY', 'ILCE-7M3', 'SONY ILCE-7M3'],
    ['', 'Pixel 8', 'Pixel 8'],
    ['FUJIFILM', '', 'FUJIFILM'],
    ['Kodak\r\n\u0007', '  DC\t210 \u202eA ', 'Kodak DC 210 A'],
    ['キヤノン', '「7D」', 'キヤノン 「7D」'],
    ['', '', null],
  ])('%j and %j is %j', (make, model, expected) => expect(cameraOf(make, model)).toBe(expected));

  it('is at most 200 characters long', () => {
    expect(cameraOf('M'.repeat(5000), 'x'.repeat(5000))).toHaveLength(200);
  });
});

describe('XMP', () => {
  const created = { 'xmp:CreateDate': '2024-03-01T10:15:22+01:00' };
  const asSaid = [{ kind: 'xmp', text: '2024-03-01T10:15:22+01:00' }];

  it('is read from a JPEG, a PNG, and files that have it anywhere', async () => {
    const packet = xmpPacket(created);
    expect(readPictureMetadata(jpegWith(jpeg, xmpSegment(packet))).times).toEqual(asSaid);
    const chunk = internationalTextChunk('XML:com.adobe.xmp', packet);
    expect(readPictureMetadata(pngWith(png, [chunk])).times).toEqual(asSaid);
    const packed = internationalTextChunk('XML:com.adobe.xmp', packet, { packed: true });
    expect(readPictureMetadata(pngWith(png, [packed], { atEnd: true })).times).toEqual(asSaid);
    for (const format of ['webp', 'avif', 'tiff'] as const) {
      expect(readPictureMetadata(await plain().withXmp(packet).toFormat(format).toBuffer()).times).toEqual(asSaid);
    }
  });

  it('is read from attributes and elements, each time once', () => {
    const properties = {
      'exif:DateTimeOriginal': '2024-03-01T10:15:22',
      'photoshop:DateCreated': '2024-03-01',
      'xmp:CreateDate': '2024-03-01T10:15:22',
      'xmp:ModifyDate': '2025-01-01T00:00:00',
    };
    for (const form of ['attributes', 'elements'] as const) {
      expect(readPictureMetadata(jpegWith(jpeg, xmpSegment(xmpPacket(properties, form)))).times).toEqual([
        { kind: 'xmp', text: '2024-03-01T10:15:22' },
        { kind: 'xmp', text: '2024-03-01' },
      ]);
    }
  });
});

describe('texts of a PNG', () => {
  const asSaid = [{ kind: 'png_text', text: '2024-03-01T10:15:22+0100' }];

  it.each([
    ['plain', textChunk('Creation Time', '2024-03-01T10:15:22+0100')],
    ['packed', packedTextChunk('Creation Time', '2024-03-01T10:15:22+0100')],
    ['international', internationalTextChunk('Creation Time', '2024-03-01T10:15:22+0100')],
    ['packed international', internationalTextChunk('Creation Time', '2024-03-01T10:15:22+0100', { packed: true })],
    ['of another name', textChunk('create-date', '2024-03-01T10:15:22+0100')],
  ])('tell when it was made: %s', (_, chunk) => {
    expect(readPictureMetadata(pngWith(png, [chunk])).times).toEqual(asSaid);
    expect(readPictureMetadata(pngWith(png, [chunk], { atEnd: true })).times).toEqual(asSaid);
  });

  it('tell when it was last changed, in UTC', () => {
    const chunk = pngChunk('tIME', Buffer.from([0x07, 0xe8, 3, 1, 9, 15, 22]));
    expect(readPictureMetadata(pngWith(png, [chunk])).times).toEqual([
      { kind: 'exif_modified', text: '2024:03:01 09:15:22Z' },
    ]);
  });

  it('are passed over where they are about something else, or as long as a book', () => {
    const book = textChunk('Creation Time', '2024-03-01T10:15:22+0100'.repeat(100_000));
    const bomb = packedTextChunk('Creation Time', ' '.repeat(50_000_000));
    const other = textChunk('Software', '2024-03-01T10:15:22+0100');
    expect(readPictureMetadata(pngWith(png, [book, bomb, other]))).toEqual(nothing);
  });
});

describe('files that mean harm', () => {
  /** What is said, and how often the parser looked into the bytes. */
  function looksAt(bytes: Uint8Array) {
    let looks = 0;
    const { getUint8 } = DataView.prototype;
    const spy = vi.spyOn(DataView.prototype, 'getUint8').mockImplementation(function (this: DataView, at: number) {
      looks += 1;
      return getUint8.call(this, at);
    });
    const said = readPictureMetadata(bytes);
    spy.mockRestore();
    return { said, looks };
  }

  it('get no more reading than a picture needs: a time of a hundred megabytes', () => {
    const time = { raw: { type: 2, count: 100_000_000, value: 8 } };
    const tiff = tiffBytes({ exif: { [exifTags.dateTimeOriginal]: time } });
    const { said, looks } = looksAt(Buffer.concat([tiff, Buffer.alloc(100_000_100, 0x32)]));
    expect(said).toEqual(nothing);
    expect(looks).toBeGreaterThan(1000);
    expect(looks).toBeLessThanOrEqual(300_000);
  });

  it('get no more reading than a picture needs: thousands of fields that all point at one long text', () => {
    const entry = Buffer.alloc(12);
    entry.writeUInt16LE(exifTags.model, 0);
    entry.writeUInt16LE(2, 2);
    entry.writeUInt32LE(60_000, 4);
    entry.writeUInt32LE(8, 8);
    const head = Buffer.from('II*\0\x08\0\0\0\xff\xff', 'latin1');
    const { said, looks } = looksAt(Buffer.concat([head, ...Array.from({ length: 65_535 }, () => entry)]));
    expect(said.times).toEqual([]);
    expect(looks).toBeGreaterThan(1000);
    expect(looks).toBeLessThanOrEqual(300_000);
  });

  it('are not walked to their end: what stands behind a hundred thousand empty parts is not found', () => {
    const said = textChunk('Creation Time', '2024-03-01T10:15:22+0100');
    const empty = (count: number) => Array.from({ length: count }, () => pngChunk('teSt', Buffer.alloc(0)));
    expect(readPictureMetadata(pngWith(png, [...empty(99_000), said])).times).toHaveLength(1);
    expect(readPictureMetadata(pngWith(png, [...empty(100_000), said]))).toEqual(nothing);
  });

  it('are not walked to their end: millions of empty chunks, segments and boxes', () => {
    const chunks = Buffer.concat([png.subarray(0, 33), Buffer.alloc(60_000_000)]);
    expect(readPictureMetadata(chunks)).toEqual(nothing);
    const segments = Buffer.from('ffe10002'.repeat(1_000_000), 'hex');
    expect(readPictureMetadata(jpegWith(jpeg, segments))).toEqual(nothing);
    expect(readPictureMetadata(Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(60_000_000, 0xff)]))).toEqual(nothing);
    const riff = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), Buffer.alloc(60_000_000)]);
    expect(readPictureMetadata(riff)).toEqual(nothing);
    const xmp = `<x:xmpmeta ${'xmp:CreateDate='.repeat(4000)}`;
    expect(readPictureMetadata(jpegWith(jpeg, xmpSegment(xmp))).times).toEqual([]);
    const boxes = Buffer.concat([
      Buffer.from('\0\0\0\x10ftypheic\0\0\0\0', 'latin1'),
      Buffer.from('00000008'.repeat(5_000_000), 'hex'),
    ]);
    expect(readPictureMetadata(boxes)).toEqual(nothing);
  });

  it('never make it fail: any bytes, behind the beginning of any format', () => {
    const beginnings = [
      '',
      '\xff\xd8\xff\xe1\0\x40Exif\0\0II*\0\x08\0\0\0',
      '\x89PNG\r\n\x1a\n\0\0\0\x20eXIfMM\0*\0\0\0\x08',
      '\x89PNG\r\n\x1a\n\0\0\0\x20iTXtXML:com.adobe.xmp\0',
      'RIFF\0\0\0\0WEBPEXIF\x20\0\0\0',
      'II*\0\x08\0\0\0',
      'MM\0*\0\0\0\x08',
      '\0\0\0\x10ftypavif\0\0\0\0',
      'GIF89a',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 400 }), (beginning, rest) => {
        const { camera, times } = readPictureMetadata(Buffer.concat([Buffer.from(beginning, 'latin1'), rest]));
        expect(camera?.length ?? 0).toBeLessThanOrEqual(200);
        for (const { text } of times) expect(text.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 3000 },
    );
  });

  it('never make it fail: real pictures with some bytes changed, or cut short', async () => {
    const exif = { IFD0: { Make: 'Canon' }, IFD2: { DateTimeOriginal: '2024:03:01 10:15:22' } };
    const withAll = (format: 'webp' | 'avif') =>
      plain()
        .withExif(exif)
        .withXmp(xmpPacket({ 'xmp:CreateDate': '2024-03-01' }))
        .toFormat(format)
        .toBuffer();
    const pictures = [
      jpegWith(jpeg, exifSegment(camera), xmpSegment(xmpPacket({ 'xmp:CreateDate': '2024-03-01' }))),
      pngWith(png, [pngChunk('eXIf', camera), packedTextChunk('Raw profile type exif', exifProfile(camera))]),
      camera,
      await withAll('webp'),
      await withAll('avif'),
    ];
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...pictures),
        fc.array(change, { maxLength: 12 }),
        fc.option(fc.nat()),
        (picture, changes, cut) => {
          const bytes = Buffer.from(picture);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const { times } = readPictureMetadata(cut === null ? bytes : bytes.subarray(0, cut % bytes.length));
          for (const { text } of times) expect(text.length).toBeLessThanOrEqual(200);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('make nothing be printed, which whoever imports on a command line would see', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const avif = await plain()
      .withExif({ IFD0: { Make: 'Canon' } })
      .avif()
      .toBuffer();
    // Places of eight bytes, of which the parser warns.
    avif[avif.indexOf('iloc') + 8] = 0x84;
    readPictureMetadata(avif);
    expect(warn).not.toHaveBeenCalled();
    expect(console.warn).toBe(warn);
  });

  it('are not fetched: what looks like an address is bytes like any others', () => {
    expect(readPictureMetadata(Buffer.from('http://127.0.0.1:9/picture.jpg'))).toEqual(nothing);
    expect(readPictureMetadata(new Uint8Array())).toEqual(nothing);
  });
});
