import { readFileSync } from 'node:fs';
import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { measureJpegCells } from './jpeg-cells.ts';
import { jpegCellsModule } from './jpeg-cells-module.ts';
import { measureCells } from './measure-cells.ts';
import { signJpeg, signPixels } from './sign-pixels.ts';

/** Soft shapes in every colour with some grain, nowhere near black or white, which a decoder would cut off. */
function picture(width: number, height: number, channels: 1 | 3 = 3): Sharp {
  const data = new Uint8Array(width * height * channels);
  for (let at = 0; at < data.length; at += 1) {
    const x = Math.floor(at / channels) % width;
    const y = Math.floor(at / channels / width);
    const shape = 40 * Math.sin(x / 9 + (at % channels)) * Math.cos(y / 5);
    data[at] = 128 + shape + ((Math.imul(at, 0x9e3779b1) >>> 24) - 128) / 8;
  }
  return sharp(data, { raw: { width, height, channels } });
}

/** By the way of pixels. */
async function cellsOfPixels(file: Buffer): Promise<Uint8Array> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new Error(`${channels} channels`);
  return measureCells({ width, height, channels, data });
}

const greatestDifference = (one: Uint8Array, other: Uint8Array): number =>
  one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0);

describe('a JPEG read without its pixels', () => {
  it('is read by the kernel that its text says', async () => {
    const { parseWat } = await wabt();
    const text = readFileSync(new URL('jpeg-cells.wat', import.meta.url), 'utf8');
    const built = parseWat('jpeg-cells.wat', text, { simd: true }).toBinary({}).buffer;
    expect(Buffer.from(jpegCellsModule()).equals(Buffer.from(built))).toBe(true);
  });

  it.each([
    [1920, 1080],
    [1366, 768],
    [256, 270],
    [257, 300],
    [641, 479],
    [1023, 77],
    [300, 2000],
    [5001, 301],
  ])('has the same means as its pixels at %i × %i', async (width, height) => {
    const settings: JpegOptions[] = [
      { quality: 80, chromaSubsampling: '4:2:0' },
      { quality: 92, chromaSubsampling: '4:4:4' },
      { quality: 100, optimiseCoding: false },
    ];
    for (const setting of settings) {
      const file = await picture(width, height).jpeg(setting).toBuffer();
      const measured = measureJpegCells(file);
      expect(measured).toMatchObject({ width, height });
      expect(greatestDifference(measured?.cells ?? new Uint8Array(), await cellsOfPixels(file))).toBeLessThanOrEqual(1);
    }
  });

  it('may be grey', async () => {
    const file = await picture(700, 500, 1).toColourspace('b-w').jpeg().toBuffer();
    const measured = measureJpegCells(file);
    expect(greatestDifference(measured?.cells ?? new Uint8Array(), await cellsOfPixels(file))).toBeLessThanOrEqual(1);
  });

  it('does not depend on what was read before it', async () => {
    const files = await Promise.all(
      [picture(1920, 1080), picture(800, 600), picture(2560, 1440)].map((image) => image.jpeg().toBuffer()),
    );
    const alone = files.map((file) => signJpeg(file));
    expect(files.toReversed().map((file) => signJpeg(file))).toEqual(alone.toReversed());
    expect(alone.every((signed) => signed !== undefined)).toBe(true);
  });

  it('is signed as its pixels are', async () => {
    const file = await picture(1920, 1080).jpeg().toBuffer();
    const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const ofPixels = signPixels({ width: 1920, height: 1080, channels: 3, data });
    const signed = signJpeg(file);
    const bits = ofPixels.perceptualHash.reduce((sum, byte, at) => {
      const differing = byte ^ (signed?.signature.perceptualHash[at] ?? 0);
      return sum + differing.toString(2).replaceAll('0', '').length;
    }, 0);
    expect(bits).toBeLessThanOrEqual(8);
    expect(signed).toMatchObject({ width: 1920, height: 1080 });
  });
});

describe('left to a reader of pixels', () => {
  it.each<[string, (image: Sharp) => Sharp]>([
    ['a progressive JPEG', (image) => image.jpeg({ progressive: true })],
    ['one that may be turned', (image) => image.jpeg().withExif({ IFD0: { Software: 'a camera' } })],
    ['one with a colour profile', (image) => image.jpeg().withIccProfile('p3')],
    ['one of four colours', (image) => image.toColourspace('cmyk').jpeg()],
    ['another format', (image) => image.png()],
  ])('is %s', async (_name, write) => {
    expect(measureJpegCells(await write(picture(400, 300)).toBuffer())).toBeUndefined();
  });

  it('is a narrow one', async () => {
    expect(measureJpegCells(await picture(255, 300).jpeg().toBuffer())).toBeUndefined();
  });

  it('is one that was cut off anywhere, also where its end was put behind it', async () => {
    const file = await picture(320, 280).jpeg().toBuffer();
    const end = Buffer.from([0xff, 0xd9]);
    for (let length = 0; length < file.length - 2; length += 211) {
      const cut = file.subarray(0, length);
      expect(measureJpegCells(cut)).toBeUndefined();
      expect(measureJpegCells(Buffer.concat([cut, end]))).toBeUndefined();
    }
  });

  it('is one in which something stands twice, and never harms the next one', async () => {
    const file = await picture(320, 280).jpeg().toBuffer();
    const whole = measureJpegCells(file);
    const middle = Math.floor(file.length / 2);
    expect(measureJpegCells(Buffer.concat([file.subarray(0, middle), file.subarray(middle - 900)]))).toBeUndefined();
    for (let at = 2; at < file.length; at += 211) {
      const damaged = Buffer.from(file);
      damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
      // Some damage only changes the picture; whatever it is, it does not throw.
      measureJpegCells(damaged);
    }
    expect(measureJpegCells(file)).toEqual(whole);
  });
});
