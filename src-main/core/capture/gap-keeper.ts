import type { GapReason } from '../../../src-shared/domain/vocabulary.ts';
import type { GapRepository } from '../../ports/repositories.ts';
import { PatientWriter } from './patient-writer.ts';

/** Between two frames this much may be missing before it is written down as a gap. */
export const toleratedHoleMs = 60_000;

/** A start that takes no longer than this is part of what came before it, and not worth a row. */
const shortStartMs = 2_000;

interface OpenGap {
  readonly id: string;
  readonly reason: GapReason;
  readonly startedAt: number;
}

/**
 * Keeps the rule that every minute is covered by captures or by a gap with its reason. One gap concerns all displays
 * (the state's), and each display may have one of its own. Its writes happen in the order in which they were asked for,
 * and one that fails is tried until it succeeds.
 */
export class GapKeeper {
  readonly #gaps: Pick<GapRepository, 'open' | 'close' | 'record'>;
  readonly #writer: PatientWriter;
  #all: OpenGap | null = null;
  #startingSince: number | null = null;
  readonly #byDisplay = new Map<string, OpenGap>();
  #coveredUntil: number | null = null;
  /** The same, as it will be when all that was asked for is written. */
  #expectedUntil: number | null = null;

  constructor(gaps: Pick<GapRepository, 'open' | 'close' | 'record'>, onProblem: (error: unknown) => void) {
    this.#writer = new PatientWriter(onProblem);
    this.#gaps = {
      open: (gap) => this.#writer.write(() => gaps.open(gap)),
      close: (id, endedAt) => this.#writer.write(() => gaps.close(id, endedAt)),
      record: (gap) => this.#writer.write(() => gaps.record(gap)),
    };
  }

  /** From this moment all displays are without captures for this reason; null ends it. */
  enter(reason: GapReason | null, at: number): void {
    if (reason !== null) this.#expectedUntil = null;
    this.#queue(async () => {
      if (reason !== null && this.#all?.reason === reason) return;
      if (reason === 'starting' && this.#startingSince !== null) return;
      await this.#closeAll(at);
      if (reason === null) return;
      const startedAt = await this.#fillHole(at, reason);
      if (reason === 'starting') this.#startingSince = startedAt;
      else this.#all = await this.#open(reason, startedAt, null);
    });
  }

  /** This display has no capture from this moment on. */
  enterDisplay(displayId: string, reason: GapReason, at: number): void {
    this.#queue(async () => {
      if (this.#byDisplay.get(displayId)?.reason === reason) return;
      await this.#closeDisplay(displayId, at);
      this.#byDisplay.set(displayId, await this.#open(reason, at, displayId));
    });
  }

  /** This display has its capture again. */
  leaveDisplay(displayId: string, at: number): void {
    this.#queue(() => this.#closeDisplay(displayId, at));
  }

  /** The state's gap takes over from the displays' own, except those that are unplugged. */
  leaveConnectedDisplays(at: number): void {
    this.#queue(async () => {
      for (const [displayId, gap] of this.#byDisplay) {
        if (gap.reason !== 'display_unplugged') await this.#closeDisplay(displayId, at);
      }
    });
  }

  /** True where so much time is missing before this moment that it will be written down as a gap. */
  isHoleBefore(at: number): boolean {
    return this.#expectedUntil !== null && at - this.#expectedUntil > toleratedHoleMs;
  }

  /** A tick accounted for every display at this moment, and does so until the next one is due. */
  covered(at: number, until: number): void {
    this.#expectedUntil = until;
    this.#queue(async () => {
      const coveredUntil = this.#coveredUntil;
      if (!this.#all && this.#startingSince === null && coveredUntil !== null && at - coveredUntil > toleratedHoleMs) {
        await this.#gaps.record({ startedAt: coveredUntil, endedAt: at, reason: 'stalled', displayId: null });
      }
      this.#coveredUntil = until;
    });
  }

  /** Writes a gap that is over, as after a sleep nobody told of. What it covers counts as covered. */
  past(reason: GapReason, startedAt: number, endedAt: number): void {
    this.#queue(async () => {
      if (endedAt <= startedAt || this.#all) return;
      const from = this.#startingSince === null ? Math.max(startedAt, this.#coveredUntil ?? startedAt) : startedAt;
      if (from < endedAt) await this.#gaps.record({ startedAt: from, endedAt, reason, displayId: null });
      this.#coveredUntil = endedAt;
    });
  }

  /** The wall clock was set back: what was covered lies in the future now. */
  clockSetBack(at: number): void {
    this.#queue(async () => {
      if (this.#coveredUntil !== null && this.#coveredUntil > at) this.#coveredUntil = at;
      if (this.#startingSince !== null && this.#startingSince > at) this.#startingSince = at;
    });
  }

  /** Closes everything: the run ends here. */
  finish(at: number): Promise<void> {
    this.#queue(async () => {
      await this.#closeAll(at);
      await this.#fillHole(at, 'off');
      for (const displayId of [...this.#byDisplay.keys()]) await this.#closeDisplay(displayId, at);
    });
    return this.#writer.end();
  }

  /** Tries writes that failed once more. */
  nudge(): void {
    this.#writer.nudge();
  }

  /** When all that was asked for so far is written. */
  settled(): Promise<void> {
    return this.#writer.settled();
  }

  async #fillHole(at: number, reason: GapReason): Promise<number> {
    const coveredUntil = this.#coveredUntil;
    this.#coveredUntil = at;
    if (coveredUntil === null || at <= coveredUntil) return at;
    if (reason === 'stalled') return coveredUntil;
    if (at - coveredUntil > shortStartMs) {
      await this.#gaps.record({ startedAt: coveredUntil, endedAt: at, reason: 'stalled', displayId: null });
    }
    return at;
  }

  async #closeAll(at: number): Promise<void> {
    const gap = this.#all;
    this.#all = null;
    const startingSince = this.#startingSince;
    this.#startingSince = null;
    if (gap) await this.#gaps.close(gap.id, Math.max(at, gap.startedAt));
    if (startingSince !== null && at - startingSince > shortStartMs) {
      await this.#gaps.record({ startedAt: startingSince, endedAt: at, reason: 'starting', displayId: null });
    }
    if (gap || startingSince !== null) this.#coveredUntil = Math.max(at, this.#coveredUntil ?? at);
  }

  async #closeDisplay(displayId: string, at: number): Promise<void> {
    const gap = this.#byDisplay.get(displayId);
    if (!gap) return;
    this.#byDisplay.delete(displayId);
    await this.#gaps.close(gap.id, Math.max(at, gap.startedAt));
  }

  async #open(reason: GapReason, startedAt: number, displayId: string | null): Promise<OpenGap> {
    return { id: await this.#gaps.open({ startedAt, reason, displayId }), reason, startedAt };
  }

  #queue(work: () => Promise<void>): void {
    this.#writer.queue(work);
  }
}
