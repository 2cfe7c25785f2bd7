import type { LiveMessage } from '../../src-shared/contract/live.ts';

/**
 * Holds what one window has not read yet. It never grows without end: where a window is too slow, the pictures and
 * events it missed become one `captures-changed`, and of every kind of state only the last word is kept.
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
    const last = new Map<LiveMessage['type'], LiveMessage>();
    for (const message of this.#messages) {
      if (
        message.type === 'capture-status' ||
        message.type === 'library-changed' ||
        message.type === 'preferences-changed'
      ) {
        last.set(message.type, message);
      }
    }
    this.#messages = [{ type: 'captures-changed' }, ...last.values()];
  }
}
