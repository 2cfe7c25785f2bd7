import type { LiveBus } from '../core/live-bus.ts';
import type { ChangeMark } from '../ports/repositories.ts';
import type { OpenedLibrary } from './assemble-library.ts';

/** Tells the windows of one open library what other processes wrote into it. */
export class ForeignWrites {
  readonly #opened: OpenedLibrary;
  readonly #live: LiveBus;
  #dataVersion: number | undefined;
  #mark: ChangeMark | undefined;

  constructor(opened: OpenedLibrary, live: LiveBus) {
    this.#opened = opened;
    this.#live = live;
  }

  /**
   * Called about once a second. Most of the time it reads one number, which only the writes of other connections
   * change. What this process wrote in the same second may be told again; that costs a window one more question.
   */
  async look(): Promise<void> {
    const { database, jobs, onlooker, preferences } = this.#opened;
    const version = await database.dataVersion();
    if (version === this.#dataVersion) return;
    const first = this.#dataVersion === undefined;
    this.#dataVersion = version;
    await preferences.refresh();
    // A database that another, older process works on does not have these tables yet.
    if (database.revision.pending > 0) {
      if (!first) this.#live.publish({ type: 'captures-changed' });
      return;
    }
    const changes = await database.changesSince(this.#mark);
    this.#mark = changes.mark;
    await jobs.lookAround();
    if (first) return;
    // Whoever captures elsewhere also moves the ends of captures on, which no log tells.
    if (changes.captures || onlooker) this.#live.publish({ type: 'captures-changed' });
    if (changes.reviews) this.#live.publish({ type: 'review-changed', captureIds: null });
    if (changes.events) this.#live.publish({ type: 'events-changed' });
    if (changes.groups) this.#live.publish({ type: 'duplicates-changed' });
  }
}
