import type { ImageFormat } from '../../../src-shared/domain/vocabulary.ts';

/** Mean bytes per pixel of a busy desktop, measured on 1920 × 1080 frames at the default quality. */
const bytesPerPixel: Readonly<Record<ImageFormat, number>> = { jpeg: 0.126, webp: 0.079, png: 0.264 };

/** The day that is estimated: what a long day at the computer is. */
export const hoursPerDay = 8;

export interface RoomEstimate {
  readonly lowBytesPerDay: number;
  readonly highBytesPerDay: number;
  readonly looksPerDay: number;
}

/**
 * How much room a day of use takes. Nobody can know it beforehand, since only what changes is stored; so this is a range:
 * one display that changes at every tenth look (reading), up to all displays changing at every second look (video).
 */
export function estimateRoom(
  displays: readonly { readonly width: number; readonly height: number }[],
  picture: { readonly intervalSeconds: number; readonly format: ImageFormat; readonly scalePercent: number },
): RoomEstimate {
  const looksPerDay = (hoursPerDay * 3600) / picture.intervalSeconds;
  const shrink = (picture.scalePercent / 100) ** 2;
  const sizes = displays.map(({ width, height }) => width * height * shrink * bytesPerPixel[picture.format]);
  const largest = Math.max(0, ...sizes);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return { lowBytesPerDay: largest * looksPerDay * 0.1, highBytesPerDay: all * looksPerDay * 0.5, looksPerDay };
}
