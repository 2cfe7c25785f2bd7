import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from '../../../src-shared/contract/timeline.ts';
import { createDayClock } from '../../lib/day-clock.ts';
import { gapAt, gapBlocks } from './gap-blocks.ts';

const startsAt = Date.parse('2026-11-22T00:00:00Z');
const clock = createDayClock({ day: '2026-11-22', startsAt, endsAt: startsAt + 86_400_000 });
const at = (minute: number) => startsAt + minute * 60_000;
let nextId = 0;
const gap = (from: number, to: number | null, rest: Partial<Gap> = {}): Gap => ({
  id: `gap-${nextId++}`,
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
  reason: 'paused',
  displayId: null,
  ...rest,
});

describe('gap blocks', () => {
  it('draws gaps of all displays and of the lane itself, cut at midnight and at now', () => {
    const gaps = [
      gap(-60, 30, { reason: 'asleep' }),
      gap(100, 200, { displayId: 'other' }),
      gap(300, 310, { displayId: 'mine', reason: 'display_unplugged' }),
      gap(600, null),
      gap(1500, 1600),
    ];
    const blocks = gapBlocks(gaps, 'mine', clock, at(700), 1);
    expect(blocks.map((block) => [block.fromMinute, block.toMinute, block.reasons, block.endedAt === null])).toEqual([
      [0, 30, ['asleep'], false],
      [300, 310, ['display_unplugged'], false],
      [600, 700, ['paused'], true],
    ]);
  });

  it('joins what is too narrow to be told apart and keeps each reason', () => {
    const gaps = [
      gap(10, 10.1, { reason: 'refused_size' }),
      gap(10.2, 10.3, { reason: 'grab_timeout' }),
      gap(10.4, 10.5, { reason: 'refused_size' }),
      gap(60, 120),
      gap(120, 180, { reason: 'locked' }),
    ];
    const blocks = gapBlocks(gaps, null, clock, at(700), 2);
    expect(blocks.map((block) => [block.reasons, block.count])).toEqual([
      [['refused_size', 'grab_timeout'], 3],
      [['paused'], 1],
      [['locked'], 1],
    ]);
  });

  it('never draws more blocks than there is room for', () => {
    const narrow = fc.record({ from: fc.double({ min: 0, max: 1439, noNaN: true }), length: fc.constant(0.01) });
    fc.assert(
      fc.property(fc.array(narrow, { maxLength: 400 }), (list) => {
        const gaps = list.map((each) => gap(each.from, each.from + each.length, { reason: 'grab_failed' }));
        const blocks = gapBlocks(gaps, null, clock, at(1440), 2);
        expect(blocks.length).toBeLessThanOrEqual(720);
        expect(blocks.reduce((sum, block) => sum + block.count, 0)).toBe(list.length);
      }),
    );
  });
});

describe('the gap at a moment', () => {
  it('is the display’s own before one of all displays', () => {
    const gaps = [
      gap(0, 100),
      gap(50, 60, { displayId: 'mine', reason: 'grab_failed' }),
      gap(50, 60, { displayId: 'b' }),
    ];
    expect(gapAt(gaps, 'mine', at(55))?.reason).toBe('grab_failed');
    expect(gapAt([...gaps].reverse(), 'mine', at(55))?.reason).toBe('grab_failed');
    expect(gapAt(gaps, 'mine', at(70))?.reason).toBe('paused');
    expect(gapAt(gaps, 'mine', at(100))).toBeUndefined();
    expect(gapAt([gap(0, null)], 'mine', at(5000))?.endedAt).toBeNull();
  });
});
