import type { CaptureStatus, PauseLength } from '../../src-shared/contract/capture-control.ts';
import type { CaptureState } from '../../src-shared/domain/capture-state.ts';
import type { SourceName } from '../../src-shared/domain/vocabulary.ts';
import { formatQuantity } from './format.ts';

/** The shape that stands for a state. Shapes differ in outline, so that they can be told apart without colour. */
export type StateShape = 'disc' | 'ring' | 'pause' | 'dash' | 'triangle' | 'half';

/** How much a state should stand out. */
export type StateTone = 'active' | 'quiet' | 'warning' | 'problem';

export interface StateWords {
  readonly label: string;
  readonly shape: StateShape;
  readonly tone: StateTone;
}

const wordsByState: Readonly<Record<CaptureState, StateWords>> = {
  library_unavailable: { label: 'Library unavailable', shape: 'triangle', tone: 'problem' },
  off: { label: 'Capture is off', shape: 'ring', tone: 'quiet' },
  paused: { label: 'Paused', shape: 'pause', tone: 'quiet' },
  asleep: { label: 'Asleep', shape: 'dash', tone: 'quiet' },
  locked: { label: 'Screen locked', shape: 'dash', tone: 'quiet' },
  no_permission: { label: 'No permission', shape: 'triangle', tone: 'problem' },
  disk_floor: { label: 'Disk nearly full', shape: 'triangle', tone: 'problem' },
  no_display: { label: 'No display', shape: 'triangle', tone: 'warning' },
  excluded: { label: 'Excluded window', shape: 'dash', tone: 'quiet' },
  idle: { label: 'Away', shape: 'dash', tone: 'quiet' },
  stalled: { label: 'Stalled', shape: 'triangle', tone: 'problem' },
  starting: { label: 'Starting', shape: 'half', tone: 'quiet' },
  // Capturing without frames on the disk is not recording, and does not get its word.
  capturing: { label: 'Not recording', shape: 'half', tone: 'warning' },
};

/** How many of the connected displays have a healthy stream of frames on the disk. */
export function countHealthyDisplays(status: CaptureStatus): { healthy: number; connected: number } {
  const connected = status.displays.filter((display) => display.connected);
  return { healthy: connected.filter((display) => display.health === 'ok').length, connected: connected.length };
}

const silentIntervals = 3;
const shortestSilenceMs = 15_000;
/** How late the core's word may be on a busy machine. */
const graceMs = 3000;

/**
 * True when the core said that frames reach the disk but no frame did since, for so long that the core would have called
 * it a stall. A screen server that hangs can hold the core up, and then the core cannot say so itself.
 */
export function isSilent(status: CaptureStatus, nowMs: number): boolean {
  if (!status.recording) return false;
  const allowedMs = Math.max(shortestSilenceMs, silentIntervals * status.intervalSeconds * 1000) + graceMs;
  return nowMs - (status.lastFrameAt ?? status.since) > allowedMs;
}

/**
 * What the window calls the present state. "Recording" is said only while the core says that frames reach the disk, and
 * never from memory: without a connection, or with a core that fell silent, it is not.
 */
export function wordsOfStatus(status: CaptureStatus | undefined, connected: boolean, nowMs: number): StateWords {
  if (!connected || !status) return { label: 'Not known', shape: 'ring', tone: 'quiet' };
  if (!status.recording) return wordsByState[status.state];
  if (isSilent(status, nowMs)) return { label: 'Not recording', shape: 'triangle', tone: 'problem' };
  const { healthy, connected: total } = countHealthyDisplays(status);
  if (healthy < total) {
    return { label: `Recording ${healthy} of ${formatQuantity(total, 'display')}`, shape: 'half', tone: 'warning' };
  }
  const label = status.source?.demo ? 'Recording demo pictures' : 'Recording';
  return { label, shape: 'disc', tone: 'active' };
}

export const pauseLengthLabels: Readonly<Record<PauseLength, string>> = {
  '15m': 'For 15 minutes',
  '1h': 'For 1 hour',
  tomorrow: 'Until tomorrow',
  resumed: 'Until I resume',
};

export const sourceLabels: Readonly<Record<SourceName, string>> = {
  native: 'Native',
  'screenshot-desktop': 'Screenshot tools of the system',
  'desktop-capturer': 'Desktop capturer of Electron',
  demo: 'Demo pictures',
};
