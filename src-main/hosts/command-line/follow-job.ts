import type { Job } from '../../../src-shared/contract/jobs.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { withFullStop } from '../../../src-shared/domain/plain-text.ts';
import type { OpenedLibrary } from '../assemble-library.ts';
import type { Output } from './output.ts';
import { ProgressReporter } from './progress.ts';
import { untilAskedToEnd } from './signals.ts';

/**
 * Follows a job to its end with a bar (none with `--json`), and works on it here where no other process works on the
 * queue. Returns the completed job; throws where it failed, was cancelled, or Ctrl-C ended the wait. After Ctrl-C a job
 * that was worked on here waits for the next start; one that another process works on goes on there.
 */
export async function followJob(opened: OpenedLibrary, output: Output, id: string): Promise<Job> {
  const end = untilAskedToEnd();
  const stopping = new AbortController();
  void end.asked.then(() => stopping.abort());
  const reporter = output.json ? undefined : new ProgressReporter(process.stderr);
  const shown = (async () => {
    for await (const job of opened.jobs.watch(id, stopping.signal)) reporter?.show(job);
  })();
  try {
    // What looking on throws, working throws too.
    await Promise.all([shown, opened.jobs.workOn(id, stopping.signal)]);
  } finally {
    stopping.abort();
    await shown.catch(() => {});
    reporter?.end();
    end.dispose();
  }
  return requireCompleted(await opened.jobs.get(id));
}

function requireCompleted(job: Job): Job {
  const details = { id: job.id, status: job.status };
  switch (job.status) {
    case 'completed':
      return job;
    case 'failed':
      throw new AppError(
        job.errorCode ?? 'INTERNAL',
        `The job failed: ${withFullStop(job.errorMessage ?? 'it did not say why')} “afterimage jobs retry ${job.id}” tries again.`,
        { details },
      );
    case 'cancelled':
      throw new AppError(
        'CONFLICT',
        `The job was cancelled. “afterimage jobs retry ${job.id}” lets it go on where it was.`,
        { details },
      );
    case 'running':
      throw new AppError('CONFLICT', `Stopped looking on. The job ${job.id} goes on in another process.`, { details });
    case 'pending':
      throw new AppError(
        'CONFLICT',
        `Stopped. The job ${job.id} waits, and goes on where it was when Afterimage runs or the same command is given.`,
        { details },
      );
  }
}
