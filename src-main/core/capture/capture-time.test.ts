import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../ports/clock.fake.ts';
import { CaptureClock } from './capture-clock.ts';
import { startHarness } from './capture-harness.fake.ts';
import { pauseEnd } from './pause.ts';
import { Scheduler } from './scheduler.ts';

const hour = 3_600_000;
/** Europe/Berlin in 2026: summer time from 29 March 01:00 UTC to 25 October 01:00 UTC. */
const berlin = (at: number) => (at >= Date.UTC(2026, 2, 29, 1) && at < Date.UTC(2026, 9, 25, 1) ? 120 : 60);

function clockIn(zone: (at: number) => number, at: number): FakeClock {
  const clock = new FakeClock(at);
  clock.offsetAt = zone;
  return clock;
}

describe('the time of captures', () => {
  it('keeps the order through a small step back, and tells nobody', async () => {
    const clock = new FakeClock();
    const captureClock = new CaptureClock(clock);
    const first = captureClock.stamp();
    clock.stepWall(-30_000);
    const second = captureClock.stamp();
    expect(second.at).toBe(first.at + 1);
    expect(second.step).toBeNull();
    await clock.advance(31_000);
    expect(captureClock.stamp().at).toBe(clock.now());
  });

  it('follows a large step back, tells it once, and stores every display anew under the new time', async () => {
    const harness = await startHarness();
    await harness.clock.advance(10_000);
    harness.clock.stepWall(-2 * hour);
    await harness.clock.advance(10_000);
    const times = harness.records.rows.map((row) => row.capturedAt);
    expect(times).toHaveLength(4);
    expect((times[0] ?? 0) - (times[2] ?? 0)).toBeGreaterThan(hour);
    expect(harness.summaries().filter((summary) => summary.includes('set back by 2 h'))).toHaveLength(1);
    expect(new Set(harness.records.rows.map((row) => row.id)).size).toBe(4);
    const ids = harness.records.rows.map((row) => row.id);
    expect([...ids].sort()).toEqual(ids);
    for (const row of harness.records.rows) expect(row.endedAt).toBeGreaterThanOrEqual(row.capturedAt);
    await harness.service.stop();
  });

  it('takes a step ahead for a sleep nobody told of: one capture, and a gap for the time between', async () => {
    const harness = await startHarness();
    await harness.clock.advance(5_000);
    const lastSeen = harness.clock.now();
    harness.clock.stepWall(3 * hour);
    await harness.clock.advance(5_000);
    expect(harness.records.rows).toHaveLength(4);
    const [gap] = harness.records.gapRows;
    expect(gap).toMatchObject({ reason: 'asleep', displayId: null });
    expect(gap?.startedAt).toBeGreaterThanOrEqual(lastSeen);
    expect((gap?.endedAt ?? 0) - lastSeen).toBeGreaterThanOrEqual(3 * hour);
    expect(harness.service.status().ticks.late).toBe(0);
    await harness.service.stop();
  });

  it('files by the local day, with the offset of the moment, through both changes of the clocks', async () => {
    const spring = clockIn(berlin, Date.UTC(2026, 2, 28, 22, 59, 58));
    const captureClock = new CaptureClock(spring);
    expect(captureClock.stamp()).toMatchObject({ localDay: '2026-03-28', utcOffsetMinutes: 60 });
    await spring.advance(5_000);
    expect(captureClock.stamp()).toMatchObject({ localDay: '2026-03-29', utcOffsetMinutes: 60, step: null });
    await spring.advance(3 * hour);
    expect(captureClock.stamp()).toMatchObject({ localDay: '2026-03-29', utcOffsetMinutes: 120, step: null });
    const autumn = new CaptureClock(clockIn(berlin, Date.UTC(2026, 9, 24, 22, 0, 1)));
    expect(autumn.stamp()).toMatchObject({ localDay: '2026-10-25', utcOffsetMinutes: 120 });
  });

  it('files under the day of the new time zone after a journey, in the order of the captures', async () => {
    const harness = await startHarness();
    harness.clock.offsetAt = () => 14 * 60;
    await harness.clock.advance(5_000);
    harness.source.content.set('left', 2);
    harness.clock.stepWall(2 * hour);
    await harness.clock.advance(5_000);
    expect(harness.records.rows[0]).toMatchObject({ localDay: '2026-06-15', utcOffsetMinutes: 0 });
    expect(harness.records.rows.at(-1)).toMatchObject({ localDay: '2026-06-16', utcOffsetMinutes: 840 });
    expect(harness.records.rows.at(-1)?.filepath).toMatch(/^captures\/2026\/06\/16\//);
    await harness.service.stop();
  });
});

describe('until tomorrow', () => {
  const at = (iso: string) => Date.parse(iso);
  it.each([
    ['in the evening: four the next morning', '2026-06-15T20:00:00+02:00', '2026-06-16T04:00:00+02:00'],
    ['after midnight: four the same morning', '2026-06-15T00:30:00+02:00', '2026-06-15T04:00:00+02:00'],
    ['shortly before four: the morning after', '2026-06-15T03:30:00+02:00', '2026-06-16T04:00:00+02:00'],
    ['before the clocks go forward', '2026-03-28T22:00:00+01:00', '2026-03-29T04:00:00+02:00'],
    ['before the clocks go back', '2026-10-24T22:00:00+02:00', '2026-10-25T04:00:00+01:00'],
  ])('%s', (_name, from, until) => {
    expect(pauseEnd('tomorrow', at(from), clockIn(berlin, at(from)))).toBe(at(until));
  });
});

describe('the rhythm', () => {
  it('does not drift, and skips what it missed', async () => {
    const clock = new FakeClock();
    const fired: number[] = [];
    let missed = 0;
    const startedAt = clock.monotonicMs();
    const scheduler = new Scheduler(
      clock,
      () => {
        fired.push(clock.monotonicMs() - startedAt);
        // Each tick takes a while; the next one comes at its own time all the same.
        clock.freeze(300);
      },
      (count) => {
        missed += count;
      },
    );
    scheduler.start(1_000, 0);
    await clock.advance(5_000);
    expect(fired).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    clock.freeze(7_500);
    await clock.advance(1_000);
    expect(missed).toBe(6);
    expect(fired.slice(6)).toEqual([12_800, 13_100]);
    scheduler.stop();
    await clock.advance(5_000);
    expect(fired).toHaveLength(8);
  });
});
