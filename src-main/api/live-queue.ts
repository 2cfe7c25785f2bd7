import type { LiveMessage } from '../../src-shared/contract/live.ts';

/**
 * Holds what one window has not read yet. It never grows without end: where a window is too slow, the pictures,
 * decisions and events it missed become one message for each kind, and of every state and job only the last word is kept.
 */
export class LiveQueue {
  readonly #limit: number;
  #messages: LiveMessage[] = [];
  #wake: (() => void) | undefined;

  constructor(limit = 500) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#messages.length;
  }

  push(message: LiveMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > this.#limit) this.#condense();
    this.#wake?.();
  }

  /** The next message; undefined once the signal is aborted. Waits while there is none. */
  async next(signal: AbortSignal): Promise<LiveMessage | undefined> {
    while (!signal.aborted) {
      const message = this.#messages.shift();
      if (message) return message;
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal.removeEventListener('abort', wake);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener('abort', wake, { once: true });
      });
    }
    return undefined;
  }

  #condense(): void {
    const last = new Map<string, LiveMessage>();
    for (const message of this.#messages) {
      switch (message.type) {
        case 'capture-status':
        case 'library-changed':
        case 'preferences-changed':
        case 'duplicates-changed':
        case 'snapshot-added':
          last.set(message.type, message);
          break;
        case 'review-changed':
          last.set(message.type, { type: 'review-changed', captureIds: null });
          break;
        case 'job-changed':
          // Said again later, so it must come later: the order of the jobs' last words is kept.
          last.delete(message.job.id);
          last.set(message.job.id, message);
          break;
      }
    }
    this.#messages = [{ type: 'captures-changed' }, ...last.values()];
  }
}
