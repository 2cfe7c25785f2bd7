import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';

/** A step of the wall clock against the monotonic one that is more than ordinary correction. */
export interface ClockStep {
  readonly direction: 'back' | 'ahead';
  readonly byMs: number;
  /** The wall clock's reading just before, as far as it is known. */
  readonly from: number;
}

/** The moment of a tick: what is written to its captures. */
export interface Stamp {
  readonly at: number;
  readonly utcOffsetMinutes: number;
  readonly localDay: string;
  readonly step: ClockStep | null;
}

/** Steps up to this are the daily correction of a clock: the order of captures is kept, nobody is told. */
export const smallStepMs = 60_000;

/**
 * The time of captures. The wall clock says it, except that a small step back is held up to just after the last
 * capture. A step ahead is a sleep nobody told of, or a clock that was set; either way nothing was seen meanwhile.
 */
export class CaptureClock {
  readonly #clock: Clock;
  #reading: { wall: number; monotonicMs: number };
  #lastAt: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#reading = { wall: clock.now(), monotonicMs: clock.monotonicMs() };
  }

  /** Continues after a capture that is already in the library, so that a restart keeps the order too. */
  continueAfter(at: number): void {
    this.#lastAt = at;
  }

  /** The step of the wall clock since it was last looked at, if there was one. It is told once. */
  takeStep(): ClockStep | null {
    const wall = this.#clock.now();
    const monotonicMs = this.#clock.monotonicMs();
    const expected = this.#reading.wall + (monotonicMs - this.#reading.monotonicMs);
    this.#reading = { wall, monotonicMs };
    const byMs = Math.round(wall - expected);
    if (Math.abs(byMs) <= smallStepMs) return null;
    return { direction: byMs < 0 ? 'back' : 'ahead', byMs: Math.abs(byMs), from: Math.round(expected) };
  }

  stamp(): Stamp {
    const step = this.takeStep();
    const { wall } = this.#reading;
    const last = this.#lastAt;
    const at = last !== null && wall <= last && last - wall <= smallStepMs ? last + 1 : wall;
    this.#lastAt = at;
    const utcOffsetMinutes = this.#clock.utcOffsetMinutes(at);
    return { at, utcOffsetMinutes, localDay: localDayOf(at, utcOffsetMinutes), step };
  }
}
