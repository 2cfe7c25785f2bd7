/** Time, so that a test can set the clock back, cross a DST change or wake from sleep. */
export interface Clock {
  /** The wall clock, UTC ms. May jump in both directions. */
  now(): number;
  /** Milliseconds that only ever grow, also when the wall clock is set back. */
  monotonicMs(): number;
  /** Minutes east of UTC in force at this instant, by the system's time zone of now. */
  utcOffsetMinutes(atUtcMs: number): number;
  /** The UTC instant of the next local midnight after `atUtcMs`. */
  nextLocalMidnight(atUtcMs: number): number;
  /** Calls once after this many monotonic ms; returns the way to cancel it. */
  setTimer(delayMs: number, callback: () => void): () => void;
}
