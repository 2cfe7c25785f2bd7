import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One RandR output that is part of the layout. Position and size are physical pixels, rotation degrees clockwise. */
export interface RandrOutput {
  readonly name: string;
  /** What the server last heard of the connector; it may be stale until it is asked to look. */
  readonly connected: boolean;
  readonly primary: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

/** What xrandr calls a turned output, in degrees clockwise. */
const degreesByWord: Readonly<Record<string, number>> = { normal: 0, right: 90, inverted: 180, left: 270 };

const outputLine =
  /^(\S+) (connected|disconnected|unknown connection) (primary )?(\d+)x(\d+)\+(-?\d+)\+(-?\d+) (?:(normal|left|inverted|right) )?/;

/** The outputs that show something, in the order in which xrandr prints them. */
export function parseXrandr(printed: string): RandrOutput[] {
  return printed.split('\n').flatMap((line) => {
    const match = outputLine.exec(`${line} `);
    if (!match) return [];
    const [, name, connection, primary, width, height, x, y, word] = match;
    return [
      {
        name: name as string,
        connected: connection === 'connected',
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

/** Asks the X server what it knows, or with `look` makes it look at its connectors, which takes longer. */
export async function listRandrOutputs(options: { look: boolean }): Promise<RandrOutput[]> {
  const { stdout } = await run('xrandr', options.look ? [] : ['--current'], { timeout: 5_000 });
  return parseXrandr(stdout);
}
