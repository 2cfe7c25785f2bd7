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
  #last: { wall: number; monotonicMs: number; at: number } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Continues after a capture that is already in the library, so that a restart keeps the order too. */
  continueAfter(at: number): void {
    this.#last = { wall: this.#clock.now(), monotonicMs: this.#clock.monotonicMs(), at };
  }

  stamp(): Stamp {
    const wall = this.#clock.now();
    const monotonicMs = this.#clock.monotonicMs();
    const last = this.#last;
    let at = wall;
    let step: ClockStep | null = null;
    if (last) {
      const expected = last.wall + (monotonicMs - last.monotonicMs);
      const byMs = wall - expected;
      if (byMs < -smallStepMs) step = { direction: 'back', byMs: Math.round(-byMs), from: Math.round(expected) };
      else if (byMs > smallStepMs) step = { direction: 'ahead', byMs: Math.round(byMs), from: Math.round(expected) };
      if (wall <= last.at && last.at - wall <= smallStepMs) at = last.at + 1;
    }
    this.#last = { wall, monotonicMs, at };
    const utcOffsetMinutes = this.#clock.utcOffsetMinutes(at);
    return { at, utcOffsetMinutes, localDay: localDayOf(at, utcOffsetMinutes), step };
  }
}
