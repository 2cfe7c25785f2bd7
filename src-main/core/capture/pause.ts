import type { PauseLength } from '../../../src-shared/contract/capture-control.ts';
import { localMillisecondOfDay, millisecondsPerMinute } from '../../../src-shared/domain/local-time.ts';
import type { Preferences } from '../../../src-shared/domain/preferences.ts';
import type { Clock } from '../../ports/clock.ts';

const millisecondsPerHour = 60 * millisecondsPerMinute;

/** A new day starts at four in the morning: who is still up after midnight has not reached tomorrow yet. */
const tomorrowStartsAtMs = 4 * millisecondsPerHour;

/** Whoever pauses "until tomorrow" shortly before four means the next morning, not the next few minutes. */
const shortestUntilTomorrowMs = 2 * millisecondsPerHour;

/** When a pause that starts now ends by itself; null for one that lasts until it is resumed. */
export function pauseEnd(length: PauseLength, now: number, clock: Clock): number | null {
  switch (length) {
    case '15m':
      return now + 15 * millisecondsPerMinute;
    case '1h':
      return now + millisecondsPerHour;
    case 'resumed':
      return null;
    case 'tomorrow': {
      const today = atFour(now - localMillisecondOfDay(now, clock.utcOffsetMinutes(now)), clock);
      if (today - now >= shortestUntilTomorrowMs) return today;
      return atFour(clock.nextLocalMidnight(now), clock);
    }
  }
}

/** Four on the wall clock of the day that starts at this midnight, also where the clocks change in between. */
function atFour(midnight: number, clock: Clock): number {
  const roughly = midnight + tomorrowStartsAtMs;
  return roughly + tomorrowStartsAtMs - localMillisecondOfDay(roughly, clock.utcOffsetMinutes(roughly));
}

/** Whether a pause is in force. It lives in the preferences, so that a restart or a wake does not end it. */
export function isPaused(preferences: Pick<Preferences, 'pausedAt' | 'pausedUntil'>, now: number): boolean {
  return preferences.pausedAt !== null && (preferences.pausedUntil === null || now < preferences.pausedUntil);
}
