import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allKeptMs, hourlyKeptMs, snapshotsToForget } from './snapshot-thinning.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const now = Date.UTC(2026, 5, 15, 9, 20);

interface Moment {
  readonly id: string;
  readonly timestamp: number;
}

/** Snapshots of three months and a little of the future, most of them close together. */
const someMoments = fc
  .array(
    fc
      .tuple(fc.integer({ min: -1, max: 90 }), fc.constantFrom(0, 1, 2, 23), fc.integer({ min: 0, max: 3 }))
      .map(([days, hours, quarters]) => now - days * dayMs - hours * hourMs - quarters * 15 * minuteMs),
    { maxLength: 60 },
  )
  .map((timestamps) =>
    timestamps.map((timestamp, index): Moment => ({ id: String(index).padStart(3, '0'), timestamp })),
  );

const laterBy = fc.integer({ min: 0, max: 100 * dayMs });

function thin(moments: readonly Moment[], at: number): Moment[] {
  const forgotten = new Set(snapshotsToForget(moments, at));
  return moments.filter((each) => !forgotten.has(each.id));
}

describe('what stays of the snapshots', () => {
  it('is all of a day, the newest of each hour of a month, and the newest of each day before', () => {
    fc.assert(
      fc.property(someMoments, (moments) => {
        const kept = thin(moments, now);
        const newestOf = (inSame: (one: Moment, two: Moment) => boolean) => (one: Moment) =>
          moments.every(
            (two) =>
              !inSame(one, two) ||
              two.timestamp < one.timestamp ||
              (two.timestamp === one.timestamp && two.id <= one.id),
          );
        const inSameHour = newestOf(
          (one, two) => Math.floor(one.timestamp / hourMs) === Math.floor(two.timestamp / hourMs),
        );
        const inSameDay = newestOf(
          (one, two) => Math.floor(one.timestamp / dayMs) === Math.floor(two.timestamp / dayMs),
        );
        for (const moment of moments) {
          const age = now - moment.timestamp;
          const isKept = kept.includes(moment);
          if (age < allKeptMs) expect(isKept).toBe(true);
          else if (age >= allKeptMs + hourMs && age < hourlyKeptMs) expect(isKept).toBe(inSameHour(moment));
          else if (age >= hourlyKeptMs + dayMs) expect(isKept).toBe(inSameDay(moment));
        }
      }),
    );
  });

  it('does not depend on when and how often it was thinned before, nor on the order of what is there', () => {
    fc.assert(
      fc.property(someMoments, laterBy, laterBy, fc.integer({ min: 0, max: 60 }), (moments, first, second, taken) => {
        const end = now + first + second;
        const atOnce = thin(moments, end);
        expect(thin(atOnce, end)).toEqual(atOnce);
        expect(thin(thin(thin(moments, now), now + first), end)).toEqual(atOnce);
        expect(new Set(thin(moments.toReversed(), end))).toEqual(new Set(atOnce));
        // Some of them are taken only after the others were thinned.
        const early = thin(moments.slice(0, taken), end);
        expect(thin([...early, ...moments.slice(taken)], end)).toEqual(atOnce);
      }),
    );
  });

  it('never loses the newest, and nothing to a clock that was set back', () => {
    fc.assert(
      fc.property(someMoments, laterBy, (moments, back) => {
        const newest = Math.max(...moments.map((each) => each.timestamp));
        if (moments.length > 0) expect(thin(moments, now).map((each) => each.timestamp)).toContain(newest);
        const kept = thin(moments, now);
        expect(thin(kept, now - back)).toEqual(kept);
      }),
    );
  });

  it('is at most one an hour and one a day, after years of one a minute', () => {
    const years = Array.from({ length: 400 }, (_, day) => day).flatMap((day) =>
      Array.from({ length: 144 }, (_, tenth) => now - day * dayMs - tenth * 10 * minuteMs),
    );
    const kept = thin(
      years.map((timestamp, index) => ({ id: String(index).padStart(6, '0'), timestamp })),
      now,
    );
    expect(kept.length).toBeLessThanOrEqual(144 + 6 + 31 * 24 + 400);
    expect(kept.length).toBeGreaterThan(144 + 29 * 24 + 365);
  });
});
