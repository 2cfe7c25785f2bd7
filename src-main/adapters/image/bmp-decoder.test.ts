import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../ports/signatures.ts';
import { decodeBmp } from './bmp-decoder.ts';
import { type BmpOptions, writeBmp } from './bmp-writer.fake.ts';

/** Pictures of at most so many colours, of any small size. */
function picture(mostColours: number): fc.Arbitrary<Pixels> {
  return fc
    .record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 12 }),
      colours: fc.array(fc.uint8Array({ minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: mostColours }),
      seed: fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 60 }),
    })
    .map(({ width, height, colours, seed }) => {
      const pick = (at: number) => colours[(seed[at % seed.length] ?? 0) % colours.length] ?? [0, 0, 0];
      const data = new Uint8Array(Array.from({ length: width * height }, (_, at) => [...pick(at)]).flat());
      return { width, height, channels: 3, data };
    });
}

const exact: readonly (readonly [string, number, BmpOptions])[] = [
  ['1 bit', 2, { bitsPerPixel: 1 }],
  ['2 bits', 4, { bitsPerPixel: 2 }],
  ['4 bits', 16, { bitsPerPixel: 4 }],
  ['8 bits', 256, { bitsPerPixel: 8 }],
  ['8 bits in runs', 256, { bitsPerPixel: 8, isRunLength: true }],
  ['8 bits from the top', 256, { bitsPerPixel: 8, isTopDown: true }],
  ['4 bits of the first header', 16, { bitsPerPixel: 4, isFirstHeader: true }],
  ['24 bits of the first header', 256, { bitsPerPixel: 24, isFirstHeader: true }],
  ['24 bits', 256, { bitsPerPixel: 24 }],
  ['24 bits from the top', 256, { bitsPerPixel: 24, isTopDown: true }],
  ['32 bits', 256, { bitsPerPixel: 32 }],
  ['32 bits by masks behind the header', 256, { bitsPerPixel: 32, masks: [0xff, 0xff00, 0xff0000, 0] }],
  [
    '32 bits by masks in the header',
    256,
    { bitsPerPixel: 32, headerBytes: 124, masks: [0xff000000, 0xff0000, 0xff00, 0] },
  ],
];

describe('BMP pictures', () => {
  it.each(exact)('of %s are read as they were written', (_name, mostColours, options) => {
    fc.assert(
      fc.property(picture(mostColours), (pixels) => {
        const read = decodeBmp(writeBmp(pixels, options));
        expect(read).toMatchObject({ width: pixels.width, height: pixels.height, channels: 3 });
        expect(Buffer.compare(Buffer.from(read?.data ?? []), Buffer.from(pixels.data))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['five bits a colour', { bitsPerPixel: 16 }, 5],
    ['five, six and five bits', { bitsPerPixel: 16, masks: [0xf800, 0x7e0, 0x1f, 0] }, 5],
    ['four bits a colour', { bitsPerPixel: 16, masks: [0xf00, 0xf0, 0xf, 0] }, 9],
  ] as const)('of 16 bits with %s are read as near as those bits tell', (_name, options, most) => {
    fc.assert(
      fc.property(picture(200), (pixels) => {
        const read = decodeBmp(writeBmp(pixels, options));
        for (const [at, value] of pixels.data.entries()) {
          expect(Math.abs((read?.data[at] ?? -1000) - value)).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('keep how transparent they are, and are not invisible where all of it is nothing', () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000] as const;
    const data = new Uint8Array([10, 20, 30, 0, 40, 50, 60, 128]);
    const written = writeBmp({ width: 2, height: 1, channels: 4, data }, { bitsPerPixel: 32, masks, headerBytes: 124 });
    expect(decodeBmp(written)).toMatchObject({ channels: 4, data });
    data[7] = 0;
    const empty = writeBmp({ width: 2, height: 1, channels: 4, data }, { bitsPerPixel: 32, masks });
    expect(decodeBmp(empty)).toMatchObject({ channels: 3, data: new Uint8Array([10, 20, 30, 40, 50, 60]) });
  });

  it('in runs of four bits are read, with what is jumped over in the first colour', () => {
    const header = writeBmp({ width: 6, height: 3, channels: 3, data: new Uint8Array(54) }, { bitsPerPixel: 4 });
    const pixelsAt = header.readUInt32LE(10);
    header.writeUInt32LE(2, 30);
    header.writeUInt32LE(16, 46);
    const palette = Buffer.concat(Array.from({ length: 16 }, (_, n) => Buffer.from([n * 3, n * 2, n, 0])));
    header.writeUInt32LE(54 + palette.length, 10);
    expect(pixelsAt).toBe(58);
    // Five of 1 and 2 in turn; three as they stand; one to the right and a row up; two of 9; the end.
    const runs = Buffer.from([5, 0x12, 0, 0, 0, 3, 0x34, 0x50, 0, 2, 1, 1, 2, 0x99, 0, 1]);
    const read = decodeBmp(Buffer.concat([header.subarray(0, 54), palette, runs]));
    const indices = Array.from({ length: 18 }, (_, at) => read?.data[at * 3]);
    expect(indices).toEqual([0, 0, 0, 0, 9, 9, 3, 4, 5, 0, 0, 0, 1, 2, 1, 2, 1, 0]);
  });

  it('are refused wherever they are cut off, and only then', () => {
    const variants = exact.map(([, colours, options]) => fc.tuple(picture(colours), fc.constant(options)));
    fc.assert(
      fc.property(
        fc.oneof(...variants),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        ([pixels, options], part) => {
          const whole = writeBmp(pixels, options);
          expect(decodeBmp(whole)).toBeDefined();
          const rowFill = 4;
          const cut = whole.subarray(0, Math.floor((whole.length - rowFill) * part));
          expect(() => decodeBmp(cut) ?? refuse()).toThrow(RangeError);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never do anything but be read or be refused, whatever bytes they are', () => {
    const whole = writeBmp({ width: 9, height: 7, channels: 3, data: new Uint8Array(9 * 7 * 3) }, { bitsPerPixel: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(whole);
        // The upper bytes of the size stay: a large picture is for the caller to refuse.
        for (const [at, value] of changes) if (![19, 20, 21, 23, 24, 25].includes(at)) bytes[at] = value;
        try {
          const read = decodeBmp(bytes);
          if (read) expect(read.data.length).toBe(read.width * read.height * read.channels);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function refuse(): never {
  throw new RangeError('The header makes no sense.');
}
