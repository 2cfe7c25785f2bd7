import { describe, expect, it } from 'vitest';
import type { Job } from '../../src-shared/contract/jobs.ts';
import type { JobRun } from '../ports/jobs.ts';
import { announceEveryMs } from './job-announcer.ts';
import { handlerOf, Items, QueueHarness } from './queue-harness.fake.ts';
import { RateMeter } from './rate-meter.ts';

/** A job that does what the test says, when it says so. */
async function steered() {
  const harness = await QueueHarness.make();
  const given: { run?: JobRun; end?: (result: Record<string, unknown>) => void } = {};
  const process = await harness.process([
    handlerOf('process', (run) => {
      given.run = run;
      return new Promise((resolve) => {
        given.end = resolve;
      });
    }),
  ]);
  const { id } = await process.queue.enqueue('process', {});
  await process.queue.start();
  await harness.pass(10);
  const run = given.run;
  if (!run) throw new Error('The job was not begun.');
  return { harness, process, queue: process.queue, id, run, end: (result = {}) => given.end?.(result) };
}

describe('progress', () => {
  it('is shown at once, and written with the next heartbeat', async () => {
    const { harness, queue, id, run } = await steered();
    const looking = await harness.process([handlerOf('process', async () => ({}))]);
    run.progress(40, 100);
    expect(await queue.get(id)).toMatchObject({ progressCurrent: 40, progressTotal: 100 });
    expect(await looking.queue.get(id)).toMatchObject({ progressCurrent: 0, progressTotal: null });
    await harness.pass(1_100);
    expect(await looking.queue.get(id)).toMatchObject({ progressCurrent: 40, progressTotal: 100 });
  });

  it('has a rate and a time left, also where another process works', async () => {
    const { harness, queue, id, run, end } = await steered();
    const looking = await harness.process([handlerOf('process', async () => ({}))]);
    for (let second = 1; second <= 12; second += 1) {
      run.progress(second * 50, 1_000);
      await harness.pass(1_000);
      await looking.queue.get(id);
    }
    for (const each of [queue, looking.queue]) {
      const { itemsPerSecond, secondsLeft } = await each.get(id);
      expect(itemsPerSecond).toBeGreaterThanOrEqual(42);
      expect(itemsPerSecond).toBeLessThanOrEqual(55);
      expect(secondsLeft).toBeGreaterThanOrEqual(7);
      expect(secondsLeft).toBeLessThanOrEqual(10);
    }
    end();
    await harness.pass(10);
    expect(await queue.get(id)).toMatchObject({ status: 'completed', itemsPerSecond: null, secondsLeft: null });
  });

  it('is announced five times a second at most, and always as it was last', async () => {
    const { harness, process, id, run, end } = await steered();
    process.announced.length = 0;
    const startedMs = harness.clock.monotonicMs();
    for (let count = 1; count <= 500; count += 1) {
      run.progress(count, 500);
      await harness.pass(4);
    }
    const elapsedMs = harness.clock.monotonicMs() - startedMs;
    expect(process.announced.length).toBeLessThanOrEqual(elapsedMs / announceEveryMs + 1);
    expect(process.announced.length).toBeGreaterThanOrEqual(elapsedMs / announceEveryMs - 1);
    await harness.pass(announceEveryMs);
    expect(process.announced.at(-1)).toMatchObject({ id, progressCurrent: 500 });
    end({ found: 3 });
    await harness.pass(1);
    expect(process.announced.at(-1)).toMatchObject({ id, status: 'completed', result: { found: 3 } });
    const announced = process.announced.length;
    await harness.pass(5_000);
    expect(process.announced).toHaveLength(announced);
  });

  it('that is no number is taken as none', async () => {
    const { queue, id, run } = await steered();
    await run.checkpoint({ current: Number.NaN, total: -4 });
    expect(await queue.get(id)).toMatchObject({ progressCurrent: 0, progressTotal: 0 });
    await run.checkpoint({ current: 2.7, total: null });
    expect(await queue.get(id)).toMatchObject({ progressCurrent: 2, progressTotal: null });
  });

  it('of a long job ends with a line in the log', async () => {
    const { harness, process, id, end } = await steered();
    await harness.pass(61_000);
    end({ found: 3 });
    await harness.pass(10);
    expect(process.notes).toMatchObject([
      { kind: 'completed', summary: 'Done: Test {}.', details: { jobId: id, durationMs: expect.any(Number) } },
    ]);
  });
});

describe('watching a job', () => {
  const watched = (jobs: AsyncGenerator<Job>) => {
    const seen: Job[] = [];
    const ended = (async () => {
      for await (const job of jobs) seen.push(job);
    })();
    return { seen, ended };
  };

  it('shows it now and at every change, until it has ended', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 10);
    const { queue } = await harness.process([items.handler('process')]);
    const { id } = await queue.enqueue('process', {});
    const { seen, ended } = watched(queue.watch(id, undefined));
    await harness.pass(1);
    expect(seen).toMatchObject([{ status: 'pending' }]);
    await queue.start();
    await harness.pass(3_000);
    await ended;
    expect(seen.at(-1)).toMatchObject({ status: 'completed', progressCurrent: 10 });
    const progress = seen.map((job) => job.progressCurrent);
    expect(progress).toEqual([...progress].sort((left, right) => left - right));
    expect(new Set(progress).size).toBeGreaterThan(4);
  });

  it('also shows what another process does', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 20);
    const working = await harness.process([items.handler('process')]);
    const looking = await harness.process([items.handler('process')]);
    const { id } = await working.queue.enqueue('process', {});
    const { seen, ended } = watched(looking.queue.watch(id, undefined));
    await working.queue.start();
    await harness.pass(5_000);
    await ended;
    const progress = new Set(seen.map((job) => job.progressCurrent));
    expect(progress.size).toBeGreaterThanOrEqual(4);
    expect(seen.at(-1)).toMatchObject({ status: 'completed' });
  });

  it('ends when the reader leaves, when the queue stops, and when the job is forgotten', async () => {
    const { harness, queue, id, end } = await steered();
    const leaving = new AbortController();
    const left = watched(queue.watch(id, leaving.signal));
    await harness.pass(10);
    leaving.abort();
    await left.ended;
    expect(left.seen.length).toBeGreaterThan(0);

    const other = await queue.enqueue('process', { other: true });
    const forgotten = watched(queue.watch(other.id, undefined));
    const stopped = watched(queue.watch(id, undefined));
    await harness.pass(10);
    harness.library.raw((native) => native.prepare('DELETE FROM jobs WHERE id = ?').run(other.id));
    await harness.pass(1_000);
    await forgotten.ended;
    end();
    await queue.stop();
    await stopped.ended;
    expect(stopped.seen.at(-1)).toMatchObject({ id });
  });

  it('misses nothing of a reader who is slow', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 10);
    const { queue } = await harness.process([items.handler('process')]);
    const { id } = await queue.enqueue('process', {});
    const jobs = queue.watch(id, undefined);
    expect((await jobs.next()).value).toMatchObject({ status: 'pending' });
    await queue.start();
    await harness.pass(5_000);
    expect((await jobs.next()).value).toMatchObject({ status: 'completed' });
    expect((await jobs.next()).done).toBe(true);
  });
});

describe('the rate', () => {
  it('is that of the last ten seconds', () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 60; second += 1) meter.note(second * 100, second * 1_000);
    expect(meter.perSecond(60_000)).toBe(100);
    for (let second = 1; second <= 10; second += 1) meter.note(6_000 + second, 60_000 + second * 1_000);
    expect(meter.perSecond(70_000)).toBe(1);
    expect(meter.perSecond(85_000)).toBe(0);
  });

  it('is not known at first, nor right after the count began anew', () => {
    const meter = new RateMeter();
    expect(meter.perSecond(0)).toBeNull();
    meter.note(10, 0);
    expect(meter.perSecond(500)).toBeNull();
    meter.note(20, 2_000);
    expect(meter.perSecond(2_000)).toBe(5);
    meter.note(0, 2_100);
    expect(meter.perSecond(2_100)).toBeNull();
  });

  it('does not keep every sample', () => {
    const meter = new RateMeter();
    for (let each = 0; each <= 100_000; each += 1) meter.note(each, each / 10);
    expect(meter.perSecond(10_000)).toBeCloseTo(10_000, -2);
  });
});
