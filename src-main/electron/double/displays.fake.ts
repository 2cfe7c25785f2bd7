import type { Display } from 'electron';
import type { ScreenPicture } from '../electron-module.ts';

/** A display as Electron describes it, in points. */
export function electronDisplay(change: Partial<Display> & { id: number; width: number; height: number }): Display {
  const { width, height, ...rest } = change;
  const bounds = change.bounds ?? { x: 0, y: 0, width, height };
  return {
    accelerometerSupport: 'unknown',
    bounds,
    colorDepth: 24,
    colorSpace: '',
    depthPerComponent: 8,
    detected: true,
    displayFrequency: 60,
    internal: false,
    label: `Monitor ${change.id}`,
    maximumCursorSize: { width: 0, height: 0 },
    monochrome: false,
    nativeOrigin: { x: bounds.x, y: bounds.y },
    rotation: 0,
    scaleFactor: 1,
    size: { width, height },
    workArea: bounds,
    workAreaSize: { width, height },
    touchSupport: 'unknown',
    ...rest,
  };
}

/** A picture of one colour (blue, green, red, alpha), as the capturer gives it. */
export function picture(
  displayId: string,
  size: { width: number; height: number },
  colour: readonly [number, number, number, number] = [0, 0, 0, 255],
): ScreenPicture {
  return {
    display_id: displayId,
    thumbnail: {
      getSize: () => size,
      toBitmap: () => Buffer.from(Array.from({ length: size.width * size.height }, () => colour).flat()),
    },
  };
}
