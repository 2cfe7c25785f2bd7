import type { Clock } from '../ports/clock.ts';
import type { JobRecord } from '../ports/job-repository.ts';
import type { Identity } from './process-identity.ts';

/** A process that has not said for so long that it still works on a job does not. */
export const leaseMs = 30_000;

/**
 * Tells whether anybody still works on a running job. A process of this machine that has ended does not, at once. Of
 * any other it counts only what this process has seen itself: a lease that stayed the same for thirty seconds of its
 * own steady clock. The wall clock decides nothing, so that it may be set and the machine may sleep.
 */
export class LeaseWatch {
  readonly #identity: Identity;
  readonly #clock: Clock;
  readonly #seen = new Map<string, { owner: string; until: number | null; sinceMs: number }>();

  constructor(identity: Identity, clock: Clock) {
    this.#identity = identity;
    this.#clock = clock;
  }

  isAbandoned(job: JobRecord, worksHere: boolean): boolean {
    const owner = job.leaseOwner;
    if (owner === null) return true;
    if (owner === this.#identity.owner) return !worksHere;
    if (this.#identity.isGone(owner)) return true;
    const nowMs = this.#clock.monotonicMs();
    const seen = this.#seen.get(job.id);
    if (!seen || seen.owner !== owner || seen.until !== job.leaseUntil) {
      this.#seen.set(job.id, { owner, until: job.leaseUntil, sinceMs: nowMs });
      return false;
    }
    return nowMs - seen.sinceMs >= leaseMs;
  }

  forget(id: string): void {
    this.#seen.delete(id);
  }
}
