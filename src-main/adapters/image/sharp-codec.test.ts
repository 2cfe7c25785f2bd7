import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawFrame } from '../../ports/screen-source.ts';
import { createSharpCodec } from './sharp-codec.ts';

const codec = createSharpCodec();
const whole = { quality: 80, scalePercent: 100 } as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-codec-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Four fields of plain colour: wrong channels or a wrong stride show at once. */
function fields(width = 320, height = 200): RawFrame {
  const data = new Uint8Array(width * height * 4);
  const colours = [
    [200, 30, 40],
    [20, 180, 60],
    [30, 60, 220],
    [240, 240, 230],
  ];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] ?? [];
      data.set([...colour, 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

async function pixelAt(picture: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}

describe('encoding', () => {
  it.each(['jpeg', 'webp', 'png'] as const)('%s keeps size, place and colour', async (format) => {
    const image = await codec.encode(fields(), { ...whole, format });
    expect([image.width, image.height]).toEqual([320, 200]);
    expect((await sharp(image.bytes).metadata()).format).toBe(format);
    const tolerance = format === 'png' ? 0 : 8;
    const corner = await pixelAt(image.bytes, 60, 150);
    for (const [channel, value] of [30, 60, 220].entries()) {
      expect(Math.abs((corner[channel] ?? 0) - value)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('makes the picture smaller where that is wanted, and smaller in bytes with a lower quality', async () => {
    const half = await codec.encode(fields(), { format: 'jpeg', quality: 80, scalePercent: 50 });
    expect([half.width, half.height]).toEqual([160, 100]);
    expect(await sharp(half.bytes).metadata()).toMatchObject({ width: 160, height: 100 });
    const [coarse, fine] = await Promise.all([
      codec.encode(fields(), { format: 'jpeg', quality: 20, scalePercent: 100 }),
      codec.encode(fields(), { format: 'jpeg', quality: 95, scalePercent: 100 }),
    ]);
    expect(coarse.bytes.byteLength).toBeLessThan(fine.bytes.byteLength);
  });

  it('reads a frame that lies inside a larger buffer, and leaves it as it was', async () => {
    const { width, height, data } = fields();
    const large = new Uint8Array(data.byteLength + 64).fill(7);
    large.set(data, 16);
    const frame = { width, height, data: large.subarray(16, 16 + data.byteLength) };
    const image = await codec.encode(frame, { ...whole, format: 'png' });
    expect(await pixelAt(image.bytes, 0, 0)).toEqual([200, 30, 40]);
    expect(Buffer.compare(frame.data, data)).toBe(0);
  });
});

describe('files', () => {
  it.each(['jpeg', 'webp', 'png'] as const)('tells size and type of a %s by its content', async (format) => {
    const path = join(folder, `picture-${format}.bin`);
    await writeFile(path, (await codec.encode(fields(), { ...whole, format })).bytes);
    expect(await codec.inspect(path)).toEqual({ width: 320, height: 200, mimeType: `image/${format}` });
  });

  it('makes a JPEG of the wanted width, and never a larger one', async () => {
    const path = join(folder, 'large.png');
    await writeFile(path, (await codec.encode(fields(), { ...whole, format: 'png' })).bytes);
    expect(await sharp(await codec.thumbnail(path, 160)).metadata()).toMatchObject({
      format: 'jpeg',
      width: 160,
      height: 100,
    });
    expect(await sharp(await codec.thumbnail(path, 1280)).metadata()).toMatchObject({ width: 320 });
  });

  it.each(['jpeg', 'webp', 'png'] as const)('refuses a %s that was cut off', async (format) => {
    const path = join(folder, `cut-${format}`);
    const { bytes } = await codec.encode(fields(), { ...whole, format });
    await writeFile(path, bytes);
    await truncate(path, Math.floor(bytes.byteLength * 0.6));
    await expect(codec.inspect(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('refuses what is no picture, what is empty and what is not there', async () => {
    const text = join(folder, 'text.jpg');
    await writeFile(text, 'not a picture');
    const empty = join(folder, 'empty.jpg');
    await writeFile(empty, '');
    for (const path of [text, empty, join(folder, 'nothing.jpg')]) {
      await expect(codec.inspect(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
      await expect(codec.thumbnail(path, 160)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    }
    expect(await readFile(text, 'utf8')).toBe('not a picture');
  });
});
