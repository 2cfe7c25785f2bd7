import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { makeCapture } from '../db/test-library.fake.ts';
import type { JobRun } from '../ports/jobs.ts';
import { mostEndedJobs } from './job-queue.ts';
import { handlerOf, Items, QueueHarness } from './queue-harness.fake.ts';

const unknownId = '01890000-0000-7000-8000-000000000000';

describe('a job', () => {
  it('is done, and says what came of it', async () => {
    const harness = await QueueHarness.make();
    const { queue, notes } = await harness.process([
      handlerOf('process', async (run) => {
        await run.checkpoint({ current: 3, total: 3, state: { at: 3 } });
        return { done: 3 };
      }),
    ]);
    const job = await queue.enqueue('process', { which: 'all' });
    expect(job).toMatchObject({
      status: 'pending',
      title: 'Test {"which":"all"}',
      progressCurrent: 0,
      startedAt: null,
    });
    await queue.start();
    await harness.pass(10);
    expect(await queue.get(job.id)).toMatchObject({
      status: 'completed',
      progressCurrent: 3,
      progressTotal: 3,
      result: { done: 3 },
      errorMessage: null,
      startedAt: expect.any(Number),
      completedAt: expect.any(Number),
      itemsPerSecond: null,
    });
    expect(notes).toEqual([]);
  });

  it('is refused where nobody does its type', async () => {
    const harness = await QueueHarness.make();
    const { queue } = await harness.process([]);
    await expect(queue.enqueue('export', {})).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect((await queue.list({ limit: 10 })).items).toEqual([]);
  });

  it('is not added twice where one that waits or runs would do the same', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 2);
    const { queue } = await harness.process([items.handler('process')]);
    const first = await queue.enqueue('process', { from: 'a', to: 'b' });
    const again = { unlessWaiting: true };
    expect((await queue.enqueue('process', { to: 'b', from: 'a' }, again)).id).toBe(first.id);
    expect((await queue.enqueue('process', { to: 'c', from: 'a' }, again)).id).not.toBe(first.id);
    expect((await queue.enqueue('process', { from: 'a', to: 'b' })).id).not.toBe(first.id);
    await queue.start();
    await harness.pass(50);
    expect((await queue.enqueue('process', { from: 'a', to: 'b' }, again)).id).toBe(first.id);
    await harness.pass(10_000);
    expect((await queue.get(first.id)).status).toBe('completed');
    expect((await queue.enqueue('process', { from: 'a', to: 'b' }, again)).id).not.toBe(first.id);
  });

  it('that is not there is said to be', async () => {
    const harness = await QueueHarness.make();
    const { queue } = await harness.process([]);
    const missing = { code: 'NOT_FOUND', details: { id: unknownId } };
    await expect(queue.get(unknownId)).rejects.toMatchObject(missing);
    await expect(queue.cancel(unknownId)).rejects.toMatchObject(missing);
    await expect(queue.retry(unknownId)).rejects.toMatchObject(missing);
    await expect(queue.items(unknownId, { limit: 1 })).rejects.toMatchObject(missing);
    await expect(queue.watch(unknownId, undefined).next()).rejects.toMatchObject(missing);
  });

  it('that ended is forgotten when there are many newer ones', async () => {
    const harness = await QueueHarness.make();
    const { queue } = await harness.process([handlerOf('process', async () => ({}))]);
    const ids: string[] = [];
    for (let each = 0; each < mostEndedJobs + 3; each += 1) {
      ids.push((await queue.enqueue('process', { each })).id);
      await queue.cancel(ids.at(-1) ?? '');
    }
    const waiting = await queue.enqueue('process', {});
    await queue.start();
    const page = await queue.list({ limit: 500 });
    expect(page.items).toHaveLength(mostEndedJobs + 1);
    expect(page.items.map((job) => job.id)).toEqual([waiting.id, ...ids.slice(3).reverse()]);
  });

  it('is listed page by page, of one status or type', async () => {
    const harness = await QueueHarness.make();
    const { queue } = await harness.process([
      handlerOf('process', async () => ({})),
      handlerOf('verify', async () => ({})),
    ]);
    const ids: string[] = [];
    for (let each = 0; each < 5; each += 1) {
      ids.unshift((await queue.enqueue(each % 2 ? 'process' : 'verify', { each })).id);
    }
    const first = await queue.list({ limit: 2 });
    const second = await queue.list({ limit: 3, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((job) => job.id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    await queue.cancel(ids[0] ?? '');
    expect((await queue.list({ limit: 9, status: 'cancelled' })).items.map((job) => job.id)).toEqual([ids[0]]);
    expect((await queue.list({ limit: 9, type: 'process' })).items.map((job) => job.id)).toEqual([ids[1], ids[3]]);
    await expect(queue.list({ limit: 9, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('failures', () => {
  it('are tried again later, and end after five retries with an alert', async () => {
    const harness = await QueueHarness.make();
    const startedAt: number[] = [];
    const { queue, notes } = await harness.process([
      handlerOf('process', async () => {
        startedAt.push(harness.clock.now());
        throw new AppError('DISK_FULL', 'The disk is full.', { cause: new Error('ENOSPC: no space left') });
      }),
    ]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(10);
    const message = 'The disk is full. Because: ENOSPC: no space left';
    const errorCode = 'DISK_FULL';
    expect(await queue.get(id)).toMatchObject({ status: 'pending', retryCount: 1, errorCode, errorMessage: message });
    for (let minute = 0; minute < 5; minute += 1) await harness.pass(60_000);
    expect(await queue.get(id)).toMatchObject({ status: 'failed', errorCode, errorMessage: message, notBefore: null });
    const waits = startedAt.slice(1).map((at, each) => Math.round((at - (startedAt[each] ?? 0)) / 1000));
    // Twice as long each time; a queue looks once a second.
    expect(waits).toEqual(
      [5, 10, 20, 40, 80].map((wait) => expect.toSatisfy((s: number) => s >= wait && s <= wait + 1)),
    );
    expect(notes).toMatchObject([{ kind: 'failed', summary: `Failed: Test {}. ${message}`, details: { jobId: id } }]);
  });

  it('of a kind that a handler names are not tried again either, and are of no kind any more after a retry', async () => {
    const harness = await QueueHarness.make();
    let isFull = true;
    const run = async () => {
      if (isFull) throw new AppError('DISK_FULL', 'The disk is full.');
      return {};
    };
    const { queue } = await harness.process([{ ...handlerOf('export', run), lastingCodes: ['DISK_FULL'] }]);
    const { id } = await queue.enqueue('export', {});
    await queue.start();
    await harness.pass(10);
    expect(await queue.get(id)).toMatchObject({ status: 'failed', errorCode: 'DISK_FULL', retryCount: 0 });
    isFull = false;
    expect(await queue.retry(id)).toMatchObject({ status: 'pending', errorCode: null });
    await harness.pass(10);
    expect(await queue.get(id)).toMatchObject({ status: 'completed', errorCode: null });
  });

  it('of such a kind that cannot be written down end the wait of whoever works on the job alone', async () => {
    const harness = await QueueHarness.make();
    const full = new AppError('DISK_FULL', 'The disk is full.');
    let attempts = 0;
    const run = async () => {
      attempts += 1;
      throw full;
    };
    const { queue, database } = await harness.process([{ ...handlerOf('import', run), lastingCodes: ['DISK_FULL'] }]);
    const { id } = await queue.enqueue('import', {});
    const setBack = database.jobs.setBack.bind(database.jobs);
    database.jobs.setBack = () => Promise.reject(full);
    await expect(queue.workOn(id, new AbortController().signal)).rejects.toBe(full);
    expect(attempts).toBe(1);
    database.jobs.setBack = setBack;
    await queue.stop();
    expect(await queue.get(id)).toMatchObject({ status: 'running' });
  });

  it('that would last are not tried again', async () => {
    const harness = await QueueHarness.make();
    const { queue, notes } = await harness.process([
      handlerOf('process', async () => {
        throw new AppError('NOT_FOUND', 'There is no such day.');
      }),
    ]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(10);
    expect(await queue.get(id)).toMatchObject({
      status: 'failed',
      retryCount: 0,
      errorMessage: 'There is no such day.',
    });
    expect(notes).toHaveLength(1);
  });

  it('are counted anew where the job got further meanwhile', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 20);
    // Fails once before each item: far more often than a job that is stuck may.
    items.failsBefore = (item, attempt) => attempt <= item;
    const { queue } = await harness.process([items.handler('process')]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    for (let each = 0; each < 20; each += 1) await harness.pass(10_000);
    expect(await queue.get(id)).toMatchObject({ status: 'completed', progressCurrent: 20 });
    expect(items.done(id)).toEqual([...Array(20).keys()]);
  });

  it('are waited out after a restart too', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 1);
    items.failsBefore = (_item, attempt) => attempt < 5;
    const first = await harness.process([items.handler('process')]);
    const { id } = await first.queue.enqueue('process', {});
    await first.queue.start();
    while ((await first.queue.get(id)).retryCount < 5) await harness.pass(1_000);
    const { notBefore } = await first.queue.get(id);
    await first.queue.stop();
    const second = await harness.process([items.handler('process')]);
    await second.queue.start();
    while (harness.clock.now() < (notBefore ?? 0) - 2_000) {
      await harness.pass(1_000);
      expect((await second.queue.get(id)).status).toBe('pending');
    }
    await harness.pass(5_000);
    expect((await second.queue.get(id)).status).toBe('completed');
  });

  it('are no part of the time the job took in the end, and nobody has to look after them any more', async () => {
    const harness = await QueueHarness.make();
    let broken = true;
    const { queue, notes, settled } = await harness.process([
      handlerOf('process', async () => {
        if (broken) throw new AppError('UNSUPPORTED', 'It is broken.');
        await new Promise<void>((resolve) => harness.clock.setTimer(700, resolve));
        return {};
      }),
    ]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(10);
    expect(notes).toHaveLength(1);
    settled.length = 0;
    await harness.pass(1_800_000);
    broken = false;
    await queue.retry(id);
    await harness.pass(2_000);
    const done = await queue.get(id);
    expect(done.status).toBe('completed');
    expect((done.completedAt ?? 0) - (done.startedAt ?? 0)).toBe(700);
    expect(settled).toEqual([id]);
  });

  it('do not wait for a day because the clock was set back by one', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 1);
    items.failsBefore = (_item, attempt) => attempt === 0;
    const { queue } = await harness.process([items.handler('process')]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(200);
    expect((await queue.get(id)).retryCount).toBe(1);
    harness.clock.stepWall(-86_400_000);
    await harness.pass(2_000);
    expect((await queue.get(id)).status).toBe('completed');
  });

  it('of one item are listed, and tried again with the job', async () => {
    const harness = await QueueHarness.make();
    const captures = [makeCapture(), makeCapture(), makeCapture()];
    const ids = captures.map((capture) => capture.id).sort();
    let broken = true;
    const { queue, database } = await harness.process([
      handlerOf('process', async (run) => {
        const failed = await run.pendingItems(10);
        for (const captureId of failed.length > 0 ? failed : ids) {
          const status = (await run.itemStatus([captureId])).get(captureId);
          if (status === 'done') throw new Error('Done twice.');
          const bad = broken && captureId === ids[1];
          await run.checkpoint({
            current: 1,
            total: 3,
            items: [bad ? { captureId, status: 'failed', errorMessage: 'Empty file.' } : { captureId, status: 'done' }],
          });
        }
        if (broken) throw new AppError('UNSUPPORTED', 'One is broken.');
        return {};
      }),
    ]);
    await database.captures.insert(captures);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(10);
    expect(await queue.get(id)).toMatchObject({ status: 'failed', failedItems: 1 });
    const failed = await queue.items(id, { status: 'failed', limit: 10 });
    expect(failed.items).toMatchObject([
      { captureId: ids[1], status: 'failed', errorMessage: 'Empty file.', capture: { id: ids[1] } },
    ]);
    const pageOne = await queue.items(id, { limit: 2 });
    const pageTwo = await queue.items(id, { limit: 2, cursor: pageOne.nextCursor ?? '' });
    expect([...pageOne.items, ...pageTwo.items].map((item) => item.captureId)).toEqual(ids);

    broken = false;
    expect(await queue.retry(id)).toMatchObject({ status: 'pending', failedItems: 0, errorMessage: null });
    await harness.pass(10);
    expect(await queue.get(id)).toMatchObject({ status: 'completed', failedItems: 0 });
    expect((await queue.items(id, { status: 'done', limit: 10 })).items).toHaveLength(3);
    await expect(queue.retry(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('do not come from a capture that was deleted meanwhile', async () => {
    const harness = await QueueHarness.make();
    const { queue } = await harness.process([
      handlerOf('process', async (run: JobRun) => {
        await run.checkpoint({ current: 1, total: 1, items: [{ captureId: unknownId, status: 'done' }] });
        return {};
      }),
    ]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(10);
    expect((await queue.get(id)).status).toBe('completed');
    expect((await queue.items(id, { limit: 1 })).items).toEqual([]);
  });
});

describe('cancelling', () => {
  it('ends a waiting job at once, and no job twice', async () => {
    const harness = await QueueHarness.make();
    const { queue } = await harness.process([handlerOf('process', async () => ({}))]);
    const { id } = await queue.enqueue('process', {});
    expect(await queue.cancel(id)).toMatchObject({ status: 'cancelled', completedAt: harness.clock.now() });
    await expect(queue.cancel(id)).rejects.toMatchObject({ code: 'CONFLICT', details: { status: 'cancelled' } });
    await queue.start();
    await harness.pass(2_000);
    expect((await queue.get(id)).status).toBe('cancelled');
  });

  it('stops a job that runs here at its next step, and a retry goes on where it was', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 10);
    const { queue } = await harness.process([items.handler('process')]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(350);
    expect(await queue.cancel(id)).toMatchObject({ status: 'running', cancelling: true });
    expect(await queue.cancel(id)).toMatchObject({ status: 'running', cancelling: true });
    await harness.pass(100);
    const cancelled = await queue.get(id);
    expect(cancelled).toMatchObject({ status: 'cancelled', cancelling: false });
    expect(cancelled.progressCurrent).toBeGreaterThan(0);
    expect(cancelled.progressCurrent).toBeLessThan(10);
    expect(await queue.retry(id)).toMatchObject({ status: 'pending', completedAt: null });
    await harness.pass(5_000);
    expect((await queue.get(id)).status).toBe('completed');
    expect(items.done(id)).toEqual([...Array(10).keys()]);
  });

  it('reaches a job in another process within about a second', async () => {
    const harness = await QueueHarness.make();
    const working = await harness.process([
      handlerOf(
        'process',
        (run) => new Promise((_, reject) => run.signal.addEventListener('abort', () => reject(run.signal.reason))),
      ),
    ]);
    const looking = await harness.process([handlerOf('process', async () => ({}))]);
    const { id } = await working.queue.enqueue('process', {});
    await working.queue.start();
    await harness.pass(100);
    expect(await looking.queue.cancel(id)).toMatchObject({ status: 'running', cancelling: true });
    await harness.pass(1_100);
    expect((await looking.queue.get(id)).status).toBe('cancelled');
    await expect(looking.queue.cancel(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('of a job whose process died ends it at once', async () => {
    const harness = await QueueHarness.make();
    const items = new Items(harness.clock, 10);
    const dying = await harness.process([items.handler('process')]);
    const { id } = await dying.queue.enqueue('process', {});
    await dying.queue.start();
    await harness.pass(150);
    await dying.kill();
    const { queue } = await harness.process([items.handler('process')]);
    expect((await queue.get(id)).status).toBe('running');
    expect((await queue.cancel(id)).status).toBe('cancelled');
  });
});
