import { paintRootBackground } from './root-background.ts';
import type { VirtualDisplays } from './virtual-displays.ts';

type Colour = readonly [number, number, number];

/** The colour behind the windows at the place of each monitor, so that a stored picture tells which one it shows. */
export const backgroundColours: Readonly<Record<string, Colour>> = {
  DUMMY0: [150, 40, 40],
  DUMMY1: [40, 130, 60],
  DUMMY2: [50, 70, 170],
};

/** Side of the corner of a monitor that no window covers. */
export const cornerPixels = 12;

/** Higher than any monitor, so that one that is turned upright still shows its own colour. */
const columnHeight = 2000;

/** Paints the background of the whole screen, each monitor's column in its own colour. */
export async function paintBackgrounds(displays: VirtualDisplays): Promise<void> {
  const boxes = displays.monitors().map(({ name, x, width }) => {
    return { x, y: 0, width, height: columnHeight, colour: backgroundColours[name] ?? ([90, 90, 90] as const) };
  });
  await paintRootBackground(displays.display, boxes);
}

/** The monitor whose background colour is nearest to this one. */
export function monitorOfColour(colour: Colour): string {
  const distance = (other: Colour) =>
    other.reduce((sum, part, index) => sum + Math.abs(part - (colour[index] ?? 0)), 0);
  const [nearest] = Object.entries(backgroundColours).sort((a, b) => distance(a[1]) - distance(b[1]));
  return nearest?.[0] ?? '';
}
