import type { Display } from '../../../src-shared/contract/capture-control.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ScreenSource } from '../../ports/screen-source.ts';
import type { AlertBook } from './alert-book.ts';
import type { CaptureSettings } from './capture-settings.ts';
import type { ConditionWatch } from './condition-watch.ts';
import type { DisplayLedger } from './display-ledger.ts';
import type { GapKeeper } from './gap-keeper.ts';
import { type Grabber, sentenceOf } from './grabber.ts';
import type { SourceKeeper } from './source-keeper.ts';

export interface DisplayWatchParts {
  readonly clock: Clock;
  readonly conditions: ConditionWatch;
  readonly sources: SourceKeeper;
  readonly grabber: Grabber;
  readonly ledger: DisplayLedger;
  readonly gaps: GapKeeper;
  readonly alerts: AlertBook;
}

/** The displays of this moment, or why the source could not list them. */
export type Listing = { readonly displays: readonly Display[] } | { readonly problem: string };

/** Sees displays come and go, and sources that may not look. */
export class DisplayWatch {
  readonly #parts: DisplayWatchParts;
  #looked = false;

  constructor(parts: DisplayWatchParts) {
    this.#parts = parts;
  }

  /** Null where the source or the gate forbids looking; the conditions then say why. */
  async look(settings: CaptureSettings): Promise<Listing | null> {
    const { now } = this.#parts.conditions;
    if (!now.libraryAvailable || now.diskBelowFloor) return null;
    const { pick, changed } = await this.#parts.sources.ensure(settings.source);
    if (changed && pick.source) {
      this.#parts.ledger.forgetFrames();
      this.#parts.alerts.note('info', `The screen source is ${pick.source.name}. ${pick.reason}`, {
        details: { source: pick.source.name, refusals: pick.refusals },
      });
    }
    if (!pick.source) {
      this.#arrivals([]);
      now.displayCount = 0;
      return null;
    }
    try {
      const displays = await this.#parts.grabber.list(pick.source);
      this.#arrivals(displays);
      now.displayCount = displays.length;
      if (this.#parts.conditions.deniedBySource) await this.#retryDenied(pick.source, displays);
      return { displays };
    } catch (error) {
      if (isDenied(error)) {
        this.#parts.conditions.deniedBySource = true;
        now.permissionGranted = false;
        return null;
      }
      if (this.#parts.ledger.connected().length === 0) now.displayCount = 0;
      return { problem: sentenceOf(error) };
    }
  }

  async #retryDenied(source: ScreenSource, displays: readonly Display[]): Promise<void> {
    const [grab] = await this.#parts.grabber.grabAll(source, displays.slice(0, 1));
    if (!grab || (grab.frame === null && grab.permissionDenied)) return;
    this.#parts.conditions.deniedBySource = false;
    this.#parts.conditions.now.permissionGranted = true;
  }

  #arrivals(displays: readonly Display[]): void {
    const { clock } = this.#parts;
    const at = clock.now();
    const firstLook = !this.#looked;
    this.#looked = true;
    const { arrived, left } = this.#parts.ledger.observe(displays, clock.monotonicMs());
    for (const display of left) {
      this.#parts.gaps.enterDisplay(display.id, 'display_unplugged', at);
      this.#parts.alerts.clear(
        `display ${display.id}`,
        at,
        (lasted) => `${display.name} was unplugged, after failing for ${lasted}.`,
      );
      this.#noteDisplay(display, 'was unplugged');
    }
    if (firstLook) return;
    for (const display of arrived) this.#noteDisplay(display, 'was plugged in');
  }

  /** A loose cable comes and goes all the time. */
  #noteDisplay({ id, name }: Display, what: string): void {
    const details = { displayId: id };
    this.#parts.alerts.note('info', `${name} ${what}.`, { details, node: id, foldKey: `display ${id} ${what}` });
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'PERMISSION_DENIED';
}
