import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { VirtualDisplays } from './virtual-displays.ts';

const run = promisify(execFile);

type Colour = readonly [number, number, number];

/** The colour behind the windows at the place of each monitor, so that a stored picture tells which one it shows. */
export const backgroundColours: Readonly<Record<string, Colour>> = {
  DUMMY0: [150, 40, 40],
  DUMMY1: [40, 130, 60],
  DUMMY2: [50, 70, 170],
};

/** Side of the corner of a monitor that no window covers. */
export const cornerPixels = 12;

/** Paints the background of the whole screen, each monitor's place in its own colour. */
export async function paintBackgrounds(displays: VirtualDisplays, folder: string): Promise<void> {
  const monitors = displays.monitors();
  const layers = monitors.map((monitor) => {
    const [r, g, b] = backgroundColours[monitor.name] ?? [90, 90, 90];
    const { width, height } = monitor;
    return {
      input: { create: { width, height, channels: 3 as const, background: { r, g, b } } },
      left: monitor.x,
      top: monitor.y,
    };
  });
  const width = Math.max(...monitors.map((monitor) => monitor.x + monitor.width));
  const height = Math.max(...monitors.map((monitor) => monitor.y + monitor.height), 2000);
  const path = join(folder, 'background.png');
  await sharp({ create: { width, height, channels: 3, background: { r: 90, g: 90, b: 90 } } })
    .composite(layers)
    .png({ compressionLevel: 1 })
    .toFile(path);
  await run('display', ['-window', 'root', path], { env: displays.environment() });
}

/** The monitor whose background colour is nearest to this one. */
export function monitorOfColour(colour: Colour): string {
  const distance = (other: Colour) =>
    other.reduce((sum, part, index) => sum + Math.abs(part - (colour[index] ?? 0)), 0);
  const [nearest] = Object.entries(backgroundColours).sort((a, b) => distance(a[1]) - distance(b[1]));
  return nearest?.[0] ?? '';
}
