import type { CaptureStatus, Display, PauseLength, TickResult } from '../../../src-shared/contract/capture-control.ts';
import { owner } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { PreferenceKey } from '../../../src-shared/domain/preferences.ts';
import type { SourceName } from '../../../src-shared/domain/vocabulary.ts';
import type { PowerChange } from '../../ports/surroundings.ts';
import { asAsked, type DoneBy, sourceOf } from '../memory/done-by.ts';
import { smallStepMs } from './capture-clock.ts';
import type { CaptureDependencies, CaptureOverride } from './capture-dependencies.ts';
import { CaptureEngine } from './capture-engine.ts';
import { withDeadline } from './deadline.ts';
import { pauseEnd } from './pause.ts';
import { consentRequired, refusalOf } from './refusals.ts';
import { Scheduler } from './scheduler.ts';
import type { TickReport } from './tick.ts';
import { toTickResult } from './tick.ts';

/** How often a closed gate is looked at, where nothing announces that it opened. */
const gateCheckMs = 10_000;
/** A pause ends by the wall clock, which may be set; so it is looked at this often. */
const pauseCheckMs = 30_000;
const stopTimeoutMs = 15_000;

/** Captures every display at an interval. Decides when; what happens then is the engine's. */
export class CaptureService {
  readonly #dependencies: CaptureDependencies;
  readonly #engine: CaptureEngine;
  readonly #scheduler: Scheduler;
  readonly #subscriptions: (() => void)[] = [];
  #override: CaptureOverride;
  #started = false;
  #cycling: Promise<TickReport | null> | null = null;
  #cancelGateCheck: (() => void) | null = null;
  #cancelStallCheck: (() => void) | null = null;

  constructor(dependencies: CaptureDependencies) {
    this.#dependencies = dependencies;
    this.#override = dependencies.override ?? {};
    this.#engine = new CaptureEngine(dependencies, () => this.#override);
    this.#scheduler = new Scheduler(
      dependencies.clock,
      () => this.#onScheduled(),
      (count) => this.#countLate(count),
    );
  }

  /** Returns when capture is armed; the first tick follows by itself. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    const { captures, clock, power, preferences } = this.#dependencies;
    const newest = (await captures.page({ order: 'newest', limit: 1 })).items[0];
    this.#engine.continueAfter(await captures.newestId());
    if (newest && Math.abs(newest.capturedAt - clock.now()) <= smallStepMs) {
      this.#engine.captureClock.continueAfter(newest.capturedAt);
    }
    this.#subscriptions.push(power.subscribe((change) => this.#onPower(change)));
    this.#subscriptions.push(preferences.onChange((_preferences, key) => this.#onPreference(key)));
    this.#reconsider();
  }

  /** Waits for the tick in flight, closes the gaps and ends the source. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    this.#scheduler.stop();
    this.#cancelTimers();
    const { clock } = this.#dependencies;
    await withDeadline(clock, 'The last tick', stopTimeoutMs, async () => this.#cycling).catch(() => {});
    await this.#engine.finish();
  }

  status(): CaptureStatus {
    return this.#engine.status();
  }

  /** The displays of the source that is or would be used. Tries the sources where none is in use. */
  async displays(): Promise<{ source: SourceName; reason: string; displays: readonly Display[] }> {
    const { pick, displays } = await this.#engine.sources.listOnce(this.#engine.settings().source);
    if (!pick.source) throw new AppError('SOURCE_UNAVAILABLE', pick.reason);
    return { source: pick.source.name, reason: pick.reason, displays };
  }

  /** Gives consent and switches capture on, or takes both back. */
  async consent(given: boolean): Promise<CaptureStatus> {
    const { preferences, clock } = this.#dependencies;
    this.#forgetOverride();
    if (given) {
      await preferences.set('consentGivenAt', clock.now());
      await preferences.set('captureEnabled', true);
      await this.#recordAction('Agreed to capture the screens.');
    } else {
      await preferences.set('captureEnabled', false);
      await preferences.set('consentGivenAt', null);
      await this.#recordAction('Took the agreement to capture the screens back.');
    }
    return this.#reconsider();
  }

  /** Throws `CONSENT_REQUIRED` when it is to be switched on before consent. */
  async setEnabled(enabled: boolean): Promise<CaptureStatus> {
    const { preferences } = this.#dependencies;
    if (enabled && preferences.current().consentGivenAt === null) {
      if (this.#override.enabled !== true) throw consentRequired();
      return this.status();
    }
    this.#forgetOverride();
    await preferences.set('captureEnabled', enabled);
    await this.#recordAction(enabled ? 'Switched capture on.' : 'Switched capture off.');
    return this.#reconsider();
  }

  async pause(length: PauseLength, by: DoneBy = owner): Promise<CaptureStatus> {
    const { preferences, clock } = this.#dependencies;
    const now = clock.now();
    const until = pauseEnd(length, now, clock);
    await preferences.set('pausedUntil', until);
    await preferences.set('pausedAt', now);
    await this.#recordAction(`${pauseSummary[length]}${asAsked(by)}.`, by, { length, until });
    return this.#reconsider();
  }

  async resume(by: DoneBy = owner): Promise<CaptureStatus> {
    const { preferences } = this.#dependencies;
    const wasPaused = preferences.current().pausedAt !== null;
    await preferences.set('pausedAt', null);
    await preferences.set('pausedUntil', null);
    if (wasPaused) await this.#recordAction(`Resumed capture${asAsked(by)}.`, by);
    return this.#reconsider();
  }

  /** One tick at once. Throws `CONSENT_REQUIRED`, or a typed refusal where the gate is closed. */
  async now(): Promise<TickResult> {
    const { consentGivenAt } = this.#dependencies.preferences.current();
    if (consentGivenAt === null && this.#override.enabled !== true) throw consentRequired();
    while (this.#cycling) await this.#cycling;
    this.#scheduler.stop();
    const report = await this.#cycle();
    if (!report || report.dropped) throw refusalOf(this.#engine.state.state, this.#engine.message());
    if (report.outcomes.length === 0) throw new AppError('NO_DISPLAY', 'There is no display to capture.');
    return toTickResult(report);
  }

  #onScheduled(): void {
    if (this.#cycling) this.#countLate(1);
    else void this.#cycle();
  }

  #countLate(count: number): void {
    this.#engine.counts.late += count;
  }

  #cycle(): Promise<TickReport | null> {
    const cycle = this.#engine
      .cycle()
      .then(({ report }) => report)
      .finally(() => {
        this.#cycling = null;
        this.#arrange(1);
      });
    this.#cycling = cycle;
    return cycle;
  }

  /** After anything that a person or the machine told us: the state changes at once, and capture goes on at once. */
  #reconsider(): CaptureStatus {
    this.#engine.readWishes();
    this.#engine.apply();
    this.#arrange(0);
    return this.status();
  }

  /** Sets the timers that the present state needs. A rhythm that is running goes on. */
  #arrange(firstAfterIntervals: 0 | 1): void {
    this.#cancelTimers();
    if (!this.#started) return;
    const { clock } = this.#dependencies;
    if (this.#engine.state.wantsFrames) {
      if (!this.#scheduler.running) this.#scheduler.start(this.#intervalMs(), firstAfterIntervals);
      const dueInMs = Math.max(0, this.#engine.stallDueMs() - clock.monotonicMs());
      this.#cancelStallCheck = clock.setTimer(dueInMs + 1, () => this.#onStallDue());
      return;
    }
    this.#scheduler.stop();
    const checkMs = this.#gateCheckInMs();
    if (checkMs !== null) this.#cancelGateCheck = clock.setTimer(checkMs, () => this.#onGateCheck());
  }

  /** Null where the gate opens only by an event that we are told of. */
  #gateCheckInMs(): number | null {
    const { state } = this.#engine.state;
    if (state === 'off' || state === 'asleep' || state === 'locked') return null;
    if (state !== 'paused') return Math.min(this.#intervalMs(), gateCheckMs);
    const until = this.#dependencies.preferences.current().pausedUntil;
    return until === null ? null : Math.min(pauseCheckMs, Math.max(1, until - this.#dependencies.clock.now()));
  }

  #onGateCheck(): void {
    if (!this.#cycling) void this.#cycle();
    else void this.#cycling.then(() => this.#arrange(1));
  }

  #onStallDue(): void {
    if (this.#dependencies.clock.monotonicMs() >= this.#engine.stallDueMs()) this.#engine.stall();
    this.#arrange(1);
  }

  #onPower(change: PowerChange): void {
    const { now } = this.#engine.conditions;
    if (change === 'suspend') now.asleep = true;
    if (change === 'lock') now.locked = true;
    // Whoever unlocks is there, even where the word of the wake was lost.
    if (change === 'resume' || change === 'unlock') now.asleep = false;
    if (change === 'unlock') now.locked = false;
    this.#reconsider();
  }

  #onPreference(key: PreferenceKey): void {
    const wasRunning = this.#scheduler.running;
    this.#reconsider();
    // A new rhythm and a new source start with a tick: the old one says nothing about the time until theirs.
    const newRhythm = key === 'source' || key === 'intervalSeconds';
    if (newRhythm && wasRunning && this.#scheduler.running) this.#scheduler.start(this.#intervalMs(), 0);
  }

  #intervalMs(): number {
    return this.#engine.settings().intervalMs;
  }

  /** What a person says now outweighs what the command line said at the start. */
  #forgetOverride(): void {
    this.#override = { ...this.#override, enabled: undefined };
  }

  async #recordAction(summary: string, by: DoneBy = owner, details: Record<string, unknown> = {}): Promise<void> {
    const { events } = this.#dependencies;
    await events.saveEvent({
      ...{ type: 'action', severity: 'info', source: sourceOf(by), summary },
      details: { ...details, by: by.name },
    });
  }

  #cancelTimers(): void {
    this.#cancelGateCheck?.();
    this.#cancelStallCheck?.();
    this.#cancelGateCheck = null;
    this.#cancelStallCheck = null;
  }
}

const pauseSummary: Readonly<Record<PauseLength, string>> = {
  '15m': 'Paused capture for 15 minutes',
  '1h': 'Paused capture for one hour',
  tomorrow: 'Paused capture until tomorrow',
  resumed: 'Paused capture until it is resumed',
};
