import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import { createIdGenerator } from '../library/id-generator.ts';
import { AlertBook, durationInWords } from './alert-book.ts';
import { CaptureClock, type ClockStep } from './capture-clock.ts';
import type { CaptureDependencies, CaptureOverride } from './capture-dependencies.ts';
import { type CaptureSettings, readSettings } from './capture-settings.ts';
import { ConditionWatch } from './condition-watch.ts';
import { DisplayLedger } from './display-ledger.ts';
import type { DisplayOutcome } from './display-outcome.ts';
import { DisplayWatch } from './display-watch.ts';
import { GapKeeper } from './gap-keeper.ts';
import { Grabber } from './grabber.ts';
import { isPaused } from './pause.ts';
import { SourceKeeper } from './source-keeper.ts';
import { StateKeeper } from './state-keeper.ts';
import { stateMessage } from './state-words.ts';
import { captureStatus, stallIntervals, type TickCounts } from './status-view.ts';
import { type TickReport, TickRunner } from './tick.ts';

/** A first frame may take this long whatever the interval: the source has to be found and started. */
const firstFrameGraceMs = 10_000;

/** What one cycle came to: a report where displays were looked at, or nothing where the gate was closed. */
export type CycleResult = { readonly report: TickReport | null };

/**
 * One look at the world and, where the gate is open, one tick. Holds what capture knows between ticks; when a cycle
 * happens is decided by the service around it. Cycles must not overlap.
 */
export class CaptureEngine {
  readonly #dependencies: CaptureDependencies;
  readonly #override: () => CaptureOverride;
  readonly captureClock: CaptureClock;
  readonly conditions: ConditionWatch;
  readonly gaps: GapKeeper;
  readonly alerts: AlertBook;
  readonly sources: SourceKeeper;
  readonly state: StateKeeper;
  readonly counts: TickCounts = { taken: 0, late: 0, stored: 0, held: 0, gaps: 0 };
  readonly #ledger = new DisplayLedger();
  readonly #grabber: Grabber;
  readonly #displays: DisplayWatch;
  #ticks: TickRunner;
  #lastFrame: { at: number; monotonicMs: number } | null = null;
  #lastTickAt: number | null = null;
  #wantedSinceMs = 0;
  #storeProblem: string | null = null;

  constructor(dependencies: CaptureDependencies, override: () => CaptureOverride) {
    const { clock, events, gaps, candidates, storage } = dependencies;
    this.#dependencies = dependencies;
    this.#override = override;
    const onProblem = (error: unknown) => dependencies.report?.('Capture could not write its log', error);
    this.captureClock = new CaptureClock(clock);
    this.gaps = new GapKeeper(gaps, onProblem);
    this.alerts = new AlertBook(events, onProblem);
    this.conditions = new ConditionWatch({ ...dependencies, libraryPath: storage.libraryPath });
    this.sources = new SourceKeeper(candidates, clock);
    this.state = new StateKeeper(this.conditions, this.gaps, this.alerts, () => this.message());
    this.#grabber = new Grabber(clock);
    this.#displays = new DisplayWatch({
      clock,
      conditions: this.conditions,
      sources: this.sources,
      grabber: this.#grabber,
      ledger: this.#ledger,
      gaps: this.gaps,
      alerts: this.alerts,
    });
    this.#ticks = this.#runner(null);
  }

  /** Ids go on after the newest one in the library. */
  continueAfter(lastCaptureId: string | null): void {
    this.#ticks = this.#runner(lastCaptureId);
  }

  settings(): CaptureSettings {
    return readSettings(this.#dependencies.preferences.current(), this.#override());
  }

  /** Takes over what the person wants. Asks nothing of the machine. */
  readWishes(): void {
    const preferences = this.#dependencies.preferences.current();
    this.conditions.now.enabled = this.settings().enabled;
    this.conditions.now.paused = isPaused(preferences, this.#dependencies.clock.now());
  }

  /** Brings the state up to date and tells the windows where it changed. */
  apply(at: number = this.#dependencies.clock.now()): void {
    this.#noticeClockStep();
    const change = this.state.apply(at);
    if (!change.changed) return;
    const nowMs = this.#dependencies.clock.monotonicMs();
    if (change.wantsFrames && !change.wantedFrames) {
      this.#wantedSinceMs = nowMs;
      this.#lastFrame = this.#lastFrame && { ...this.#lastFrame, monotonicMs: Number.NEGATIVE_INFINITY };
      this.#ledger.startWaiting(nowMs);
    }
    if (!change.wantsFrames) this.#ledger.forgetFrames();
    this.publishStatus();
  }

  /** When, on the monotonic clock, the want of a frame becomes a stall. */
  stallDueMs(): number {
    const intervals = stallIntervals * this.settings().intervalMs;
    const lastFrameMs = this.#lastFrame?.monotonicMs ?? Number.NEGATIVE_INFINITY;
    return lastFrameMs >= this.#wantedSinceMs
      ? lastFrameMs + intervals
      : this.#wantedSinceMs + Math.max(intervals, firstFrameGraceMs);
  }

  /** No frame came in time: says so, and starts the source anew. */
  stall(): void {
    this.conditions.now.stalled = true;
    this.#ledger.forgetFrames();
    this.#wantedSinceMs = this.#dependencies.clock.monotonicMs();
    this.apply();
    void this.sources.restart();
  }

  /** One look, and one tick where frames are wanted. Never throws. */
  async cycle(): Promise<CycleResult> {
    this.gaps.nudge();
    this.alerts.nudge();
    this.#noticeClockStep();
    this.readWishes();
    if (this.conditions.closed) {
      if (!this.conditions.now.libraryAvailable) await this.conditions.observeLibrary();
      this.apply();
      return { report: null };
    }
    const settings = this.settings();
    await this.conditions.observe(settings);
    const listing = await this.#displays.look(settings);
    this.readWishes();
    this.apply();
    if (!this.state.wantsFrames || !listing) return { report: null };
    const source = this.sources.current?.source;
    if (!source) return { report: null };
    const report =
      'problem' in listing
        ? this.#withoutListing(listing.problem)
        : await this.#ticks.run({
            source,
            displays: listing.displays,
            settings,
            windowToNote: () => this.conditions.windowToNote(settings),
            stillAllowed: () => this.#stillAllowed(settings),
          });
    this.#digest(report, settings);
    return { report };
  }

  /** Closes what is open when the run ends. */
  async finish(): Promise<void> {
    this.#noticeClockStep();
    await this.gaps.finish(this.#dependencies.clock.now());
    await this.alerts.finish();
    await this.sources.dispose();
  }

  status(): CaptureStatus {
    const { clock, preferences } = this.#dependencies;
    return captureStatus({
      state: this.state.state,
      since: this.state.since,
      message: this.message(),
      preferences: preferences.current(),
      settings: this.settings(),
      paused: this.conditions.now.paused,
      pick: this.sources.current,
      ledger: this.#ledger,
      counts: this.counts,
      now: clock.now(),
      nowMs: clock.monotonicMs(),
      lastFrameMs: this.#lastFrame?.monotonicMs ?? null,
      lastFrameAt: this.#lastFrame?.at ?? null,
      lastTickAt: this.#lastTickAt,
      framesWanted: this.state.wantsFrames,
      consentByOverride: this.#override().enabled === true,
    });
  }

  publishStatus(): void {
    this.#dependencies.live.publish({ type: 'capture-status', status: this.status() });
  }

  message(): string {
    const preferences = this.#dependencies.preferences.current();
    const pick = this.sources.current;
    return stateMessage(this.state.state, {
      consentGiven: preferences.consentGivenAt !== null || this.#override().enabled === true,
      pausedUntil: preferences.pausedUntil,
      diskFull: this.conditions.diskFloor.full,
      problem: this.conditions.problem ?? this.#storeProblem,
      sourceReason: pick && !pick.source ? pick.reason : null,
      demo: pick?.source?.demo ?? false,
      displayCount: this.conditions.now.displayCount,
    });
  }

  #runner(lastCaptureId: string | null): TickRunner {
    const { captures, storage, codec, live, clock } = this.#dependencies;
    const generate = createIdGenerator(lastCaptureId);
    return new TickRunner({
      captures,
      storage,
      codec,
      live,
      clock,
      captureClock: this.captureClock,
      ledger: this.#ledger,
      grabber: this.#grabber,
      nextId: () => generate(clock.now()),
      isHoleBefore: (at) => this.gaps.isHoleBefore(at),
    });
  }

  /** The source did not even list: every display that was there misses this tick. */
  #withoutListing(problem: string): TickReport {
    const outcomes = this.#ledger.connected().map(
      (display): DisplayOutcome => ({
        display,
        outcome: 'gap',
        captureId: null,
        gapReason: 'grab_failed',
        problem,
        bytes: 0,
        frame: null,
      }),
    );
    const stamp = this.captureClock.stamp();
    const nowMs = this.#dependencies.clock.monotonicMs();
    for (const outcome of outcomes) this.#ledger.note(outcome, stamp.at, nowMs);
    return { stamp, groupId: null, outcomes, dropped: false, failure: null };
  }

  /** The gate again, after the grab: what was pressed or focused meanwhile must not be stored. */
  async #stillAllowed(settings: CaptureSettings): Promise<boolean> {
    const before = this.conditions.window;
    if (settings.excludedApps.length + settings.excludedTitles.length > 0) {
      await this.conditions.observeFocus(settings);
      this.conditions.window = this.conditions.window && before;
    }
    this.readWishes();
    return !this.conditions.closed && !this.conditions.now.excludedWindowFocused;
  }

  /** Draws every conclusion from a tick: counts, gaps, health, failures, state. */
  #digest(report: TickReport, settings: CaptureSettings): void {
    const { clock } = this.#dependencies;
    const { at, step } = report.stamp;
    const nowMs = clock.monotonicMs();
    this.#lastTickAt = at;
    this.counts.taken += 1;
    if (step) this.#tellClockStep(step, at);
    let frames = 0;
    for (const outcome of report.outcomes) {
      if (outcome.outcome === 'gap') {
        this.counts.gaps += 1;
        this.gaps.enterDisplay(outcome.display.id, outcome.gapReason ?? 'grab_failed', at);
        continue;
      }
      frames += 1;
      this.counts[outcome.outcome] += 1;
      this.gaps.leaveDisplay(outcome.display.id, at);
    }
    if (report.outcomes.length > 0) this.gaps.covered(at, at + this.settings().intervalMs);
    if (frames > 0) {
      this.#lastFrame = { at, monotonicMs: nowMs };
      this.#storeProblem = null;
      this.conditions.now.frameOnDisk = true;
      this.conditions.now.stalled = false;
      this.conditions.diskFloor.markWritten();
      this.sources.markWorking();
    }
    this.#digestFailure(report, at, nowMs);
    this.apply(at);
    this.#watchDisplays(nowMs, at, settings);
    this.publishStatus();
  }

  #digestFailure(report: TickReport, at: number, nowMs: number): void {
    const { failure } = report;
    const { now } = this.conditions;
    if (failure?.kind === 'disk_full') {
      this.conditions.diskFloor.markFull(nowMs);
      now.diskBelowFloor = true;
    } else if (failure?.kind === 'library') {
      now.libraryAvailable = false;
      this.conditions.problem = failure.problem;
    } else if (failure?.kind === 'permission') {
      this.conditions.deniedBySource = true;
      now.permissionGranted = false;
      this.conditions.problem = failure.problem;
    } else if (failure?.kind === 'store') {
      this.#storeProblem = failure.problem;
      const summary = `A picture could not be stored. It is tried again at the next tick. ${failure.problem}`;
      this.alerts.raise('store', { severity: 'error', summary, details: { problem: failure.problem } }, at);
    } else if (report.outcomes.some((outcome) => outcome.outcome === 'stored')) {
      this.alerts.clear('store', at, (lasted) => `Pictures are stored again; that had failed for ${lasted}.`);
    }
  }

  #noticeClockStep(): void {
    const step = this.captureClock.takeStep();
    if (!step) return;
    this.#ledger.forgetFrames();
    this.#tellClockStep(step, this.#dependencies.clock.now());
  }

  #tellClockStep(step: ClockStep, at: number): void {
    const amount = durationInWords(step.byMs);
    if (step.direction === 'back') {
      this.gaps.clockSetBack(at);
      this.alerts.note('warning', `The clock was set back by ${amount}.`, {
        details: { byMs: step.byMs, from: step.from },
      });
    } else {
      this.gaps.past('asleep', step.from, at);
      const summary = `The computer slept, or its clock was set ahead, for ${amount}.`;
      this.alerts.note('info', summary, { details: { byMs: step.byMs } });
    }
  }

  /** One failing display among others that work is an alert of its own. */
  #watchDisplays(nowMs: number, at: number, settings: CaptureSettings): void {
    if (this.state.state !== 'capturing') return;
    const overdue = this.#ledger.overdue(nowMs, stallIntervals * settings.intervalMs);
    for (const { display, problem } of overdue) {
      const summary = `${display.name} has had no picture for three intervals, while other displays have. ${problem ?? ''}`;
      const details = { displayId: display.id, problem };
      this.alerts.raise(
        `display ${display.id}`,
        { severity: 'error', summary: summary.trim(), node: display.id, details },
        at,
      );
    }
    const failing = new Set(overdue.map((entry) => entry.display.id));
    for (const display of this.#ledger.connected()) {
      if (failing.has(display.id)) continue;
      this.alerts.clear(`display ${display.id}`, at, (lasted) => `${display.name} is captured again, after ${lasted}.`);
    }
  }
}
