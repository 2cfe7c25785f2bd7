import { Monitor } from 'node-screenshots';
import type { Display } from '../../../src-shared/contract/capture-control.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { RawFrame, ScreenSource, ScreenSourceCandidate, SourceProbe } from '../../ports/screen-source.ts';
import { DisplayIdentity } from './display-identity.ts';

/**
 * A grab that hangs keeps a thread of libuv's pool of four, on which files are read and written too. Two at once are
 * as fast as more on the machines measured, and leave the other two threads free whatever the screen does.
 */
const maximumGrabsInFlight = 2;

interface Listed {
  readonly monitor: Monitor;
  readonly display: Display;
}

/** Grabs with node-screenshots: raw pixels of each monitor, without a child process. */
class NativeSource implements ScreenSource {
  readonly name = 'native';
  readonly demo = false;
  readonly #identity = new DisplayIdentity();
  readonly #grabbedSizes = new Map<string, { width: number; height: number }>();
  #listed = new Map<string, Listed>();
  #grabsInFlight = 0;
  #waiting: (() => void)[] = [];

  async listDisplays(): Promise<readonly Display[]> {
    const readings = readMonitors();
    const ids = this.#identity.assign(
      readings.map((reading) => ({ name: reading.name, deviceKey: String(reading.deviceId) })),
    );
    const listed = new Map<string, Listed>();
    for (const [index, reading] of readings.entries()) {
      const id = ids[index] as string;
      const size = await this.#physicalSize(id, reading);
      listed.set(id, {
        monitor: reading.monitor,
        display: {
          id,
          name: reading.name,
          index,
          x: toPhysical(reading.x, reading.scale),
          y: toPhysical(reading.y, reading.scale),
          ...size,
          scale: reading.scale,
          rotation: clockwise(reading.rotation),
          primary: reading.primary,
        },
      });
    }
    this.#listed = listed;
    return [...listed.values()].map((entry) => entry.display);
  }

  async grab(display: Display, signal: AbortSignal): Promise<RawFrame> {
    const entry = this.#listed.get(display.id);
    if (!entry) throw new AppError('NO_DISPLAY', `The display ${display.name} is no longer there.`);
    await this.#takeTurn(signal);
    try {
      const image = await entry.monitor.captureImage();
      signal.throwIfAborted();
      // One copy. The asynchronous form makes two, one of them on this thread as well.
      return { width: image.width, height: image.height, data: image.toRawSync() };
    } finally {
      this.#grabsInFlight -= 1;
      this.#waiting.shift()?.();
    }
  }

  async restart(): Promise<void> {
    this.#listed.clear();
    this.#grabbedSizes.clear();
  }

  async dispose(): Promise<void> {
    this.#listed.clear();
  }

  async #takeTurn(signal: AbortSignal): Promise<void> {
    while (this.#grabsInFlight >= maximumGrabsInFlight) {
      await new Promise<void>((resolve, reject) => {
        const go = () => {
          signal.removeEventListener('abort', refuse);
          resolve();
        };
        const refuse = () => {
          this.#waiting = this.#waiting.filter((waiting) => waiting !== go);
          reject(signal.reason);
        };
        signal.addEventListener('abort', refuse, { once: true });
        this.#waiting.push(go);
      });
    }
    signal.throwIfAborted();
    this.#grabsInFlight += 1;
  }

  /**
   * The library divides sizes by the scale and cuts the fraction off (except on Windows, where they are pixels). At a
   * scale of 1 nothing is lost; at any other the true size is read from one grab per geometry and remembered.
   */
  async #physicalSize(id: string, reading: Reading): Promise<{ width: number; height: number }> {
    if (reading.scale === 1 || sizesArePhysical) return { width: reading.width, height: reading.height };
    const key = [id, reading.width, reading.height, reading.scale, reading.rotation].join('|');
    const known = this.#grabbedSizes.get(key);
    if (known) return known;
    const image = await reading.monitor.captureImage();
    const size = { width: image.width, height: image.height };
    this.#grabbedSizes.set(key, size);
    return size;
  }
}

interface Reading {
  readonly monitor: Monitor;
  readonly deviceId: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly rotation: number;
  readonly primary: boolean;
}

const sizesArePhysical = process.platform === 'win32';

function readMonitors(): Reading[] {
  try {
    return Monitor.all().map((monitor) => ({
      monitor,
      deviceId: monitor.id(),
      name: monitor.name(),
      x: monitor.x(),
      y: monitor.y(),
      width: monitor.width(),
      height: monitor.height(),
      scale: monitor.scaleFactor() || 1,
      rotation: monitor.rotation(),
      primary: monitor.isPrimary(),
    }));
  } catch (cause) {
    throw new AppError('SOURCE_UNAVAILABLE', `The displays could not be listed: ${reasonOf(cause)}.`, { cause });
  }
}

function toPhysical(position: number, scale: number): number {
  return sizesArePhysical ? position : Math.round(position * scale);
}

/** X11 counts its rotation against the clock; macOS and Windows with it. */
function clockwise(rotation: number): number {
  const degrees = Math.round(rotation);
  return process.platform === 'linux' ? (360 - degrees) % 360 : degrees % 360;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

async function probeNative(): Promise<SourceProbe> {
  const source = new NativeSource();
  try {
    const displays = await source.listDisplays();
    const first = displays[0];
    if (!first) return { usable: false, reason: 'The native source works, but no display is connected.' };
    const frame = await source.grab(first, AbortSignal.timeout(5_000));
    if (frame.data.byteLength === 0) return { usable: false, reason: 'The native source returned an empty picture.' };
    return {
      usable: true,
      reason: `The native source reads ${displays.length} ${displays.length === 1 ? 'display' : 'displays'} here.`,
    };
  } catch (error) {
    return { usable: false, reason: `The native source does not work here: ${reasonOf(error)}.` };
  } finally {
    await source.dispose();
  }
}

/** The first choice: no child process, no encoding, raw pixels. */
export function nativeCandidate(session: { readonly wayland: boolean }): ScreenSourceCandidate {
  return {
    name: 'native',
    probe: async () => {
      const probe = await probeNative();
      if (!session.wayland) return probe;
      return { ...probe, reason: `${probe.reason} In a Wayland session the desktop may ask before each picture.` };
    },
    create: () => new NativeSource(),
  };
}
