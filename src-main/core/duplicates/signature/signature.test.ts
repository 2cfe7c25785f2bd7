import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import type { Pixels } from '../../../ports/signatures.ts';
import { compareTiles, tileSimilarity, tilesEqual } from './compare-tiles.ts';
import { measureCells } from './measure-cells.ts';
import { rowSumsInPlainCode } from './row-sums.ts';
import { rowSumsModule } from './row-sums-module.ts';
import { sharpnessOf } from './sharpness.ts';
import { signPixels } from './sign-pixels.ts';
import { drawScreen } from './signature.fake.ts';
import { agreeExactly } from './tile-agreement.ts';
import { gridCells, gridColumns, gridRows, headerBytes, tileSignatureBytes } from './tile-format.ts';

const tiles = (pixels: Pixels) => signPixels(pixels).tileSignature;

function bitsApart(one: Pixels, other: Pixels): number {
  const ours = signPixels(one).perceptualHash;
  const theirs = signPixels(other).perceptualHash;
  return ours.reduce((sum, byte, at) => {
    let bits = 0;
    for (let rest = byte ^ (theirs[at] ?? 0); rest; rest &= rest - 1) bits += 1;
    return sum + bits;
  }, 0);
}

const screen = drawScreen();

async function copyOf(of: Pixels, change: (image: Sharp) => Sharp): Promise<Pixels> {
  const { width, height, channels } = of;
  const raw = sharp(of.data, { raw: { width, height, channels } }).removeAlpha();
  const file = await change(raw).toBuffer();
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

describe('the kernel', () => {
  it('is what its text says', async () => {
    const { parseWat } = await wabt();
    const text = readFileSync(new URL('row-sums.wat', import.meta.url), 'utf8');
    const built = parseWat('row-sums.wat', text, { simd: true }).toBinary({}).buffer;
    expect(Buffer.from(rowSumsModule()).equals(Buffer.from(built))).toBe(true);
  });

  it('gives the same cells as plain code for any size, with and without colours and alpha', () => {
    const picture = fc
      .record({
        width: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(1920, 20_500)),
        height: fc.integer({ min: 1, max: 40 }),
        channels: fc.constantFrom(1 as const, 3 as const, 4 as const),
        seed: fc.nat(),
        white: fc.boolean(),
      })
      .map(({ width, height, channels, seed, white }): Pixels => {
        const data = new Uint8Array(width * height * channels);
        for (let at = 0; at < data.length; at += 1) data[at] = white ? 255 : Math.imul(at + seed, 0x9e3779b1) >>> 24;
        return { width, height, channels, data };
      });
    fc.assert(
      fc.property(picture, (pixels) => {
        expect(Buffer.compare(measureCells(pixels), measureCells(pixels, rowSumsInPlainCode))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('signing', () => {
  it('gives 32 bytes of hash and one size of tiles for any picture', () => {
    const sizes: readonly (readonly [number, number])[] = [
      [1, 1],
      [1, 5000],
      [16_384, 1],
      [31, 7],
      [1366, 768],
    ];
    for (const [width, height] of sizes) {
      for (const channels of [1, 3, 4] as const) {
        const data = new Uint8Array(width * height * channels).fill(90);
        const { perceptualHash, tileSignature } = signPixels({ width, height, channels, data });
        expect(perceptualHash.length).toBe(32);
        expect(tileSignature.length).toBe(tileSignatureBytes);
        expect(new Set(tileSignature.subarray(headerBytes))).toEqual(new Set([90]));
      }
    }
  });

  it('weighs colours as a JPEG does', () => {
    const colours: readonly (readonly [number, number, number])[] = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [13, 200, 77],
    ];
    for (const [red, green, blue] of colours) {
      const data = new Uint8Array(64 * 270 * 3).map((_, at) => [red, green, blue][at % 3] as number);
      const grey = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
      const signature = tiles({ width: 64, height: 270, channels: 3, data });
      expect(new Set(signature.subarray(headerBytes))).toEqual(new Set([grey]));
    }
  });

  it('does not look at alpha, nor at where in a larger buffer the pixels lie', () => {
    const { width, height, data } = screen;
    const rgb = new Uint8Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      rgb.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
    }
    const larger = new Uint8Array(data.length + 3);
    larger.set(data, 3);
    expect(tilesEqual(tiles({ width, height, channels: 3, data: rgb }), tiles(screen))).toBe(true);
    expect(tilesEqual(tiles({ width, height, channels: 4, data: larger.subarray(3) }), tiles(screen))).toBe(true);
  });
});

describe('near copies', () => {
  const large = drawScreen({ width: 1920, height: 1080 });

  it.each([
    ['JPEG of quality 50', (image: Sharp) => image.jpeg({ quality: 50 })],
    ['JPEG of quality 80', (image: Sharp) => image.jpeg({ quality: 80 })],
    ['WebP', (image: Sharp) => image.webp({ quality: 80, effort: 2 })],
    ['half the size', (image: Sharp) => image.resize(960).png()],
    ['three quarters of the size', (image: Sharp) => image.resize(1440).jpeg({ quality: 85 })],
    ['half as large again', (image: Sharp) => image.resize(2880).png()],
  ])('knows a %s', async (_name, change) => {
    const copy = await copyOf(large, change);
    expect(tileSimilarity(tiles(large), tiles(copy), 0.9)).toBeGreaterThanOrEqual(0.98);
    expect(bitsApart(large, copy)).toBeLessThanOrEqual(12);
  });

  it('sees a changed word and a changed line, and still knows the screen', () => {
    for (const change of [{ otherWord: true }, {}]) {
      const changed = drawScreen({ otherLine: 6, ...change });
      const { similarity, changedTiles, columns, rows } = compareTiles(tiles(screen), tiles(changed));
      expect(changedTiles.length).toBeGreaterThan(0);
      expect(similarity).toBeGreaterThanOrEqual(0.97);
      const top = Math.floor(((24 + 6 * 21) / 540) * rows) - 1;
      for (const tile of changedTiles) {
        const row = Math.floor(tile / columns);
        expect(row >= top && row <= top + 6).toBe(true);
      }
      expect(bitsApart(screen, changed)).toBeLessThanOrEqual(12);
    }
  });
});

describe('other screens', () => {
  it('are never near copies, though only their text differs', () => {
    for (let seed = 2; seed < 8; seed += 1) {
      expect(tileSimilarity(tiles(screen), tiles(drawScreen({ seed })), 0)).toBeLessThan(0.95);
    }
  });

  it('have nothing in common where their shape differs or the signature is of another version', () => {
    expect(tileSimilarity(tiles(screen), tiles(drawScreen({ width: 540, height: 960 })), 0)).toBe(0);
    const older = tiles(screen).slice();
    older[0] = 0;
    expect(tileSimilarity(tiles(screen), older, 0)).toBe(0);
    expect(compareTiles(tiles(screen), new Uint8Array(3)).similarity).toBe(0);
  });
});

describe('scrolling', () => {
  it.each([3, 21, 50, 120, 200, -77])('finds a text that was scrolled by %i pixels', (pixels) => {
    const before = drawScreen({ scrolled: 300 });
    const after = drawScreen({ scrolled: 300 + pixels });
    const { scroll, similarity } = compareTiles(tiles(before), tiles(after));
    expect(Math.abs((scroll?.shareOfHeight ?? 9) * 540 - pixels)).toBeLessThanOrEqual(1);
    const asTheyAre = tileSimilarity(tiles(before), tiles(after), 0);
    expect(similarity).toBeGreaterThan(asTheyAre);
  });

  it('finds none between other texts of the same rhythm', () => {
    for (let seed = 2; seed < 12; seed += 1) {
      for (const scrolled of [0, 33]) {
        expect(compareTiles(tiles(screen), tiles(drawScreen({ seed, scrolled }))).scroll).toBeNull();
      }
    }
  });
});

describe('comparing', () => {
  const signature = fc.record({ seed: fc.integer({ min: 1, max: 5 }), scrolled: fc.constantFrom(0, 10, 200) });

  it('gives a share between 0 and 1, the same both ways, and 1 for the same', () => {
    fc.assert(
      fc.property(signature, signature, (first, second) => {
        const one = tiles(drawScreen({ ...first, width: 320, height: 270 }));
        const other = tiles(drawScreen({ ...second, width: 320, height: 270 }));
        const similarity = tileSimilarity(one, other, 0);
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
        expect(tileSimilarity(other, one, 0)).toBe(similarity);
        expect(tileSimilarity(one, one, 1)).toBe(1);
      }),
      { numRuns: 20 },
    );
  });

  it('tells recompressed and resized pictures from others as counting every cell does', () => {
    const noisy = fc.record({
      screen: fc.integer({ min: 0, max: 3 }),
      flat: fc.constantFrom(0, 0.5, 1),
      noise: fc.constantFrom(0, 0.001, 0.01, 0.06, 0.07, 0.08, 0.3),
      most: fc.constantFrom(1, 8, 255),
      offset: fc.integer({ min: 0, max: 4 }),
      random: fc.nat(),
    });
    const screens = [1, 2, 3, 4].map((seed) => tiles(drawScreen({ width: 320, height: 270, seed })));
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(noisy, ({ screen: index, flat, noise, most, offset, random }) => {
        const one = (screens[index] as Uint8Array).slice();
        one.fill(200, headerBytes, headerBytes + Math.round(flat * gridCells));
        const other = new Uint8Array(one.length + offset).subarray(offset);
        other.set(one);
        for (let at = headerBytes; at < other.length; at += 1) {
          const draw = Math.imul(at + random, 0x9e3779b1) >>> 0;
          const chance = (Math.imul(draw ^ (draw >>> 15), 0x2c1b3c6d) >>> 0) / 2 ** 32;
          if (chance < noise) other[at] = (other[at] as number) + 1 + (draw % most);
        }
        outcomes.add(agreeExactly(one, other));
        expect(agreeExactly(one, other)).toBe(agreeExactlyCellByCell(one, other));
        expect(agreeExactly(other, one)).toBe(agreeExactly(one, other));
      }),
      { numRuns: 300 },
    );
    expect(outcomes.size).toBe(2);
  });

  it('stops early exactly where the share is less than asked', () => {
    const one = tiles(screen);
    const other = tiles(drawScreen({ otherLine: 3 }));
    const similarity = tileSimilarity(one, other, 0);
    expect(tileSimilarity(one, other, similarity)).toBe(similarity);
    expect(tileSimilarity(one, other, similarity + 0.0005)).toBe(0);
  });

  it('never becomes more alike by further changes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: gridCells - 1 }), { minLength: 2, maxLength: 400 }), (cells) => {
        const one = tiles(screen);
        const other = one.slice();
        let last = 1;
        for (const [index, cell] of cells.entries()) {
          other[headerBytes + cell] = ((other[headerBytes + cell] ?? 0) + 128) % 256;
          if (index % 50 > 0) continue;
          // Far beyond any tolerance, so that every change counts.
          const similarity = tileSimilarity(one, other, 0);
          expect(similarity).toBeLessThanOrEqual(last);
          last = similarity;
        }
      }),
      { numRuns: 20 },
    );
  });

  it('counts the tiles it names', () => {
    const { similarity, changedTiles, columns, rows } = compareTiles(
      tiles(screen),
      tiles(drawScreen({ otherLine: 2 })),
    );
    expect(similarity).toBeCloseTo(1 - changedTiles.length / (columns * rows), 12);
    expect(columns).toBe(gridColumns);
  });
});

/** What `agreeExactly` means, counted without any haste. */
function agreeExactlyCellByCell(one: Uint8Array, other: Uint8Array): boolean {
  const step = (bytes: Uint8Array, at: number, beside: number) =>
    Math.abs((bytes[at] as number) - (bytes[at + beside] as number)) >= 6;
  const isTextured = (bytes: Uint8Array, at: number) => step(bytes, at, -gridColumns) || step(bytes, at, gridColumns);
  const cells: number[] = [];
  for (let row = 1; row < gridRows - 1; row += 2) {
    for (let column = 0; column < gridColumns; column += 1) cells.push(headerBytes + row * gridColumns + column);
  }
  const textured = cells.filter((at) => isTextured(one, at) && isTextured(other, at));
  const counted = textured.length < 20 ? cells : textured;
  return counted.filter((at) => one[at] === other[at]).length >= counted.length * 0.93;
}

describe('sharpness', () => {
  it('is less for a blurred picture', async () => {
    const blurred = await copyOf(screen, (image) => image.blur(3).png());
    expect(sharpnessOf(tiles(blurred))).toBeLessThan(sharpnessOf(tiles(screen)) * 0.8);
  });
});
