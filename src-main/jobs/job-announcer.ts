import type { Clock } from '../ports/clock.ts';

/** A job is shown at most five times a second. */
export const announceEveryMs = 200;

/** Tells of changed jobs, not too often for each, and always of the last change. */
export class JobAnnouncer {
  readonly #clock: Clock;
  readonly #announce: (id: string) => void;
  readonly #toldAtMs = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();

  constructor(clock: Clock, announce: (id: string) => void) {
    this.#clock = clock;
    this.#announce = announce;
  }

  /** `atOnce` for what must not wait: another status. */
  changed(id: string, atOnce = false): void {
    const toldAtMs = this.#toldAtMs.get(id) ?? Number.NEGATIVE_INFINITY;
    const waitMs = toldAtMs + announceEveryMs - this.#clock.monotonicMs();
    if (atOnce || waitMs <= 0) this.#tell(id);
    else if (!this.#waiting.has(id))
      this.#waiting.set(
        id,
        this.#clock.setTimer(waitMs, () => this.#tell(id)),
      );
  }

  /** Nothing more is said of a job that has ended, or of any. */
  forget(id: string): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    this.#toldAtMs.delete(id);
  }

  stop(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  #tell(id: string): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    this.#toldAtMs.set(id, this.#clock.monotonicMs());
    this.#announce(id);
  }
}
