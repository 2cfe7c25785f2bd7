import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mimeTypeByFormat, pictureFormats } from '../../../src-shared/domain/vocabulary.ts';
import { readPictureHeader, readPictureHeaderOf } from './picture-header.ts';
import { createPictureReader } from './picture-reader.ts';
import { sampleColours, samplePicture, sampleSize, tiledHeic, understatedPictures } from './sample-pictures.fake.ts';
import { createSharpCodec } from './sharp-codec.ts';
import { claimingPictures, cutPictures } from './wrong-pictures.fake.ts';

const reader = createPictureReader();
const codec = createSharpCodec();
let folder: string;
let made = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-formats-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(bytes: Uint8Array | string, name?: string): string {
  made += 1;
  mkdirSync(join(folder, String(made)));
  const path = join(folder, String(made), name ?? 'file');
  writeFileSync(path, bytes);
  return path;
}

async function pixelAt(picture: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3)];
}

/** Formats that lose something come near. */
function expectColour(found: readonly number[], wanted: readonly number[]): void {
  for (const [channel, value] of wanted.entries()) {
    expect(Math.abs((found[channel] ?? -1000) - value)).toBeLessThanOrEqual(24);
  }
}

async function expectRefused(bytes: Uint8Array | string, message: unknown = expect.any(String), isPicture = true) {
  const path = fileOf(bytes, 'looks-like.jpg');
  const refusal = { code: 'FILE_UNREADABLE', message, details: isPicture ? {} : { isPicture: false } };
  await expect(readPictureHeader(path)).rejects.toMatchObject(refusal);
  await expect(readPictureHeaderOf(Buffer.from(bytes))).rejects.toMatchObject(refusal);
  await expectNotDecoded(path);
}

async function expectNotDecoded(path: string): Promise<void> {
  await expect(reader.read(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(codec.thumbnail(path, 160)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(codec.rendition(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(codec.inspect(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
}

describe('pictures of every format', () => {
  it.each(pictureFormats)(
    '%s: known by its content whatever its name, signed, shown small and whole',
    async (format) => {
      const bytes = await samplePicture(format);
      const wrong = format === 'jpeg' ? 'holiday.png' : 'holiday.jpg';
      const path = fileOf(bytes, wrong);
      const header = { format, ...sampleSize };
      expect(await readPictureHeader(path)).toEqual(header);
      expect(await readPictureHeaderOf(bytes)).toEqual(header);
      expect(await codec.inspect(path)).toEqual({ ...sampleSize, mimeType: mimeTypeByFormat[format] });
      for (const input of [path, bytes]) {
        const { pixels, width, height } = await reader.read(input);
        expect([width, height, pixels.width, pixels.height]).toEqual([96, 64, 96, 64]);
        if (pixels.channels !== 1) expectColour([...pixels.data], sampleColours.left);
      }
      for (const [picture, width] of [
        [await codec.thumbnail(path, 48), 48],
        [await codec.rendition(path), 96],
      ] as const) {
        expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width });
        expectColour(await pixelAt(picture, width / 8, 8), sampleColours.left);
        expectColour(await pixelAt(picture, width - width / 8, 8), sampleColours.right);
      }
    },
  );

  it('are known in memory where they lie inside of other bytes', async () => {
    for (const format of pictureFormats) {
      const bytes = await samplePicture(format);
      const around = Buffer.concat([Buffer.alloc(7, 1), bytes, Buffer.alloc(9, 1)]).subarray(7, 7 + bytes.length);
      expect(await readPictureHeaderOf(around)).toEqual({ format, ...sampleSize });
      expect(await reader.read(around)).toMatchObject(sampleSize);
      expect(Buffer.compare(around, bytes)).toBe(0);
    }
  });

  it('give their first frame where they move', async () => {
    const frames = ['#c81e28', '#14b43c'].map((background) => ({
      create: { ...sampleSize, channels: 3 as const, background },
    }));
    const still = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
    for (const format of ['gif', 'webp', 'tiff'] as const) {
      const moving = await sharp(still, { join: { animated: true } })
        .toFormat(format, { quality: 95 })
        .toBuffer();
      expect((await sharp(moving).metadata()).pages ?? 1).toBe(2);
      expect(await readPictureHeaderOf(moving)).toEqual({ format, ...sampleSize });
      const { pixels } = await reader.read(moving);
      expect([pixels.width, pixels.height]).toEqual([96, 64]);
      expectColour([...pixels.data], sampleColours.left);
      expectColour(await pixelAt(await codec.thumbnail(fileOf(moving), 96), 90, 60), sampleColours.left);
    }
  });

  it('are cut and turned as they are shown', async () => {
    const sideways = await sharp(await samplePicture('png'))
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await readPictureHeaderOf(sideways)).toEqual({ format: 'jpeg', width: 64, height: 96 });
    expect(await codec.inspect(fileOf(sideways))).toMatchObject({ width: 64, height: 96 });
    expect(await readPictureHeaderOf(tiledHeic())).toEqual({ format: 'heic', width: 60, height: 120 });
    const shown = await codec.rendition(fileOf(tiledHeic()));
    expect(await sharp(shown).metadata()).toMatchObject({ width: 60, height: 120 });
    expectColour(await pixelAt(shown, 30, 20), sampleColours.left);
    expectColour(await pixelAt(shown, 30, 100), sampleColours.right);
  });

  it('may be another thing behind their end', async () => {
    for (const format of pictureFormats) {
      const bytes = await samplePicture(format);
      for (const behind of ['PK\x03\x04 and a zip archive', '<html><script>alert(1)</script></html>']) {
        const both = Buffer.concat([bytes, Buffer.from(behind, 'latin1')]);
        expect(await readPictureHeaderOf(both)).toEqual({ format, ...sampleSize });
        expect(await reader.read(fileOf(both, 'both.html'))).toMatchObject(sampleSize);
      }
    }
  });
});

describe('what is no picture', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="9" height="9"/></svg>', 'SVG'],
    ['SVG behind a declaration', '\uFEFF<?xml version="1.0"?>\n<!-- a drawing -->\n<svg width="4" height="4"/>', 'SVG'],
    ['SVG of wide characters', Buffer.from('\uFEFF<svg width="4" height="4"/>', 'utf16le'), 'SVG'],
    ['PDF', '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n', 'PDF'],
    ['PostScript', '%!PS-Adobe-3.0\nshowpage\n', 'PostScript'],
    ['HTML', '<!-- hello --> <!DOCTYPE html><html><body onload="alert(1)">', 'HTML'],
    ['XML', '<?xml version="1.0"?><list/>', 'XML'],
    ['text', 'BM is how this letter begins, and GIF is what it is about.\n', 'text'],
    ['text in Japanese', '写真ではありません。\n', 'text'],
    ['a zip archive', 'PK\x03\x04\x14\0\0\0', 'zip'],
    ['a video', Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'), 'video'],
    ['JPEG XL', Buffer.from('\xff\x0a\xfa\x1f\x41', 'latin1'), 'JPEG XL'],
    ['a raw picture', Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'), 'raw'],
    ['noise', Buffer.from([1, 2, 3, 250, 251, 252, 0, 0, 7]), 'no picture'],
  ])('is told for what it is: %s', async (_name, bytes, thing) => {
    await expectRefused(bytes, expect.stringContaining(thing), false);
  });

  it('is told of a raw picture that is a TIFF file with a small copy first', async () => {
    const tiff = await sharp(await samplePicture('png'))
      .tiff({ compression: 'none' })
      .toBuffer();
    const directory = tiff.readUInt32LE(4);
    const isKind = Array.from({ length: tiff.readUInt16LE(directory) }, (_, n) => directory + 2 + n * 12).find(
      (at) => tiff.readUInt16LE(at) === 0xfe,
    );
    // Its first tag becomes the kind of the picture where it has none.
    const at = isKind ?? directory + 2;
    tiff.writeUInt16LE(0xfe, at);
    tiff.writeUInt16LE(4, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt32LE(1, at + 8);
    await expectRefused(tiff, expect.stringContaining('raw'), false);
  });

  it('does not hold anybody up: pipes, folders and what is not there', async () => {
    const pipe = join(folder, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, folder]) {
      await expect(readPictureHeader(path)).rejects.toMatchObject({
        message: expect.stringContaining('no plain file'),
      });
    }
    await expect(readPictureHeader(join(folder, 'nothing.jpg'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(reader.read(pipe)).rejects.toMatchObject({ code: 'FILE_MISSING' });
    await expect(codec.thumbnail(pipe, 160)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('is never taken for one, whatever bytes they are', async () => {
    const beginnings = await Promise.all(pictureFormats.map(samplePicture));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...beginnings),
        fc.nat({ max: 64 }),
        fc.uint8Array({ maxLength: 300 }),
        async (bytes, length, noise) => {
          const mixed = Buffer.concat([bytes.subarray(0, length), noise]);
          const header = await readPictureHeaderOf(mixed).catch((error: unknown) => error);
          if (header instanceof Error) expect(header).toMatchObject({ code: 'FILE_UNREADABLE' });
          else expect(Object.keys(header as object).sort()).toEqual(['format', 'height', 'width']);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('pictures that are not whole', () => {
  it.each(pictureFormats)('are refused: %s', async (format) => {
    for (const bytes of await cutPictures(format)) await expectNotDecoded(fileOf(bytes));
  });
});

describe('pictures that claim to be very large', () => {
  it('are told with the size they claim, and refused before they are decoded', async () => {
    for (const [format, bytes] of Object.entries(await claimingPictures(65_500, 65_500))) {
      expect({ ...(await readPictureHeaderOf(bytes)) }).toEqual({ format, width: 65_500, height: 65_500 });
      const before = process.memoryUsage().rss;
      await expectNotDecoded(fileOf(bytes));
      await expect(reader.read(bytes)).rejects.toMatchObject({ message: expect.stringContaining('65500 × 65500') });
      expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    }
  });

  it('are refused where there is another picture behind the claim', async () => {
    const claims = await claimingPictures(700, 500);
    // A JPEG or GIF that holds less than it claims is shown with what it holds, here as everywhere.
    for (const format of ['png', 'tiff', 'bmp', 'avif', 'heic']) {
      await expectNotDecoded(fileOf(claims[format] ?? ''));
    }
  });

  it('are refused where they hide it, with little memory', async () => {
    for (const [format, bytes] of Object.entries(understatedPictures())) {
      expect(await readPictureHeaderOf(bytes)).toEqual({ format, width: 100, height: 100 });
      const before = process.resourceUsage().maxRSS;
      await expectNotDecoded(fileOf(bytes));
      expect(process.resourceUsage().maxRSS - before).toBeLessThan(150_000);
    }
  });
});
