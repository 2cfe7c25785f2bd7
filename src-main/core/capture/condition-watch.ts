import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { CaptureConditions } from '../../../src-shared/domain/capture-state.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ActiveWindow, ActiveWindowInfo, CapturePermission, Disk, Power } from '../../ports/surroundings.ts';
import { libraryMarkerExists } from '../library/marker.ts';
import type { CaptureSettings } from './capture-settings.ts';
import { withDeadline } from './deadline.ts';
import { DiskFloor } from './disk-floor.ts';
import { checkExclusion, hasExclusions } from './exclusions.ts';

const askTimeoutMs = 3_000;

export interface ConditionParts {
  readonly clock: Clock;
  readonly activeWindow: ActiveWindow;
  readonly power: Power;
  readonly disk: Disk;
  readonly permission: CapturePermission;
  readonly libraryPath: string;
  /** Whether the library's folder is there and can be written; by default its marker and the system are asked. */
  readonly libraryPresent?: () => Promise<boolean>;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Holds the conditions of the state machine, and asks the machine for those that do not announce themselves. */
export class ConditionWatch {
  readonly #parts: ConditionParts;
  readonly diskFloor = new DiskFloor();
  /** Why the latest condition holds, in one sentence, where there is more to say than the state does. */
  problem: string | null = null;
  window: ActiveWindowInfo | undefined;
  /** The source itself was refused by the system; only its own success takes that back. */
  deniedBySource = false;
  /** Until somebody has looked, all is assumed to be well: the first look comes before the first picture. */
  readonly now: Mutable<CaptureConditions> = {
    libraryAvailable: true,
    enabled: false,
    paused: false,
    asleep: false,
    locked: false,
    permissionGranted: true,
    diskBelowFloor: false,
    displayCount: 1,
    excludedWindowFocused: false,
    idle: false,
    stalled: false,
    frameOnDisk: false,
  };

  constructor(parts: ConditionParts) {
    this.#parts = parts;
  }

  /** True while the person or the machine itself wants no capture; then nothing else is even looked at. */
  get closed(): boolean {
    const { enabled, paused, asleep, locked } = this.now;
    return !enabled || paused || asleep || locked;
  }

  /** Looks at library, disk, permission, focus and idleness. */
  async observe(settings: CaptureSettings): Promise<void> {
    const { disk, permission, clock, libraryPath } = this.#parts;
    this.problem = null;
    const [, space, granted, idleSeconds] = await Promise.all([
      this.observeLibrary(),
      this.#ask('The disk', () => disk.space(libraryPath), null),
      this.#ask('The permission', () => permission.granted(), true),
      settings.idleAfterSeconds > 0
        ? this.#ask('Idleness', () => this.#parts.power.idleSeconds(), undefined)
        : undefined,
    ]);
    if (space) this.now.diskBelowFloor = this.diskFloor.check(space, settings.diskFloor, clock.monotonicMs());
    this.now.permissionGranted = granted && !this.deniedBySource;
    this.now.idle = idleSeconds !== undefined && idleSeconds >= settings.idleAfterSeconds;
    if (hasExclusions(settings)) await this.observeFocus(settings);
    else this.now.excludedWindowFocused = false;
  }

  /** Looks at the library alone, as is done while it is gone and nothing is to be captured anyway. */
  async observeLibrary(): Promise<void> {
    this.now.libraryAvailable = await this.#ask('The library', () => this.#libraryPresent(), false);
  }

  /** Looks at the focused window alone, as is done again after the grab. */
  async observeFocus(settings: CaptureSettings): Promise<void> {
    this.window = await this.#askForWindow();
    const exclusion = checkExclusion(settings, this.window);
    this.now.excludedWindowFocused = exclusion.excluded;
    if (exclusion.excluded) this.problem = exclusion.reason;
  }

  /**
   * The window to note with a picture. It is asked for only when there is a picture to store, since asking can cost
   * more than looking at an unchanged screen; where exclusions are set, it is the one they were checked against.
   */
  async windowToNote(settings: CaptureSettings): Promise<ActiveWindowInfo | undefined> {
    if (!settings.recordWindowTitles) return undefined;
    return hasExclusions(settings) ? this.window : this.#askForWindow();
  }

  #askForWindow(): Promise<ActiveWindowInfo | undefined> {
    return this.#ask('The focused window', () => this.#parts.activeWindow.current(), undefined);
  }

  async #libraryPresent(): Promise<boolean> {
    if (this.#parts.libraryPresent) return this.#parts.libraryPresent();
    const { libraryPath } = this.#parts;
    if (!(await libraryMarkerExists(libraryPath))) return false;
    return access(libraryPath, constants.W_OK).then(
      () => true,
      () => false,
    );
  }

  /** What cannot be found out in time counts as unknown. */
  #ask<Answer, Unknown>(what: string, question: () => Promise<Answer>, unknown: Unknown): Promise<Answer | Unknown> {
    return withDeadline(this.#parts.clock, what, askTimeoutMs, question).catch(() => unknown);
  }
}
