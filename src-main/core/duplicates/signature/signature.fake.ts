import type { Pixels } from '../../../ports/signatures.ts';

/** A screen drawn for tests: lines of made-up text on a plain ground, the same for the same seed. */
export interface DrawnScreen {
  readonly width?: number;
  readonly height?: number;
  readonly channels?: 3 | 4;
  readonly seed?: number;
  /** How many pixels of the text have moved out at the top. */
  readonly scrolled?: number;
  /** A line (counted from the top of the text) that reads otherwise. */
  readonly otherLine?: number;
  /** A word of that line only: about 50 pixels. */
  readonly otherWord?: boolean;
}

const linePixels = 21;
const inkPixels = 13;
const glyphPixels = 8;

/** Below a title bar and beside a sidebar, neither of which ever scrolls. */
export function drawScreen(screen: DrawnScreen = {}): Pixels {
  const { width = 960, height = 540, channels = 4, seed = 1, scrolled = 0 } = screen;
  const data = new Uint8Array(width * height * channels).fill(255);
  const left = Math.round(width * 0.2);
  const top = 24;
  for (let y = 0; y < height; y += 1) {
    const textRow = y - top + scrolled;
    const line = Math.floor(textRow / linePixels);
    const inLine = textRow - line * linePixels;
    const letters = y < top || inLine >= inkPixels ? [] : lettersOf(line, seed, screen);
    for (let x = 0; x < width; x += 1) {
      let lightness = 245;
      if (y < top) lightness = 210;
      else if (x < left) lightness = 40;
      else {
        const glyph = Math.floor((x - left - 10) / glyphPixels);
        const letter = letters[glyph];
        if (letter !== undefined && isStroke(letter, x - left - 10 - glyph * glyphPixels, inLine)) lightness = 30;
      }
      const at = (y * width + x) * channels;
      data[at] = lightness;
      data[at + 1] = lightness;
      data[at + 2] = lightness;
    }
  }
  return { width, height, channels, data };
}

/** Numbers that stand for the letters of a line. */
function lettersOf(line: number, seed: number, { otherLine, otherWord }: DrawnScreen): number[] {
  const from = `${seed}/${line === otherLine && !otherWord ? 'other' : ''}${line}`;
  return Array.from({ length: 30 + (hashOf(`${from} length`) % 60) }, (_, glyph) =>
    hashOf(`${from}${otherWord && line === otherLine && glyph >= 10 && glyph < 16 ? 'word' : ''}:${glyph}`),
  );
}

function isStroke(letter: number, x: number, y: number): boolean {
  // Every seventh letter or so is a space.
  if (letter % 7 === 0) return false;
  return ((letter >>> (((x >> 1) + (y >> 2) * 4) & 15)) & 1) === 1;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
