import type { WholeState } from '../../../src-shared/contract/snapshots.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SnapshotRepository } from '../../ports/memory-repository.ts';
import type { LiveBus } from '../live-bus.ts';
import type { PreferenceService } from './preference-service.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { allKeptMs, snapshotsToForget } from './snapshot-thinning.ts';

export interface SnapshotKeeperParts {
  readonly store: SnapshotStore;
  readonly repository: Pick<SnapshotRepository, 'momentsBefore' | 'delete'>;
  readonly readState: () => Promise<WholeState>;
  readonly isRecording: () => boolean;
  readonly preferences: PreferenceService;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly report: (summary: string, error: unknown) => void;
}

/** The start is left to what a person waits for. */
export const firstLookMs = 10_000;
/** A machine that sleeps stops timers, and a clock may be set: so the time is looked at this often. */
export const lookEveryMs = 60_000;
/** Two snapshots are at least so far apart, or half the interval where that is less. */
const leastDistanceMs = 60_000;
export const thinEveryMs = 10 * 60_000;
/** Both clocks agree when they went so nearly the same way. */
const clockToleranceMs = 60_000;
/** So many rows are deleted in one go. */
const deletedAtOnce = 500;

/**
 * Takes snapshots in the process that captures: one in each stretch of `snapshotMinutes`, counted from midnight UTC, and
 * one when recording begins and ends. Restarts and a capture that comes and goes make no burst: what comes too soon
 * after the last one waits. Nothing waits for a snapshot, and one that fails is taken at the next look.
 */
export class SnapshotKeeper {
  readonly #parts: SnapshotKeeperParts;
  readonly #subscriptions: (() => void)[] = [];
  #started = false;
  #cancelTimer: () => void = () => {};
  #running: Promise<void> | undefined;
  #last: { readonly at: number; readonly recording: boolean } | undefined;
  /** Of the last attempt in this process, which counts as one also where it failed. */
  #attemptMs = Number.NEGATIVE_INFINITY;
  #failing = false;
  #agreed: { readonly at: number; readonly monotonicMs: number };

  constructor(parts: SnapshotKeeperParts) {
    this.#parts = parts;
    this.#agreed = { at: parts.clock.now(), monotonicMs: parts.clock.monotonicMs() };
  }

  async start(): Promise<void> {
    const { store, live, preferences } = this.#parts;
    const latest = await store.getLatestSnapshot().catch(() => undefined);
    this.#last = latest && { at: latest.timestamp, recording: latest.snapshot.capture.recording };
    this.#started = true;
    this.#subscriptions.push(
      live.subscribe((message) => {
        const wasRecording = this.#last?.recording ?? false;
        if (message.type === 'capture-status' && message.status.recording !== wasRecording) this.#arrange();
      }),
      preferences.onChange((_preferences, key) => {
        if (key === 'snapshotMinutes') this.#arrange();
      }),
    );
    this.#lookIn(this.#parts.isRecording() ? 0 : firstLookMs);
  }

  /** Called when capture has ended. Waits for the snapshot in flight, and takes one more where the last says “recording”. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    this.#cancelTimer();
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    await this.#running;
    if (this.#intervalMs() > 0 && this.#last?.recording === true) await this.#take(withoutCapture);
  }

  #intervalMs(): number {
    return this.#parts.preferences.current().snapshotMinutes * 60_000;
  }

  /** Looks as soon as there may be something to take. */
  #arrange(): void {
    if (!this.#started || this.#running) return;
    const intervalMs = this.#intervalMs();
    const now = this.#parts.clock.now();
    const dueInMs = this.#isWanted() ? this.#mayInMs() : intervalMs - (now % intervalMs);
    this.#lookIn(intervalMs === 0 ? lookEveryMs : Math.min(lookEveryMs, dueInMs));
  }

  #lookIn(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.clock.setTimer(delayMs, () => {
      this.#running = this.#look().finally(() => {
        this.#running = undefined;
        this.#arrange();
      });
    });
  }

  async #look(): Promise<void> {
    if (this.#isWanted() && this.#mayInMs() === 0) await this.#take();
    await this.#thin().catch((error: unknown) => this.#parts.report('Old snapshots could not be thinned', error));
  }

  /** Whether a new stretch of time has begun, or recording did or ended. */
  #isWanted(): boolean {
    const intervalMs = this.#intervalMs();
    if (intervalMs === 0) return false;
    if (!this.#last || this.#last.recording !== this.#parts.isRecording()) return true;
    return Math.floor(this.#last.at / intervalMs) !== Math.floor(this.#parts.clock.now() / intervalMs);
  }

  /** How long until the next may be taken. The last one counts by the wall clock too: it may be of the run before. */
  #mayInMs(): number {
    const { clock } = this.#parts;
    const distanceMs = Math.min(leastDistanceMs, this.#intervalMs() / 2);
    const sinceLastMs = this.#last ? clock.now() - this.#last.at : Number.POSITIVE_INFINITY;
    const byWallMs = sinceLastMs < 0 ? 0 : distanceMs - sinceLastMs;
    const byMonotonicMs = distanceMs - (clock.monotonicMs() - this.#attemptMs);
    return Math.max(0, byWallMs, byMonotonicMs);
  }

  async #take(asSeen: (state: WholeState) => WholeState = (state) => state): Promise<void> {
    this.#attemptMs = this.#parts.clock.monotonicMs();
    try {
      const state = asSeen(await this.#parts.readState());
      const { timestamp } = await this.#parts.store.saveSnapshot(state);
      this.#last = { at: timestamp, recording: state.capture.recording };
      this.#failing = false;
    } catch (error) {
      // A disk that is full stays so for a while: said once.
      if (!this.#failing) this.#parts.report('How things stand could not be noted', error);
      this.#failing = true;
    }
  }

  /**
   * Only after a while in which both clocks went the same way: a clock that is wrong for a moment, or until the network
   * corrects it, makes nothing old.
   */
  async #thin(): Promise<void> {
    const { clock, repository } = this.#parts;
    const before = this.#agreed;
    const passedMs = clock.monotonicMs() - before.monotonicMs;
    if (passedMs < thinEveryMs) return;
    const now = clock.now();
    this.#agreed = { at: now, monotonicMs: clock.monotonicMs() };
    if (Math.abs(now - before.at - passedMs) > clockToleranceMs) return;
    const forgotten = snapshotsToForget(await repository.momentsBefore(now - allKeptMs), now);
    for (let index = 0; index < forgotten.length; index += deletedAtOnce) {
      await repository.delete(forgotten.slice(index, index + deletedAtOnce));
    }
  }
}

/** The last frame is fresh for a moment after capture has ended, and still nothing is recorded. */
function withoutCapture(state: WholeState): WholeState {
  return { ...state, capture: { ...state.capture, state: 'off', recording: false } };
}
