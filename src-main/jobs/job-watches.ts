import type { Job } from '../../src-shared/contract/jobs.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { JobStatus } from '../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../ports/clock.ts';

/** How often a job is looked at that another process works on. */
export const pollEveryMs = 500;

const endedStatuses: ReadonlySet<JobStatus> = new Set(['completed', 'failed', 'cancelled']);

/** True for a job that nobody works on any more, and nobody will unless it is asked for. */
export function hasEnded(job: Pick<Job, 'status'>): boolean {
  return endedStatuses.has(job.status);
}

/** Refuses what was asked about a job that is not there. */
export function failWithout(id: string): never {
  throw new AppError('NOT_FOUND', 'There is no such job.', { details: { id } });
}

/** Everybody who follows a job. */
export class JobWatches {
  readonly #clock: Clock;
  readonly #read: (id: string) => Promise<Job | undefined>;
  readonly #listeners = new Set<(id: string) => void>();

  constructor(clock: Clock, read: (id: string) => Promise<Job | undefined>) {
    this.#clock = clock;
    this.#read = read;
  }

  /** Lets those look who follow this job. */
  changed(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  /** The job now and whenever it changes, until it has ended, is forgotten, or the signal is aborted. */
  async *watch(id: string, ended: AbortSignal): AsyncGenerator<Job> {
    let changed = false;
    let wake: () => void = () => {};
    const listener = (changedId: string) => {
      if (changedId !== id) return;
      changed = true;
      wake();
    };
    this.#listeners.add(listener);
    try {
      let shown: Job | undefined;
      while (!ended.aborted) {
        changed = false;
        const job = await this.#read(id);
        if (!job) return shown ? undefined : failWithout(id);
        if (!shown || JSON.stringify(job) !== JSON.stringify(shown)) yield job;
        shown = job;
        if (hasEnded(job)) return;
        if (changed) continue;
        await new Promise<void>((resolve) => {
          const cancelTimer = this.#clock.setTimer(pollEveryMs, () => wake());
          wake = () => {
            cancelTimer();
            ended.removeEventListener('abort', wake);
            resolve();
          };
          ended.addEventListener('abort', wake, { once: true });
        });
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }
}
