import { describe, expect, it } from 'vitest';
import type { JobRun } from '../ports/jobs.ts';
import { hasEnded } from './job-watches.ts';
import { leaseMs } from './lease-watch.ts';
import { createProcessIdentity } from './process-identity.ts';
import { handlerOf, Items, QueueHarness } from './queue-harness.fake.ts';

const all = (count: number) => [...Array(count).keys()];

describe('a job whose process was killed', () => {
  it('goes on at once where it was, and does nothing twice', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 30);
    const first = await harness.process([items.handler('process')]);
    const { id } = await first.queue.enqueue('process', {});
    await first.queue.start();
    await harness.pass(750);
    await first.kill();
    const { queue } = await harness.process([items.handler('process')]);
    expect((await queue.get(id)).status).toBe('running');
    await queue.start();
    await harness.pass(100);
    expect((await queue.get(id)).progressCurrent).toBeGreaterThanOrEqual(7);
    await harness.pass(5_000);
    expect(await queue.get(id)).toMatchObject({ status: 'completed', retryCount: 0 });
    expect(items.done(id)).toEqual(all(30));
    expect(items.doneTwice).toEqual([]);
  });

  it('on another machine is taken over when it has said nothing for thirty seconds', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 5);
    const first = await harness.process([items.handler('process')], { elsewhere: true });
    const { id } = await first.queue.enqueue('process', {});
    await first.queue.start();
    await harness.pass(250);
    await first.kill();
    const { queue } = await harness.process([items.handler('process')]);
    await queue.start();
    await harness.pass(leaseMs - 2_000);
    expect(await queue.get(id)).toMatchObject({ status: 'running', progressCurrent: 2 });
    await harness.pass(5_000);
    expect((await queue.get(id)).status).toBe('completed');
    expect(items.done(id)).toEqual(all(5));
  });

  it('each time without getting any further is held back, and fails in the end', async () => {
    const harness = await QueueHarness.make();
    let started = 0;
    const deadly = handlerOf('process', () => {
      started += 1;
      return new Promise(() => {});
    });
    let id = '';
    for (let each = 0; each < 6; each += 1) {
      const doomed = await harness.process([deadly]);
      id ||= (await doomed.queue.enqueue('process', {})).id;
      await doomed.queue.start();
      const begun = async () => (await doomed.queue.get(id)).retryCount === each && started === each + 1;
      for (let second = 0; second < 60 && !(await begun()); second += 1) await harness.pass(1_000);
      expect(await doomed.queue.get(id)).toMatchObject({ status: 'running', retryCount: each });
      await doomed.kill();
    }
    const { queue, notes } = await harness.process([deadly]);
    await queue.start();
    await harness.pass(100);
    const failed = await queue.get(id);
    expect(failed).toMatchObject({ status: 'failed' });
    expect(failed.errorMessage).toMatch(/^Afterimage ended 6 times while it worked on this job/);
    expect(notes).toMatchObject([{ kind: 'failed', details: { jobId: id } }]);
  });
});

describe('a job that somebody works on', () => {
  it('is left to him when the wall clock jumps', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 100);
    const working = await harness.process([items.handler('process')], { elsewhere: true });
    const { id } = await working.queue.enqueue('process', {});
    await working.queue.start();
    await harness.pass(150);
    const waiting = await harness.process([items.handler('process')]);
    await waiting.queue.start();
    for (const jumpMs of [86_400_000, -2 * 86_400_000, 3_600_000]) {
      harness.clock.stepWall(jumpMs);
      await harness.pass(2_000);
    }
    await harness.pass(5_000);
    expect((await waiting.queue.get(id)).status).toBe('completed');
    expect(items.done(id)).toEqual(all(100));
    expect(items.doneTwice).toEqual([]);
  });

  it('is left to him when both slept longer than a lease', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 30);
    const working = await harness.process([items.handler('process')]);
    const waiting = await harness.process([items.handler('process')]);
    const { id } = await working.queue.enqueue('process', {});
    await working.queue.start();
    await waiting.queue.start();
    await harness.pass(550);
    harness.clock.stepWall(8 * 3_600_000);
    await harness.pass(10_000);
    expect((await waiting.queue.get(id)).status).toBe('completed');
    expect(items.doneTwice).toEqual([]);
  });

  it('is not his any more when he was held up for too long: what he writes then is refused', async () => {
    const harness = await QueueHarness.make();
    const slow: { run?: JobRun; outcome?: unknown } = {};
    const held = await harness.process(
      [
        handlerOf('process', async (run) => {
          slow.run = run;
          return new Promise(() => {});
        }),
      ],
      { elsewhere: true },
    );
    const { id } = await held.queue.enqueue('process', {});
    await held.queue.start();
    await harness.pass(100);
    const raw = (sql: string) => harness.library.raw((native) => native.prepare(sql).run());
    const other = await harness.process([handlerOf('process', async () => ({ by: 'other' }))]);
    // Another process took it over, and did it.
    raw(`UPDATE jobs SET lease_owner = 'elsewhere/0/0'`);
    await expect(slow.run?.checkpoint({ current: 9, total: 9 })).rejects.toMatchObject({ why: 'lost' });
    expect((await other.queue.get(id)).progressCurrent).toBe(0);
    expect(slow.run?.signal.aborted).toBe(true);
  });
});

describe('several processes', () => {
  it('work on two jobs at most, and on one of each type', async () => {
    const harness = await QueueHarness.make();
    const busy = new Set<string>();
    let most = 0;
    const counting = (type: 'process' | 'verify' | 'export') =>
      handlerOf(type, async (run) => {
        expect(busy.has(type)).toBe(false);
        busy.add(type);
        most = Math.max(most, busy.size);
        await new Promise<void>((resolve) => harness.clock.setTimer(300, resolve));
        busy.delete(type);
        await run.checkpoint({ current: 1, total: 1 });
        return {};
      });
    const types = ['process', 'verify', 'export'] as const;
    const processes = [
      await harness.process(types.map(counting)),
      await harness.process(types.map(counting)),
      await harness.process(types.map(counting)),
    ];
    const [one] = processes;
    for (let each = 0; each < 4; each += 1) for (const type of types) await one?.queue.enqueue(type, { each });
    for (const each of processes) await each.queue.start();
    await harness.pass(15_000);
    const jobs = (await one?.queue.list({ limit: 50 }))?.items ?? [];
    expect(jobs).toHaveLength(12);
    expect(jobs.every(hasEnded)).toBe(true);
    expect(jobs.map((job) => job.errorMessage)).toEqual(jobs.map(() => null));
    expect(most).toBe(2);
  });

  it('leave the queue to whom it belongs, and take it over when he is gone', async () => {
    const harness = await QueueHarness.make();
    let captures = true;
    const items = new Items(harness.clock, 2);
    const looking = await harness.process([items.handler('process')], { mayWork: async () => !captures });
    const { id } = await looking.queue.enqueue('process', {});
    await looking.queue.start();
    await harness.pass(5_000);
    expect((await looking.queue.get(id)).status).toBe('pending');
    captures = false;
    await harness.pass(2_000);
    expect((await looking.queue.get(id)).status).toBe('completed');
  });
});

describe('one job alone', () => {
  it('is worked on to its end by a process that does not work on the queue', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 3);
    const { queue } = await harness.process([items.handler('process'), items.handler('verify')]);
    const other = await queue.enqueue('verify', {});
    const { id } = await queue.enqueue('process', {});
    const worked = queue.workOn(id, new AbortController().signal);
    await harness.pass(3_000);
    expect(await worked).toMatchObject({ id, status: 'completed' });
    expect((await queue.get(other.id)).status).toBe('pending');
  });

  it('is tried again when that is due, though nothing tells of it', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 3);
    items.failsBefore = (item, attempt) => item === 1 && attempt === 0;
    const { queue } = await harness.process([items.handler('process')]);
    const { id } = await queue.enqueue('process', {});
    const worked = queue.workOn(id, new AbortController().signal);
    await harness.pass(3_000);
    expect(await queue.get(id)).toMatchObject({ status: 'pending', retryCount: 1 });
    await harness.pass(10_000);
    expect(await queue.get(id)).toMatchObject({ status: 'completed' });
    expect(await worked).toMatchObject({ id, status: 'completed' });
  });

  it('waits for the next one when its process is asked to end', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 30);
    const first = await harness.process([items.handler('process')]);
    const { id } = await first.queue.enqueue('process', {});
    const ending = new AbortController();
    const worked = first.queue.workOn(id, ending.signal);
    await harness.pass(850);
    ending.abort();
    await harness.pass(200);
    expect(await worked).toMatchObject({ status: 'pending', retryCount: 0, errorMessage: null });
    await first.queue.stop();
    const next = await harness.process([items.handler('process')]);
    await next.queue.start();
    await harness.pass(5_000);
    expect((await next.queue.get(id)).status).toBe('completed');
    expect(items.done(id)).toEqual(all(30));
    expect(items.doneTwice).toEqual([]);
  });

  it('is followed while another process works on it', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 10);
    const working = await harness.process([items.handler('process')]);
    const looking = await harness.process([items.handler('process')]);
    const { id } = await looking.queue.enqueue('process', {});
    await working.queue.start();
    await harness.pass(150);
    const followed = looking.queue.workOn(id, new AbortController().signal);
    await harness.pass(3_000);
    expect(await followed).toMatchObject({ status: 'completed' });
    expect(looking.announced.map((job) => job.status)).not.toContain('running');
  });
});

describe('the name of a process', () => {
  it('tells a process that has ended, and accuses none that may run', () => {
    const { owner, isGone } = createProcessIdentity();
    const [host, pid] = owner.split('/');
    expect(isGone(owner)).toBe(false);
    expect(isGone(createProcessIdentity().owner)).toBe(false);
    expect(isGone(`${host}/${process.ppid}/abc123`)).toBe(false);
    // The same number, but another process had it.
    expect(isGone(`${host}/${pid}/abc123`)).toBe(true);
    expect(isGone(`${host}/4194305/abc123`)).toBe(true);
    expect(isGone(`another-${host}/4194305/abc123`)).toBe(false);
    expect(isGone('nonsense')).toBe(false);
  });
});
