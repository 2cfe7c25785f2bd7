import type { GapReason } from './vocabulary.ts';

/** What the capture engine can be doing. `capturing` alone means that pictures are being taken. */
export const captureStates = [
  'library_unavailable',
  'off',
  'paused',
  'asleep',
  'locked',
  'no_permission',
  'disk_floor',
  'no_display',
  'excluded',
  'idle',
  'stalled',
  'starting',
  'capturing',
] as const;
export type CaptureState = (typeof captureStates)[number];

/** Everything the state depends on. Each flag is moved by exactly one kind of observation. */
export interface CaptureConditions {
  readonly libraryAvailable: boolean;
  /** Consent was given and the person (or the command line) switched capture on. */
  readonly enabled: boolean;
  readonly paused: boolean;
  readonly asleep: boolean;
  readonly locked: boolean;
  readonly permissionGranted: boolean;
  readonly diskBelowFloor: boolean;
  readonly displayCount: number;
  readonly excludedWindowFocused: boolean;
  readonly idle: boolean;
  /** No display has had a frame on disk for three intervals, though ticks were wanted. */
  readonly stalled: boolean;
  /** A frame has reached the disk since ticks were last wanted. */
  readonly frameOnDisk: boolean;
}

interface StateRow {
  readonly state: CaptureState;
  readonly when: (conditions: CaptureConditions) => boolean;
  readonly gapReason: GapReason | null;
  /** Whether the engine keeps ticking: to capture, or (stalled, starting, no_display …) to find out that it can again. */
  readonly wantsFrames: boolean;
}

/**
 * The state machine: the first row whose condition holds is the state. The written table, with what enters and what
 * leaves each state, is `capture-state.md` beside this file; a test holds the two together.
 */
export const captureStateTable: readonly StateRow[] = [
  {
    state: 'library_unavailable',
    when: (c) => !c.libraryAvailable,
    gapReason: 'library_unavailable',
    wantsFrames: false,
  },
  { state: 'off', when: (c) => !c.enabled, gapReason: 'off', wantsFrames: false },
  { state: 'paused', when: (c) => c.paused, gapReason: 'paused', wantsFrames: false },
  { state: 'asleep', when: (c) => c.asleep, gapReason: 'asleep', wantsFrames: false },
  { state: 'locked', when: (c) => c.locked, gapReason: 'locked', wantsFrames: false },
  { state: 'no_permission', when: (c) => !c.permissionGranted, gapReason: 'no_permission', wantsFrames: false },
  { state: 'disk_floor', when: (c) => c.diskBelowFloor, gapReason: 'disk_floor', wantsFrames: false },
  { state: 'no_display', when: (c) => c.displayCount === 0, gapReason: 'no_display', wantsFrames: false },
  { state: 'excluded', when: (c) => c.excludedWindowFocused, gapReason: 'excluded', wantsFrames: false },
  { state: 'idle', when: (c) => c.idle, gapReason: 'idle', wantsFrames: false },
  { state: 'stalled', when: (c) => c.stalled, gapReason: 'stalled', wantsFrames: true },
  { state: 'starting', when: (c) => !c.frameOnDisk, gapReason: 'starting', wantsFrames: true },
  { state: 'capturing', when: () => true, gapReason: null, wantsFrames: true },
];

/** The row of the table in force under these conditions. */
export function captureStateRow(conditions: CaptureConditions): StateRow {
  const row = captureStateTable.find((candidate) => candidate.when(conditions));
  if (!row) throw new Error('The last row of the capture state table always holds.');
  return row;
}

/** The state in force under these conditions. */
export function captureStateOf(conditions: CaptureConditions): CaptureState {
  return captureStateRow(conditions).state;
}
