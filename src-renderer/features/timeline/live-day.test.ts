import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLaidOutFor, withCapture, withoutCaptures } from './live-day.ts';
import { aCapture, aDayView } from './timeline.fake.ts';

const midnight = Date.parse('2026-11-22T00:00:00Z');
const capture = fc
  .record({ minute: fc.integer({ min: 0, max: 1439 }), displayId: fc.constantFrom('display-a', 'display-b') })
  .map(({ minute, displayId }) =>
    aCapture({ capturedAt: midnight + minute * 60_000, displayId, displayName: displayId, localDay: '2026-11-22' }),
  );

describe('a day in the window', () => {
  it('counts the same after captures came and went as if they had never come', () => {
    fc.assert(
      fc.property(fc.array(capture, { maxLength: 20 }), fc.array(capture, { maxLength: 20 }), (staying, going) => {
        const without = staying.reduce(withCapture, aDayView());
        const { lanes, captures, bytes } = withoutCaptures(going.reduce(withCapture, without), going);
        expect({ captures, bytes }).toEqual({ captures: without.captures, bytes: without.bytes });
        const byDisplay = (all: typeof lanes) =>
          [...all].sort((a, b) => ((a.displayId ?? '') < (b.displayId ?? '') ? -1 : 1));
        expect(byDisplay(lanes)).toEqual(byDisplay(without.lanes));
      }),
    );
  });

  it('does not count what is of another day, or gone already', () => {
    const own = aCapture();
    const day = withCapture(aDayView(), own);
    expect(withoutCaptures(day, [aCapture({ localDay: '2026-11-21' })])).toEqual(day);
    const empty = withoutCaptures(day, [own]);
    expect([empty.captures, empty.lanes]).toEqual([0, []]);
    expect(withoutCaptures(empty, [own])).toEqual(empty);
  });

  it('knows a capture for which it is not laid out: one taken at an offset that the day has not had yet', () => {
    const day = aDayView();
    expect(isLaidOutFor(day, aCapture())).toBe(true);
    const later = aCapture({ utcOffsetMinutes: -660, capturedAt: midnight + 23 * 3_600_000 });
    expect(isLaidOutFor(day, later)).toBe(false);
    expect(isLaidOutFor({ ...day, endsAt: day.endsAt + 660 * 60_000 }, later)).toBe(true);
    expect(isLaidOutFor(day, aCapture({ localDay: '2026-11-23', utcOffsetMinutes: 60 }))).toBe(true);
  });
});
