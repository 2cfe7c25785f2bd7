import type { Job, JobItem } from '../../../src-shared/contract/jobs.ts';
import type { JobStatus } from '../../../src-shared/domain/vocabulary.ts';
import type { JobQueue } from '../../jobs/job-queue.ts';
import { hasEnded } from '../../jobs/job-watches.ts';
import { uuid } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { followJob } from './follow-job.ts';
import { plainProgress } from './progress.ts';
import { facts, table } from './table.ts';
import { withLibrary } from './with-library.ts';
import { countText, hereText } from './words.ts';

/** Failed items that `jobs show` prints; with `--json` too. */
const mostFailedItems = 50;

/** Whoever works on a job looks once a second whether it was cancelled. */
const patienceForCancelMs = 5_000;

/** `afterimage jobs` */
export function runJobs(
  { libraryPath, output }: CommandContext,
  options: { status?: JobStatus; limit: number; cursor?: string },
): Promise<number> {
  return withLibrary(output, { libraryPath, create: false, capture: false }, async ({ jobs }) => {
    const page = await jobs.list(options);
    output.document(page);
    if (page.items.length === 0) {
      output.print(options.status ? `There are no jobs that are ${options.status}.` : 'There are no jobs.');
      return exitCodes.done;
    }
    output.print(
      table(
        ['Created at', 'Job', 'Status', 'Progress', 'Id'],
        page.items.map((job) => [hereText(job.createdAt), job.title, statusText(job), progressText(job), job.id]),
      ),
    );
    if (page.nextCursor) output.print(`\nMore with: --cursor ${page.nextCursor}`);
    return exitCodes.done;
  });
}

/** `afterimage jobs show ID` */
export function runJobsShow(
  { libraryPath, output }: CommandContext,
  options: { follow?: boolean },
  operands: readonly string[],
): Promise<number> {
  const id = uuid(operands[0], 'a job', 'jobs');
  return withLibrary(output, { libraryPath, create: false, capture: false }, async (opened) => {
    let job = await opened.jobs.get(id);
    if (options.follow && !hasEnded(job)) job = await followJob(opened, output, id);
    const failed = await opened.jobs.items(id, { status: 'failed', limit: mostFailedItems });
    output.document({ ...job, failed: failed.items });
    output.print(jobText(job));
    if (failed.items.length > 0) output.print(`\n${failedText(job, failed.items)}`);
    return exitCodes.done;
  });
}

/** `afterimage jobs cancel ID` */
export function runJobsCancel(
  { libraryPath, output }: CommandContext,
  _options: unknown,
  operands: readonly string[],
): Promise<number> {
  const id = uuid(operands[0], 'a job', 'jobs');
  return withLibrary(output, { libraryPath, create: false, capture: false }, async ({ jobs }) => {
    await jobs.cancel(id);
    const job = await whenStopped(jobs, id);
    output.document(job);
    output.print(
      hasEnded(job)
        ? `${job.title}: ${statusText(job)}.`
        : `${job.title}: it was told to stop, and will at its next step.`,
    );
    return exitCodes.done;
  });
}

/** `afterimage jobs retry ID` */
export function runJobsRetry(
  { libraryPath, output }: CommandContext,
  options: { wait: boolean },
  operands: readonly string[],
): Promise<number> {
  const id = uuid(operands[0], 'a job', 'jobs');
  return withLibrary(output, { libraryPath, create: false, capture: false }, async (opened) => {
    let job = await opened.jobs.retry(id);
    if (options.wait) job = await followJob(opened, output, id);
    output.document(job);
    output.print(options.wait ? jobText(job) : `${job.title}: it waits for a process that works on the queue.`);
    return exitCodes.done;
  });
}

async function whenStopped(jobs: JobQueue, id: string): Promise<Job> {
  let last = await jobs.get(id);
  for await (const job of jobs.watch(id, AbortSignal.timeout(patienceForCancelMs))) last = job;
  return last;
}

function jobText(job: Job): string {
  return facts([
    ['Id', job.id],
    ['Job', job.title],
    ['Status', statusText(job)],
    [
      'Progress',
      job.status === 'running'
        ? plainProgress(job)
            .slice(job.title.length + 2)
            .trim()
        : progressText(job),
    ],
    ['Created at', hereText(job.createdAt)],
    ['Started at', hereText(job.startedAt)],
    ['Ended at', hereText(job.completedAt)],
    ...(job.notBefore === null ? [] : [['Next attempt', hereText(job.notBefore)] as const]),
    ...(job.retryCount === 0 ? [] : [['Retries', String(job.retryCount)] as const]),
    ...(job.errorMessage === null ? [] : [['Error', job.errorMessage] as const]),
    ...(job.result === null ? [] : [['Result', resultText(job.result)] as const]),
    ['Failed items', String(job.failedItems)],
  ]);
}

function failedText(job: Job, items: readonly JobItem[]): string {
  const rows = items.map((item) => [item.captureId, item.capture?.filepath ?? '–', item.errorMessage ?? '–']);
  const more = job.failedItems - items.length;
  return table(['Capture', 'File', 'Why'], rows) + (more > 0 ? `\nand ${countText(more, 'item')} more` : '');
}

function resultText(result: Readonly<Record<string, unknown>>): string {
  return Object.entries(result)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}

function statusText(job: Job): string {
  return job.cancelling ? 'being cancelled' : job.status;
}

function progressText(job: Job): string {
  const count = (value: number) => value.toLocaleString('en-US');
  if (job.progressTotal === null) return job.progressCurrent === 0 ? '–' : count(job.progressCurrent);
  const share = job.progressTotal === 0 ? 1 : job.progressCurrent / job.progressTotal;
  return `${count(job.progressCurrent)}/${count(job.progressTotal)} (${Math.floor(Math.min(1, share) * 100)} %)`;
}
