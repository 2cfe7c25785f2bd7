import type { LiveMessage } from '../../src-shared/contract/live.ts';
import { LiveHistory } from './live-history.ts';

/** Tells every open window and program what just happened. Listeners must not throw and must not wait. */
export class LiveBus {
  /** What happened lately, for whoever reads at a pace of their own. */
  readonly history: LiveHistory;
  readonly #listeners = new Set<(message: LiveMessage) => void>();

  constructor(history = new LiveHistory()) {
    this.history = history;
  }

  publish(message: LiveMessage): void {
    this.history.add(message);
    for (const listener of this.#listeners) listener(message);
  }

  subscribe(listener: (message: LiveMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
