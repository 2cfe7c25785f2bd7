import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settle } from '../../ports/clock.fake.ts';
import { fakeDisplay, type GrabBehaviour } from '../../ports/screen-source.fake.ts';
import { diskFull, type Harness, libraryMissing, startHarness } from './capture-harness.fake.ts';
import { toleratedHoleMs } from './gap-keeper.ts';
import { isPaused } from './pause.ts';

const displayNames = ['left', 'middle', 'right'] as const;
const displayName = fc.constantFrom(...displayNames);
const behaviours: GrabBehaviour[] = ['works', 'works', 'fails', 'hangs', 'empty', 'wrong size', 'denied'];

type Step =
  | { do: 'wait'; intervals: number }
  | { do: 'show'; display: string; content: number }
  | { do: 'behave'; display: string; behaviour: GrabBehaviour }
  | { do: 'plug'; displays: string[] }
  | { do: 'power'; change: 'suspend' | 'resume' | 'lock' | 'unlock' }
  | { do: 'sleep untold'; minutes: number }
  | { do: 'pause'; length: '15m' | 'resumed' }
  | { do: 'resume' | 'mend' | 'now' }
  | { do: 'switch'; enabled: boolean }
  | { do: 'disk'; free: number }
  | { do: 'store'; problem: 'full' | 'missing' | 'other' | null }
  | { do: 'window'; known: boolean; excluded: boolean }
  | { do: 'interval'; seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), intervals: fc.double({ min: 0.1, max: 8, noNaN: true }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('show' as const), display: displayName, content: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('behave' as const),
      display: displayName,
      behaviour: fc.constantFrom(...behaviours),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('plug' as const), displays: fc.subarray([...displayNames]) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('power' as const),
      change: fc.constantFrom('suspend', 'resume', 'lock', 'unlock'),
    }),
  },
  fc.record({ do: fc.constant('sleep untold' as const), minutes: fc.integer({ min: 2, max: 300 }) }),
  fc.record({ do: fc.constant('pause' as const), length: fc.constantFrom('15m', 'resumed') }),
  fc.record({ do: fc.constantFrom('resume' as const, 'mend' as const, 'now' as const) }),
  fc.record({ do: fc.constant('switch' as const), enabled: fc.boolean() }),
  fc.record({ do: fc.constant('disk' as const), free: fc.constantFrom(1e9, 5.2e9, 100e9) }),
  fc.record({ do: fc.constant('store' as const), problem: fc.constantFrom('full', 'missing', 'other', null) }),
  fc.record({ do: fc.constant('window' as const), known: fc.boolean(), excluded: fc.boolean() }),
  fc.record({ do: fc.constant('interval' as const), seconds: fc.constantFrom(1, 5, 30, 120) }),
) as fc.Arbitrary<Step>;

async function perform(harness: Harness, action: Step): Promise<void> {
  const { service, clock, source, surroundings, storage, preferences } = harness;
  switch (action.do) {
    case 'wait':
      return clock.advance(Math.round(action.intervals * service.status().intervalSeconds * 1_000));
    case 'show':
      source.content.set(action.display, action.content);
      return;
    case 'behave':
      source.behaviour.set(action.display, action.behaviour);
      return;
    case 'plug':
      source.displays = action.displays.map((name, index) => fakeDisplay(name, index));
      return;
    case 'power':
      surroundings.tell(action.change);
      return;
    case 'sleep untold':
      clock.stepWall(action.minutes * 60_000);
      return;
    case 'pause':
      await service.pause(action.length);
      return;
    case 'resume':
      await service.resume();
      return;
    case 'mend':
      source.behaviour.clear();
      source.displays = displayNames.map((name, index) => fakeDisplay(name, index));
      storage.problem = null;
      surroundings.libraryPresent = true;
      surroundings.window = { appName: 'Editor', windowTitle: 'notes' };
      surroundings.diskSpace = { freeBytes: 400e9, totalBytes: 1_000e9 };
      surroundings.tell('resume');
      surroundings.tell('unlock');
      return;
    case 'now': {
      const result = service.now().then(
        (tick) => {
          const ids = tick.displays.map((entry) => entry.displayId);
          expect(new Set(ids).size).toBe(ids.length);
          for (const entry of tick.displays) {
            expect(entry.gapReason === null).toBe(entry.outcome !== 'gap');
            expect(entry.captureId === null).toBe(entry.outcome === 'gap');
          }
        },
        (error: unknown) => expect(error).toHaveProperty('code'),
      );
      await clock.advance(40_000);
      return result;
    }
    case 'switch':
      await service.setEnabled(action.enabled);
      return;
    case 'disk':
      surroundings.diskSpace = { freeBytes: action.free, totalBytes: 1_000e9 };
      return;
    case 'store':
      surroundings.libraryPresent = action.problem !== 'missing';
      storage.problem =
        action.problem === 'full'
          ? diskFull()
          : action.problem === 'missing'
            ? libraryMissing()
            : action.problem === 'other'
              ? new Error('the disk made a noise')
              : null;
      return;
    case 'window':
      surroundings.window = action.known
        ? { appName: action.excluded ? 'Vault' : 'Editor', windowTitle: 'notes' }
        : undefined;
      return;
    case 'interval':
      await preferences.set('intervalSeconds', action.seconds);
  }
}

/** "Recording" only with a frame on disk within three intervals, and only in the state that says so. */
function checkRecording(harness: Harness): void {
  const status = harness.service.status();
  if (status.recording) {
    const newest = Math.max(...harness.records.rows.map((row) => row.endedAt));
    expect(harness.clock.now() - newest).toBeLessThanOrEqual(3 * status.intervalSeconds * 1_000 + 1);
    expect(status.state).toBe('capturing');
  }
  // What the person wants shows at once; only a library that is gone stands above it.
  const preferences = harness.preferences.current();
  const pauseInForce = isPaused(preferences, harness.clock.now());
  if (!status.enabled) expect(['off', 'library_unavailable']).toContain(status.state);
  else if (pauseInForce) expect(['paused', 'library_unavailable']).toContain(status.state);
  else expect(status.state).not.toBe('off');
  const open = harness.records.gapRows.filter((gap) => gap.endedAt === null && gap.displayId === null);
  expect(open.length).toBeLessThanOrEqual(1);
}

/** Every stretch longer than a minute, between the first tick and the end, is told of by a capture or a gap. */
function checkCoverage(
  harness: Harness,
  { from, end, longestIntervalMs }: { from: number; end: number; longestIntervalMs: number },
): void {
  const { rows, gapRows } = harness.records;
  const global = gapRows.filter((gap) => gap.displayId === null);
  for (const gap of gapRows) {
    expect(gap.endedAt).not.toBeNull();
    expect(gap.endedAt ?? 0).toBeGreaterThanOrEqual(gap.startedAt);
  }
  for (const name of displayNames) {
    const mine = rows.filter((row) => row.displayId === name);
    const own = gapRows.filter((gap) => gap.displayId === name);
    if (mine.length + own.length === 0) continue;
    const firstSeen = Math.min(...mine.map((row) => row.capturedAt), ...own.map((gap) => gap.startedAt));
    const stretches = [
      ...mine.map((row) => [row.capturedAt, row.endedAt + longestIntervalMs] as const),
      ...[...own, ...global].map((gap) => [gap.startedAt, gap.endedAt ?? end] as const),
    ].sort((one, other) => one[0] - other[0]);
    let covered = Math.max(from, firstSeen);
    for (const [start, stop] of stretches) {
      expect(start - covered, `${name} is unaccounted for`).toBeLessThanOrEqual(toleratedHoleMs);
      covered = Math.max(covered, stop);
    }
    expect(end - covered, `${name} is unaccounted for at the end`).toBeLessThanOrEqual(toleratedHoleMs);
    for (const row of mine) {
      for (const gap of global) {
        const overlap = Math.min(row.endedAt, gap.endedAt ?? end) - Math.max(row.capturedAt, gap.startedAt);
        expect(overlap, `a capture of ${name} was held across a gap (${gap.reason})`).toBeLessThanOrEqual(0);
      }
    }
  }
}

it('accounts for every display at every tick and for every minute, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 40 }), async (steps) => {
      const harness = await startHarness({ displays: 3, preferences: { excludedApps: ['vault'] } });
      const from = harness.clock.now();
      for (const action of steps) {
        const before = harness.service.status();
        await perform(harness, action);
        await settle();
        checkRecording(harness);
        const after = harness.service.status();
        const countOf = (status: typeof before) => status.ticks.stored + status.ticks.held + status.ticks.gaps;
        const perDisplay = after.displays.reduce((sum, one) => sum + one.storedCount + one.heldCount + one.gapCount, 0);
        expect(perDisplay).toBe(countOf(after));
      }
      let end = 0;
      const stopped = harness.service.stop().then(() => {
        end = harness.clock.now();
      });
      await harness.clock.advance(60_000);
      await stopped;
      checkCoverage(harness, { from, end, longestIntervalMs: 120_000 });
      expect(new Set(harness.records.rows.map((row) => row.id)).size).toBe(harness.records.rows.length);
      expect(harness.files.size).toBe(harness.records.rows.length);
    }),
    { numRuns: 150 },
  );
}, 120_000);
