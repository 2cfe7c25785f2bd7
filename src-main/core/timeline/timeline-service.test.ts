import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCapture, TestLibrary } from '../../db/test-library.fake.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { TimelineService } from './timeline-service.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 5, 15, 12, 0, 0);
const midnight = Date.UTC(2026, 5, 15);

let library: TestLibrary;
let database: LibraryDatabase;
let timeline: TimelineService;

beforeEach(async () => {
  library = await TestLibrary.make();
  database = await library.open();
  const { captures, gaps } = database;
  timeline = new TimelineService({ captures, gaps, clock: library.clock, intervalSeconds: () => 5 });
  library.clock.stepWall(noon - library.clock.now());
});

afterEach(() => library[Symbol.asyncDispose]());

describe('a day', () => {
  it('without anything is a whole empty day', async () => {
    expect(await timeline.day('2026-06-15')).toEqual({
      day: '2026-06-15',
      startsAt: midnight,
      endsAt: midnight + 24 * 60 * minute,
      utcOffsetMinutes: 0,
      captures: 0,
      bytes: 0,
      firstAt: null,
      lastAt: null,
      lanes: [],
      gaps: [],
      previousDay: null,
      nextDay: null,
    });
  });

  it('has its captures in lanes, its neighbours, and the parts of the gaps that lie in it', async () => {
    const first = makeCapture({ capturedAt: midnight + 600 * minute, endedAt: midnight + 610 * minute });
    const second = makeCapture({ capturedAt: midnight + 620 * minute, displayId: 'display-b', displayName: 'Right' });
    const before = makeCapture({ capturedAt: midnight - 60 * minute });
    await database.captures.insert([before, first, second]);
    const reason = 'not_running';
    await database.gaps.record({ startedAt: before.capturedAt, endedAt: first.capturedAt, reason, displayId: null });
    const open = await database.gaps.open({ startedAt: noon - minute, reason: 'paused', displayId: null });

    const day = await timeline.day('2026-06-15');
    expect(day).toMatchObject({ captures: 2, bytes: 2000, previousDay: '2026-06-14', nextDay: null });
    expect([day.firstAt, day.lastAt]).toEqual([first.capturedAt, second.endedAt]);
    expect(day.lanes.map((lane) => [lane.displayId, lane.captures])).toEqual([
      ['display-a', 1],
      ['display-b', 1],
    ]);
    expect(day.gaps).toMatchObject([
      { startedAt: midnight, endedAt: first.capturedAt, reason: 'not_running' },
      { id: open, startedAt: noon - minute, endedAt: null, reason: 'paused' },
    ]);
    const yesterday = await timeline.day('2026-06-14');
    expect(yesterday.gaps).toMatchObject([{ startedAt: before.capturedAt, endedAt: midnight }]);
    expect(yesterday.nextDay).toBe('2026-06-15');
  });

  it('that is over ends a gap that still lasts', async () => {
    await database.gaps.open({ startedAt: noon, reason: 'off', displayId: null });
    library.clock.stepWall(30 * 60 * minute);
    expect((await timeline.day('2026-06-15')).gaps).toMatchObject([{ endedAt: midnight + 24 * 60 * minute }]);
    expect((await timeline.day('2026-06-16')).gaps).toMatchObject([{ endedAt: null }]);
    expect((await timeline.day('2026-06-20')).gaps).toEqual([]);
  });
});

describe('a day of which only some captures are wanted', () => {
  const at = (minutes: number, rest: Parameters<typeof makeCapture>[0] = {}) =>
    makeCapture({ capturedAt: midnight + minutes * minute, ...rest });
  const tag = (name: string, captures: readonly { id: string; capturedAt: number }[]) =>
    library.raw((native) => {
      const insert = native.prepare('INSERT INTO capture_tags (tag, capture_id, taken_at) VALUES (?, ?, ?)');
      for (const { id, capturedAt } of captures) insert.run(name, id, capturedAt);
    });
  const dayMinutes = 24 * 60;

  it('has the lanes, counts, ends and neighbours of those, on the axis of the whole day', async () => {
    const long = at(-2 * dayMinutes, { endedAt: midnight - dayMinutes });
    const yesterday = at(-600, { reviewState: 'kept' });
    const early = at(5, { displayId: 'display-b', displayName: 'Right' });
    const kept = at(600, { reviewState: 'kept' });
    const both = at(605, { reviewState: 'kept', displayId: 'display-b', displayName: 'Right' });
    const late = at(900);
    const trashed = at(901, { reviewState: 'discarded', trashedAt: noon });
    const later = at(3 * dayMinutes);
    await database.captures.insert([long, yesterday, early, kept, both, late, trashed, later]);
    tag('work', [long, early, both, trashed]);
    await database.gaps.record({ startedAt: noon, endedAt: noon + minute, reason: 'paused', displayId: null });

    const whole = await timeline.day('2026-06-15');
    const lanesOf = async (marks: Parameters<typeof timeline.day>[1]) => {
      const day = await timeline.day('2026-06-15', marks);
      expect(day).toMatchObject({ startsAt: whole.startsAt, endsAt: whole.endsAt, gaps: whole.gaps });
      expect(day.captures).toBe(day.lanes.reduce((sum, lane) => sum + lane.captures, 0));
      const { lanes, previousDay, nextDay, firstAt, lastAt } = day;
      const buckets = lanes.map((lane) => [lane.displayId, lane.buckets.map((bucket) => bucket.minute)]);
      return { buckets, previousDay, nextDay, ends: [firstAt, lastAt] };
    };
    expect(await lanesOf({})).toMatchObject({ previousDay: '2026-06-14', nextDay: '2026-06-18' });
    expect(await lanesOf({ tag: 'work' })).toEqual({
      buckets: [['display-b', [5, 605]]],
      previousDay: '2026-06-13',
      nextDay: null,
      ends: [early.capturedAt, both.capturedAt],
    });
    expect(await lanesOf({ reviewState: 'kept' })).toEqual({
      buckets: [
        ['display-a', [600]],
        ['display-b', [605]],
      ],
      previousDay: '2026-06-14',
      nextDay: null,
      ends: [kept.capturedAt, both.capturedAt],
    });
    expect(await lanesOf({ reviewState: 'unreviewed' })).toEqual({
      buckets: [
        ['display-a', [900]],
        ['display-b', [5]],
      ],
      previousDay: '2026-06-13',
      nextDay: '2026-06-18',
      ends: [early.capturedAt, late.capturedAt],
    });
    expect(await lanesOf({ tag: 'work', reviewState: 'kept' })).toMatchObject({ buckets: [['display-b', [605]]] });
    expect(await lanesOf({ tag: 'nothing' })).toEqual({
      buckets: [],
      previousDay: null,
      nextDay: null,
      ends: [null, null],
    });
  });

  it('keeps to the local day of each capture, also far from the zone of the others', async () => {
    const abroad = at(-300, { utcOffsetMinutes: 840, localDay: '2026-06-15' });
    const late = at(dayMinutes + 120, { utcOffsetMinutes: -600, localDay: '2026-06-15' });
    const next = at(dayMinutes + 130);
    await database.captures.insert([abroad, late, next]);
    tag('trip', [abroad, late, next]);
    const day = await timeline.day('2026-06-15', { tag: 'trip' });
    expect([day.captures, day.previousDay, day.nextDay]).toEqual([2, null, '2026-06-16']);
    expect((await timeline.day('2026-06-16', { tag: 'trip' })).previousDay).toBe('2026-06-15');
  });
});

describe('a moment', () => {
  const reasonsAt = async (at: number) =>
    (await timeline.moment(at)).displays.map((each) => [each.displayId, each.capture?.id ?? null, each.gapReason]);

  it('shows what stood on each display, also while it was held', async () => {
    const left = makeCapture({ capturedAt: noon, endedAt: noon + 10 * minute });
    const right = makeCapture({ capturedAt: noon, endedAt: noon + minute, displayId: 'display-b' });
    await database.captures.insert([left, right]);
    expect(await reasonsAt(noon)).toEqual([
      ['display-a', left.id, null],
      ['display-b', right.id, null],
    ]);
    expect(await reasonsAt(noon + 9 * minute)).toEqual([
      ['display-a', left.id, null],
      ['display-b', null, null],
    ]);
    expect(await reasonsAt(noon - 1)).toEqual([]);
  });

  it('bridges a few intervals and no more', async () => {
    const capture = makeCapture({ capturedAt: noon });
    await database.captures.insert([capture]);
    expect(await reasonsAt(noon + 15_000)).toEqual([['display-a', capture.id, null]]);
    expect(await reasonsAt(noon + 15_001)).toEqual([['display-a', null, null]]);
  });

  it('says why there is no picture, for one display and for all', async () => {
    const left = makeCapture({ capturedAt: noon });
    const right = makeCapture({ capturedAt: noon, displayId: 'display-b', endedAt: noon + 3000 });
    await database.captures.insert([left, right]);
    const gap = { startedAt: noon + 1000, endedAt: noon + 60_000 };
    await database.gaps.record({ ...gap, reason: 'grab_failed', displayId: 'display-a' });
    expect(await reasonsAt(noon + 2000)).toEqual([
      ['display-a', null, 'grab_failed'],
      ['display-b', right.id, null],
    ]);
    await database.gaps.record({ ...gap, startedAt: noon + 4000, reason: 'locked', displayId: null });
    expect(await reasonsAt(noon + 5000)).toEqual([
      ['display-a', null, 'grab_failed'],
      ['display-b', null, 'locked'],
    ]);
  });
});

describe('days and captures', () => {
  it('name today by the clock, and refuse what is not there', async () => {
    expect(await timeline.days({})).toEqual({ days: [], today: '2026-06-15' });
    library.clock.offsetAt = () => 13 * 60;
    expect((await timeline.days({})).today).toBe('2026-06-16');
    const id = '01890000-0000-7000-8000-000000000000';
    await expect(timeline.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { id } });
    await expect(timeline.neighbours(id, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
