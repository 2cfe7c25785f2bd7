import type { Display } from '../../../src-shared/contract/capture-control.ts';
import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { GapReason } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RawFrame, ScreenSource } from '../../ports/screen-source.ts';
import { DeadlineError, withDeadline } from './deadline.ts';

/** Longer than any source takes under load, shorter than anybody would wait. */
export const grabTimeoutMs = 8_000;
export const listTimeoutMs = 5_000;

export type Grab =
  | { readonly display: Display; readonly frame: RawFrame }
  | {
      readonly display: Display;
      readonly frame: null;
      readonly reason: GapReason;
      readonly problem: string;
      readonly permissionDenied: boolean;
    };

/** Grabs with a limit of time. What does not come back is abandoned and counted. */
export class Grabber {
  readonly #clock: Clock;
  #abandoned = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Grabs given up since the start; each may still hold a thread of the source. */
  get abandoned(): number {
    return this.#abandoned;
  }

  list(source: ScreenSource): Promise<readonly Display[]> {
    return withDeadline(this.#clock, 'Listing the displays', listTimeoutMs, () => source.listDisplays());
  }

  /** All displays at once; each ends in a picture or a reason, never in an exception. */
  grabAll(source: ScreenSource, displays: readonly Display[]): Promise<readonly Grab[]> {
    return Promise.all(displays.map((display) => this.#grab(source, display)));
  }

  async #grab(source: ScreenSource, display: Display): Promise<Grab> {
    try {
      const frame = await withDeadline(this.#clock, `The picture of ${display.name}`, grabTimeoutMs, (signal) =>
        source.grab(display, signal),
      );
      return { display, frame };
    } catch (error) {
      const timedOut = error instanceof DeadlineError;
      if (timedOut) this.#abandoned += 1;
      return {
        display,
        frame: null,
        reason: timedOut ? 'grab_timeout' : 'grab_failed',
        problem: sentenceOf(error),
        permissionDenied: isAppError(error) && error.code === 'PERMISSION_DENIED',
      };
    }
  }
}

/** The message of any error as a sentence with its full stop. */
export function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
