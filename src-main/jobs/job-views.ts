import type { Job } from '../../src-shared/contract/jobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobRecord } from '../ports/job-repository.ts';
import { RateMeter } from './rate-meter.ts';

/** Jobs as they are shown: with their title, their rate, and what is left. */
export class JobViews {
  readonly #clock: Clock;
  readonly #titleOf: (job: JobRecord) => string;
  readonly #progressHere: (id: string) => { current: number; total: number | null } | undefined;
  readonly #meters = new Map<string, RateMeter>();

  constructor(
    clock: Clock,
    titleOf: (job: JobRecord) => string,
    progressHere: (id: string) => { current: number; total: number | null } | undefined,
  ) {
    this.#clock = clock;
    this.#titleOf = titleOf;
    this.#progressHere = progressHere;
  }

  /** Every look at a running job is also a sample for its rate, whoever works on it. */
  of(record: JobRecord): Job {
    const { state: _state, cancelRequestedAt, leaseOwner: _owner, leaseUntil: _until, ...stored } = record;
    const running = record.status === 'running';
    const progress = (running ? this.#progressHere(record.id) : undefined) ?? {
      current: record.progressCurrent,
      total: record.progressTotal,
    };
    const itemsPerSecond = running ? this.#rate(record.id, progress.current) : this.#forget(record.id);
    const left = progress.total === null ? null : Math.max(0, progress.total - progress.current);
    return {
      ...stored,
      title: this.#titleOf(record),
      progressCurrent: progress.current,
      progressTotal: progress.total,
      cancelling: running && cancelRequestedAt !== null,
      itemsPerSecond,
      secondsLeft: itemsPerSecond && left !== null ? Math.ceil(left / itemsPerSecond) : null,
    };
  }

  #rate(id: string, count: number): number | null {
    const now = this.#clock.monotonicMs();
    let meter = this.#meters.get(id);
    if (!meter) {
      meter = new RateMeter();
      this.#meters.set(id, meter);
    }
    meter.note(count, now);
    const rate = meter.perSecond(now);
    // More digits would only flicker.
    return rate === null ? null : rate < 10 ? Math.round(rate * 100) / 100 : Math.round(rate);
  }

  #forget(id: string): null {
    this.#meters.delete(id);
    return null;
  }
}
