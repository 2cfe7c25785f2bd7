import type { Display, DisplayHealth } from '../../../src-shared/contract/capture-control.ts';
import type { RawFrame } from '../../ports/screen-source.ts';
import type { DisplayOutcome } from './display-outcome.ts';

/** The picture a display's next one is compared with. */
export interface SavedFrame {
  readonly frame: RawFrame;
  readonly captureId: string;
  readonly capturedAt: number;
}

interface Entry {
  display: Display;
  connected: boolean;
  saved: SavedFrame | null;
  lastOutcome: DisplayHealth['lastOutcome'];
  lastGapReason: DisplayHealth['lastGapReason'];
  problem: string | null;
  lastFrameAt: number | null;
  lastStoredAt: number | null;
  lastCaptureId: string | null;
  /** Monotonic ms of the last frame on disk, or of when frames of this display were first wanted. */
  freshSinceMs: number;
  disconnectedSinceMs: number | null;
  stored: number;
  held: number;
  gaps: number;
}

const forgetDisconnectedAfterMs = 24 * 3_600_000;

/** What is remembered of every display seen in this run: its last saved frame, its counts and its health. */
export class DisplayLedger {
  readonly #entries = new Map<string, Entry>();

  /** Takes in what is plugged in now. Returns what came and what went since the last time. */
  observe(displays: readonly Display[], nowMs: number): { arrived: Display[]; left: Display[] } {
    const present = new Set(displays.map((display) => display.id));
    const arrived: Display[] = [];
    const left: Display[] = [];
    for (const display of displays) {
      const entry = this.#entries.get(display.id);
      if (!entry) {
        this.#entries.set(display.id, newEntry(display, nowMs));
        arrived.push(display);
        continue;
      }
      entry.display = display;
      if (entry.connected) continue;
      entry.connected = true;
      entry.disconnectedSinceMs = null;
      entry.freshSinceMs = nowMs;
      entry.saved = null;
      arrived.push(display);
    }
    for (const [id, entry] of this.#entries) {
      if (present.has(id)) continue;
      if (entry.connected) {
        entry.connected = false;
        entry.disconnectedSinceMs = nowMs;
        entry.saved = null;
        entry.problem = null;
        left.push(entry.display);
      } else if (entry.disconnectedSinceMs !== null && nowMs - entry.disconnectedSinceMs > forgetDisconnectedAfterMs) {
        this.#entries.delete(id);
      }
    }
    return { arrived, left };
  }

  saved(displayId: string): SavedFrame | null {
    return this.#entries.get(displayId)?.saved ?? null;
  }

  connected(): Display[] {
    return [...this.#entries.values()].filter((entry) => entry.connected).map((entry) => entry.display);
  }

  /** Writes down how a display ended a tick. A stored frame is what its next one is compared with. */
  note(outcome: DisplayOutcome, at: number, nowMs: number): void {
    const entry = this.#entries.get(outcome.display.id);
    if (!entry) return;
    entry.lastOutcome = outcome.outcome;
    entry.lastGapReason = outcome.gapReason;
    entry.problem = outcome.problem;
    if (outcome.outcome === 'gap') {
      entry.gaps += 1;
      // Holding on across a gap would claim that the screen was seen meanwhile.
      entry.saved = null;
      return;
    }
    entry.lastFrameAt = at;
    entry.freshSinceMs = nowMs;
    if (outcome.outcome === 'held') {
      entry.held += 1;
      entry.lastCaptureId = outcome.captureId;
      return;
    }
    entry.stored += 1;
    entry.lastStoredAt = at;
    entry.lastCaptureId = outcome.captureId;
    entry.saved =
      outcome.frame && outcome.captureId
        ? { frame: outcome.frame, captureId: outcome.captureId, capturedAt: at }
        : null;
  }

  /** After a stretch that was not seen, every display is stored anew. */
  forgetFrames(): void {
    for (const entry of this.#entries.values()) entry.saved = null;
  }

  /** Frames are wanted from now on: nobody is late yet. */
  startWaiting(nowMs: number): void {
    for (const entry of this.#entries.values()) entry.freshSinceMs = nowMs;
  }

  /** Connected displays without a frame on disk for this long. */
  overdue(nowMs: number, limitMs: number): { display: Display; problem: string | null }[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.connected && nowMs - entry.freshSinceMs > limitMs)
      .map((entry) => ({ display: entry.display, problem: entry.problem }));
  }

  health(nowMs: number, limitMs: number, framesWanted: boolean): DisplayHealth[] {
    return [...this.#entries.values()]
      .sort((one, other) => one.display.index - other.display.index)
      .map((entry) => ({
        display: entry.display,
        connected: entry.connected,
        health: healthOf(entry, nowMs, limitMs, framesWanted),
        lastOutcome: entry.lastOutcome,
        lastGapReason: entry.lastGapReason,
        problem: entry.problem,
        lastFrameAt: entry.lastFrameAt,
        lastStoredAt: entry.lastStoredAt,
        lastCaptureId: entry.lastCaptureId,
        storedCount: entry.stored,
        heldCount: entry.held,
        gapCount: entry.gaps,
      }));
  }
}

function healthOf(entry: Entry, nowMs: number, limitMs: number, framesWanted: boolean): DisplayHealth['health'] {
  if (!entry.connected) return 'disconnected';
  if (framesWanted && nowMs - entry.freshSinceMs > limitMs) return 'stalled';
  return entry.lastFrameAt === null ? 'waiting' : 'ok';
}

function newEntry(display: Display, nowMs: number): Entry {
  return {
    display,
    connected: true,
    saved: null,
    lastOutcome: null,
    lastGapReason: null,
    problem: null,
    lastFrameAt: null,
    lastStoredAt: null,
    lastCaptureId: null,
    freshSinceMs: nowMs,
    disconnectedSinceMs: null,
    stored: 0,
    held: 0,
    gaps: 0,
  };
}
