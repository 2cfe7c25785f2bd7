import { isAppError } from '../../../src-shared/domain/app-error.ts';
import type { DuplicateFinder } from '../../ports/duplicate-finder.ts';
import type { DuplicateRepository } from '../../ports/duplicate-repository.ts';
import type { Jobs } from '../../ports/jobs.ts';
import type { LiveBus } from '../live-bus.ts';
import type { MatchWriter } from './match-writer.ts';

/** What waits at a start is matched at once up to this many; more is a job that can be seen and cancelled. */
const fewCaptures = 500;

/** The list of changes is cut to this, some lines at a time. */
const changesKept = 100_000;
const changesCutAtOnce = 2000;
const arrivalsBetweenCuts = 1000;

export interface ArrivalsParts {
  readonly finder: DuplicateFinder;
  readonly writer: MatchWriter;
  readonly duplicates: DuplicateRepository;
  readonly live: LiveBus;
  readonly jobs: () => Jobs;
  readonly report: (summary: string, error: unknown) => void;
}

/** Matches captures as they are stored or come back from the trash, and at a start what was missed while nothing ran. */
export class Arrivals {
  readonly #parts: ArrivalsParts;
  #waiting: string[] = [];
  #working: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;
  #sinceCut = 0;
  /** True when captures may wait that nobody named. */
  #lookThrough = false;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#unsubscribe = this.#parts.live.subscribe((message) => {
      if (message.type === 'capture-stored') this.#waiting.push(message.capture.id);
      // Most are matched already and cost nothing; not so what was in the trash while everything was searched anew.
      else if (message.type === 'review-changed' && message.captureIds) this.#waiting.push(...message.captureIds);
      else if (message.type === 'review-changed') this.#lookThrough = true;
      else return;
      this.#work();
    });
    this.#work(() => this.#catchUp());
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#waiting = [];
    await this.#working;
  }

  #work(first: () => Promise<void> = async () => {}): void {
    if (this.#working) return;
    this.#working = (async () => {
      try {
        await first();
        while ((this.#waiting.length > 0 || this.#lookThrough) && this.#unsubscribe) {
          await this.#matchWaiting();
          if (this.#lookThrough) await this.#matchFew();
        }
      } catch (error) {
        // They stay unmatched and are matched with the next scan, or at the next start.
        if (!isAppError(error) || error.code !== 'LIBRARY_UNAVAILABLE') {
          this.#parts.report('A new capture could not be compared with the others', error);
        }
      } finally {
        this.#working = undefined;
      }
    })();
  }

  async #matchWaiting(): Promise<void> {
    const captureIds = this.#waiting.splice(0);
    for (let done = false; !done && this.#unsubscribe; ) {
      done = (await this.#parts.writer.matchSome({ captureIds })).done;
    }
    this.#sinceCut += captureIds.length;
    if (this.#sinceCut >= arrivalsBetweenCuts) await this.#cutChanges();
  }

  async #catchUp(): Promise<void> {
    await this.#cutChanges();
    await this.#parts.finder.warmUp();
    if (await this.#matchFew()) return;
    await this.#parts.jobs().enqueue('scan_duplicates', { sign: false }, { unlessWaiting: true });
  }

  /** Matches everything that waits, and is false without doing any of it where that is much: a person may not want it. */
  async #matchFew(): Promise<boolean> {
    this.#lookThrough = false;
    const { unmatched } = await this.#parts.finder.remaining({});
    if (unmatched > fewCaptures) return false;
    for (let done = unmatched === 0; !done && this.#unsubscribe; ) {
      done = (await this.#parts.writer.matchSome({})).done;
    }
    return true;
  }

  async #cutChanges(): Promise<void> {
    this.#sinceCut = 0;
    while (this.#unsubscribe && (await this.#parts.duplicates.trimChanges(changesKept, changesCutAtOnce))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
