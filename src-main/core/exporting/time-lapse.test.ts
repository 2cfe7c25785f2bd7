import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureFormats } from '../../../src-shared/domain/vocabulary.ts';
import { createPictureMaker } from '../../adapters/image/picture-maker.ts';
import { samplePicture } from '../../adapters/image/sample-pictures.fake.ts';
import { evenly } from './evenly.ts';
import { makeTimeLapse, type SourcePicture, type TimeLapseOrder } from './time-lapse.ts';

const maker = createPictureMaker();
let folder: string;
let made = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-time-lapse-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newPath = () => {
  made += 1;
  return join(folder, `file-${made}`);
};

function fileOf(bytes: Uint8Array | string, size: { width: number; height: number }): SourcePicture {
  const path = newPath();
  writeFileSync(path, bytes);
  return { ...size, reading: (work) => work(path) };
}

/** A screen of one colour with a small square of another at a place of its own. */
async function screen(colour: string, square?: { left: number; top: number }, width = 320, height = 180) {
  const picture = sharp({ create: { width, height, channels: 3, background: colour } });
  const input = { create: { width: 20, height: 10, channels: 3 as const, background: '#ffffff' } };
  if (square) picture.composite([{ input, ...square }]);
  return fileOf(await picture.png().toBuffer(), { width, height });
}

function order(pictures: readonly SourcePicture[], others: Partial<TimeLapseOrder> = {}): TimeLapseOrder {
  return {
    pictures,
    widthPixels: 320,
    framesPerSecond: 8,
    mostFrames: 300,
    path: newPath(),
    signal: new AbortController().signal,
    onProgress: () => {},
    ...others,
  };
}

async function frameOf(path: string, page: number) {
  const { data, info } = await sharp(path, { page }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
    size: [info.width, info.height],
  };
}

function expectNear(found: readonly number[], wanted: readonly number[]): void {
  for (const [n, value] of wanted.entries()) expect(Math.abs((found[n] ?? -1000) - value)).toBeLessThanOrEqual(16);
}

describe('a time-lapse', () => {
  it('shows each picture for its time, one after the other and again and again', async () => {
    const squares = [0, 40, 81, 299].map((left, n) => ({ left, top: n * 45 }));
    const pictures = await Promise.all(squares.map((square) => screen('#204060', square)));
    const seen: string[] = [];
    const wanted = order(pictures, { framesPerSecond: 4, onProgress: (done, of) => seen.push(`${done}/${of}`) });
    const { bytes, ...made } = await makeTimeLapse(maker, wanted);
    expect(made).toEqual({ frames: 4, failed: 0, size: { width: 320, height: 180 } });
    expect(bytes).toBe(readFileSync(wanted.path).length);
    expect(seen).toEqual(['1/4', '2/4', '3/4', '4/4']);
    const facts = await sharp(wanted.path).metadata();
    expect(facts).toMatchObject({ format: 'webp', pages: 4, delay: [250, 250, 250, 250], loop: 0 });
    for (const [page] of squares.entries()) {
      const frame = await frameOf(wanted.path, page);
      expect(frame.size).toEqual([320, 180]);
      for (const [other, { left, top }] of squares.entries()) {
        expectNear(frame.at(left + 10, top + 5), other === page ? [255, 255, 255] : [0x20, 0x40, 0x60]);
      }
    }
  });

  it('keeps a screen on which nothing changes, and takes no room for it', async () => {
    const still = await screen('#204060', { left: 100, top: 100 });
    const other = await screen('#204060', { left: 104, top: 100 });
    const wanted = order([still, still, still, still, other, other], { framesPerSecond: 10 });
    await makeTimeLapse(maker, wanted);
    expect(await sharp(wanted.path).metadata()).toMatchObject({ pages: 2, delay: [400, 200] });
  });

  it('draws in the end what changes too little to be seen at once', async () => {
    const greys = Array.from({ length: 40 }, (_, n) => (100 + n).toString(16));
    const pictures = await Promise.all(greys.map((grey) => screen(`#${grey}${grey}${grey}`)));
    const wanted = order(pictures);
    await makeTimeLapse(maker, wanted);
    const { pages = 0 } = await sharp(wanted.path).metadata();
    expectNear((await frameOf(wanted.path, pages - 1)).at(5, 5), [139, 139, 139]);
  });

  it('shows pictures of any format and shape whole, in frames of the shape of most', async () => {
    const samples = await Promise.all(
      pictureFormats.map(async (format) => fileOf(await samplePicture(format), { width: 96, height: 64 })),
    );
    const wanted = order([...samples, await screen('#ff0000', undefined, 40, 400)], { widthPixels: 96 });
    expect(await makeTimeLapse(maker, wanted)).toMatchObject({ frames: 9, failed: 0, size: { width: 96, height: 64 } });
    const { pages = 0 } = await sharp(wanted.path).metadata();
    const last = await frameOf(wanted.path, pages - 1);
    expectNear(last.at(48, 32), [255, 0, 0]);
    for (const x of [5, 90]) expectNear(last.at(x, 32), [0x10, 0x11, 0x14]);
  });

  it('leaves out what cannot be read, and says so where that is all', async () => {
    const size = { width: 320, height: 180 };
    const gone: SourcePicture = { ...size, reading: (work) => work(join(folder, 'not-there')) };
    const broken = fileOf('no picture', size);
    const wanted = order([gone, await screen('#204060'), broken]);
    expect(await makeTimeLapse(maker, wanted)).toMatchObject({ frames: 1, failed: 2 });
    const nothing = order([gone, broken]);
    await expect(makeTimeLapse(maker, nothing)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(existsSync(nothing.path)).toBe(false);
  });

  it('leaves nothing where it is told to end, and what is there already as it is', async () => {
    const ending = new AbortController();
    const wanted = order([await screen('#204060'), await screen('#604020'), await screen('#206040')], {
      signal: ending.signal,
      onProgress: (done) => done === 2 && ending.abort(new Error('told to end')),
    });
    await expect(makeTimeLapse(maker, wanted)).rejects.toThrow('told to end');
    expect(existsSync(wanted.path)).toBe(false);
    const taken = order([await screen('#204060')]);
    writeFileSync(taken.path, 'somebody wrote this');
    await expect(makeTimeLapse(maker, taken)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(taken.path, 'utf8')).toBe('somebody wrote this');
  });

  it('thins a long day evenly, and keeps its first and last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.integer({ min: 2, max: 60 }), (count, most) => {
        const all = Array.from({ length: count }, (_, n) => n);
        const some = evenly(all, most);
        expect(some).toHaveLength(Math.min(count, most));
        expect([some[0], some.at(-1)]).toEqual([0, count - 1]);
        const steps = some.slice(1).map((item, n) => item - (some[n] ?? 0));
        expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
        expect(Math.min(...steps)).toBeGreaterThan(0);
      }),
    );
  });
});
