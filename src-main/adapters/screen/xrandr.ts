import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One active RandR output. Position and size are physical pixels, rotation degrees clockwise. */
export interface RandrOutput {
  readonly name: string;
  readonly primary: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

/** What xrandr calls a turned output, in degrees clockwise. */
const degreesByWord: Readonly<Record<string, number>> = { normal: 0, right: 90, inverted: 180, left: 270 };

const outputLine = /^(\S+) connected (primary )?(\d+)x(\d+)\+(-?\d+)\+(-?\d+) (?:(normal|left|inverted|right) )?/;

/** The outputs that show something, in the order in which xrandr prints them. */
export function parseXrandr(printed: string): RandrOutput[] {
  return printed.split('\n').flatMap((line) => {
    const match = outputLine.exec(`${line} `);
    if (!match) return [];
    const [, name, primary, width, height, x, y, word] = match;
    return [
      {
        name: name as string,
        primary: primary !== undefined,
        x: Number(x),
        y: Number(y),
        width: Number(width),
        height: Number(height),
        rotation: degreesByWord[word ?? 'normal'] ?? 0,
      },
    ];
  });
}

/** Asks the X server, without making it probe its connectors anew. */
export async function listRandrOutputs(): Promise<RandrOutput[]> {
  const { stdout } = await run('xrandr', ['--current'], { timeout: 5_000 });
  return parseXrandr(stdout);
}
