import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DuplicateFinder } from '../../ports/duplicate-finder.ts';
import type { DayRange, DuplicateRepository } from '../../ports/duplicate-repository.ts';

/** What may hold up everything else in this process at once: a batch that took longer makes the next one smaller. */
const longestWriteMs = 5;
const smallestBatch = 16;
const largestBatch = 400;

/** How long the thread matches before it answers other questions. */
const matchingBudgetMs = 15;

/** Captures that are looked at in one statement when groups are forgotten. */
const forgottenAtOnce = 200;

export interface MatchWriterParts {
  readonly finder: DuplicateFinder;
  readonly duplicates: DuplicateRepository;
  readonly clock: Clock;
  /** Called after something was written. */
  readonly onWritten: () => void;
}

/**
 * Has captures matched by the thread and writes what it found, one batch after the other: a match rests on all that
 * were written before it.
 */
export class MatchWriter {
  readonly #parts: MatchWriterParts;
  #limit = 100;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: MatchWriterParts) {
    this.#parts = parts;
  }

  /** Matches some of what waits, in these days or of these captures. */
  matchSome(what: { days?: DayRange; captureIds?: readonly string[] }): Promise<{ matched: number; done: boolean }> {
    return this.#inTurn(async () => {
      const { finder, duplicates, clock, onWritten } = this.#parts;
      const batch = await finder.match({ ...what, limit: this.#limit, budgetMs: matchingBudgetMs });
      if (batch.matches.length === 0) return { matched: 0, done: batch.done };
      const begun = clock.monotonicMs();
      try {
        await duplicates.saveMatches(batch.matchBatches, batch.matches);
      } catch (error) {
        // What the thread holds in memory is not so.
        await finder.reset();
        // Another process was quicker: on top of what it wrote, the same captures are looked at again.
        if (isAppError(error) && error.code === 'CONFLICT') return { matched: 0, done: false };
        throw error;
      }
      this.#adapt(clock.monotonicMs() - begun);
      onWritten();
      await nextTurn();
      return { matched: batch.matches.length, done: batch.done };
    });
  }

  /** Forgets what some signatures after this key were matched with; null when there are no more. */
  forgetSome(afterKey: number, days: DayRange): Promise<number | null> {
    return this.#inTurn(async () => {
      const last = await this.#parts.duplicates.forget(afterKey, forgottenAtOnce, days);
      if (last === null) await this.#parts.finder.reset();
      await nextTurn();
      return last;
    });
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await this.#turn;
  }

  #adapt(tookMs: number): void {
    if (tookMs > longestWriteMs) this.#limit = Math.max(smallestBatch, Math.floor(this.#limit / 1.5));
    else if (tookMs < longestWriteMs / 2) this.#limit = Math.min(largestBatch, Math.ceil(this.#limit * 1.2));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}
