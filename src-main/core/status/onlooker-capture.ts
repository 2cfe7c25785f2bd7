import type { CaptureStatus, Display, TickResult } from '../../../src-shared/contract/capture-control.ts';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { owner } from '../../../src-shared/domain/access.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { type CaptureState, captureStates } from '../../../src-shared/domain/capture-state.ts';
import type { SourceName } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import type { LiveBus } from '../live-bus.ts';
import type { PreferenceService } from '../memory/preference-service.ts';
import type { CaptureControl } from '../session.ts';

/** The process that captures into a library. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
}

export interface OnlookerDependencies {
  readonly database: Pick<LibraryDatabase, 'captures' | 'gaps'>;
  readonly preferences: PreferenceService;
  readonly live: LiveBus;
  readonly clock: Clock;
  /** Who captures into this library at this moment, if anybody does. */
  readonly readHolder: () => Promise<Holder | null>;
  /** Why nothing can be captured into this library, where it is not for another process. */
  readonly refusal?: AppError;
  readonly listDisplays: () => Promise<{ source: SourceName; reason: string; displays: readonly Display[] }>;
}

/** A frame this many intervals old still counts as “being captured” … */
const freshIntervals = 3;
/** … or this old: the holder may have been started with a longer interval than the preferences say. */
const leastFreshMs = 15_000;

/**
 * Stands where the capture service stands in a process that does not capture: it reports what the library itself
 * tells about the one that does, and refuses to steer.
 */
export class OnlookerCapture implements CaptureControl {
  readonly #dependencies: OnlookerDependencies;
  #status: CaptureStatus;
  #holder: Holder | null = null;

  constructor(dependencies: OnlookerDependencies) {
    this.#dependencies = dependencies;
    this.#status = this.#describe([], null, null);
  }

  async start(): Promise<void> {
    await this.refresh();
  }

  async stop(): Promise<void> {}

  /** As last read, but never “recording” longer than the last frame is fresh: the holder may have died since. */
  status(): CaptureStatus {
    const status = this.#status;
    if (!status.recording || this.#isFresh(status.lastFrameAt)) return status;
    return { ...status, recording: false, state: 'starting' };
  }

  get holder(): Holder | null {
    return this.#holder;
  }

  /** Reads anew who captures and what the last pictures are, and tells the windows what changed. */
  async refresh(): Promise<void> {
    const { database, live, clock, readHolder } = this.#dependencies;
    const [holder, latest, openGaps] = await Promise.all([
      readHolder(),
      database.captures.lastPerDisplay(clock.now()),
      database.gaps.stillOpen(),
    ]);
    this.#holder = holder;
    const gap = openGaps.filter((each) => each.displayId === null).at(-1);
    const status = this.#describe(latest, holder, captureStates.find((state) => state === gap?.reason) ?? null);
    const before = this.#status;
    const { since: _since, ...now } = status;
    const { since, ...then } = before;
    if (JSON.stringify(now) === JSON.stringify(then)) return;
    this.#status = { ...status, since: status.state === before.state ? since : clock.now() };
    live.publish({ type: 'capture-status', status: this.#status });
  }

  displays() {
    return this.#dependencies.listDisplays();
  }

  /** Noted for the next start with capture; refused while another process captures and would not hear of it. */
  async consent(given: boolean): Promise<CaptureStatus> {
    this.#refuseBesideHolder();
    const { preferences, clock } = this.#dependencies;
    await preferences.set('consentGivenAt', given ? clock.now() : null);
    await preferences.set('captureEnabled', given, owner);
    await this.refresh();
    return this.#status;
  }

  async setEnabled(enabled: boolean): Promise<CaptureStatus> {
    this.#refuseBesideHolder();
    await this.#dependencies.preferences.set('captureEnabled', enabled, owner);
    await this.refresh();
    return this.#status;
  }

  async pause(): Promise<CaptureStatus> {
    return this.#refuse();
  }

  async resume(): Promise<CaptureStatus> {
    return this.#refuse();
  }

  async now(): Promise<TickResult> {
    return this.#refuse();
  }

  #refuseBesideHolder(): void {
    if (this.#holder || this.#dependencies.refusal) this.#refuse();
  }

  #refuse(): never {
    const holder = this.#holder;
    if (holder) {
      throw new AppError('LIBRARY_BUSY', `${holderSentence(holder)} Steer capture there.`, {
        details: { pid: holder.pid, host: holder.host },
      });
    }
    const { refusal } = this.#dependencies;
    if (refusal) throw refusal;
    throw new AppError('CONFLICT', 'This Afterimage was started without capture: start it again with capture.');
  }

  #freshMs(): number {
    return Math.max(leastFreshMs, freshIntervals * this.#dependencies.preferences.current().intervalSeconds * 1000);
  }

  #isFresh(frameAt: number | null): boolean {
    return frameAt !== null && this.#dependencies.clock.now() - frameAt <= this.#freshMs();
  }

  #describe(latest: readonly Capture[], holder: Holder | null, gapState: CaptureState | null): CaptureStatus {
    const { preferences, clock } = this.#dependencies;
    const current = preferences.current();
    const freshMs = this.#freshMs();
    const now = clock.now();
    const lastFrameAt = latest.reduce<number | null>((last, each) => Math.max(last ?? 0, each.endedAt), null);
    const recording = holder !== null && gapState === null && this.#isFresh(lastFrameAt);
    const state = recording ? 'capturing' : holder ? (gapState ?? 'starting') : 'off';
    return {
      state,
      recording,
      since: now,
      message: holder
        ? `${holderSentence(holder)} Nothing is captured twice, so this one only looks on.`
        : (this.#dependencies.refusal?.message ?? 'Nothing captures into this library now.'),
      consentGiven: current.consentGivenAt !== null || holder !== null,
      enabled: holder !== null,
      pausedUntil: null,
      intervalSeconds: current.intervalSeconds,
      source: null,
      lastTickAt: null,
      lastFrameAt,
      ticks: { taken: 0, late: 0, stored: 0, held: 0, gaps: 0 },
      displays: latest.map((capture, index) => ({
        display: displayOf(capture, index),
        connected: now - capture.endedAt <= freshMs,
        health: now - capture.endedAt <= freshMs ? 'ok' : 'disconnected',
        lastOutcome: null,
        lastGapReason: null,
        problem: null,
        lastFrameAt: capture.endedAt,
        lastStoredAt: capture.capturedAt,
        lastCaptureId: capture.id,
        storedCount: 0,
        heldCount: 0,
        gapCount: 0,
      })),
    };
  }
}

/** One sentence about the process that captures. */
export function holderSentence(holder: Holder): string {
  const names: Readonly<Record<string, string>> = {
    electron: 'The desktop app',
    serve: '“afterimage serve”',
    cli: '“afterimage capture”',
  };
  return `${names[holder.host] ?? 'Another program'} (process ${holder.pid}) captures into this library.`;
}

function displayOf(capture: Capture, index: number): Display {
  return {
    id: capture.displayId ?? 'unknown',
    name: capture.displayName ?? 'Display',
    index: capture.monitorIndex ?? index,
    x: capture.displayX ?? 0,
    y: capture.displayY ?? 0,
    width: capture.displayWidth ?? capture.width,
    height: capture.displayHeight ?? capture.height,
    scale: capture.displayScale ?? 1,
    rotation: capture.displayRotation ?? 0,
    primary: index === 0,
  };
}
