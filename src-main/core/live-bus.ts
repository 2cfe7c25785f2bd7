import type { LiveMessage } from '../../src-shared/contract/live.ts';

/** Tells every open window what just happened. Listeners must not throw and must not wait. */
export class LiveBus {
  readonly #listeners = new Set<(message: LiveMessage) => void>();

  publish(message: LiveMessage): void {
    for (const listener of this.#listeners) listener(message);
  }

  subscribe(listener: (message: LiveMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
