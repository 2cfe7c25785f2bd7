import type { CaptureStatus, PauseLength } from '../../src-shared/contract/capture-control.ts';
import type { CaptureState } from '../../src-shared/domain/capture-state.ts';
import type { TrayIconName } from './tray-icon-names.ts';

/** What a person can do from the tray. All of it can be done in the window too. */
export type TrayAction =
  | { readonly type: 'open' }
  | { readonly type: 'open-alerts' }
  | { readonly type: 'open-settings' }
  | { readonly type: 'set-enabled'; readonly enabled: boolean }
  | { readonly type: 'pause'; readonly length: PauseLength }
  | { readonly type: 'resume' }
  | { readonly type: 'capture-now' }
  | { readonly type: 'quit' };

export type TrayItem =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'action'; readonly label: string; readonly enabled: boolean; readonly action: TrayAction }
  | {
      readonly kind: 'checkbox';
      readonly label: string;
      readonly enabled: boolean;
      readonly checked: boolean;
      readonly action: TrayAction;
    }
  | {
      readonly kind: 'submenu';
      readonly label: string;
      readonly enabled: boolean;
      readonly items: readonly TrayItem[];
    };

/** All that the tray shows: its picture, its tool tip and its menu. */
export interface TrayView {
  readonly icon: TrayIconName;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

/** What the tray is made from. `status` is null while no library is open. */
export interface TrayFacts {
  readonly status: CaptureStatus | null;
  readonly starting: boolean;
  /** How many alerts nobody has resolved. */
  readonly waitingAlerts: number;
  /** Writes an instant as a person reads it. */
  readonly formatTime: (utcMs: number) => string;
}

const wordsByState: Readonly<Record<CaptureState, string>> = {
  library_unavailable: 'The library cannot be opened',
  off: 'Capture is off',
  paused: 'Paused',
  asleep: 'Waiting: the computer sleeps',
  locked: 'Waiting: the screen is locked',
  no_permission: 'No permission to see the screens',
  disk_floor: 'Stopped: the disk is nearly full',
  no_display: 'No display found',
  excluded: 'Waiting: a program you excluded has the focus',
  idle: 'Waiting: you are away',
  stalled: 'No pictures are reaching the disk',
  starting: 'Starting to capture',
  capturing: 'Recording',
};

const iconByState: Readonly<Record<CaptureState, TrayIconName>> = {
  library_unavailable: 'problem',
  off: 'off',
  paused: 'paused',
  asleep: 'waiting',
  locked: 'waiting',
  no_permission: 'problem',
  disk_floor: 'problem',
  no_display: 'problem',
  excluded: 'waiting',
  idle: 'waiting',
  stalled: 'problem',
  starting: 'waiting',
  capturing: 'recording',
};

const pauses: readonly { readonly length: PauseLength; readonly label: string }[] = [
  { length: '15m', label: 'For 15 minutes' },
  { length: '1h', label: 'For 1 hour' },
  { length: 'tomorrow', label: 'Until tomorrow' },
  { length: 'resumed', label: 'Until I resume' },
];

/** The tray for these facts. “Recording” and its picture appear only while frames are really reaching the disk. */
export function trayView(facts: TrayFacts): TrayView {
  const headline = headlineOf(facts);
  const alerts = alertWords(facts.waitingAlerts);
  const tooltip = `Afterimage: ${headline}${alerts ? `, ${alerts}` : ''}`;
  return { icon: iconOf(facts), tooltip, items: itemsOf(facts, headline, alerts) };
}

function alertWords(count: number): string | null {
  return count === 0 ? null : count === 1 ? '1 alert waits' : `${count} alerts wait`;
}

function iconOf({ status, starting }: TrayFacts): TrayIconName {
  if (!status) return starting ? 'waiting' : 'problem';
  if (status.state !== 'capturing') return iconByState[status.state];
  if (!status.recording) return 'waiting';
  return status.source?.demo ? 'demo' : 'recording';
}

function headlineOf({ status, starting, formatTime }: TrayFacts): string {
  if (!status) return starting ? 'Starting' : wordsByState.library_unavailable;
  if (status.state === 'off' && !status.consentGiven) return 'Nothing is captured: open the window to begin';
  if (status.state === 'paused') {
    return status.pausedUntil === null ? 'Paused until you resume' : `Paused until ${formatTime(status.pausedUntil)}`;
  }
  if (status.state !== 'capturing') return wordsByState[status.state];
  if (!status.recording) return wordsByState.starting;
  return status.source?.demo ? 'Recording demo pictures, not your screens' : wordsByState.capturing;
}

function itemsOf({ status }: TrayFacts, headline: string, alerts: string | null): TrayItem[] {
  const open: TrayItem = { kind: 'action', label: 'Open Afterimage', enabled: true, action: { type: 'open' } };
  return [
    { kind: 'label', label: headline },
    { kind: 'separator' },
    open,
    ...(alerts ? [{ kind: 'action', label: alerts, enabled: true, action: { type: 'open-alerts' } } as const] : []),
    { kind: 'separator' },
    ...(status ? captureItems(status) : []),
    ...(status ? [{ kind: 'separator' } as const] : []),
    { kind: 'action', label: 'Settings…', enabled: true, action: { type: 'open-settings' } },
    { kind: 'action', label: 'Quit Afterimage', enabled: true, action: { type: 'quit' } },
  ];
}

function captureItems(status: CaptureStatus): TrayItem[] {
  const paused = status.state === 'paused';
  const on = status.enabled;
  return [
    {
      kind: 'checkbox',
      label: 'Capture my screens',
      // Consent is asked for in the window, where there is room to say what it means.
      enabled: true,
      checked: on,
      action: status.consentGiven || on ? { type: 'set-enabled', enabled: !on } : { type: 'open' },
    },
    {
      kind: 'submenu',
      label: paused ? 'Pause differently' : 'Pause',
      enabled: on,
      items: pauses.map(({ length, label }) => ({
        kind: 'action',
        label,
        enabled: on,
        action: { type: 'pause', length },
      })),
    },
    { kind: 'action', label: 'Resume', enabled: paused, action: { type: 'resume' } },
    {
      kind: 'action',
      label: 'Capture now',
      enabled: status.state === 'capturing' || status.state === 'starting' || status.state === 'stalled',
      action: { type: 'capture-now' },
    },
  ];
}
