import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import screenshot from 'screenshot-desktop';
import sharp from 'sharp';
import type { Display } from '../../../src-shared/contract/capture-control.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { RawFrame, ScreenSource, ScreenSourceCandidate, SourceProbe } from '../../ports/screen-source.ts';
import { DisplayIdentity } from './display-identity.ts';
import { listRandrOutputs, type RandrOutput } from './xrandr.ts';

const run = promisify(execFile);

/** The package gives no way to end a command that hangs, so no more than these are started beside one another. */
const maximumCommandsInFlight = 12;

/** Lossless both. ImageMagick writes TIFF in two thirds of the time it takes for PNG; the other systems have no TIFF. */
const format = process.platform === 'linux' ? 'tiff' : 'png';

/** Grabs with the screenshot commands of the system: slower than `native`, and there where that is not. */
class ScreenshotDesktopSource implements ScreenSource {
  readonly name = 'screenshot-desktop';
  readonly demo = false;
  readonly #identity = new DisplayIdentity();
  readonly #grabbedSizes = new Map<string, { width: number; height: number }>();
  #screens = new Map<string, string | number>();
  #commandsInFlight = 0;
  /** Outputs of the layout that are not connected although the server looked. */
  #knownUnconnected = '';

  async listDisplays(): Promise<readonly Display[]> {
    return process.platform === 'linux' ? this.#listLinux() : this.#listOthers();
  }

  async grab(display: Display, signal: AbortSignal): Promise<RawFrame> {
    const screen = this.#screens.get(display.id);
    if (screen === undefined) throw new AppError('NO_DISPLAY', `The display ${display.name} is no longer there.`);
    const frame = await this.#grab(screen);
    signal.throwIfAborted();
    if (this.#grabbedSizes.has(display.id)) this.#grabbedSizes.set(display.id, sizeOf(frame));
    return frame;
  }

  async restart(): Promise<void> {
    this.#screens.clear();
    this.#grabbedSizes.clear();
    this.#commandsInFlight = 0;
  }

  async dispose(): Promise<void> {
    this.#screens.clear();
  }

  /**
   * The package's own list leaves the rotation out, so xrandr is read here. The package finds only outputs that the
   * server knows to be connected, and takes the first one for any other: so the server is made to look once wherever
   * the layout has an output that it does not know to be, and what is not connected even then is left out.
   */
  async #listLinux(): Promise<readonly Display[]> {
    const outputs = await this.#connectedOutputs().catch((cause: unknown) => {
      throw new AppError('SOURCE_UNAVAILABLE', commandProblem('xrandr', cause), { cause });
    });
    this.#screens = new Map(outputs.map((output) => [output.name, output.name]));
    return outputs.map(({ name, primary, x, y, width, height, rotation }, index) => {
      return { id: name, name, index, x, y, width, height, scale: 1, rotation, primary };
    });
  }

  async #connectedOutputs(): Promise<readonly RandrOutput[]> {
    const namesOf = (outputs: readonly RandrOutput[]) =>
      outputs.flatMap((output) => (output.connected ? [] : [output.name])).join(' ');
    let outputs = await listRandrOutputs({ look: false });
    if (namesOf(outputs) !== this.#knownUnconnected) {
      outputs = await listRandrOutputs({ look: true });
      this.#knownUnconnected = namesOf(outputs);
    }
    return outputs.filter((output) => output.connected);
  }

  /**
   * Windows tells geometry, macOS only names: there the size is read from a grab, and the displays are put side by
   * side.
   */
  async #listOthers(): Promise<readonly Display[]> {
    const listed = await screenshot.listDisplays().catch((cause: unknown) => {
      throw new AppError('SOURCE_UNAVAILABLE', `The displays could not be listed: ${messageOf(cause)}`, { cause });
    });
    const ids = this.#identity.assign(listed.map((screen) => ({ name: screen.name, deviceKey: String(screen.id) })));
    this.#screens = new Map(listed.map((screen, index) => [ids[index] as string, screen.id]));
    const displays: Display[] = [];
    let nextX = 0;
    for (const [index, screen] of listed.entries()) {
      const id = ids[index] as string;
      const { width, height } = await this.#sizeOf(id, screen);
      displays.push({
        id,
        name: screen.name,
        index,
        x: screen.left ?? nextX,
        y: screen.top ?? 0,
        width,
        height,
        scale: screen.dpiScale ?? 1,
        rotation: 0,
        primary: screen.primary ?? index === 0,
      });
      nextX += width;
    }
    return displays;
  }

  async #sizeOf(
    id: string,
    screen: { id: string | number; width?: number; height?: number },
  ): Promise<{ width: number; height: number }> {
    if (screen.width && screen.height) return { width: screen.width, height: screen.height };
    const known = this.#grabbedSizes.get(id);
    if (known) return known;
    const size = sizeOf(await this.#grab(screen.id));
    this.#grabbedSizes.set(id, size);
    return size;
  }

  async #grab(screen: string | number): Promise<RawFrame> {
    if (this.#commandsInFlight >= maximumCommandsInFlight) {
      throw new AppError('SOURCE_UNAVAILABLE', 'The screenshot commands of the system do not come back.');
    }
    this.#commandsInFlight += 1;
    try {
      const encoded = await screenshot({ screen, format });
      return await decode(encoded);
    } catch (cause) {
      throw new AppError('SOURCE_UNAVAILABLE', commandProblem('import', cause), { cause });
    } finally {
      this.#commandsInFlight = Math.max(0, this.#commandsInFlight - 1);
    }
  }
}

async function decode(encoded: Buffer): Promise<RawFrame> {
  // A plain screen may be written as grey or with a palette; four channels come out in any case.
  const { data, info } = await sharp(encoded).toColourspace('srgb').ensureAlpha().raw().toBuffer({
    resolveWithObject: true,
  });
  return { width: info.width, height: info.height, data };
}

function sizeOf(frame: RawFrame): { width: number; height: number } {
  return { width: frame.width, height: frame.height };
}

const debianPackageByCommand = { xrandr: 'x11-xserver-utils', import: 'imagemagick' } as const;

/** What went wrong with a command of the system, with what to install where it is missing. */
function commandProblem(command: keyof typeof debianPackageByCommand, error: unknown): string {
  if (process.platform === 'linux' && error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    const debianPackage = debianPackageByCommand[command];
    return `The command \`${command}\` is missing (Debian: apt install ${debianPackage}).`;
  }
  return `The screenshot command failed: ${messageOf(error)}`;
}

function messageOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).trim();
  // The first line repeats the command; what the command itself said comes after it.
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const last = (lines.length > 1 ? lines[1] : lines[0]) ?? 'unknown error';
  return /[.!?]$/.test(last) ? last : `${last}.`;
}

async function probeScreenshotDesktop(): Promise<SourceProbe> {
  const source = new ScreenshotDesktopSource();
  try {
    if (process.platform === 'linux') {
      await run('import', ['-version'], { timeout: 10_000 }).catch((cause: unknown) => {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
          throw new Error(commandProblem('import', cause));
      });
    }
    const displays = await source.listDisplays();
    const first = displays[0];
    if (!first) return { usable: false, reason: 'The screenshot commands work, but no display is connected.' };
    await source.grab(first, AbortSignal.timeout(15_000));
    return { usable: true, reason: 'The screenshot commands of the system work here.' };
  } catch (error) {
    return { usable: false, reason: `The screenshot commands of the system do not work here: ${messageOf(error)}` };
  } finally {
    await source.dispose();
  }
}

/** The fallback: child processes and a decoded picture at each grab. */
export function screenshotDesktopCandidate(session: { readonly wayland: boolean }): ScreenSourceCandidate {
  return {
    name: 'screenshot-desktop',
    probe: async () =>
      session.wayland
        ? {
            usable: false,
            reason: 'The screenshot commands see only an empty root window in a Wayland session.',
          }
        : probeScreenshotDesktop(),
    create: () => new ScreenshotDesktopSource(),
  };
}
