import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobRecord, JobRepository } from '../ports/job-repository.ts';
import type { JobCheckpoint, JobHandler, JobItemStatus, JobRun } from '../ports/jobs.ts';
import { leaseMs } from './lease-watch.ts';
import { afterFailure } from './retry-rules.ts';

/** Whether somebody cancelled the job is looked up so often. */
export const heartbeatMs = 1_000;
/** The lease is written at least this often; progress between checkpoints with every heartbeat that has some. */
const renewEveryMs = 5_000;

/** Why an attempt is broken off. Handlers are given it as the reason of their signal. */
export class JobStopped extends AppError {
  readonly why: 'cancelled' | 'lost' | 'closing';

  constructor(why: JobStopped['why']) {
    const sentences = {
      cancelled: 'The job was cancelled.',
      lost: 'Another process works on this job now.',
      closing: 'The library is being closed. The job goes on when it is open again.',
    };
    super('CONFLICT', sentences[why]);
    this.name = 'JobStopped';
    this.why = why;
  }
}

export interface AttemptParts {
  readonly repository: JobRepository;
  readonly clock: Clock;
  readonly owner: string;
  /** Called when there is something new to show. */
  readonly onChange: (id: string) => void;
  readonly report: (summary: string, error: unknown) => void;
}

/** One attempt at one job, from its claim until it ends or is put back. */
export class JobAttempt implements JobRun {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly state: unknown;
  readonly signal: AbortSignal;
  readonly #parts: AttemptParts;
  readonly #job: JobRecord;
  readonly #handler: JobHandler;
  readonly #stopping = new AbortController();
  #progress: { current: number; total: number | null };
  #unwritten = false;
  #renewedAtMs: number;
  #cancelTimer: () => void = () => {};
  #beating: Promise<void> = Promise.resolve();
  #over = false;

  constructor(job: JobRecord, handler: JobHandler, parts: AttemptParts) {
    this.#parts = parts;
    this.#job = job;
    this.#handler = handler;
    this.id = job.id;
    this.payload = job.payload;
    this.state = job.state;
    this.signal = this.#stopping.signal;
    this.#progress = { current: job.progressCurrent, total: job.progressTotal };
    this.#renewedAtMs = parts.clock.monotonicMs();
  }

  /** Progress as the handler last told it; the row may lag behind. */
  get shownProgress(): { current: number; total: number | null } {
    return this.#progress;
  }

  stop(why: JobStopped['why']): void {
    if (!this.signal.aborted) this.#stopping.abort(new JobStopped(why));
  }

  /** Runs the handler and writes down how it ended. Throws only where that could not be written. */
  async work(): Promise<void> {
    this.#beatLater();
    let end: () => Promise<unknown>;
    try {
      const result = await this.#handler.run(this);
      end = () => this.#complete(result);
    } catch (error) {
      end = () => this.#setBack(error);
    }
    this.#over = true;
    this.#cancelTimer();
    await this.#beating;
    await end();
  }

  async checkpoint(checkpoint: JobCheckpoint): Promise<void> {
    const { repository, owner, onChange } = this.#parts;
    const progress = wholeProgress(checkpoint.current, checkpoint.total);
    const lease = await repository.checkpoint(this.id, owner, this.#leaseUntil(), { ...checkpoint, ...progress });
    if (lease) {
      this.#progress = progress;
      this.#unwritten = false;
      onChange(this.id);
      if (lease.cancelRequested) this.stop('cancelled');
    } else this.stop('lost');
    // Everything else in this process gets its turn between two checkpoints, however short they are.
    await nextTurn();
    this.signal.throwIfAborted();
  }

  progress(current: number, total: number | null): void {
    const progress = wholeProgress(current, total);
    if (progress.current === this.#progress.current && progress.total === this.#progress.total) return;
    this.#progress = progress;
    this.#unwritten = true;
    this.#parts.onChange(this.id);
  }

  itemStatus(captureIds: readonly string[]): Promise<ReadonlyMap<string, JobItemStatus>> {
    return this.#parts.repository.itemStatus(this.id, captureIds);
  }

  pendingItems(limit: number): Promise<readonly string[]> {
    return this.#parts.repository.pendingItems(this.id, limit);
  }

  #leaseUntil(): number {
    this.#renewedAtMs = this.#parts.clock.monotonicMs();
    return this.#parts.clock.now() + leaseMs;
  }

  #beatLater(): void {
    if (this.#over) return;
    this.#cancelTimer = this.#parts.clock.setTimer(heartbeatMs, () => {
      this.#beating = this.#beat()
        .catch((error: unknown) => this.#parts.report('A job could not say that it is still worked on', error))
        .finally(() => this.#beatLater());
    });
  }

  async #beat(): Promise<void> {
    const { repository, owner, clock } = this.#parts;
    const lease = await repository.lease(this.id, owner);
    if (!lease) return this.stop('lost');
    if (lease.cancelRequested) this.stop('cancelled');
    if (!this.#unwritten && clock.monotonicMs() - this.#renewedAtMs < renewEveryMs) return;
    const unwritten = this.#unwritten;
    this.#unwritten = false;
    try {
      await repository.renew(this.id, owner, this.#leaseUntil(), unwritten ? this.#progress : undefined);
    } catch (error) {
      this.#unwritten ||= unwritten;
      throw error;
    }
  }

  /** A handler that came to its end has done everything, also where it was asked to stop meanwhile. */
  async #complete(result: Readonly<Record<string, unknown>>): Promise<void> {
    const { repository, owner, clock } = this.#parts;
    await repository.complete(this.id, owner, { completedAt: clock.now(), result, progress: this.#progress });
  }

  async #setBack(error: unknown): Promise<void> {
    const { repository, owner, clock } = this.#parts;
    const now = clock.now();
    const reason: unknown = this.signal.reason;
    const why = this.signal.aborted && reason instanceof JobStopped ? reason.why : undefined;
    if (why === 'lost') return;
    if (why === 'closing') {
      await repository.release(this.id, owner);
    } else if (why === 'cancelled') {
      await repository.setBack(this.id, owner, { status: 'cancelled', errorCode: null, errorMessage: null }, now);
    } else {
      // Checkpoints may have given it its retries back.
      const job = (await repository.byId(this.id)) ?? this.#job;
      await repository.setBack(this.id, owner, afterFailure(job, error, now, this.#handler.lastingCodes), now);
      this.#parts.report(`The job “${this.#handler.type}” failed`, error);
    }
  }
}

/** What the table takes: whole numbers, from zero on. */
function wholeProgress(current: number, total: number | null): { current: number; total: number | null } {
  const whole = (value: number) => (Number.isFinite(value) ? Math.max(0, Math.trunc(value)) : 0);
  return { current: whole(current), total: total === null ? null : whole(total) };
}
