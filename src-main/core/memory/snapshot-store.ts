import type { Snapshot, WholeState } from '../../../src-shared/contract/snapshots.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Page, SnapshotRepository } from '../../ports/memory-repository.ts';

/** What the whole looked like at moments. */
export class SnapshotStore {
  readonly #snapshots: SnapshotRepository;
  readonly #clock: Clock;

  constructor(snapshots: SnapshotRepository, clock: Clock) {
    this.#snapshots = snapshots;
    this.#clock = clock;
  }

  saveSnapshot(state: WholeState): Promise<Snapshot> {
    return this.#snapshots.saveSnapshot(this.#clock.now(), state);
  }

  /** Throws `NOT_FOUND` before the first. */
  async getLatestSnapshot(): Promise<Snapshot> {
    const snapshot = await this.#snapshots.getLatestSnapshot();
    if (!snapshot) throw new AppError('NOT_FOUND', 'No snapshot was taken yet.');
    return snapshot;
  }

  /** Oldest first. */
  getSnapshotsSince(query: { since: number; cursor?: string; limit: number }): Promise<Page<Snapshot>> {
    return this.#snapshots.getSnapshotsSince(query);
  }
}
