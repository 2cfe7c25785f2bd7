import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketAfter,
  bucketAtOrBefore,
  bucketOfMinute,
  buildDayIndex,
  inOrder,
  placeOf,
  positionOf,
} from './day-index.ts';

const lane = (...counts: [minute: number, captures: number][]) => ({
  buckets: counts.map(([minute, captures]) => ({ minute, captures, heldMinutes: 0 })),
});

describe('the index of a day', () => {
  const index = buildDayIndex([lane([540, 3], [545, 0], [600, 2]), lane([540, 1], [720, 4])]);

  it('adds up all lanes and leaves empty buckets out', () => {
    expect(index).toEqual({ total: 10, minutes: [540, 600, 720], before: [0, 4, 6] });
    expect(placeOf(index, 0)).toEqual({ minute: 540, offset: 0 });
    expect(placeOf(index, 5)).toEqual({ minute: 600, offset: 1 });
    expect(placeOf(index, 9)).toEqual({ minute: 720, offset: 3 });
    expect(placeOf(index, 10)).toBeUndefined();
    expect(placeOf(index, -1)).toBeUndefined();
  });

  it('finds the buckets around a minute', () => {
    expect(bucketAtOrBefore(index, 539)).toBeUndefined();
    expect(bucketAtOrBefore(index, 599)).toBe(540);
    expect(bucketAfter(index, 540)).toBe(600);
    expect(bucketAfter(index, 0)).toBe(540);
    expect(bucketAfter(index, 720)).toBeUndefined();
    expect(bucketOfMinute(843.9)).toBe(840);
    expect(bucketOfMinute(1440)).toBe(1435);
  });

  it('believes a fetched bucket more than its count', () => {
    const corrected = buildDayIndex(
      [lane([540, 3], [600, 2])],
      new Map([
        [540, 0],
        [600, 5],
      ]),
    );
    expect(corrected).toEqual({ total: 5, minutes: [600], before: [0] });
  });

  it('goes from every position to its place and back, in either order', () => {
    const lanes = fc.array(
      fc
        .uniqueArray(fc.integer({ min: 0, max: 287 }), { maxLength: 40 })
        .chain((slots) =>
          fc.tuple(...slots.map((slot) => fc.tuple(fc.constant(slot * 5), fc.integer({ min: 0, max: 50 })))),
        )
        .map((counts) => lane(...(counts as [number, number][]))),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(lanes, (given) => {
        const built = buildDayIndex(given);
        let previous = -1;
        for (let position = 0; position < built.total; position += 1) {
          const place = placeOf(built, position);
          if (!place) throw new Error(`no place for ${position}`);
          expect(positionOf(built, place)).toBe(position);
          expect(place.minute).toBeGreaterThanOrEqual(previous);
          previous = place.minute;
          expect(inOrder(built, inOrder(built, position, 'newest'), 'newest')).toBe(position);
        }
      }),
      { numRuns: 50 },
    );
  });
});
