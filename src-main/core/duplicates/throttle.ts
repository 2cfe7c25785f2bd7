import type { Clock } from '../../ports/clock.ts';

/** Does something soon after it was asked for, and then no more often than so. */
export class Throttle {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #work: () => void;
  #cancel: (() => void) | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, everyMs: number, work: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#work = work;
  }

  soon(): void {
    if (this.#cancel) return;
    const wait = Math.max(0, this.#lastMs + this.#everyMs - this.#clock.monotonicMs());
    this.#cancel = this.#clock.setTimer(wait, () => {
      this.#cancel = undefined;
      this.#lastMs = this.#clock.monotonicMs();
      this.#work();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
