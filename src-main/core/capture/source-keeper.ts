import type { Display } from '../../../src-shared/contract/capture-control.ts';
import type { SourceName } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ScreenSource, ScreenSourceCandidate } from '../../ports/screen-source.ts';
import { withDeadline } from './deadline.ts';
import { listTimeoutMs } from './grabber.ts';
import { type Pick, type RequestedSource, SourcePicker } from './source-picker.ts';

/** While a fallback runs or nothing works, what is better is tried again this often. */
const tryBetterEveryMs = 60_000;
const retryNothingEveryMs = 5_000;

/** Keeps the source in use: the one asked for, restarted after a stall, replaced where another works better. */
export class SourceKeeper {
  readonly #picker: SourcePicker;
  readonly #clock: Clock;
  #pick: Pick | null = null;
  #pickedAtMs = 0;
  #restartsInVain = 0;
  /** Real screens were captured in this run: drawn pictures must not take their place any more. */
  #sawRealScreens = false;
  /** Sources that were restarted in vain; tried again when the choice is made anew. */
  readonly #failed = new Set<SourceName>();

  constructor(candidates: readonly ScreenSourceCandidate[], clock: Clock) {
    this.#picker = new SourcePicker(candidates, clock);
    this.#clock = clock;
  }

  get current(): Pick | null {
    return this.#pick;
  }

  /** The source to use now; true where it is another one than before. */
  async ensure(requested: RequestedSource): Promise<{ pick: Pick; changed: boolean }> {
    const present = this.#pick;
    const ageMs = this.#clock.monotonicMs() - this.#pickedAtMs;
    if (present && present.requested === requested) {
      if (present.source === null) {
        if (ageMs < retryNothingEveryMs) return { pick: present, changed: false };
      } else if (this.#failed.has(present.source.name) && requested === 'auto') {
        return this.#replace(await this.#pickAnother());
      } else if (requested === 'auto' && present.source.demo && this.#picker.hasBetterThan('demo')) {
        if (ageMs < tryBetterEveryMs) return { pick: present, changed: false };
        this.#pickedAtMs = this.#clock.monotonicMs();
        const better = await this.#picker.pick(requested, new Set(['demo']));
        return better.source ? this.#replace(better) : { pick: present, changed: false };
      } else {
        return { pick: present, changed: false };
      }
    } else {
      this.#failed.clear();
    }
    const skip = new Set<SourceName>(requested === 'auto' && this.#sawRealScreens ? ['demo'] : []);
    return this.#replace(await this.#picker.pick(requested, skip));
  }

  /** After a stall. A source that cannot even list, or a second restart in vain, makes `auto` look for another one. */
  async restart(): Promise<void> {
    const source = this.#pick?.source;
    if (!source) return;
    this.#restartsInVain += 1;
    if (this.#restartsInVain > 1) this.#failed.add(source.name);
    await withDeadline(this.#clock, 'Restarting the source', listTimeoutMs, () => source.restart()).catch(() => {});
    await this.#list(source).catch(() => this.#failed.add(source.name));
  }

  /** Frames of this source reach the disk. */
  markWorking(): void {
    this.#restartsInVain = 0;
    this.#failed.clear();
    if (this.#pick?.source && !this.#pick.source.demo) this.#sawRealScreens = true;
  }

  /** Lists the displays for a person who asks while nothing is captured. */
  async listOnce(requested: RequestedSource): Promise<{ pick: Pick; displays: readonly Display[] }> {
    const present = this.#pick;
    if (present?.source && present.requested === requested) {
      return { pick: present, displays: await this.#list(present.source) };
    }
    const pick = await this.#picker.pick(requested);
    try {
      return { pick, displays: pick.source ? await this.#list(pick.source) : [] };
    } finally {
      await pick.source?.dispose();
    }
  }

  async dispose(): Promise<void> {
    const source = this.#pick?.source;
    this.#pick = null;
    if (source)
      await withDeadline(this.#clock, 'Ending the source', listTimeoutMs, () => source.dispose()).catch(() => {});
  }

  #list(source: ScreenSource): Promise<readonly Display[]> {
    return withDeadline(this.#clock, 'Listing the displays', listTimeoutMs, () => source.listDisplays());
  }

  /** Never the demo: drawn pictures must not take the place of real ones. Where nothing else works, all is tried anew. */
  async #pickAnother(): Promise<Pick> {
    const another = await this.#picker.pick('auto', new Set<SourceName>([...this.#failed, 'demo']));
    this.#failed.clear();
    this.#restartsInVain = 0;
    return another.source ? another : this.#picker.pick('auto', new Set<SourceName>(['demo']));
  }

  async #replace(pick: Pick): Promise<{ pick: Pick; changed: boolean }> {
    const before = this.#pick;
    this.#pick = pick;
    this.#pickedAtMs = this.#clock.monotonicMs();
    if (before?.source && before.source !== pick.source) {
      await withDeadline(this.#clock, 'Ending the source', listTimeoutMs, async () => before.source?.dispose()).catch(
        () => {},
      );
    }
    return { pick, changed: before?.source?.name !== pick.source?.name };
  }
}
