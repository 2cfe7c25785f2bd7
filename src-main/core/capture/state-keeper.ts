import { type CaptureState, captureStateRow } from '../../../src-shared/domain/capture-state.ts';
import { type AlertBook, durationInWords } from './alert-book.ts';
import type { ConditionWatch } from './condition-watch.ts';
import type { GapKeeper } from './gap-keeper.ts';
import { alertSeverityByState, nameByState, severityByState } from './state-words.ts';

/** What a change of conditions led to. */
export interface StateChange {
  readonly changed: boolean;
  /** Frames are wanted now and were not before, or the other way round. */
  readonly wantsFrames: boolean;
  readonly wantedFrames: boolean;
}

/** The state in force. Turns each change into its event or alert, and into its gap. */
export class StateKeeper {
  readonly #conditions: ConditionWatch;
  readonly #gaps: GapKeeper;
  readonly #alerts: AlertBook;
  readonly #message: (state: CaptureState) => string;
  #state: CaptureState | null = null;
  #since = 0;
  /** The last state that was neither starting nor capturing, to say what an interruption was. */
  #interruption: { state: CaptureState; since: number } | null = null;

  constructor(
    conditions: ConditionWatch,
    gaps: GapKeeper,
    alerts: AlertBook,
    message: (state: CaptureState) => string,
  ) {
    this.#conditions = conditions;
    this.#gaps = gaps;
    this.#alerts = alerts;
    this.#message = message;
  }

  get state(): CaptureState {
    return this.#state ?? 'off';
  }

  get since(): number {
    return this.#since;
  }

  get wantsFrames(): boolean {
    return this.#state !== null && captureStateRow(this.#conditions.now).wantsFrames;
  }

  /** Brings the state up to date with the conditions as of this moment. */
  apply(at: number): StateChange {
    const before = this.#state;
    const wantedFrames = before === 'capturing' || before === 'starting' || before === 'stalled';
    let row = captureStateRow(this.#conditions.now);
    if (wantedFrames && !row.wantsFrames) {
      this.#conditions.now.frameOnDisk = false;
      this.#conditions.now.stalled = false;
      row = captureStateRow(this.#conditions.now);
    }
    const change = { changed: row.state !== before, wantsFrames: row.wantsFrames, wantedFrames };
    if (!change.changed) return change;
    this.#state = row.state;
    this.#gaps.enter(row.gapReason, at);
    if (!row.wantsFrames) this.#gaps.leaveConnectedDisplays(at);
    this.#tell(before, row.state, at);
    this.#since = at;
    return change;
  }

  #tell(before: CaptureState | null, state: CaptureState, at: number): void {
    const details = { from: before, to: state };
    if (state !== 'starting') this.#clearAlertsExcept(state, at);
    const severity = alertSeverityByState[state];
    if (severity) {
      // An alert that is still open was not over: its cause came back before a picture reached the disk.
      this.#alerts.raise(state, { severity, summary: this.#message(state), details }, at);
    } else if (state === 'capturing' && this.#interruption) {
      const lasted = durationInWords(Math.max(0, at - this.#interruption.since));
      this.#alerts.note(
        'info',
        `${this.#message(state)} Before that, for ${lasted}: ${nameByState[this.#interruption.state]}.`,
        {
          details: { ...details, interruption: this.#interruption.state, lastedMs: at - this.#interruption.since },
          ...foldedFor(this.#interruption.state, 'over'),
        },
      );
    } else {
      this.#alerts.note(severityByState[state] ?? 'info', this.#message(state), {
        details,
        ...foldedFor(state, 'begun'),
      });
    }
    if (state === 'capturing') this.#interruption = null;
    else if (state !== 'starting') this.#interruption = { state, since: at };
  }

  #clearAlertsExcept(state: CaptureState, at: number): void {
    for (const about of Object.keys(alertSeverityByState) as CaptureState[]) {
      if (about === state) continue;
      this.#alerts.clear(about, at, (lasted) => `No longer ${wordsFor(about)}; it lasted ${lasted}.`);
    }
  }
}

/** An excluded window has and loses the focus all day long; the gaps tell each time. */
function foldedFor(state: CaptureState, what: 'begun' | 'over'): { foldKey?: string } {
  return state === 'excluded' ? { foldKey: `state excluded ${what}` } : {};
}

function wordsFor(state: CaptureState): string {
  switch (state) {
    case 'library_unavailable':
      return 'without its library';
    case 'no_permission':
      return 'without permission to see the screens';
    case 'disk_floor':
      return 'short of room on the disk';
    default:
      return nameByState[state];
  }
}
