import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../../ports/signatures.ts';
import { compareTiles, copySimilarity, tileSimilarity } from './compare-tiles.ts';
import { findScroll } from './find-scroll.ts';
import { showsOtherText } from './other-text.ts';
import { signPixels } from './sign-pixels.ts';
import { drawScreen } from './signature.fake.ts';

const tiles = (pixels: Pixels) => signPixels(pixels).tileSignature;

/** A large window that is empty below its first lines. */
function shortText(lines: number, seed: number, change: { otherLine?: number; otherWord?: boolean } = {}): Pixels {
  const pixels = drawScreen({ width: 1920, height: 1080, seed, ...change });
  const left = Math.round(pixels.width * 0.2);
  for (let y = 24 + lines * 21; y < pixels.height; y += 1) {
    const row = y * pixels.width * 4;
    pixels.data.fill(245, row + left * 4, row + pixels.width * 4);
  }
  // As wide as a few words, so that even all of it is a small part of the picture.
  for (let y = 24; y < pixels.height; y += 1) {
    const row = y * pixels.width * 4;
    pixels.data.fill(245, row + (left + 420) * 4, row + pixels.width * 4);
  }
  return pixels;
}

async function copyOf(of: Pixels, change: (image: Sharp) => Sharp): Promise<Pixels> {
  const { width, height, channels } = of;
  const file = await change(sharp(of.data, { raw: { width, height, channels } }).removeAlpha()).toBuffer();
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

describe('other text', () => {
  it('keeps short texts apart though nearly all of the picture is the same', () => {
    const one = tiles(shortText(9, 1));
    for (let seed = 2; seed < 7; seed += 1) {
      const other = tiles(shortText(9, seed));
      expect(tileSimilarity(one, other, 0.9)).toBeGreaterThanOrEqual(0.97);
      expect(showsOtherText(one, other)).toBe(true);
      expect(copySimilarity(one, other, 0.9)).toBeLessThan(0.97);
      expect(copySimilarity(one, other, 0.97)).toBe(0);
      const { similarity, otherText, scroll } = compareTiles(one, other);
      expect({ otherText, scroll }).toEqual({ otherText: true, scroll: null });
      // What is shown stays the share of the picture that is the same.
      expect(similarity).toBe(tileSimilarity(one, other, 0.9));
    }
  });

  it('is none where a word or a line is another, or where lines were typed below', () => {
    for (let seed = 1; seed < 3; seed += 1) {
      const one = tiles(shortText(9, seed));
      for (let otherLine = 0; otherLine < 9; otherLine += 4) {
        for (const otherWord of [true, false]) {
          const other = tiles(shortText(9, seed, { otherLine, otherWord }));
          expect(showsOtherText(one, other)).toBe(false);
          expect(copySimilarity(one, other, 0.97)).toBeGreaterThanOrEqual(0.97);
        }
      }
      expect(showsOtherText(one, tiles(shortText(13, seed)))).toBe(false);
    }
  });

  it.each([
    ['JPEG of quality 50', (image: Sharp) => image.jpeg({ quality: 50 })],
    ['WebP', (image: Sharp) => image.webp({ quality: 80, effort: 2 })],
    ['half the size', (image: Sharp) => image.resize(960).png()],
    ['half as large again', (image: Sharp) => image.resize(2880).jpeg({ quality: 85 })],
  ])('is told from the noise of a %s', async (_name, change) => {
    const one = shortText(9, 1);
    const copy = tiles(await copyOf(one, change));
    expect(showsOtherText(tiles(one), copy)).toBe(false);
    expect(showsOtherText(tiles(shortText(9, 2)), copy)).toBe(true);
    const full = drawScreen({ width: 1920, height: 1080 });
    expect(showsOtherText(tiles(full), tiles(await copyOf(full, change)))).toBe(false);
  });

  it('is the same both ways, and only ever lowers what pictures count as', () => {
    const picture = fc.record({ lines: fc.integer({ min: 0, max: 12 }), seed: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(picture, picture, (first, second) => {
        const one = tiles(shortText(first.lines, first.seed));
        const other = tiles(shortText(second.lines, second.seed));
        expect(showsOtherText(other, one)).toBe(showsOtherText(one, other));
        expect(copySimilarity(other, one, 0)).toBe(copySimilarity(one, other, 0));
        expect(copySimilarity(one, other, 0)).toBeLessThanOrEqual(tileSimilarity(one, other, 0));
        expect(copySimilarity(one, one, 1)).toBe(1);
      }),
      { numRuns: 6 },
    );
  });

  it('of a few lines is never taken for the same text scrolled', () => {
    for (let seed = 2; seed < 9; seed += 1) {
      expect(findScroll(tiles(shortText(7, 1)), tiles(shortText(7, seed)))).toBeUndefined();
    }
  });
});
