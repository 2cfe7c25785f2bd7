import type { DiskFloorPreference } from '../../../src-shared/domain/disk-floor.ts';
import type { Preferences } from '../../../src-shared/domain/preferences.ts';
import type { EncodeOptions } from '../../ports/image-codec.ts';
import type { CaptureOverride } from './capture-dependencies.ts';
import type { RequestedSource } from './source-picker.ts';

/** The preferences capture works by, the command line's wishes laid over them. Read anew for every tick. */
export interface CaptureSettings {
  readonly enabled: boolean;
  readonly intervalMs: number;
  readonly source: RequestedSource;
  readonly encoding: EncodeOptions;
  readonly minimumChangePercent: number;
  readonly heldRefreshMs: number;
  readonly idleAfterSeconds: number;
  readonly diskFloor: DiskFloorPreference;
  readonly excludedApps: readonly string[];
  readonly excludedTitles: readonly string[];
  readonly recordWindowTitles: boolean;
}

export function readSettings(preferences: Readonly<Preferences>, override: CaptureOverride): CaptureSettings {
  return {
    enabled: override.enabled ?? (preferences.consentGivenAt !== null && preferences.captureEnabled),
    intervalMs: (override.intervalSeconds ?? preferences.intervalSeconds) * 1_000,
    source: (override.source ?? preferences.source) as RequestedSource,
    encoding: {
      format: preferences.format as EncodeOptions['format'],
      quality: preferences.quality,
      scalePercent: preferences.scalePercent,
    },
    minimumChangePercent: preferences.minimumChangePercent,
    heldRefreshMs: preferences.heldRefreshMinutes * 60_000,
    idleAfterSeconds: preferences.idleAfterMinutes * 60,
    diskFloor: preferences,
    excludedApps: preferences.excludedApps,
    excludedTitles: preferences.excludedTitles,
    recordWindowTitles: preferences.recordWindowTitles,
  };
}
