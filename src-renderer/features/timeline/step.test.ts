import { QueryClient } from '@tanstack/react-query';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { addDays } from '../../../src-shared/domain/local-time.ts';
import { createDayClock } from '../../lib/day-clock.ts';
import { byTime } from './day-index.ts';
import { withCapture } from './live-day.ts';
import { captureBeside, capturesBetween, edgeOfDay, positionAt, stepFrom } from './step.ts';
import { aCapture, aDayView, aGap } from './timeline.fake.ts';

// The core, as far as stepping asks it: a list in memory.
const core = vi.hoisted(() => ({ captures: [] as Capture[], requests: 0 }));
vi.mock('../../lib/api.ts', () => ({
  client: {
    captures: {
      list: async (query: { day: string; from: number; to: number; limit: number; cursor?: string }) => {
        core.requests += 1;
        const found = core.captures.filter(
          (each) => each.localDay === query.day && each.capturedAt >= query.from && each.capturedAt < query.to,
        );
        const start = Number(query.cursor ?? 0);
        const end = start + query.limit;
        return { items: found.slice(start, end), nextCursor: end < found.length ? String(end) : null };
      },
      at: async (query: { at: number; direction: 'before' | 'after'; displayId?: string }) => {
        const own = core.captures.filter((each) => query.displayId === undefined || each.displayId === query.displayId);
        return (
          (query.direction === 'before'
            ? own.findLast((each) => each.capturedAt <= query.at)
            : own.find((each) => each.capturedAt >= query.at)) ?? null
        );
      },
    },
  },
}));

const midnight = Date.parse('2026-11-22T00:00:00Z');

function dayOf(captures: readonly Capture[]) {
  const view = captures.filter((each) => each.localDay === '2026-11-22').reduce(withCapture, aDayView());
  return { view, clock: createDayClock(view), marks: {} };
}

function at(second: number, displayId = 'display-a'): Capture {
  const localDay = second < 0 ? addDays('2026-11-22', -1) : second >= 86_400 ? '2026-11-23' : '2026-11-22';
  return aCapture({ capturedAt: midnight + second * 1000, displayId, displayName: displayId, localDay });
}

describe('stepping through a day', () => {
  beforeEach(() => {
    core.captures = [];
    core.requests = 0;
  });

  it('loads one bucket for a step in the middle of a long day, and more than one page of it where it is full', async () => {
    core.captures = Array.from({ length: 28_800 }, (_, index) => at(index * 3));
    const queries = new QueryClient();
    const day = dayOf([at(0)]);
    const lane = day.view.lanes[0];
    if (!lane) throw new Error('no lane');
    const full = {
      ...day,
      view: {
        ...day.view,
        lanes: [
          {
            ...lane,
            buckets: Array.from({ length: 288 }, (_, slot) => ({ minute: slot * 5, captures: 100, heldMinutes: 0 })),
          },
        ],
      },
    };
    const next = await stepFrom(queries, full, 'all', midnight + 43_201_000, 1);
    expect(next?.capturedAt).toBe(midnight + 43_203_000);
    expect(core.requests).toBe(1);

    core.captures = Array.from({ length: 1200 }, (_, index) => at(index / 4));
    expect(await positionAt(new QueryClient(), dayOf(core.captures.slice(0, 1)), 'all', midnight + 299_999)).toBe(1199);
  });

  it('crosses midnight from the edge of the day, but a long step stops there first', async () => {
    core.captures = [at(-100), at(10), at(20), at(30), at(90_000)];
    const queries = new QueryClient();
    const day = dayOf(core.captures);
    const step = async (from: number, steps: number) =>
      (await stepFrom(queries, day, { displayId: 'display-a' }, midnight + from * 1000, steps))?.capturedAt;
    expect(await step(20, 10)).toBe(midnight + 30_000);
    expect(await step(30, 1)).toBe(midnight + 90_000_000);
    expect(await step(20, -10)).toBe(midnight + 10_000);
    expect(await step(10, -1)).toBe(midnight - 100_000);
    expect((await edgeOfDay(queries, day, 'all', 'last'))?.capturedAt).toBe(midnight + 30_000);
  });

  it('goes back out of a gap to the picture before it', async () => {
    core.captures = [at(10), at(20), at(100)];
    const day = dayOf(core.captures);
    const gap = aGap({ startedAt: midnight + 25_000, endedAt: midnight + 95_000 });
    const inGap = { ...day, view: { ...day.view, gaps: [gap] } };
    const step = async (steps: number) =>
      (await stepFrom(new QueryClient(), inGap, 'all', midnight + 50_000, steps))?.capturedAt;
    expect(await step(-1)).toBe(midnight + 20_000);
    expect(await step(-2)).toBe(midnight + 10_000);
    expect(await step(1)).toBe(midnight + 100_000);
  });

  it('shows the next picture that stays when some are gone, else the one before, and nothing beyond the day', async () => {
    core.captures = [at(10), at(20), at(30), at(700), at(90_000)];
    const day = dayOf(core.captures);
    const [first, second, third, fourth] = core.captures as [Capture, Capture, Capture, Capture];
    const beside = async (shown: Capture, ...gone: Capture[]) =>
      await captureBeside(new QueryClient(), day, 'all', shown, (id) => gone.some((each) => each.id === id));
    expect(await beside(second, second)).toEqual(third);
    expect(await beside(second, second, third)).toEqual(fourth);
    expect(await beside(fourth, fourth, third)).toEqual(second);
    expect(await beside(first, ...core.captures)).toBeNull();
    expect(await beside(at(15))).toBeNull();
  });

  it('gives all captures between two of the walk, whichever comes first, and all of the day', async () => {
    core.captures = [at(10), at(20, 'display-b'), at(700), at(1400), at(90_000)];
    const day = dayOf(core.captures);
    const [first, , third, fourth] = core.captures as [Capture, Capture, Capture, Capture];
    const queries = new QueryClient();
    expect(await capturesBetween(queries, day, 'all', [third, first])).toEqual(core.captures.slice(0, 3));
    expect(await capturesBetween(queries, day, { displayId: 'display-a' }, [first, third])).toEqual([first, third]);
    expect(await capturesBetween(queries, day, 'all', [fourth, fourth])).toEqual([fourth]);
    expect(await capturesBetween(queries, day, 'all')).toEqual(core.captures.slice(0, 4));
  });

  it('goes where a plain list would go', async () => {
    const moment = fc.record({
      second: fc.integer({ min: 0, max: 86_399 }),
      displayId: fc.constantFrom('display-a', 'display-b'),
    });
    const unique = fc.uniqueArray(moment, { minLength: 1, maxLength: 40, selector: (each) => each.second });
    await fc.assert(
      fc.asyncProperty(
        unique,
        fc.boolean(),
        fc.array(fc.integer({ min: -12, max: 12 })),
        async (moments, all, steps) => {
          core.captures = moments.map((each) => at(each.second, each.displayId)).sort(byTime);
          const queries = new QueryClient();
          const day = dayOf(core.captures);
          const walk = all ? ('all' as const) : { displayId: core.captures[0]?.displayId ?? null };
          const own = core.captures.filter((each) => all || each.displayId === core.captures[0]?.displayId);
          let expected = 0;
          let current = own[0]?.capturedAt ?? 0;
          for (const count of steps) {
            const found = await stepFrom(queries, day, walk, current, count);
            const atEdge = (count < 0 && expected === 0) || (count > 0 && expected === own.length - 1);
            if (atEdge) {
              expect(found).toBeNull();
              continue;
            }
            expected = Math.min(own.length - 1, Math.max(0, expected + count));
            expect(found?.id).toBe(own[expected]?.id);
            current = found?.capturedAt ?? current;
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
