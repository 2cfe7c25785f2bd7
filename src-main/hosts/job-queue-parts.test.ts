import { expect, it } from 'vitest';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { LiveBus } from '../core/live-bus.ts';
import { EventLog } from '../core/memory/event-log.ts';
import { TestLibrary } from '../db/test-library.fake.ts';
import type { JobHandler } from '../ports/jobs.ts';
import { createJobQueue } from './job-queue-parts.ts';

it('raises one alert for a job that fails, and resolves it when the job succeeds', async () => {
  const library = await TestLibrary.make();
  const database = await library.open();
  const { clock } = library;
  const live = new LiveBus();
  const events = new EventLog(database.events, live, clock);
  let problem: AppError | undefined = new AppError('BAD_INPUT', 'This cannot be read.');
  const handlerOf = (type: JobHandler['type']): JobHandler => ({
    type,
    title: () => 'Read pictures',
    run: async () => {
      if (problem) throw problem;
      return {};
    },
  });
  const queue = createJobQueue({
    ...{ database, events, live, clock },
    handlers: (['process', 'scan_duplicates', 'purge_trash', 'import', 'export'] as const).map(handlerOf),
    // Its failure is reported to the log too.
    report: () => {},
    mayWork: async () => true,
  });
  const until = async (status: string, id: string) => {
    for (let second = 0; second < 60 && (await queue.get(id)).status !== status; second += 1) await clock.advance(1000);
    expect(await queue.get(id)).toMatchObject({ status });
  };
  const { id } = await queue.enqueue('process', {});
  await queue.start();
  await until('failed', id);
  await expect
    .poll(() => events.getUnresolved())
    .toMatchObject([
      {
        type: 'alert',
        severity: 'error',
        summary: 'Failed: Read pictures. This cannot be read.',
        details: { jobId: id },
      },
    ]);
  problem = undefined;
  await queue.retry(id);
  await until('completed', id);
  await expect.poll(() => events.getUnresolved()).toEqual([]);
  expect(await events.getEventsByType('alert')).toMatchObject([{ resolved_by: 'system' }]);
  await queue.stop();
});
