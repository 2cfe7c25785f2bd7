import type { Job } from '../../src-shared/contract/jobs.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { type JobType, jobTypes } from '../../src-shared/domain/vocabulary.ts';
import type { JobHandler } from '../ports/jobs.ts';

/**
 * Who does which type of job. Made once, when a library is opened, and refuses at once a type that nobody does or two
 * do: that is a mistake in the program, and must not wait for the first such job to be found.
 */
export class JobRegistry {
  readonly #handlers = new Map<JobType, JobHandler>();

  /** `notOffered` are the types that have no handler yet, on purpose. */
  constructor(handlers: readonly JobHandler[], notOffered: readonly JobType[]) {
    for (const handler of handlers) {
      if (this.#handlers.has(handler.type)) throw new Error(`Two handlers want the jobs of the type ${handler.type}.`);
      this.#handlers.set(handler.type, handler);
    }
    for (const type of jobTypes) {
      const offered = !notOffered.includes(type);
      if (offered && !this.#handlers.has(type)) throw new Error(`No handler does the jobs of the type ${type}.`);
      if (!offered && this.#handlers.has(type)) {
        throw new Error(`The type ${type} has a handler, and is listed as not offered yet.`);
      }
    }
  }

  /** What this process can do. */
  get types(): readonly JobType[] {
    return [...this.#handlers.keys()];
  }

  find(type: JobType): JobHandler | undefined {
    return this.#handlers.get(type);
  }

  /** Throws `UNSUPPORTED` for a type that is not offered. */
  require(type: JobType): JobHandler {
    const handler = this.#handlers.get(type);
    if (handler) return handler;
    if (!jobTypes.includes(type)) {
      throw new AppError('BAD_INPUT', `There are no jobs of the type “${type}”.`, { details: { type } });
    }
    throw new AppError('UNSUPPORTED', `Jobs of the type “${type}” are not offered yet.`, { details: { type } });
  }

  /** A job of another version of this program may have a type or a payload that is not understood here. */
  titleOf(job: Pick<Job, 'type' | 'payload'>): string {
    try {
      return this.#handlers.get(job.type)?.title(job.payload) ?? `Job of the type ${job.type}`;
    } catch {
      return `Job of the type ${job.type}`;
    }
  }
}
