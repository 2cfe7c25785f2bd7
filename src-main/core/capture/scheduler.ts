import type { Clock } from '../../ports/clock.ts';

/**
 * Fires at whole multiples of the interval on the monotonic clock, so that the time a tick takes does not add up.
 * Moments that were missed (a busy process, a wake) are counted and never made up for.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #fire: () => void;
  readonly #missed: (count: number) => void;
  #cancel: (() => void) | null = null;
  #startedAtMs = 0;
  #intervalMs = 0;
  #nextStep = 0;

  constructor(clock: Clock, fire: () => void, missed: (count: number) => void) {
    this.#clock = clock;
    this.#fire = fire;
    this.#missed = missed;
  }

  get running(): boolean {
    return this.#cancel !== null;
  }

  /** Starts a new rhythm whose first tick comes after this many intervals: 0 for at once. */
  start(intervalMs: number, firstAfterIntervals: 0 | 1): void {
    this.stop();
    this.#intervalMs = intervalMs;
    this.#startedAtMs = this.#clock.monotonicMs();
    this.#nextStep = firstAfterIntervals;
    this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    const dueMs = this.#startedAtMs + this.#nextStep * this.#intervalMs;
    this.#cancel = this.#clock.setTimer(Math.max(0, dueMs - this.#clock.monotonicMs()), () => this.#onTimer());
  }

  #onTimer(): void {
    const reached = Math.floor((this.#clock.monotonicMs() - this.#startedAtMs) / this.#intervalMs);
    // A timer may fire a fraction early; it still stands for its own step.
    const step = Math.max(reached, this.#nextStep);
    const missed = step - this.#nextStep;
    this.#nextStep = step + 1;
    this.#arm();
    if (missed > 0) this.#missed(missed);
    this.#fire();
  }
}
