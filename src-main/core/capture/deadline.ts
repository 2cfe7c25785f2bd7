import type { Clock } from '../../ports/clock.ts';

/** Thrown by `withDeadline` when the work did not end in time. */
export class DeadlineError extends Error {
  constructor(what: string, limitMs: number) {
    super(`${what} took longer than ${limitMs / 1000} s`);
    this.name = 'DeadlineError';
  }
}

/** Waits for work, but no longer than this. The work itself is told by its signal and may go on unheard. */
export function withDeadline<Result>(
  clock: Clock,
  what: string,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  return new Promise<Result>((resolve, reject) => {
    const cancel = clock.setTimer(limitMs, () => {
      const error = new DeadlineError(what, limitMs);
      controller.abort(error);
      reject(error);
    });
    Promise.resolve()
      .then(() => work(controller.signal))
      .then(resolve, reject)
      .finally(cancel);
  });
}
