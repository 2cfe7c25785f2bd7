import type { Clock } from './clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that moves only when a test says so. The wall clock and the time zone can be set at any moment. */
export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 1_000;
  #order = 0;
  readonly #timers = new Set<Timer>();
  /** Minutes east of UTC at an instant. */
  offsetAt: (atUtcMs: number) => number = () => 0;

  constructor(wallMs: number = Date.UTC(2026, 5, 15, 9, 0, 0)) {
    this.#wallMs = wallMs;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  utcOffsetMinutes(atUtcMs: number): number {
    return this.offsetAt(atUtcMs);
  }

  nextLocalMidnight(atUtcMs: number): number {
    const dayMs = 86_400_000;
    const localDayStart = Math.floor((atUtcMs + this.offsetAt(atUtcMs) * 60_000) / dayMs) * dayMs + dayMs;
    const guess = localDayStart - this.offsetAt(atUtcMs) * 60_000;
    return localDayStart - this.offsetAt(guess) * 60_000;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#monotonicMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass on both clocks, firing each timer at its moment and letting what it started run to its end. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#monotonicMs + durationMs;
    await settle();
    for (let timer = this.#next(endMs); timer; timer = this.#next(endMs)) {
      this.#timers.delete(timer);
      this.#move(Math.max(0, timer.dueMs - this.#monotonicMs));
      timer.callback();
      await settle();
    }
    this.#move(Math.max(0, endMs - this.#monotonicMs));
  }

  /** Sets the wall clock alone, as a person or a time server does. */
  stepWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  /** The process was held up: time passes, and no timer fires meanwhile. */
  freeze(durationMs: number): void {
    this.#move(durationMs);
  }

  #move(durationMs: number): void {
    this.#wallMs += durationMs;
    this.#monotonicMs += durationMs;
  }

  #next(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > endMs) continue;
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) next = timer;
    }
    return next;
  }
}

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
