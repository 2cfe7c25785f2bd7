import type { Job, JobItem } from '../../src-shared/contract/jobs.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { JobStatus, JobType } from '../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobRecord, JobRepository } from '../ports/job-repository.ts';
import type { JobHandler, JobItemStatus, Jobs } from '../ports/jobs.ts';
import { JobAnnouncer } from './job-announcer.ts';
import { JobAttempt } from './job-attempt.ts';
import { JobRegistry } from './job-registry.ts';
import { JobViews } from './job-views.ts';
import { failWithout, JobWatches } from './job-watches.ts';
import { LeaseWatch, leaseMs } from './lease-watch.ts';
import { createProcessIdentity, type Identity } from './process-identity.ts';
import { afterLostProcess, isLasting, longestDelayMs, messageOf } from './retry-rules.ts';
import { lookEveryMs, workAlone } from './work-alone.ts';

/** Something about a job that belongs into the activity log. */
export interface JobNote {
  readonly kind: 'failed' | 'completed';
  readonly summary: string;
  readonly details: { readonly jobId: string } & Record<string, unknown>;
}

export interface JobQueueParts {
  readonly repository: JobRepository;
  readonly handlers: readonly JobHandler[];
  /** Types that have no handler yet, on purpose. */
  readonly notOffered: readonly JobType[];
  readonly clock: Clock;
  /** Called with a job whenever it changed. Must not throw. */
  readonly announce: (job: Job) => void;
  /** Writes into the activity log. */
  readonly note: (note: JobNote) => Promise<unknown>;
  /** Called with a job that is done: whatever waits for a person because it had failed waits no longer. */
  readonly settled: (jobId: string) => Promise<unknown>;
  readonly report: (summary: string, error: unknown) => void;
  /** False while another process works on what waits. Always true unless given. */
  readonly mayWork?: () => Promise<boolean>;
  readonly identity?: Identity;
}

/** Jobs worked on at once, by all processes together. One of each type at most. */
export const mostAtOnce = 2;
/** Ended jobs that are kept. */
export const mostEndedJobs = 200;
/** So many of the newest jobs are looked at for what other processes did to them. */
const jobsLookedAt = 50;
/** A job that took longer is worth a line in the activity log. */
const longJobMs = 60_000;
/** When not even the failure of a job can be written, the next one is not begun at once. */
const holdOffMs = 10_000;

/** The queue in the library's database. Any number of processes may have one on the same library. */
export class JobQueue implements Jobs {
  readonly #parts: JobQueueParts;
  readonly #registry: JobRegistry;
  readonly #identity: Identity;
  readonly #leases: LeaseWatch;
  readonly #views: JobViews;
  readonly #announcer: JobAnnouncer;
  readonly #watches: JobWatches;
  readonly #attempts = new Map<string, { attempt: JobAttempt; done: Promise<void> }>();
  readonly #closing = new AbortController();
  /** The newest jobs as they stood at the last look around. */
  #seen: ReadonlyMap<string, string> | undefined;
  #started = false;
  #holdOffUntilMs = Number.NEGATIVE_INFINITY;
  /** Who works on one job alone is let go where its failure cannot be written and another attempt is of no use. */
  readonly #givenUp = new Map<string, AbortController>();
  #cancelTimer: () => void = () => {};
  /** Claims happen one after the other. */
  #looking: Promise<unknown> = Promise.resolve();

  constructor(parts: JobQueueParts) {
    this.#parts = parts;
    this.#registry = new JobRegistry(parts.handlers, parts.notOffered);
    this.#identity = parts.identity ?? createProcessIdentity();
    this.#leases = new LeaseWatch(this.#identity, parts.clock);
    this.#views = new JobViews(
      parts.clock,
      (job) => this.#registry.titleOf(job),
      (id) => this.#attempts.get(id)?.attempt.shownProgress,
    );
    this.#announcer = new JobAnnouncer(parts.clock, (id) => this.#tell(id));
    this.#watches = new JobWatches(parts.clock, async (id) => {
      const job = await parts.repository.byId(id);
      return job && this.#views.of(job);
    });
  }

  async enqueue(
    type: JobType,
    payload: Record<string, unknown>,
    options: { unlessWaiting?: boolean } = {},
  ): Promise<Job> {
    this.#registry.require(type);
    const job = await this.#parts.repository.enqueue(
      { type, payload, createdAt: this.#parts.clock.now() },
      { unlessWaiting: options.unlessWaiting === true },
    );
    this.#announcer.changed(job.id, true);
    this.#lookSoon();
    return this.#views.of(job);
  }

  async list(query: {
    status?: JobStatus;
    type?: JobType;
    cursor?: string;
    limit: number;
  }): Promise<{ items: Job[]; nextCursor: string | null }> {
    const page = await this.#parts.repository.page(query);
    return { items: page.items.map((job) => this.#views.of(job)), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<Job> {
    return this.#views.of(await this.#require(id));
  }

  async items(
    id: string,
    query: { status?: JobItemStatus; cursor?: string; limit: number },
  ): Promise<{ items: JobItem[]; nextCursor: string | null }> {
    await this.#require(id);
    return this.#parts.repository.items(id, query);
  }

  async cancel(id: string): Promise<Job> {
    const { repository, clock } = this.#parts;
    const cancelled = await repository.requestCancel(id, clock.now(), (job) => this.#isAbandoned(job));
    if (!cancelled) {
      const job = await this.#require(id);
      throw new AppError('CONFLICT', `This job has ${endedWord(job.status)} already.`, {
        details: { id, status: job.status },
      });
    }
    this.#attempts.get(id)?.attempt.stop('cancelled');
    this.#announcer.changed(id, true);
    return this.#views.of(cancelled);
  }

  async retry(id: string): Promise<Job> {
    this.#registry.require((await this.#require(id)).type);
    const waiting = await this.#parts.repository.retry(id);
    if (!waiting) {
      const job = await this.#require(id);
      throw new AppError(
        'CONFLICT',
        job.status === 'completed'
          ? 'This job is done. Begin a new one to do it again.'
          : 'This job has not failed: it waits or is worked on.',
        { details: { id, status: job.status } },
      );
    }
    this.#announcer.changed(id, true);
    this.#lookSoon();
    return this.#views.of(waiting);
  }

  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<Job> {
    return this.#watches.watch(id, AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]));
  }

  async start(): Promise<void> {
    if (this.#started || this.#closing.signal.aborted) return;
    this.#started = true;
    await this.#parts.repository
      .prune(mostEndedJobs)
      .catch((error: unknown) => this.#parts.report('Old jobs could not be forgotten', error));
    this.#look();
  }

  /**
   * Waits until this one job has ended, and works on it in this process where no other one works on the queue. When
   * the signal is aborted, the job is put back for whoever comes next. For a process that has not started the queue.
   */
  async workOn(id: string, signal: AbortSignal): Promise<Job> {
    const givenUp = new AbortController();
    this.#givenUp.set(id, givenUp);
    const stopHere = () => this.#attempts.get(id)?.attempt.stop('closing');
    signal.addEventListener('abort', stopHere, { once: true });
    try {
      await workAlone({
        clock: this.#parts.clock,
        signal: AbortSignal.any([signal, givenUp.signal]),
        jobs: (ended) => this.watch(id, ended),
        attempt: () => this.#tryAlone(id),
        report: this.#parts.report,
      });
      await this.#attempts.get(id)?.done;
      givenUp.signal.throwIfAborted();
      return await this.get(id);
    } finally {
      this.#givenUp.delete(id);
      signal.removeEventListener('abort', stopHere);
    }
  }

  /** Takes this one job if it is due, and nobody else works on the queue. */
  #tryAlone(id: string): Promise<void> {
    const tried = this.#looking.then(async () => {
      if (this.#attempts.has(id)) return;
      if ((await this.#parts.mayWork?.()) ?? true) await this.#claim(id);
    });
    this.#looking = tried.catch(() => {});
    return tried;
  }

  async stop(): Promise<void> {
    this.#closing.abort();
    this.#cancelTimer();
    await this.#looking;
    for (const { attempt } of this.#attempts.values()) attempt.stop('closing');
    await Promise.all([...this.#attempts.values()].map((each) => each.done));
    this.#announcer.stop();
  }

  /**
   * Announces what other processes did to jobs since the last look, which the first look only takes note of. Ask when
   * another process has written.
   */
  async lookAround(): Promise<void> {
    const { items } = await this.#parts.repository.page({ limit: jobsLookedAt });
    const before = this.#seen;
    this.#seen = new Map(items.map((job) => [job.id, JSON.stringify(job)]));
    for (const job of before ? items : []) {
      if (this.#attempts.has(job.id) || before?.get(job.id) === this.#seen.get(job.id)) continue;
      this.#announcer.changed(job.id);
    }
  }

  async #require(id: string): Promise<JobRecord> {
    return (await this.#parts.repository.byId(id)) ?? failWithout(id);
  }

  #isAbandoned(job: JobRecord): boolean {
    return this.#leases.isAbandoned(job, this.#attempts.has(job.id));
  }

  #lookSoon(): void {
    if (this.#started) this.#look();
  }

  #look(): void {
    this.#cancelTimer();
    this.#looking = this.#looking
      .then(() => this.#fill())
      .catch((error: unknown) => this.#parts.report('The queue could not be looked through', error))
      .finally(() => {
        this.#cancelTimer();
        if (this.#closing.signal.aborted) return;
        this.#cancelTimer = this.#parts.clock.setTimer(lookEveryMs, () => this.#look());
      });
  }

  /** Begins as many jobs as there is room for. */
  async #fill(): Promise<void> {
    while (!this.#closing.signal.aborted && this.#parts.clock.monotonicMs() >= this.#holdOffUntilMs) {
      if (this.#attempts.size >= mostAtOnce) return;
      if (!((await this.#parts.mayWork?.()) ?? true)) return;
      if (!(await this.#claim())) return;
    }
  }

  /** Takes one job that is due, if there is one. */
  async #claim(id?: string): Promise<boolean> {
    const { repository, clock } = this.#parts;
    if (this.#closing.signal.aborted || clock.monotonicMs() < this.#holdOffUntilMs) return false;
    const now = clock.now();
    const claimed = await repository.claim({
      owner: this.#identity.owner,
      now,
      leaseUntil: now + leaseMs,
      types: this.#registry.types,
      id,
      mostAtOnce,
      longestDelayMs,
      isAbandoned: (job) => this.#isAbandoned(job),
      afterLoss: (job) => afterLostProcess(job, now),
    });
    for (const lost of claimed.recovered) {
      this.#leases.forget(lost.id);
      this.#announcer.changed(lost.id, true);
      if (lost.status === 'failed') await this.#noteFailure(lost);
    }
    if (claimed.job) this.#begin(claimed.job);
    return claimed.job !== undefined;
  }

  #begin(job: JobRecord): void {
    const { repository, clock, report } = this.#parts;
    const handler = this.#registry.require(job.type);
    const attempt = new JobAttempt(job, handler, {
      repository,
      clock,
      owner: this.#identity.owner,
      onChange: (id) => this.#announcer.changed(id),
      report,
    });
    const startedMs = clock.monotonicMs();
    const done = attempt
      .work()
      .catch((error: unknown) => {
        // The job is still ours in the database: it is begun again where it was, but not in a hurry.
        this.#holdOffUntilMs = clock.monotonicMs() + holdOffMs;
        report('The end of a job could not be written down', error);
        if (isLasting(error, handler.lastingCodes)) this.#givenUp.get(job.id)?.abort(error);
      })
      .then(() => {
        this.#attempts.delete(job.id);
        return this.#concluded(job.id, clock.monotonicMs() - startedMs);
      })
      .catch((error: unknown) => report('The end of a job could not be told', error))
      .finally(() => {
        this.#announcer.forget(job.id);
        if (!this.#closing.signal.aborted) this.#lookSoon();
      });
    this.#attempts.set(job.id, { attempt, done });
    this.#announcer.changed(job.id, true);
  }

  async #concluded(id: string, durationMs: number): Promise<void> {
    this.#announcer.changed(id, true);
    const job = await this.#parts.repository.byId(id);
    if (job?.status === 'failed') await this.#noteFailure(job);
    if (job?.status === 'completed') await this.#parts.settled(id);
    if (job?.status === 'completed' && durationMs >= longJobMs) {
      await this.#parts.note({
        kind: 'completed',
        summary: `Done: ${this.#registry.titleOf(job)}.`,
        details: { jobId: id, type: job.type, durationMs: Math.round(durationMs), failedItems: job.failedItems },
      });
    }
  }

  async #noteFailure(job: JobRecord): Promise<void> {
    const message = job.errorMessage ?? messageOf(undefined);
    // What it says of an earlier attempt is said anew.
    await this.#parts.settled(job.id);
    await this.#parts.note({
      kind: 'failed',
      summary: `Failed: ${this.#registry.titleOf(job)}. ${message}`,
      details: { jobId: job.id, type: job.type, errorMessage: message },
    });
  }

  #tell(id: string): void {
    this.#watches.changed(id);
    this.#parts.repository.byId(id).then(
      (job) => {
        if (job) this.#parts.announce(this.#views.of(job));
      },
      (error: unknown) => this.#parts.report('A job that changed could not be read', error),
    );
  }
}

function endedWord(status: JobStatus): string {
  return status === 'completed' ? 'ended well' : status === 'failed' ? 'failed' : 'been cancelled';
}
