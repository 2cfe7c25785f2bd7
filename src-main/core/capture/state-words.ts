import type { CaptureState } from '../../../src-shared/domain/capture-state.ts';
import type { EventSeverity } from '../../../src-shared/domain/vocabulary.ts';

/** The states that wait for a person or for luck: each is raised as an alert, once. */
export const alertSeverityByState: Readonly<Partial<Record<CaptureState, EventSeverity>>> = {
  library_unavailable: 'critical',
  no_permission: 'error',
  disk_floor: 'error',
  stalled: 'error',
};

/** Severity of the line in the activity log when a state begins that is no alert. */
export const severityByState: Readonly<Partial<Record<CaptureState, EventSeverity>>> = { no_display: 'warning' };

/** What each state is, in a few words that fit after "for 3 min: ". */
export const nameByState: Readonly<Record<CaptureState, string>> = {
  library_unavailable: 'library not available',
  off: 'capture switched off',
  paused: 'paused',
  asleep: 'asleep',
  locked: 'locked',
  no_permission: 'no permission to see the screens',
  disk_floor: 'not enough room on the disk',
  no_display: 'no display',
  excluded: 'excluded window',
  idle: 'nobody there',
  stalled: 'stalled',
  starting: 'starting',
  capturing: 'capturing',
};

/** What is known beyond the state, to say it in a sentence. */
export interface Circumstances {
  readonly consentGiven: boolean;
  readonly pausedUntil: number | null;
  readonly diskFull: boolean;
  /** The latest sentence from whatever went wrong. */
  readonly problem: string | null;
  readonly sourceReason: string | null;
  readonly demo: boolean;
  readonly displayCount: number;
}

/** One sentence for a person: what is happening and, where something is wrong, what to do. */
export function stateMessage(state: CaptureState, circumstances: Circumstances): string {
  const because = circumstances.problem ? ` ${circumstances.problem}` : '';
  switch (state) {
    case 'library_unavailable':
      return `The library cannot be written to, so nothing is captured. Check that its drive is there.${because}`;
    case 'off':
      return circumstances.consentGiven
        ? 'Capture is off. Switch it on to go on remembering.'
        : 'Nothing is captured before you agree to it.';
    case 'paused':
      return circumstances.pausedUntil === null
        ? 'Paused until you resume.'
        : 'Paused for now; capture goes on by itself when the pause ends.';
    case 'asleep':
      return 'The computer is asleep.';
    case 'locked':
      return 'The screen is locked, so nothing is captured.';
    case 'no_permission':
      return `The system does not let Afterimage see the screens. Allow screen recording in the system settings.${because}`;
    case 'disk_floor':
      return circumstances.diskFull
        ? 'The disk is full, so capture has stopped. Free some room; capture goes on by itself.'
        : 'The disk has less room than is to be kept free, so capture has stopped. Free some room or lower the limit in the settings.';
    case 'no_display':
      return `There is no display to capture. ${circumstances.sourceReason ?? 'Connect one; capture starts by itself.'}`;
    case 'excluded':
      return circumstances.problem ?? 'A window that is never to be captured has the focus.';
    case 'idle':
      return 'Nobody has touched keyboard or mouse for a while, so capture rests.';
    case 'stalled':
      return `No picture has reached the disk for three intervals. The screen source was restarted; if this stays, choose another source in the settings.${because}`;
    case 'starting':
      return 'Starting: the first picture is being taken.';
    case 'capturing':
      return circumstances.demo
        ? 'Demo: drawn pictures are being stored, no real screen is captured.'
        : `Recording ${circumstances.displayCount} ${circumstances.displayCount === 1 ? 'display' : 'displays'}.`;
  }
}
