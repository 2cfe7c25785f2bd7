import { describe, expect, it } from 'vitest';
import { createDayClock } from '../../lib/day-clock.ts';
import { bucketOfCapture, byTime } from './day-index.ts';
import { frameAt, lastAtOrBefore, sameFrame } from './frames.ts';
import { withCapture } from './live-day.ts';
import { aCapture, aDayView, aGap } from './timeline.fake.ts';

const day = Date.parse('2026-11-22T00:00:00Z');
const at = (minute: number) => day + minute * 60_000;

describe('what a display showed at a moment', () => {
  const nine = aCapture({ capturedAt: at(540), endedAt: at(545) });
  const ten = aCapture({ capturedAt: at(600), endedAt: at(600) });
  const sources = { displayId: 'display-a', here: [], earlier: [nine, ten], fromDayBefore: null, gaps: [] };

  it('is the last picture at or before it', () => {
    expect(frameAt({ ...sources, here: [nine, ten] }, at(600))).toEqual({ kind: 'capture', capture: ten });
    expect(frameAt(sources, at(599))).toEqual({ kind: 'capture', capture: nine });
    expect(lastAtOrBefore([nine, ten], 'another', at(700))).toBeUndefined();
  });

  it('is a gap where the picture no longer held, and the picture where it did', () => {
    const paused = aGap({ startedAt: at(541), endedAt: at(560) });
    expect(frameAt({ ...sources, gaps: [paused] }, at(544))).toEqual({ kind: 'capture', capture: nine });
    expect(frameAt({ ...sources, gaps: [paused] }, at(550))).toEqual({ kind: 'gap', gap: paused, last: nine });
    expect(frameAt({ ...sources, gaps: [paused] }, at(561)).kind).toBe('capture');
  });

  it('reaches back over midnight for a screen unchanged since', () => {
    const yesterday = aCapture({ capturedAt: at(-30), endedAt: at(20) });
    const early = { ...sources, earlier: [], fromDayBefore: yesterday };
    expect(frameAt(early, at(10))).toEqual({ kind: 'capture', capture: yesterday });
    expect(frameAt(early, at(30))).toEqual({ kind: 'nothing-yet' });
  });

  it('waits for what is still being loaded', () => {
    expect(frameAt({ ...sources, here: undefined }, at(600)).kind).toBe('loading');
    expect(frameAt({ ...sources, earlier: undefined }, at(600)).kind).toBe('loading');
    expect(frameAt({ ...sources, here: [ten], earlier: undefined }, at(600)).kind).toBe('capture');
    expect(frameAt({ ...sources, earlier: [], fromDayBefore: undefined }, at(1)).kind).toBe('loading');
  });

  it('tells whether anything has to be drawn again', () => {
    expect(sameFrame({ kind: 'capture', capture: nine }, { kind: 'capture', capture: nine })).toBe(true);
    expect(sameFrame({ kind: 'capture', capture: nine }, { kind: 'capture', capture: ten })).toBe(false);
    expect(sameFrame({ kind: 'loading' }, { kind: 'nothing-yet' })).toBe(false);
  });
});

describe('a day that gets one more capture', () => {
  it('counts it in its lane, its bucket and the totals', () => {
    const view = aDayView({ lanes: [] });
    const first = aCapture({ capturedAt: at(603), fileSize: 10 });
    const second = aCapture({ capturedAt: at(604), fileSize: 5 });
    const third = aCapture({ capturedAt: at(300), displayId: 'display-b', displayName: 'B' });
    const grown = [first, second, third].reduce(withCapture, view);
    expect(grown.captures).toBe(3);
    expect(grown.firstAt).toBe(third.capturedAt);
    expect(grown.lastAt).toBe(second.capturedAt);
    expect(grown.lanes.map((lane) => [lane.displayId, lane.captures, lane.buckets])).toEqual([
      ['display-a', 2, [{ minute: 600, captures: 2, heldMinutes: 0 }]],
      ['display-b', 1, [{ minute: 300, captures: 1, heldMinutes: 0 }]],
    ]);
    expect(withCapture(view, aCapture({ localDay: '2026-11-21' }))).toBe(view);
  });

  it('files a capture by the offset it was taken in', () => {
    expect(bucketOfCapture(aCapture({ capturedAt: at(0), utcOffsetMinutes: 330 }))).toBe(330);
    expect([aCapture({ capturedAt: 2 }), aCapture({ capturedAt: 1 })].sort(byTime)[0]?.capturedAt).toBe(1);
    expect(createDayClock(aDayView()).changesAt).toBe(aDayView().endsAt);
  });
});
