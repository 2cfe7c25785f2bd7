import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Pixels } from '../../ports/signatures.ts';
import { createPictureReader } from './picture-reader.ts';

const reader = createPictureReader();
let folder: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-reader-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(bytes: Uint8Array): Promise<string> {
  made += 1;
  const path = join(folder, `picture-${made}`);
  await writeFile(path, bytes);
  return path;
}

const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 30, b: 40, alpha: 1 } } });

describe('reading', () => {
  it.each(['jpeg', 'webp', 'png', 'gif', 'tiff', 'avif'] as const)('gives the pixels of a %s', async (format) => {
    const path = await fileOf(await plain(320, 200).toFormat(format).toBuffer());
    const { pixels, width, height } = await reader.read(path);
    expect([width, height]).toEqual([320, 200]);
    expect(pixels.data.length).toBe(pixels.width * pixels.height * pixels.channels);
    const lightness = 0.299 * 200 + 0.587 * 30 + 0.114 * 40;
    for (const [channel, value] of (pixels.channels === 1 ? [lightness] : [200, 30, 40]).entries()) {
      expect(Math.abs((pixels.data[channel] ?? 0) - value)).toBeLessThanOrEqual(8);
    }
  });

  it('reads a JPEG in grey alone, and one with a colour profile in colour, both whole', async () => {
    const picture = plain(1920, 1080).jpeg();
    const grey = await reader.read(await picture.toBuffer());
    expect([grey.width, grey.height]).toEqual([1920, 1080]);
    expect([grey.pixels.width, grey.pixels.height, grey.pixels.channels]).toEqual([1920, 1080, 1]);
    const colour = await reader.read(await picture.withIccProfile('p3').toBuffer());
    expect([colour.width, colour.height]).toEqual([1920, 1080]);
    expect([colour.pixels.width, colour.pixels.height, colour.pixels.channels]).toEqual([1920, 1080, 3]);
  });

  it.each([
    ['progressive', (image: Sharp) => image.jpeg({ progressive: true })],
    ['with EXIF data', (image: Sharp) => image.jpeg().withExif({ IFD0: { Software: 'a camera' } })],
  ])('reads a JPEG %s as light as a plain one', async (_name, write) => {
    const plainly = await reader.read(await plain(800, 600).jpeg().toBuffer());
    const otherwise = await reader.read(await write(plain(800, 600)).toBuffer());
    expect(Math.abs(lightnessOf(plainly.pixels) - lightnessOf(otherwise.pixels))).toBeLessThanOrEqual(1);
  });

  it.each([
    ['black', 'png', 0],
    ['white', 'png', 255],
    ['black', 'webp', 0],
    ['black', 'grey png', 0],
  ] as const)('sees what is %s on nothing in a %s', async (_name, format, lightness) => {
    const nothing = { r: lightness, g: lightness, b: lightness, alpha: 0 };
    const drawn = { create: { width: 100, height: 200, channels: 4, background: { ...nothing, alpha: 1 } } } as const;
    const picture = sharp({ create: { width: 300, height: 200, channels: 4, background: nothing } });
    picture.composite([{ input: drawn, left: 0, top: 0 }]);
    if (format === 'grey png') picture.toColourspace('b-w').png();
    else picture.toFormat(format, { lossless: true });
    const { pixels } = await reader.read(await picture.toBuffer());
    expect(pixels.data[0]).toBe(lightness);
    expect(Math.abs((pixels.data.at(-1) ?? 0) - lightness)).toBeGreaterThan(100);
  });

  it.each(['jpeg', 'webp', 'tiff'] as const)('turns a %s as it is shown', async (format) => {
    const left = await plain(300, 200).composite([
      { input: { create: { width: 100, height: 200, channels: 3, background: 'white' } }, left: 0, top: 0 },
    ]);
    const sideways = await sharp(await left.png().toBuffer())
      .toFormat(format)
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { pixels, width, height } = await reader.read(sideways);
    expect([width, height, pixels.width, pixels.height]).toEqual([200, 300, 200, 300]);
    // What was at the left is now at the top.
    expect(pixels.data[0]).toBeGreaterThan(240);
    expect(pixels.data[(pixels.width - 1) * pixels.channels + 1]).toBeGreaterThan(240);
    expect(pixels.data.at(-1)).toBeLessThan(90);
  });

  it.each([
    [1, 1],
    [1, 5000],
    [16_384, 1],
    [3000, 271],
  ])('reads %i × %i whole', async (width, height) => {
    for (const format of ['png', 'jpeg'] as const) {
      const read = await reader.read(await fileOf(await plain(width, height).toFormat(format).toBuffer()));
      expect([read.width, read.height]).toEqual([width, height]);
      expect(read.pixels.height).toBe(height);
    }
  });

  it('gives grey, palette and 16-bit pictures as one, three or four channels of a byte', async () => {
    for (const image of [
      plain(40, 30).greyscale().png(),
      plain(40, 30).png({ palette: true }),
      plain(40, 30).toColourspace('rgb16').png(),
      plain(40, 30, 4).greyscale().png(),
      plain(40, 30).toColourspace('cmyk').jpeg(),
    ]) {
      const { pixels } = await reader.read(await fileOf(await image.toBuffer()));
      expect([1, 3, 4]).toContain(pixels.channels);
      expect(pixels.data.length).toBe(40 * 30 * pixels.channels);
    }
  });
});

describe('wrong input', () => {
  it.each(['jpeg', 'webp', 'png'] as const)('refuses a %s that was cut off', async (format) => {
    const noise = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, index) => (index * 7919) % 256));
    const bytes = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    const path = await fileOf(bytes);
    await truncate(path, Math.floor(bytes.length * 0.6));
    await expect(reader.read(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('refuses what is empty, what is no picture and what is not there', async () => {
    await expect(reader.read(await fileOf(Buffer.alloc(0)))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(reader.read(await fileOf(Buffer.from('no picture')))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
    await expect(reader.read(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'FILE_MISSING' });
    await expect(reader.read(folder)).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="9" height="9"/></svg>'],
    ['PDF', '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n'],
  ])('refuses %s, whatever its name', async (_name, text) => {
    const path = join(folder, 'looks-like.png');
    await writeFile(path, text);
    await expect(reader.read(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('refuses a picture of 20,000 by 20,000 pixels before decoding it', async () => {
    const before = process.memoryUsage().rss;
    for (const format of ['png', 'jpeg'] as const) {
      const path = await fileOf(
        await plain(16, 16)
          .toFormat(format)
          .toBuffer()
          .then((bytes) => claim(bytes, format)),
      );
      await expect(reader.read(path)).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
        message: expect.stringContaining('20000 × 20000'),
      });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});

/** Of the first pixel. */
function lightnessOf({ channels, data }: Pixels): number {
  const [red = 0, green = 0, blue = 0] = data;
  return channels === 1 ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Writes another size into the header of a small picture. */
function claim(bytes: Buffer, format: 'png' | 'jpeg'): Buffer {
  if (format === 'png') {
    bytes.writeUInt32BE(20_000, 16);
    bytes.writeUInt32BE(20_000, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    return bytes;
  }
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(20_000, frame + 5);
  bytes.writeUInt16BE(20_000, frame + 7);
  return bytes;
}
