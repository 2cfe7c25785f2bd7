/**
 * A process of its own that works on the queue of a library until nothing is left, for tests that kill it: does items
 * one by one, and appends to a file what it begins and what it has written down.
 *
 * node killed-process.fake.ts LIBRARY LOG_FILE
 */
import { appendFileSync } from 'node:fs';
import { createSystemClock } from '../adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../db/open.ts';
import type { JobRun } from '../ports/jobs.ts';
import { JobQueue } from './job-queue.ts';
import { hasEnded } from './job-watches.ts';

const [libraryPath = '', logFile = ''] = process.argv.slice(2);

async function doItems(run: JobRun): Promise<Record<string, unknown>> {
  const captureIds = run.payload.captureIds as string[];
  const state = run.state as { next?: number };
  for (let next = state.next ?? 0; next < captureIds.length; next += 1) {
    const captureId = captureIds[next] ?? '';
    appendFileSync(logFile, `begun ${captureId}\n`);
    await run.checkpoint({
      current: next + 1,
      total: captureIds.length,
      state: { next: next + 1 },
      items: [{ captureId, status: 'done' }],
    });
    appendFileSync(logFile, `done ${captureId}\n`);
  }
  return { done: captureIds.length };
}

const clock = createSystemClock();
const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: false, clock });
const queue = new JobQueue({
  repository: database.jobs,
  handlers: [{ type: 'process', title: () => 'Items', run: doItems }],
  notOffered: ['import', 'export', 'scan_duplicates', 'purge_trash', 'verify'],
  clock,
  announce: () => {},
  note: async () => {},
  settled: async () => {},
  report: (summary, error) => console.error(summary, error),
});
await queue.start();
const [job] = (await queue.list({ limit: 1 })).items;
if (job) for await (const each of queue.watch(job.id, undefined)) if (hasEnded(each)) break;
await queue.stop();
await database.close();
