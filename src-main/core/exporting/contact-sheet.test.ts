import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageFormats } from '../../../src-shared/domain/vocabulary.ts';
import { createPictureMaker } from '../../adapters/image/picture-maker.ts';
import {
  type ContactSheetOrder,
  greatestSheetPixels,
  greatestSidePixels,
  layOut,
  makeContactSheet,
  placeOf,
  type SheetPicture,
} from './contact-sheet.ts';

const maker = createPictureMaker();
let folder: string;
let made = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-contact-sheet-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newPath = () => {
  made += 1;
  return join(folder, `file-${made}`);
};

const colours = ['#c81e28', '#14b43c', '#1e3cdc', '#f0c020', '#20c0c0'];

async function pictures(count: number, others: Partial<SheetPicture> = {}): Promise<SheetPicture[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const path = newPath();
      const background = colours[n % colours.length] ?? '';
      await sharp({ create: { width: 160, height: 90, channels: 3, background } })
        .png()
        .toFile(path);
      return { width: 160, height: 90, reading: (work) => work(path), time: `0${n}:00:00`, note: 'DP-1', ...others };
    }),
  );
}

function order(some: readonly SheetPicture[], others: Partial<ContactSheetOrder> = {}): ContactSheetOrder {
  return {
    pictures: some,
    title: 'Sunday, 29 November 2026',
    subtitle: '5 captures',
    columns: 3,
    cellWidthPixels: 160,
    mostPictures: 120,
    path: newPath(),
    format: 'png',
    signal: new AbortController().signal,
    onProgress: () => {},
    ...others,
  };
}

async function sheetOf(path: string) {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  /** How much of a part is darker than paper, from 0 to 1. */
  const ink = (left: number, top: number, width: number, height: number) => {
    let dark = 0;
    for (let y = top; y < top + height; y += 1) {
      for (let x = left; x < left + width; x += 1) if (Math.min(...at(x, y)) < 160) dark += 1;
    }
    return dark / (width * height);
  };
  return { at, ink, width: info.width, height: info.height };
}

function hex(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

describe('a contact sheet', () => {
  it.each(imageFormats)('has the pictures in rows with their texts under them, as %s', async (format) => {
    const wanted = order(await pictures(5), { format });
    const layout = layOut(wanted.pictures, wanted);
    const { bytes, ...made } = await makeContactSheet(maker, wanted);
    expect(made).toEqual({ pictures: 5, failed: 0, size: layout.sheet });
    expect(bytes).toBe(readFileSync(wanted.path).length);
    expect(await sharp(wanted.path).metadata()).toMatchObject({ format, ...layout.sheet });
    const sheet = await sheetOf(wanted.path);
    for (const n of wanted.pictures.keys()) {
      const { left, top, width, height } = placeOf(layout, n);
      const middle = sheet.at(left + width / 2, top + height / 2);
      for (const [channel, value] of hex(colours[n] ?? '').entries()) {
        expect(Math.abs((middle[channel] ?? -1000) - value)).toBeLessThanOrEqual(16);
      }
      // The corner of the picture is round.
      expect(Math.min(...sheet.at(left, top))).toBeGreaterThan(200);
      expect(sheet.ink(left, top + height + 1, 60, layout.captionHeight - 1)).toBeGreaterThan(0.02);
    }
    expect(sheet.ink(layout.margin, layout.margin, 200, layout.headerHeight)).toBeGreaterThan(0.02);
    // Where there is no picture, there is paper.
    const free = placeOf(layout, 5);
    expect(sheet.ink(free.left, free.top, free.width, free.height)).toBe(0);
  });

  it.each([
    ['tags', '</text></svg><script>alert(1)</script><image href="file:///etc/passwd"/>'],
    ['quotes and entities', `"'&amp;&#0;&lol;]]>`],
    ['controls, lone halves and what no drawing may hold', 'a\0b\u001bc\ud800d\ufffee\uffff\u202ef\n\t'],
    ['a megabyte', 'W'.repeat(1_000_000)],
    ['Japanese and emoji', '写真🖼️ 家族👨‍👩‍👧‍👦'],
    ['nothing', ''],
  ])('shows texts of unknown origin, and never obeys them: %s', async (_name, text) => {
    const wanted = order(await pictures(2, { note: text }), { title: text, subtitle: text, columns: 2 });
    const layout = layOut(wanted.pictures, wanted);
    expect(await makeContactSheet(maker, wanted)).toMatchObject({ pictures: 2, failed: 0 });
    const sheet = await sheetOf(wanted.path);
    for (const n of [0, 1]) {
      const { left, top, width, height } = placeOf(layout, n);
      expect(sheet.at(left + width / 2, top + height / 2)).toEqual(hex(colours[n] ?? ''));
      // A note ends where its picture does.
      expect(sheet.ink(left + width + 1, top + height, layout.gap - 2, layout.captionHeight)).toBe(0);
    }
    expect(
      sheet.ink(layout.sheet.width - layout.margin + 2, 0, layout.margin - 2, layout.margin + layout.headerHeight),
    ).toBe(0);
  });

  it('leaves a place empty where a picture cannot be read, and is none where that is all', async () => {
    const [first, second, third] = await pictures(3);
    if (!first || !second || !third) throw new Error('There are no pictures.');
    const broken: SheetPicture = { ...second, reading: (work) => work(join(folder, 'not-there')) };
    const wanted = order([first, broken, third]);
    expect(await makeContactSheet(maker, wanted)).toMatchObject({ pictures: 2, failed: 1 });
    const layout = layOut(wanted.pictures, wanted);
    const sheet = await sheetOf(wanted.path);
    const { left, top, width, height } = placeOf(layout, 1);
    expect(sheet.at(left + 3, top + 3)).toEqual(sheet.at(2, 2));
    expect(sheet.ink(left, top + height / 2 - 8, width, 16)).toBeGreaterThan(0.02);
    const nothing = order([broken]);
    await expect(makeContactSheet(maker, nothing)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(existsSync(nothing.path)).toBe(false);
  });

  it('leaves nothing where it is told to end, and what is there already as it is', async () => {
    const ending = new AbortController();
    const wanted = order(await pictures(4), {
      signal: ending.signal,
      onProgress: (done) => done === 4 && ending.abort(new Error('told to end')),
    });
    await expect(makeContactSheet(maker, wanted)).rejects.toThrow('told to end');
    expect(existsSync(wanted.path)).toBe(false);
    const taken = order(await pictures(1));
    writeFileSync(taken.path, 'somebody wrote this');
    await expect(makeContactSheet(maker, taken)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(taken.path, 'utf8')).toBe('somebody wrote this');
  });

  it('fits whatever is asked for: nothing overlaps, all of it is on the sheet, and the sheet fits its format', () => {
    const shape = fc.record({ width: fc.integer({ min: 1, max: 8000 }), height: fc.integer({ min: 1, max: 8000 }) });
    fc.assert(
      fc.property(
        fc.array(shape, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 80, max: 640 }),
        fc.constantFrom(...imageFormats),
        (shapes, count, columns, cellWidthPixels, format) => {
          const all = Array.from({ length: count }, (_, n) => shapes[n % shapes.length] ?? { width: 1, height: 1 });
          const layout = layOut(all, { columns, cellWidthPixels, format });
          const { width, height } = layout.sheet;
          expect(width * height).toBeLessThanOrEqual(greatestSheetPixels);
          expect(Math.max(width, height)).toBeLessThanOrEqual(greatestSidePixels[format]);
          for (let n = 0; n < count; n += 1) {
            const place = placeOf(layout, n);
            expect(place.left + place.width).toBeLessThanOrEqual(width - layout.margin);
            expect(place.top + place.height + layout.captionHeight).toBeLessThanOrEqual(height - layout.margin);
            const right = placeOf(layout, n + 1);
            const below = placeOf(layout, n + layout.columns);
            if (right.top === place.top) expect(right.left).toBeGreaterThanOrEqual(place.left + place.width);
            expect(below.top).toBeGreaterThanOrEqual(place.top + place.height + layout.captionHeight);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
