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
  /** What each better source said against itself, perhaps in the words of the system. */
  readonly refusals: readonly string[];
}

const noScreen = 'No screen can be captured here, so pictures are drawn to show how Afterimage works.';

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
      const source = candidate.create();
      const merit = candidate.merit ?? probe.reason;
      // A person who has no screen is told just that; what each source said against itself goes to the log.
      const reason = source.demo && refusals.length > 0 ? noScreen : [merit, ...refusals].join(' ');
      return { requested, source, reason, refusals };
    }
    if (requested !== 'auto' && refusals.length === 0) {
      const reason = `The source “${requested}” does not exist in this program.`;
      return { requested, source: null, reason, refusals };
    }
    return { requested, source: null, reason: refusals.join(' ') || 'There is no source to choose from.', refusals };
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
