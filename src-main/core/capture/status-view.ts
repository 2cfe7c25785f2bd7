import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import type { CaptureState } from '../../../src-shared/domain/capture-state.ts';
import type { Preferences } from '../../../src-shared/domain/preferences.ts';
import type { CaptureSettings } from './capture-settings.ts';
import type { DisplayLedger } from './display-ledger.ts';
import type { Pick } from './source-picker.ts';

/** Counts since the start of this run. */
export interface TickCounts {
  taken: number;
  late: number;
  stored: number;
  held: number;
  gaps: number;
}

export interface StatusParts {
  readonly state: CaptureState;
  readonly since: number;
  readonly message: string;
  readonly preferences: Readonly<Preferences>;
  readonly settings: CaptureSettings;
  readonly paused: boolean;
  readonly pick: Pick | null;
  readonly ledger: DisplayLedger;
  readonly counts: TickCounts;
  readonly now: number;
  readonly nowMs: number;
  /** Monotonic ms of the last frame on disk. */
  readonly lastFrameMs: number | null;
  readonly lastFrameAt: number | null;
  readonly lastTickAt: number | null;
  readonly framesWanted: boolean;
  readonly consentByOverride: boolean;
}

/** A stall is this many intervals without a frame on disk. */
export const stallIntervals = 3;

/** What the window and the command line are told. */
export function captureStatus(parts: StatusParts): CaptureStatus {
  const { settings, preferences, pick, now, nowMs, lastFrameMs, lastFrameAt } = parts;
  const limitMs = stallIntervals * settings.intervalMs;
  // By both clocks: the monotonic one may stand still while the machine sleeps, the wall clock may be set back.
  const fresh =
    lastFrameMs !== null && lastFrameAt !== null && nowMs - lastFrameMs <= limitMs && now - lastFrameAt <= limitMs;
  return {
    state: parts.state,
    recording: parts.state === 'capturing' && fresh,
    since: parts.since,
    message: parts.message,
    consentGiven: preferences.consentGivenAt !== null || parts.consentByOverride,
    enabled: settings.enabled,
    pausedUntil: parts.paused ? preferences.pausedUntil : null,
    intervalSeconds: settings.intervalMs / 1_000,
    source: pick?.source
      ? { name: pick.source.name, requested: pick.requested, reason: pick.reason, demo: pick.source.demo }
      : null,
    lastTickAt: parts.lastTickAt,
    lastFrameAt: parts.lastFrameAt,
    ticks: { ...parts.counts },
    displays: parts.ledger.health(nowMs, limitMs, parts.framesWanted),
  };
}
