const windowMs = 10_000;
/** Below this, a rate says nothing. */
const leastSpanMs = 1_000;

/** Items a second over the last ten seconds. */
export class RateMeter {
  #samples: { atMs: number; count: number }[] = [];

  note(count: number, atMs: number): void {
    const last = this.#samples.at(-1);
    // Another part of the work began to count anew.
    if (last && count < last.count) this.#samples = [];
    // Of samples in quick succession the first and the last are enough.
    if (this.#samples.length >= 2 && atMs - (this.#samples.at(-2)?.atMs ?? 0) < 100) this.#samples.pop();
    this.#samples.push({ atMs, count });
    this.#forgetBefore(atMs - windowMs);
  }

  /** Null while there is too little to go by. */
  perSecond(atMs: number): number | null {
    this.#forgetBefore(atMs - windowMs);
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || atMs - first.atMs < leastSpanMs) return null;
    return ((last.count - first.count) * 1000) / (atMs - first.atMs);
  }

  /** One sample from before the window stays: the time since it is part of the window. */
  #forgetBefore(atMs: number): void {
    while (this.#samples.length > 1 && (this.#samples[1]?.atMs ?? 0) <= atMs) this.#samples.shift();
  }
}
