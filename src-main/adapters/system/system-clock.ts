import type { Clock } from '../../ports/clock.ts';

/** `setTimeout` counts in 32 bits; longer waits are made of pieces. */
const longestTimeoutMs = 2_147_483_647;

/** The machine's own clocks and time zone. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    utcOffsetMinutes: (atUtcMs) => -new Date(atUtcMs).getTimezoneOffset(),
    nextLocalMidnight: (atUtcMs) => {
      const local = new Date(atUtcMs);
      return new Date(local.getFullYear(), local.getMonth(), local.getDate() + 1).getTime();
    },
    setTimer: (delayMs, callback) => {
      let timer: NodeJS.Timeout;
      const wait = (remainingMs: number) => {
        timer =
          remainingMs > longestTimeoutMs
            ? setTimeout(() => wait(remainingMs - longestTimeoutMs), longestTimeoutMs)
            : setTimeout(callback, Math.max(0, remainingMs));
      };
      wait(delayMs);
      return () => clearTimeout(timer);
    },
  };
}
