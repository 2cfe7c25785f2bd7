import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import { makeState } from '../../db/sample-state.fake.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { LiveBus } from '../live-bus.ts';
import { unavailableCaptureStatus } from '../status/unavailable-capture.ts';
import { PreferenceService } from './preference-service.ts';
import { firstLookMs, lookEveryMs, SnapshotKeeper, thinEveryMs } from './snapshot-keeper.ts';
import { SnapshotStore } from './snapshot-store.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let library: TestLibrary;
let database: LibraryDatabase;
let live: LiveBus;
let preferences: PreferenceService;
let recording: boolean;
let problem: Error | undefined;
let reports: string[];

beforeEach(async () => {
  library = await TestLibrary.make();
  database = await library.open();
  live = new LiveBus();
  preferences = await PreferenceService.load(database.preferences, live, library.clock);
  recording = false;
  problem = undefined;
  reports = [];
});

/** A process that is killed does nothing any more: no timer of it fires, and it hears nothing. */
class Process {
  alive = true;
  readonly clock: Clock = {
    now: () => library.clock.now(),
    monotonicMs: () => library.clock.monotonicMs(),
    utcOffsetMinutes: (at) => library.clock.utcOffsetMinutes(at),
    nextLocalMidnight: (at) => library.clock.nextLocalMidnight(at),
    setTimer: (delayMs, callback) => library.clock.setTimer(delayMs, () => this.alive && callback()),
  };
}

/** What another start of the process on the same library has. */
async function startKeeper({ clock }: { clock: Clock } = library): Promise<SnapshotKeeper> {
  const keeper = new SnapshotKeeper({
    store: new SnapshotStore(database.snapshots, live, library.clock),
    repository: database.snapshots,
    readState: async () => {
      if (problem) throw problem;
      const state = makeState();
      return { ...state, capture: { ...state.capture, recording } };
    },
    isRecording: () => recording,
    preferences,
    live,
    clock,
    report: (summary, error) => reports.push(`${summary}: ${error}`),
  });
  await keeper.start();
  return keeper;
}

function setRecording(now: boolean): void {
  recording = now;
  const status: CaptureStatus = { ...unavailableCaptureStatus('', library.clock.now()), recording };
  live.publish({ type: 'capture-status', status });
}

/** Since midnight UTC of the first day, in minutes, with a mark where it was recorded. */
async function taken(): Promise<string[]> {
  const points = await database.snapshots.series(Number.MIN_SAFE_INTEGER, 100_000);
  return points.map((point) => {
    const time = new Date(point.timestamp).toISOString().slice(11, 19);
    return `${time}${point.recording ? ' recording' : ''}`;
  });
}

describe('snapshots are taken', () => {
  it('soon after the first start, then once in each stretch of the interval, counted from midnight', async () => {
    await library.clock.advance(7 * minuteMs);
    await startKeeper();
    await library.clock.advance(38 * minuteMs);
    expect(await taken()).toEqual(['09:07:10', '09:15:00', '09:30:00', '09:45:00']);
  });

  it('when recording begins and when it ends, and what comes too soon after the last waits a little', async () => {
    await startKeeper();
    await library.clock.advance(5 * minuteMs);
    setRecording(true);
    await library.clock.advance(20_000);
    setRecording(false);
    await library.clock.advance(2 * minuteMs);
    setRecording(true);
    setRecording(false);
    await library.clock.advance(2 * minuteMs);
    expect(await taken()).toEqual(['09:00:10', '09:05:00 recording', '09:06:00']);
  });

  it('once more at the end, where the last one says that it records', async () => {
    const keeper = await startKeeper();
    setRecording(true);
    await library.clock.advance(30_000);
    await keeper.stop();
    await library.clock.advance(hourMs);
    expect(await taken()).toEqual(['09:00:00 recording', '09:00:30']);
  });

  it('not in a burst by a process that starts again and again, however it ends', async () => {
    for (let start = 0; start < 120; start += 1) {
      const process = new Process();
      const keeper = await startKeeper(process);
      setRecording(start % 3 !== 0);
      await library.clock.advance(4_000);
      recording = false;
      if (start % 2 === 0) await keeper.stop();
      process.alive = false;
      await library.clock.advance(1_000);
    }
    // Ten minutes: at most one a minute, and one for an end.
    expect((await taken()).length).toBeLessThanOrEqual(20);
    expect((await taken()).length).toBeGreaterThanOrEqual(2);
  });

  it('not again in the same stretch by a second start that does not record', async () => {
    await startKeeper().then((keeper) => library.clock.advance(firstLookMs).then(() => keeper.stop()));
    await library.clock.advance(5 * minuteMs);
    await startKeeper();
    await library.clock.advance(5 * minuteMs);
    expect(await taken()).toEqual(['09:00:10']);
  });

  it('at the interval that is set, from then on, and never where it is 0', async () => {
    await preferences.set('snapshotMinutes', 0);
    const keeper = await startKeeper();
    setRecording(true);
    await library.clock.advance(hourMs);
    recording = false;
    expect(await taken()).toEqual([]);
    await preferences.set('snapshotMinutes', 1);
    await library.clock.advance(2 * minuteMs + 1);
    await preferences.set('snapshotMinutes', 0);
    await library.clock.advance(hourMs);
    await keeper.stop();
    expect(await taken()).toEqual(['10:00:00', '10:01:00', '10:02:00']);
  });

  it('after a sleep at once, and on after the clock was set back or ahead', async () => {
    await startKeeper();
    await library.clock.advance(minuteMs);
    library.clock.stepWall(3 * hourMs);
    await library.clock.advance(minuteMs);
    expect(await taken()).toEqual(['09:00:10', '12:01:10']);
    library.clock.stepWall(-4 * hourMs);
    await library.clock.advance(2 * minuteMs);
    const afterwards = await taken();
    expect(afterwards).toHaveLength(3);
    expect(afterwards[0]).toMatch(/^08:0/);
    await library.clock.advance(30 * minuteMs);
    expect(await taken()).toHaveLength(5);
  });

  it('and said to the windows; one that fails is told once and taken later', async () => {
    const told: number[] = [];
    live.subscribe((message) => {
      if (message.type === 'snapshot-added') told.push(message.timestamp);
    });
    problem = new Error('the disk is full');
    await startKeeper();
    await library.clock.advance(10 * minuteMs);
    expect([reports.length, told.length]).toEqual([1, 0]);
    problem = undefined;
    await library.clock.advance(minuteMs);
    expect((await taken()).length).toBe(1);
    expect(told).toHaveLength(1);
  });
});

describe('old snapshots are thinned', () => {
  /** One every ten minutes for three days before now. */
  async function fill(): Promise<void> {
    const now = library.clock.now();
    for (let at = now - 3 * dayMs; at < now; at += 10 * minuteMs)
      await database.snapshots.saveSnapshot(at, makeState());
  }

  it('while the process runs, and the last day stays whole', async () => {
    await fill();
    await startKeeper();
    await library.clock.advance(thinEveryMs - 1);
    expect((await taken()).length).toBeGreaterThan(400);
    await library.clock.advance(lookEveryMs);
    const now = library.clock.now();
    const points = await database.snapshots.series(0, 10_000);
    const old = points.filter((each) => each.timestamp < now - dayMs - hourMs);
    expect(old.length).toBe(47);
    expect(old.every((each) => new Date(each.timestamp).getUTCMinutes() === 50)).toBe(true);
    expect(points.filter((each) => each.timestamp >= now - dayMs).length).toBeGreaterThanOrEqual(143);
  });

  it('not by a clock that jumped ahead a moment ago', async () => {
    await fill();
    await startKeeper();
    await library.clock.advance(5 * minuteMs);
    library.clock.stepWall(365 * dayMs);
    await library.clock.advance(7 * minuteMs);
    library.clock.stepWall(-365 * dayMs);
    const before = (await taken()).length;
    expect(before).toBeGreaterThan(432);
    await library.clock.advance(8 * minuteMs);
    expect((await taken()).length).toBeGreaterThanOrEqual(before);
    await library.clock.advance(2 * thinEveryMs);
    expect((await taken()).length).toBeLessThan(260);
  });
});

it('whatever happens to clocks and recording, snapshots are never closer than half the interval or a minute', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 15, 1440),
      fc.array(
        fc.oneof(
          fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 1, max: 20 * minuteMs }) }),
          fc.record({ kind: fc.constant('step'), ms: fc.integer({ min: -dayMs, max: dayMs }) }),
          fc.record({ kind: fc.constant('record'), ms: fc.constant(0) }),
        ),
        { maxLength: 20 },
      ),
      async (minutes, happenings) => {
        library.raw((native) => native.exec('DELETE FROM snapshots'));
        await preferences.set('snapshotMinutes', minutes);
        recording = false;
        const moments: number[] = [];
        const unsubscribe = live.subscribe((message) => {
          if (message.type === 'snapshot-added') moments.push(library.clock.monotonicMs());
        });
        const keeper = await startKeeper();
        for (const { kind, ms } of happenings) {
          if (kind === 'pass') await library.clock.advance(ms);
          else if (kind === 'step') library.clock.stepWall(ms);
          else setRecording(!recording);
        }
        unsubscribe();
        await keeper.stop();
        expect(reports).toEqual([]);
        const least = Math.min(minuteMs, (minutes * minuteMs) / 2);
        for (const [index, moment] of moments.slice(1).entries()) {
          expect(moment - (moments[index] ?? 0)).toBeGreaterThanOrEqual(least);
        }
      },
    ),
    { numRuns: 15 },
  );
});
