import { type DiskFloorPreference, diskFloorBytes } from '../../../src-shared/domain/disk-floor.ts';
import type { DiskSpace } from '../../ports/surroundings.ts';

/** Capture goes on when this much more than the floor is free, so that it does not start and stop at the edge. */
const resumeFactor = 1.1;

/** A full disk counts as relieved when this much was freed … */
const relievedBytes = 1_000_000;
/** … or after this time, for limits that the free space does not show, such as a quota. Doubles each time. */
const firstRetryMs = 60_000;
const longestRetryMs = 30 * 60_000;

/** Decides whether the disk has room, with hysteresis, and remembers a write that failed for want of it. */
export class DiskFloor {
  #below = false;
  #full: { freeBytes: number | null; retryAtMs: number } | null = null;
  #retryMs = firstRetryMs;

  /** A write failed because the disk is full. */
  markFull(nowMs: number): void {
    // Space may have been freed between the failed write and the next look, so room that is there then is believed
    // once. When the write fails again all the same, only room that is freed from then on counts.
    const freeBytes = this.#retryMs === firstRetryMs ? 0 : null;
    this.#full = { freeBytes, retryAtMs: nowMs + this.#retryMs };
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }

  /** A picture was written. */
  markWritten(): void {
    this.#retryMs = firstRetryMs;
  }

  get full(): boolean {
    return this.#full !== null;
  }

  check(space: DiskSpace, floor: DiskFloorPreference, nowMs: number): boolean {
    const bytes = diskFloorBytes(floor, space.totalBytes);
    this.#below = space.freeBytes < (this.#below ? bytes * resumeFactor : bytes);
    const full = this.#full;
    if (full) {
      if (full.freeBytes === null) full.freeBytes = space.freeBytes;
      if (space.freeBytes - full.freeBytes >= relievedBytes || nowMs >= full.retryAtMs) this.#full = null;
    }
    return this.#below || this.#full !== null;
  }
}
