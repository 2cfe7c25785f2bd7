import { load } from 'exifreader';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureFormats } from '../../../src-shared/domain/vocabulary.ts';
import { setExifTexts } from './exif-editor.ts';
import { readPictureHeaderOf } from './picture-header.ts';
import { samplePicture, samplePixels, sampleSize } from './sample-pictures.fake.ts';
import { writeTime } from './time-writer.ts';

const time = { capturedAt: Date.UTC(2024, 2, 1, 21, 15, 22, 45), utcOffsetMinutes: 60 };
const formats = ['jpeg', 'png', 'webp'] as const;

const sample = () => sharp(samplePixels(), { raw: { ...sampleSize, channels: 3 } });

/** What a reader of EXIF finds, by the names of tags. */
function read(bytes: Buffer): Record<string, string> {
  const { exif = {} } = load(bytes, { expanded: true });
  return Object.fromEntries(
    Object.entries(exif).map(([name, tag]) => [name, String((tag as { description: unknown }).description)]),
  );
}

function expectTime(bytes: Buffer): void {
  expect(read(bytes)).toMatchObject({
    DateTimeOriginal: '2024:03:01 22:15:22',
    DateTimeDigitized: '2024:03:01 22:15:22',
    OffsetTimeOriginal: '+01:00',
    OffsetTimeDigitized: '+01:00',
    SubSecTimeOriginal: '045',
    SubSecTimeDigitized: '045',
  });
}

async function expectSamePixels(one: Buffer, other: Buffer): Promise<void> {
  const [before, after] = await Promise.all(
    [one, other].map((bytes) => sharp(bytes, { failOn: 'warning', animated: true }).raw().toBuffer()),
  );
  expect(Buffer.compare(before ?? Buffer.alloc(0), after ?? Buffer.alloc(1))).toBe(0);
}

function written(bytes: Buffer, format: (typeof pictureFormats)[number], when = time): Buffer {
  const before = Buffer.from(bytes);
  const result = writeTime(bytes, format, when);
  expect(Buffer.compare(before, bytes)).toBe(0);
  if (!result) throw new Error(`Nothing was written into the ${format}.`);
  return result;
}

describe('writing the time into a copy', () => {
  it.each(formats)('of a %s without EXIF data: it is read back, and no pixel changes', async (format) => {
    for (const picture of [sample(), sample().ensureAlpha(0.5), sample().greyscale()]) {
      const bytes = await picture.toFormat(format).toBuffer();
      const result = written(bytes, format);
      expectTime(result);
      expect(read(result).ExifVersion).toBe('0232');
      await expectSamePixels(bytes, result);
      expect(await readPictureHeaderOf(result)).toEqual(await readPictureHeaderOf(bytes));
    }
    const lossless = await sample().webp({ lossless: true }).toBuffer();
    await expectSamePixels(lossless, written(lossless, 'webp'));
  });

  it.each(formats)('of a %s that has EXIF data, XMP and a colour profile: they stay', async (format) => {
    const bytes = await sample()
      .toFormat(format)
      .withMetadata({ orientation: 6 })
      .withIccProfile('p3')
      .withExif({
        IFD0: { Make: 'Afterimage', Model: 'A camera', Copyright: 'Nobody' },
        IFD2: { DateTimeOriginal: '1999:01:02 03:04:05', UserComment: 'kept', LensModel: 'a lens of glass' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><note>kept too</note></x:xmpmeta>')
      .toBuffer();
    const result = written(bytes, format);
    expectTime(result);
    const { DateTimeOriginal: _was, ...before } = read(bytes);
    expect(before).toMatchObject({
      Model: 'A camera',
      LensModel: 'a lens of glass',
      GPSLatitudeRef: expect.anything(),
    });
    expect(read(result)).toMatchObject(
      Object.fromEntries(Object.entries(before).filter(([name]) => !/Pointer|IFD/.test(name))),
    );
    await expectSamePixels(bytes, result);
    const facts = await sharp(result).metadata();
    const { icc, xmp, orientation } = await sharp(bytes).metadata();
    expect(facts.icc?.equals(icc ?? Buffer.alloc(0))).toBe(true);
    expect(facts.xmp?.equals(xmp ?? Buffer.alloc(0))).toBe(true);
    expect([facts.orientation, orientation]).toEqual([6, 6]);
    // Again: what has room is written over, and nothing grows.
    const again = written(result, format, { capturedAt: time.capturedAt + 3_600_000, utcOffsetMinutes: -210 });
    expect(again.length).toBe(result.length);
    expect(read(again)).toMatchObject({
      DateTimeOriginal: '2024:03:01 18:45:22',
      OffsetTimeOriginal: '-03:30',
      Model: 'A camera',
    });
  });

  it.each([true, false])(
    'of EXIF data of either order of bytes (little: %s): notes of makers keep their place',
    (isLittle) => {
      const note = Buffer.from('A note whose values are found from the beginning of the block.');
      const block = handMadeBlock(isLittle, note);
      const texts = [
        { tag: 0x9003, text: '2024:03:01 22:15:22' },
        { tag: 0x9291, text: '045' },
      ];
      const result = setExifTexts(block, texts);
      expect(result.indexOf(note)).toBe(block.indexOf(note));
      const found = read(inJpeg(result));
      expect(found).toMatchObject({
        Make: 'Maker',
        DateTimeOriginal: '2024:03:01 22:15:22',
        SubSecTimeOriginal: '045',
        ISOSpeedRatings: '400',
      });
      expect(read(inJpeg(setExifTexts(undefined, texts)))).toMatchObject({ DateTimeOriginal: '2024:03:01 22:15:22' });
    },
  );

  it.each([
    ['nothing but noise', Buffer.from('no EXIF data at all')],
    ['a list far behind the end', Buffer.from('II*\0\xff\xff\xff\x7f\0\0', 'latin1')],
    ['a list that never ends', Buffer.from('MM\0*\0\0\0\x08\xff\xff\0\0', 'latin1')],
    ['nothing', Buffer.alloc(0)],
  ])('where the EXIF data are broken (%s) they are replaced', async (_name, block) => {
    for (const format of formats) {
      const clean = await sample().toFormat(format).toBuffer();
      const bytes = withBlock(written(clean, format), format, block);
      const result = written(bytes, format);
      expectTime(result);
      await expectSamePixels(clean, result);
    }
  });

  it('whatever bytes the EXIF data are, of a whole picture stays one', async () => {
    const clean = await samplePicture('png');
    const start = handMadeBlock(true, Buffer.from('a note'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: start.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const block = Buffer.from(start);
          for (const [at, value] of changes) block[at] = value;
          const result = written(withBlock(written(clean, 'png'), 'png', block), 'png');
          await expectSamePixels(clean, result);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('fits into the segments of JPEG files, and says where there is no room', async () => {
    const bytes = await sample().jpeg().toBuffer();
    const room = (noteBytes: number) =>
      withBlock(written(bytes, 'jpeg'), 'jpeg', handMadeBlock(false, Buffer.alloc(noteBytes, 7)));
    const full = room(65_000);
    expectTime(written(full, 'jpeg'));
    expect(writeTime(room(65_350), 'jpeg', time)).toBeUndefined();
    await expectSamePixels(bytes, written(full, 'jpeg'));
    const png = withBlock(
      written(await samplePicture('png'), 'png'),
      'png',
      handMadeBlock(false, Buffer.alloc(200_000, 7)),
    );
    expectTime(written(png, 'png'));
  });

  it('keeps what moves moving, and what is behind a picture there', async () => {
    const frames = await Promise.all([sample().png().toBuffer(), sample().negate().png().toBuffer()]);
    const moving = await sharp(frames, { join: { animated: true } })
      .webp({ delay: [100, 200] })
      .toBuffer();
    const result = written(moving, 'webp');
    expectTime(result);
    await expectSamePixels(moving, result);
    expect(await sharp(result).metadata()).toMatchObject({ pages: 2, delay: [100, 200] });
    for (const format of formats) {
      const bytes = Buffer.concat([await samplePicture(format), Buffer.from('PK and more')]);
      expect(written(bytes, format).subarray(-11).toString()).toBe('PK and more');
    }
  });

  it('does nothing to other formats, to other things, to what breaks off, and with times that EXIF cannot write', async () => {
    for (const format of pictureFormats) {
      const bytes = await samplePicture(format);
      if (!formats.some((each) => each === format)) expect(writeTime(bytes, format, time)).toBeUndefined();
      for (const year of [-1, 0, 10_000]) {
        const capturedAt = new Date(Date.UTC(2000, 0, 1)).setUTCFullYear(year);
        expect(writeTime(bytes, format, { capturedAt, utcOffsetMinutes: 0 })).toBeUndefined();
      }
      expect(writeTime(bytes, format, { capturedAt: Number.NaN, utcOffsetMinutes: 0 })).toBeUndefined();
      expect(writeTime(Buffer.from('not a picture'), format, time)).toBeUndefined();
      expect(writeTime(Buffer.alloc(0), format, time)).toBeUndefined();
    }
    for (const format of ['png', 'webp'] as const) {
      const bytes = await samplePicture(format);
      for (let length = 0; length < bytes.length; length += 7) {
        expect(writeTime(bytes.subarray(0, length), format, time)).toBeUndefined();
      }
    }
    const jpeg = await samplePicture('jpeg');
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    for (let length = 0; length < scan; length += 5)
      expect(writeTime(jpeg.subarray(0, length), 'jpeg', time)).toBeUndefined();
  });

  it('writes any moment of any offset so that it is read back', async () => {
    const bytes = await samplePicture('webp');
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1900, 0, 3), max: Date.UTC(9999, 11, 29) }),
        fc.integer({ min: -1439, max: 1439 }),
        (capturedAt, utcOffsetMinutes) => {
          const found = read(written(bytes, 'webp', { capturedAt, utcOffsetMinutes }));
          const [date = '', clock = ''] = (found.DateTimeOriginal ?? '').split(' ');
          const iso = `${date.replaceAll(':', '-')}T${clock}.${found.SubSecTimeOriginal}${found.OffsetTimeOriginal}`;
          expect(Date.parse(iso)).toBe(capturedAt);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** A maker's name, a speed and a note, as a camera may have written them. */
function handMadeBlock(isLittle: boolean, note: Buffer): Buffer {
  const block = Buffer.alloc(8 + 2 + 2 * 12 + 4 + 6 + 2 + 2 * 12 + 4);
  const short = (value: number, at: number) =>
    isLittle ? block.writeUInt16LE(value, at) : block.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    isLittle ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    short(tag, at);
    short(type, at + 2);
    long(count, at + 4);
    if (type === 3) short(value, at + 8);
    else long(value, at + 8);
  };
  block.write(isLittle ? 'II' : 'MM', 0, 'latin1');
  short(42, 2);
  long(8, 4);
  short(2, 8);
  entry(10, 0x010f, 2, 6, 38);
  entry(22, 0x8769, 4, 1, 44);
  long(0, 34);
  block.write('Maker\0', 38, 'latin1');
  short(2, 44);
  entry(46, 0x8827, 3, 1, 400);
  entry(58, 0x927c, 7, note.length, block.length);
  long(0, 70);
  return Buffer.concat([block, note]);
}

/** The smallest JPEG around a block. */
function inJpeg(block: Buffer): Buffer {
  const head = Buffer.from('\xff\xd8\xff\xe1\0\0Exif\0\0', 'latin1');
  head.writeUInt16BE(block.length + 8, 4);
  return Buffer.concat([head, block, Buffer.from('\xff\xda\0\x02\xff\xd9', 'latin1')]);
}

/** Puts another block in the place of the one that was written into a picture. */
function withBlock(bytes: Buffer, format: (typeof formats)[number], block: Buffer): Buffer {
  if (format === 'jpeg') {
    const at = bytes.indexOf('Exif\0\0') - 4;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(block.length + 8, 2);
    return Buffer.concat([bytes.subarray(0, at), head, Buffer.from('Exif\0\0'), block, bytes.subarray(end)]);
  }
  const at = bytes.indexOf(format === 'png' ? 'eXIf' : 'EXIF');
  if (format === 'png') {
    const end = at + 8 + bytes.readUInt32BE(at - 4);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    // The check sum is not looked at before it is replaced.
    return Buffer.concat([
      bytes.subarray(0, at - 4),
      length,
      Buffer.from('eXIf'),
      block,
      Buffer.alloc(4),
      bytes.subarray(end),
    ]);
  }
  const fill = Buffer.alloc(block.length % 2);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(block.length);
  const result = Buffer.concat([bytes.subarray(0, at + 4), head, block, fill]);
  result.writeUInt32LE(result.length - 8, 4);
  return result;
}
