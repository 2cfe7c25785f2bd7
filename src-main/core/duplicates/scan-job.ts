import { z } from 'zod';
import { day } from '../../../src-shared/contract/base.ts';
import { threshold } from '../../../src-shared/contract/duplicates.ts';
import { settingFor } from '../../../src-shared/domain/similarity.ts';
import type { DuplicateFinder } from '../../ports/duplicate-finder.ts';
import type { DayRange } from '../../ports/duplicate-repository.ts';
import type { JobHandler, JobItemNote, JobRun } from '../../ports/jobs.ts';
import type { MatchWriter } from './match-writer.ts';
import type { Signing } from './signing.ts';

const payloadSchema = z.object({
  threshold: threshold.optional(),
  day: day.optional(),
  from: day.optional(),
  to: day.optional(),
  again: z.boolean().default(false),
  /** False leaves files alone that have no signature yet. */
  sign: z.boolean().default(true),
});
export type ScanPayload = z.infer<typeof payloadSchema>;

/** What is done already is in the database; this is what only the job knows. */
const stateSchema = z.object({
  /** The last signature whose groups were forgotten; null when all were. */
  forgotten: z.number().nullable().default(0),
  /** The last capture whose file was read. */
  signed: z.number().default(0),
  done: z.number().default(0),
  matched: z.number().default(0),
  failed: z.number().default(0),
  /** True after a retry: what failed before is read again, and listed as done where it goes well now. */
  isRetry: z.boolean().default(false),
});
type ScanState = z.infer<typeof stateSchema>;

/** Written down this often while it matches; what was matched is in the database in any case. */
const checkpointEveryMs = 1000;

export interface ScanJobParts {
  readonly finder: DuplicateFinder;
  readonly writer: MatchWriter;
  readonly signing: Signing;
  readonly monotonicMs: () => number;
}

/**
 * Finds duplicates of what was not matched yet. It goes on after a kill because a capture is marked as matched in the
 * same transaction that writes its groups.
 */
export class ScanJob implements JobHandler {
  readonly type = 'scan_duplicates';
  readonly #parts: ScanJobParts;

  constructor(parts: ScanJobParts) {
    this.#parts = parts;
  }

  title(given: Readonly<Record<string, unknown>>): string {
    const payload = payloadSchema.parse(given);
    const { from, to } = daysOf(payload);
    const what = payload.again ? 'Find duplicates anew' : 'Find duplicates';
    if (from === undefined && to === undefined) return what;
    if (from === to) return `${what} of ${from}`;
    return `${what}${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`;
  }

  async run(run: JobRun): Promise<Readonly<Record<string, unknown>>> {
    const payload = payloadSchema.parse(run.payload);
    const days = daysOf(payload);
    const scan = new Scan(run, stateSchema.parse(run.state ?? {}), days, this.#parts);
    await scan.takeRetry();
    if (payload.again) await scan.forget();
    await scan.match();
    if (payload.sign) await scan.sign();
    return scan.result(payload.threshold);
  }
}

function daysOf(payload: ScanPayload): DayRange {
  return { from: payload.day ?? payload.from, to: payload.day ?? payload.to };
}

/** One attempt. */
class Scan {
  readonly #run: JobRun;
  readonly #state: ScanState;
  readonly #days: DayRange;
  readonly #parts: ScanJobParts;
  #checkpointedAt: number;

  constructor(run: JobRun, state: ScanState, days: DayRange, parts: ScanJobParts) {
    this.#run = run;
    this.#state = { ...state };
    this.#days = days;
    this.#parts = parts;
    this.#checkpointedAt = parts.monotonicMs();
  }

  /** Begins with the files again where somebody asked to try again what failed. */
  async takeRetry(): Promise<void> {
    if (this.#state.signed === 0 || (await this.#run.pendingItems(1)).length === 0) return;
    Object.assign(this.#state, { signed: 0, done: this.#state.done - this.#state.failed, failed: 0, isRetry: true });
  }

  /** In pieces, each whole in itself: a group that has lost members is still one. */
  async forget(): Promise<void> {
    while (this.#state.forgotten !== null) {
      this.#run.signal.throwIfAborted();
      this.#state.forgotten = await this.#parts.writer.forgetSome(this.#state.forgotten, this.#days);
      if (this.#state.forgotten === null) await this.#checkpoint();
      else await this.#checkpointNowAndThen();
    }
  }

  /** Everything that has a signature. */
  async match(): Promise<void> {
    for (;;) {
      this.#run.signal.throwIfAborted();
      const { matched, done } = await this.#parts.writer.matchSome({ days: this.#days });
      this.#state.matched += matched;
      this.#state.done += matched;
      if (done) return;
      await this.#checkpointNowAndThen();
    }
  }

  /** Files without a signature; each piece is matched as soon as it is signed, while the next one is. */
  async sign(): Promise<void> {
    const { signal } = this.#run;
    for await (const some of this.#parts.signing.signAll(this.#days, this.#state.signed, this.#state.isRetry, signal)) {
      this.#state.done += some.failed.length;
      this.#state.failed += some.failed.length;
      if (some.failed.length > 0) await this.#checkpoint(some.failed);
      await some.save();
      this.#state.signed = some.last;
      if (this.#state.isRetry) await this.#checkpoint(some.done);
      await this.match();
      await this.#checkpointNowAndThen();
    }
  }

  async result(wanted: number | undefined): Promise<Readonly<Record<string, unknown>>> {
    const { matched, failed, done } = this.#state;
    // The last checkpoint is from before the last pieces.
    this.#run.progress(done, done);
    const counts = await this.#parts.finder.counts({ ...this.#days, displays: 'across' });
    const setting = settingFor(wanted ?? 0.97);
    const groups = counts.settings.find((count) => count.threshold === setting)?.groups ?? 0;
    return { matched, failed, groups, scrolledGroups: counts.scrolled.groups };
  }

  async #checkpointNowAndThen(): Promise<void> {
    if (this.#parts.monotonicMs() - this.#checkpointedAt < checkpointEveryMs) {
      return;
    }
    await this.#checkpoint();
  }

  async #checkpoint(items: readonly JobItemNote[] = []): Promise<void> {
    const { unsigned, unmatched } = await this.#parts.finder.remaining(this.#days);
    this.#checkpointedAt = this.#parts.monotonicMs();
    const current = this.#state.done;
    await this.#run.checkpoint({ current, total: current + unsigned + unmatched, state: this.#state, items });
  }
}
