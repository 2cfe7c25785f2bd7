import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { DecisionBatch } from '../../../src-shared/contract/review.ts';
import type { TrashedCapture, TrashSummary } from '../../../src-shared/contract/trash.ts';
import { owner } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { millisecondsPerDay } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Jobs } from '../../ports/jobs.ts';
import type { DecisionRepository, TrashRepository } from '../../ports/review-repository.ts';
import type { LiveBus } from '../live-bus.ts';
import type { DoneBy } from '../memory/done-by.ts';
import type { PreferenceService } from '../memory/preference-service.ts';
import type { FileMover } from './file-mover.ts';
import type { PurgePayload } from './purge-job.ts';
import type { Trash } from './review.ts';
import { requireOnce } from './review-service.ts';
import { pictureCount, refusalError, sizeWords } from './review-words.ts';

export interface TrashDependencies {
  readonly trash: TrashRepository;
  readonly decisions: DecisionRepository;
  readonly preferences: Pick<PreferenceService, 'current'>;
  readonly mover: FileMover;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly report: (summary: string, error: unknown) => void;
}

/** The first look leaves the start to what a person waits for. */
export const firstPurgeLookMs = 10_000;
/** A machine that sleeps at night still gets its look a day. */
export const purgeLookEveryMs = 60 * 60_000;

/** The trash: what is in it, back out of it, and out of it for good. */
export class TrashService implements Trash {
  readonly #dependencies: TrashDependencies;
  #cancelTimer: () => void = () => {};
  #isStopped = false;

  constructor(dependencies: TrashDependencies) {
    this.#dependencies = dependencies;
  }

  async summary(): Promise<TrashSummary> {
    const { captures, bytes, oldestTrashedAt } = await this.#dependencies.trash.summary();
    return {
      captures,
      bytes,
      retentionDays: this.#retentionDays(),
      nextPurgeAt: oldestTrashedAt === null ? null : this.#purgesAt(oldestTrashedAt),
    };
  }

  async list(query: {
    cursor?: string;
    limit: number;
  }): Promise<{ items: TrashedCapture[]; nextCursor: string | null }> {
    const page = await this.#dependencies.trash.list(query);
    const items = page.items.map((capture) => ({ ...capture, purgesAt: this.#purgesAt(capture.trashedAt) }));
    return { items, nextCursor: page.nextCursor };
  }

  async restore(captureIds: readonly string[]): Promise<DecisionBatch> {
    requireOnce(captureIds);
    const { decisions, clock, live, mover } = this.#dependencies;
    const summarize = ({ kept }: { kept: number }) => `Restored ${pictureCount(kept)}`;
    const written = await decisions.restore(captureIds, summarize, clock.now());
    if ('refusal' in written) throw refusalError(written.refusal);
    live.publish({ type: 'review-changed', captureIds: written.captureIds && [...written.captureIds] });
    mover.kick();
    return written.batch;
  }

  async empty(expected: { captures: number; bytes: number }, by: DoneBy = owner): Promise<Job> {
    const { trash, clock, jobs } = this.#dependencies;
    const trashedUpTo = clock.now();
    const { captures, bytes } = await trash.due(trashedUpTo);
    if (captures !== expected.captures || bytes !== expected.bytes) {
      throw new AppError(
        'CONFLICT',
        `The trash holds ${pictureCount(captures)} (${sizeWords(bytes)}) now. Look again before you empty it.`,
        { details: { captures, bytes } },
      );
    }
    if (captures === 0) throw new AppError('CONFLICT', 'The trash is empty already.');
    const payload: PurgePayload = { trashedUpTo, reason: 'emptied', by: { kind: by.kind, name: by.name } };
    return jobs.enqueue('purge_trash', { ...payload });
  }

  async settle(): Promise<void> {
    await this.#dependencies.mover.drain();
  }

  async start(): Promise<void> {
    this.#lookIn(firstPurgeLookMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    await this.#dependencies.mover.stop();
  }

  #lookIn(delayMs: number): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.#dependencies.clock.setTimer(delayMs, () => {
      this.#look()
        .catch((error: unknown) => this.#dependencies.report('The trash could not be looked through', error))
        .finally(() => this.#lookIn(purgeLookEveryMs));
    });
  }

  /** Lets be deleted what was in the trash for as long as the preference says. */
  async #look(): Promise<void> {
    const { trash, clock, jobs } = this.#dependencies;
    const days = this.#retentionDays();
    if (days === 0) return;
    const trashedUpTo = clock.now() - days * millisecondsPerDay;
    if ((await trash.due(trashedUpTo)).captures === 0) return;
    const payload: PurgePayload = { trashedUpTo, reason: 'expired' };
    await jobs.enqueue('purge_trash', { ...payload }, { unlessWaiting: true });
  }

  #retentionDays(): number {
    return this.#dependencies.preferences.current().trashDays;
  }

  #purgesAt(trashedAt: number | null): number | null {
    const days = this.#retentionDays();
    return days === 0 || trashedAt === null ? null : trashedAt + days * millisecondsPerDay;
  }
}
