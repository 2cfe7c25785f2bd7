import { type ErrorCode, isAppError } from '../../../src-shared/domain/app-error.ts';

/** What passes by itself or by a person's hand. Anything else would fail for ever, and hold up what comes after it. */
const passingCodes: ReadonlySet<ErrorCode> = new Set([
  'DISK_FULL',
  'LIBRARY_BUSY',
  'LIBRARY_MISSING',
  'LIBRARY_READ_ONLY',
  'LIBRARY_UNAVAILABLE',
  'DATABASE_UNAVAILABLE',
]);

/**
 * Does work in the order in which it was asked for, and keeps a write that failed for a passing reason until it succeeds: a gap or an
 * alert that could not be written while the disk was full is written when there is room again. Nobody waits for it
 * but whoever asks `settled`.
 */
export class PatientWriter {
  readonly #onProblem: (error: unknown) => void;
  #work: Promise<void> = Promise.resolve();
  #tryAgain: (() => void) | null = null;
  #ending = false;

  /** `onProblem` hears of a failing write when it starts to wait and when it is given up. */
  constructor(onProblem: (error: unknown) => void) {
    this.#onProblem = onProblem;
  }

  queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(this.#onProblem);
    this.nudge();
  }

  /** Tries a write that is waiting once more. */
  nudge(): void {
    const tryAgain = this.#tryAgain;
    this.#tryAgain = null;
    tryAgain?.();
  }

  /** When all that was asked for so far is written. */
  settled(): Promise<void> {
    return this.#work;
  }

  /** Tries what is left one last time each, and gives up what still fails. */
  end(): Promise<void> {
    this.#ending = true;
    this.nudge();
    return this.#work;
  }

  /** One write within the work. Waits where it may succeed later; throws what never will, and at the end. */
  async write<Result>(call: () => Promise<Result>): Promise<Result> {
    for (let reported = false; ; ) {
      try {
        return await call();
      } catch (error) {
        if (this.#ending || !isAppError(error) || !passingCodes.has(error.code)) throw error;
        if (!reported) this.#onProblem(error);
        reported = true;
        await new Promise<void>((resolve) => {
          this.#tryAgain = resolve;
        });
      }
    }
  }
}
