import type { Display } from '../../../src-shared/contract/capture-control.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { RawFrame, ScreenSource, ScreenSourceCandidate } from '../../ports/screen-source.ts';

const displays: readonly Display[] = [
  { width: 1280, height: 800, x: 0, y: 0 },
  { width: 1024, height: 768, x: 1280, y: 0 },
].map((place, index) => ({
  id: `demo-${index + 1}`,
  name: `Demo display ${index + 1}`,
  index,
  ...place,
  scale: 1,
  rotation: 0,
  primary: index === 0,
}));

/** How long a drawn picture stays as it is, so that the demo shows held screens too. */
const sceneMilliseconds = 4_000;

/** Draws pictures that change by themselves, for machines without a screen. Nothing real is shown. */
class DemoSource implements ScreenSource {
  readonly name = 'demo';
  readonly demo = true;

  async listDisplays(): Promise<readonly Display[]> {
    return displays;
  }

  async grab(display: Display, signal: AbortSignal): Promise<RawFrame> {
    signal.throwIfAborted();
    if (!displays.some((known) => known.id === display.id)) {
      throw new AppError('NO_DISPLAY', `The demo has no display ${display.id}.`);
    }
    // The second display changes half as often as the first.
    const scene = Math.floor(Date.now() / (sceneMilliseconds * (display.index + 1)));
    return { width: display.width, height: display.height, data: drawScene(display, scene) };
  }

  async restart(): Promise<void> {}

  async dispose(): Promise<void> {}
}

/** A tinted desktop with a few windows and a bar that grows; the scene number decides all of it. */
function drawScene(display: Display, scene: number): Uint8Array {
  const { width, height } = display;
  const pixels = new Uint32Array(width * height);
  const hue = (scene * 37 + display.index * 120) % 360;
  for (let row = 0; row < height; row += 1) {
    pixels.fill(colour(hue, 0.35, 0.2 + (0.15 * row) / height), row * width, (row + 1) * width);
  }
  for (let window = 0; window < 3; window += 1) {
    const left = (97 * (window + 1) + scene * 61 * (window + 1)) % Math.round(width * 0.5);
    const top = (71 * (window + 1) + scene * 43 * (window + 1)) % Math.round(height * 0.5);
    const windowWidth = Math.round(width * 0.4);
    const windowHeight = Math.round(height * 0.35);
    fillBox(pixels, width, { left, top, width: windowWidth, height: windowHeight }, colour(hue + 40, 0.1, 0.95));
    fillBox(pixels, width, { left, top, width: windowWidth, height: 28 }, colour(hue + 90 * window, 0.6, 0.5));
    for (let line = 0; line < 8; line += 1) {
      const lineWidth = Math.round(windowWidth * (0.3 + (((scene + line * 7 + window * 3) % 11) / 11) * 0.55));
      fillBox(
        pixels,
        width,
        { left: left + 20, top: top + 50 + line * 22, width: lineWidth, height: 10 },
        colour(220, 0.1, 0.45),
      );
    }
  }
  fillBox(
    pixels,
    width,
    { left: 0, top: height - 12, width: 1 + (scene % 60) * (width / 60), height: 12 },
    colour(hue + 180, 0.8, 0.6),
  );
  return new Uint8Array(pixels.buffer);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function fillBox(pixels: Uint32Array, stride: number, box: Box, value: number): void {
  const height = Math.floor(pixels.length / stride);
  const right = Math.min(stride, Math.round(box.left + box.width));
  for (let row = box.top; row < Math.min(height, box.top + box.height); row += 1) {
    pixels.fill(value, row * stride + box.left, row * stride + right);
  }
}

/** One RGBA pixel as a little-endian word. Hue in degrees, saturation and lightness 0 to 1. */
function colour(hue: number, saturation: number, lightness: number): number {
  const channel = (offset: number) => {
    const position = (offset + (((hue % 360) + 360) % 360) / 30) % 12;
    const amplitude = saturation * Math.min(lightness, 1 - lightness);
    return Math.round(255 * (lightness - amplitude * Math.max(-1, Math.min(position - 3, 9 - position, 1))));
  };
  return ((255 << 24) | (channel(4) << 16) | (channel(8) << 8) | channel(0)) >>> 0;
}

/** The last choice, and the only one that works without a screen. It says of itself that it is a demo. */
export const demoCandidate: ScreenSourceCandidate = {
  name: 'demo',
  probe: async () => ({ usable: true, reason: 'Demo pictures are drawn; no real screen is captured.' }),
  create: () => new DemoSource(),
};
