import type { Snapshot, SnapshotPoint, WholeState } from '../../../src-shared/contract/snapshots.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Page, SnapshotRepository } from '../../ports/memory-repository.ts';
import type { LiveBus } from '../live-bus.ts';

/** Six years of one a day, a month of one an hour and a day of one a minute are fewer. */
const mostPoints = 5000;

/** What the whole looked like at moments. */
export class SnapshotStore {
  readonly #snapshots: SnapshotRepository;
  readonly #live: LiveBus;
  readonly #clock: Clock;

  constructor(snapshots: SnapshotRepository, live: LiveBus, clock: Clock) {
    this.#snapshots = snapshots;
    this.#live = live;
    this.#clock = clock;
  }

  async saveSnapshot(state: WholeState): Promise<Snapshot> {
    const snapshot = await this.#snapshots.saveSnapshot(this.#clock.now(), state);
    this.#live.publish({ type: 'snapshot-added', timestamp: snapshot.timestamp });
    return snapshot;
  }

  /**
   * The newest that does not lie in the future: those were taken before the clock was set back. Throws `NOT_FOUND`
   * before the first.
   */
  async getLatestSnapshot(): Promise<Snapshot> {
    const snapshot =
      (await this.#snapshots.getLatestSnapshot(this.#clock.now())) ??
      (await this.#snapshots.getLatestSnapshot(Number.MAX_SAFE_INTEGER));
    if (!snapshot) throw new AppError('NOT_FOUND', 'No snapshot was taken yet.');
    return snapshot;
  }

  /** Oldest first. */
  getSnapshotsSince(since: number, page: { cursor?: string; limit: number } = { limit: 500 }): Promise<Page<Snapshot>> {
    return this.#snapshots.getSnapshotsSince({ ...page, since });
  }

  /** What the plots draw of all snapshots since then, oldest first; of too many, the newest. */
  series(since: number): Promise<SnapshotPoint[]> {
    return this.#snapshots.series(since, mostPoints);
  }
}
