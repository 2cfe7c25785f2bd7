import { readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { makeCapture } from '../../db/sample-capture.fake.ts';
import { mountReason, TestLibrary } from '../../db/test-library.fake.ts';
import type { ImageCodec } from '../../ports/image-codec.ts';
import { codec, jpeg } from './test-pictures.fake.ts';
import { type Thumbnail, ThumbnailCache } from './thumbnail-cache.ts';

const noMount = mountReason();

/** The real codec, counting how often and how many at a time it was asked. */
function counting(): ImageCodec & { builds: number; atOnce: number } {
  let running = 0;
  const counted = {
    ...codec,
    builds: 0,
    atOnce: 0,
    encode: codec.encode.bind(codec),
    inspect: codec.inspect.bind(codec),
    async thumbnail(filepath: string, widthPixels: number) {
      counted.builds += 1;
      running += 1;
      counted.atOnce = Math.max(counted.atOnce, running);
      try {
        return await codec.thumbnail(filepath, widthPixels);
      } finally {
        running -= 1;
      }
    },
  };
  return counted;
}

async function storeWide(library: TestLibrary, width = 2000): Promise<Capture> {
  const capture = makeCapture();
  const stored = await library.storage.store({
    id: capture.id,
    localDay: capture.localDay,
    extension: 'jpg',
    bytes: await jpeg(10, width, width / 2),
  });
  return { ...capture, ...stored, createdAt: 0, updatedAt: 0 };
}

const pathOf = async (made: Promise<Thumbnail>): Promise<string> => {
  const thumbnail = await made;
  if ('bytes' in thumbnail) throw new Error('It was not kept as a file.');
  return thumbnail.absolutePath;
};

describe('thumbnails', () => {
  it('are made once for each step of width, and only readable by their owner', async () => {
    const library = await TestLibrary.make();
    const counted = counting();
    const cache = new ThumbnailCache(library.storage, counted);
    const capture = await storeWide(library);
    const asked = await Promise.all([1, 160, 161, 300, 320, 5000].map((width) => pathOf(cache.get(capture, width))));
    expect(new Set(asked).size).toBe(3);
    expect(counted.builds).toBe(3);
    const widths = await Promise.all(asked.map(async (path) => (await sharp(path).metadata()).width));
    expect(widths).toEqual([160, 160, 320, 320, 320, 1280]);
    expect(statSync(asked[0] ?? '').mode & 0o777).toBe(0o600);
    await cache.get(capture, 200);
    expect(counted.builds).toBe(3);
  });

  it('are never larger than the picture', async () => {
    const library = await TestLibrary.make();
    const cache = new ThumbnailCache(library.storage, codec);
    const path = await pathOf(cache.get(await storeWide(library, 200), 640));
    expect((await sharp(path).metadata()).width).toBe(200);
  });

  it('are made two at a time, however many are asked for', async () => {
    const library = await TestLibrary.make();
    const counted = counting();
    const cache = new ThumbnailCache(library.storage, counted);
    const captures = await Promise.all(Array.from({ length: 12 }, () => storeWide(library, 400)));
    await Promise.all(captures.map((capture) => cache.get(capture, 160)));
    expect(counted.builds).toBe(12);
    expect(counted.atOnce).toBe(2);
  });

  it('are made anew when a power cut left an empty file, or the folder is gone', async () => {
    const library = await TestLibrary.make();
    const cache = new ThumbnailCache(library.storage, codec);
    const capture = await storeWide(library);
    const path = await pathOf(cache.get(capture, 160));
    truncateSync(path);
    await cache.get(capture, 160);
    expect((await sharp(path).metadata()).width).toBe(160);
    rmSync(join(library.path, 'thumbnails'), { recursive: true });
    await cache.get(capture, 160);
    expect((await sharp(path).metadata()).width).toBe(160);
  });

  it('say what is wrong with the picture, and leave nothing behind', async () => {
    const library = await TestLibrary.make();
    const cache = new ThumbnailCache(library.storage, codec);
    const gone = await storeWide(library);
    await library.storage.delete(gone.filepath);
    await expect(cache.get(gone, 160)).rejects.toMatchObject({ code: 'FILE_MISSING' });
    const broken = await storeWide(library);
    truncateSync(library.storage.absolutePath(broken.filepath), 30);
    await expect(cache.get(broken, 160)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(readdirSync(join(library.path, 'thumbnails'))).toEqual([]);
    // A build that failed is tried again and does not block the place of another.
    await expect(cache.get(gone, 160)).rejects.toMatchObject({ code: 'FILE_MISSING' });
    await cache.get(await storeWide(library), 160);
  });

  it.skipIf(noMount)(`are made in memory on a read-only disk${noMount ? ` (skipped: ${noMount})` : ''}`, async () => {
    const library = await TestLibrary.onSmallDisk(4);
    const capture = await storeWide(library);
    library.remount('ro');
    const thumbnail = await new ThumbnailCache(library.storage, codec).get(capture, 160);
    expect('bytes' in thumbnail && (await sharp(thumbnail.bytes).metadata()).width).toBe(160);
  });
});
