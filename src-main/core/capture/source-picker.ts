import type { SourceName } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ScreenSource, ScreenSourceCandidate, SourceProbe } from '../../ports/screen-source.ts';
import { withDeadline } from './deadline.ts';
import { sentenceOf } from './grabber.ts';

export type RequestedSource = SourceName | 'auto';

/** The source in use, or why there is none, in one sentence either way. */
export interface Pick {
  readonly requested: RequestedSource;
  readonly source: ScreenSource | null;
  readonly reason: string;
}

const probeTimeoutMs = 15_000;

/** Tries the candidates for real and makes the first that works. */
export class SourcePicker {
  readonly #candidates: readonly ScreenSourceCandidate[];
  readonly #clock: Clock;

  constructor(candidates: readonly ScreenSourceCandidate[], clock: Clock) {
    this.#candidates = candidates;
    this.#clock = clock;
  }

  /**
   * `auto` takes the first that works; a source asked for by name is taken or nothing is, because pictures from
   * elsewhere than the person chose would be worse than none. `skip` leaves out what was found not to deliver.
   */
  async pick(requested: RequestedSource, skip: ReadonlySet<SourceName> = new Set()): Promise<Pick> {
    const wanted = this.#candidates.filter(
      (candidate) => (requested === 'auto' || candidate.name === requested) && !skip.has(candidate.name),
    );
    const refusals: string[] = [];
    for (const candidate of wanted) {
      const probe = await this.#probe(candidate);
      if (!probe.usable) {
        refusals.push(probe.reason);
        continue;
      }
      return { requested, source: candidate.create(), reason: [probe.reason, ...refusals].join(' ') };
    }
    if (requested !== 'auto' && refusals.length === 0) {
      return { requested, source: null, reason: `The source “${requested}” does not exist in this program.` };
    }
    return { requested, source: null, reason: refusals.join(' ') || 'There is no source to choose from.' };
  }

  /** True where `auto` would rather have another source than this one, could it be had. */
  hasBetterThan(name: SourceName): boolean {
    return this.#candidates.findIndex((candidate) => candidate.name === name) > 0;
  }

  async #probe(candidate: ScreenSourceCandidate): Promise<SourceProbe> {
    try {
      return await withDeadline(this.#clock, `Trying the source “${candidate.name}”`, probeTimeoutMs, () =>
        candidate.probe(),
      );
    } catch (error) {
      return { usable: false, reason: sentenceOf(error) };
    }
  }
}
