import type { Job } from '../../src-shared/contract/jobs.ts';
import type { Clock } from '../ports/clock.ts';
import { hasEnded } from './job-watches.ts';

/** How often a process looks for what another one added, lost or put off. */
export const lookEveryMs = 1_000;

export interface LoneWork {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The job now and whenever it changes. */
  readonly jobs: (ended: AbortSignal) => AsyncGenerator<Job>;
  /** Begins the job if it is due and nobody works on it. */
  readonly attempt: () => Promise<void>;
  readonly report: (summary: string, error: unknown) => void;
}

/**
 * Follows one job to its end, and begins it whenever that can be done: when it changes, and once a second, since nothing
 * tells that the time of a job has come that waits after a failure, or that its process is gone.
 */
export async function workAlone({ clock, signal, jobs, attempt, report }: LoneWork): Promise<void> {
  let cancelTimer = () => {};
  const lookLater = () => {
    cancelTimer = clock.setTimer(lookEveryMs, () => {
      lookLater();
      attempt().catch((error: unknown) => report('A job could not be begun', error));
    });
  };
  lookLater();
  try {
    for await (const job of jobs(signal)) {
      if (hasEnded(job)) return;
      if (!signal.aborted) await attempt();
    }
  } finally {
    cancelTimer();
  }
}
