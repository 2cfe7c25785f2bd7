import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Clock } from '../../ports/clock.ts';

/** So many at once; a person who mistypes never meets it. */
export const loginsAtOnce = 10;
/** Then one more each so often, whoever asks: guessing ten million passwords takes two years. */
export const loginRefillMs = 6_000;
/** What waits for the one that is being checked. */
const greatestQueueLength = loginsAtOnce;

/**
 * Keeps guessing slow and cheap. One bucket for all, since everybody on this machine comes from the same address; and
 * one hash at a time, since each holds a thread that writing pictures needs too.
 */
export class LoginLimiter {
  readonly #clock: Clock;
  /** How much is in the bucket, as the time it took to fill it. */
  #levelMs = loginsAtOnce * loginRefillMs;
  #lookedAtMs: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lookedAtMs = clock.monotonicMs();
  }

  /** Does it when it is its turn. Throws `TOO_MANY_REQUESTS` at once where there were too many. */
  async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#take();
    if (this.#waiting >= greatestQueueLength) throw tooMany(loginRefillMs);
    return this.inTurn(work);
  }

  /** Does it when it is its turn, however many there were: for the person at the window. */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    const done = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  #take(): void {
    const now = this.#clock.monotonicMs();
    this.#levelMs = Math.min(loginsAtOnce * loginRefillMs, this.#levelMs + now - this.#lookedAtMs);
    this.#lookedAtMs = now;
    if (this.#levelMs < loginRefillMs) throw tooMany(loginRefillMs - this.#levelMs);
    this.#levelMs -= loginRefillMs;
  }
}

function tooMany(waitMs: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new AppError(
    'TOO_MANY_REQUESTS',
    `There were too many log-ins. Wait ${retryAfterSeconds} s, or use a token instead of the password.`,
    { details: { retryAfterSeconds } },
  );
}
