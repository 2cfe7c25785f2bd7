import type { Preferences } from '../../../src-shared/domain/preferences.ts';

export const bytesPerGigabyte = 1_000_000_000;

/** How many bytes must stay free: the number of gigabytes or the share of the disk, whichever is smaller. */
export function diskFloorBytes(
  preferences: Pick<Preferences, 'diskFloorGigabytes' | 'diskFloorPercent'>,
  totalBytes: number,
): number {
  return Math.round(
    Math.min(preferences.diskFloorGigabytes * bytesPerGigabyte, (preferences.diskFloorPercent / 100) * totalBytes),
  );
}
