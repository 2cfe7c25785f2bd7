import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { handlerOf, QueueHarness } from './queue-harness.fake.ts';

describe('the queue', () => {
  it('does what it is given, and says what came of it', async () => {
    const harness = await QueueHarness.make();
    const { queue } = await harness.process([
      handlerOf('process', async (run) => {
        await run.checkpoint({ current: 3, total: 3, state: { at: 3 } });
        return { done: 3 };
      }),
    ]);
    const job = await queue.enqueue('process', { which: 'all' });
    expect(job).toMatchObject({ status: 'pending', title: 'Test {"which":"all"}', progressCurrent: 0 });
    await queue.start();
    await harness.pass(10);
    expect(await queue.get(job.id)).toMatchObject({
      status: 'completed',
      progressCurrent: 3,
      progressTotal: 3,
      result: { done: 3 },
      errorMessage: null,
    });
    await queue.stop();
  });

  it('tries again later, and gives up in the end', async () => {
    const harness = await QueueHarness.make();
    let attempts = 0;
    const { queue, notes } = await harness.process([
      handlerOf('process', async () => {
        attempts += 1;
        throw new AppError('DISK_FULL', 'The disk is full.');
      }),
    ]);
    const { id } = await queue.enqueue('process', {});
    await queue.start();
    await harness.pass(10);
    expect(await queue.get(id)).toMatchObject({ status: 'pending', retryCount: 1, errorMessage: 'The disk is full.' });
    expect((await queue.get(id)).notBefore).toBeGreaterThan(harness.clock.now());
    for (let minute = 0; minute < 5; minute += 1) await harness.pass(60_000);
    expect(await queue.get(id)).toMatchObject({ status: 'failed', errorMessage: 'The disk is full.' });
    expect(attempts).toBe(6);
    expect(notes).toMatchObject([{ kind: 'failed', summary: 'Failed: Test {}. The disk is full.' }]);
    await queue.stop();
  });
});
