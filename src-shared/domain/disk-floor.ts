export const bytesPerGigabyte = 1_000_000_000;

/** How much room is to stay free, as the preferences say it. */
export interface DiskFloorPreference {
  readonly diskFloorGigabytes: number;
  readonly diskFloorPercent: number;
}

/** How many bytes must stay free: the number of gigabytes or the share of the disk, whichever is smaller. */
export function diskFloorBytes(preference: DiskFloorPreference, totalBytes: number): number {
  const share = (preference.diskFloorPercent / 100) * totalBytes;
  return Math.round(Math.min(preference.diskFloorGigabytes * bytesPerGigabyte, share));
}
