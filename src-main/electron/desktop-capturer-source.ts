import type { Display as ElectronDisplay, Size } from 'electron';
import type { Display } from '../../src-shared/contract/capture-control.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { RawFrame, ScreenSource, ScreenSourceCandidate, SourceProbe } from '../ports/screen-source.ts';
import type { CapturePermission } from '../ports/surroundings.ts';
import type { ElectronModule, ScreenPicture } from './electron-module.ts';

export interface DesktopCapturerOptions {
  readonly electron: Pick<ElectronModule, 'desktopCapturer' | 'nativeImage' | 'screen'>;
  readonly platform: NodeJS.Platform;
  readonly permission: CapturePermission;
  /** True in a Wayland session, where every look at a screen asks the person. */
  readonly wayland: boolean;
}

/** How long the one picture of the probe may take; the capturer is known to hang. */
const probeTimeoutMs = 5_000;

/** Electron's own capturer as a candidate. Its probe never makes the system ask the person anything. */
export function desktopCapturerCandidate(options: DesktopCapturerOptions): ScreenSourceCandidate {
  return {
    name: 'desktop-capturer',
    probe: () => probe(options),
    create: () => new DesktopCapturerScreenSource(options),
  };
}

async function probe(options: DesktopCapturerOptions): Promise<SourceProbe> {
  if (options.wayland) return { usable: false, reason: 'Wayland would ask for permission at every picture.' };
  if (!(await options.permission.granted())) {
    return { usable: false, reason: 'The system has not given permission to see the screens.' };
  }
  const source = new DesktopCapturerScreenSource(options);
  try {
    const [display] = await source.listDisplays();
    if (!display) return { usable: false, reason: 'Electron finds no display.' };
    await source.grab(display, AbortSignal.timeout(probeTimeoutMs));
    return { usable: true, reason: 'Electron’s desktop capturer gives a whole picture of the first display.' };
  } catch (error) {
    return { usable: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await source.dispose();
  }
}

/**
 * Screens by way of Electron's desktopCapturer. Its traps, and what is done about each: it scales every picture to the
 * size asked for, so each size is asked for exactly and anything else is refused; it may not say which display a
 * picture is of, and such a picture is refused rather than guessed; it may hang, so every wait ends with the signal.
 */
class DesktopCapturerScreenSource implements ScreenSource {
  readonly name = 'desktop-capturer';
  readonly demo = false;
  readonly #options: DesktopCapturerOptions;
  /** Looks that have not begun, by size: displays of one size share one look. */
  #waiting = new Map<string, Promise<readonly ScreenPicture[]>>();
  #last: Promise<unknown> = Promise.resolve();
  #redIsFirst: boolean | undefined;

  constructor(options: DesktopCapturerOptions) {
    this.#options = options;
  }

  async listDisplays(): Promise<readonly Display[]> {
    const { screen } = this.#options.electron;
    const displays = screen
      .getAllDisplays()
      .filter((display) => display.id > 0 && display.size.width > 0 && display.size.height > 0);
    if (displays.length === 0) return [];
    const primaryId = screen.getPrimaryDisplay().id;
    return displays
      .map((display) => ({ display, area: this.#physicalArea(display) }))
      .sort((a, b) => a.area.x - b.area.x || a.area.y - b.area.y || a.display.id - b.display.id)
      .map(({ display, area }, index) => ({
        id: displayIdOf(display),
        name: display.label || `Display ${index + 1}`,
        index,
        ...area,
        scale: display.scaleFactor,
        rotation: display.rotation,
        primary: display.id === primaryId,
      }));
  }

  async grab(display: Display, signal: AbortSignal): Promise<RawFrame> {
    const electronId = await this.#electronIdOf(display);
    const sources = await withSignal(this.#look({ width: display.width, height: display.height }), signal);
    const matching = sources.filter((source) => source.display_id === electronId);
    const [source] = matching;
    if (!source || matching.length > 1) {
      const unnamed = sources.filter((candidate) => candidate.display_id === '').length;
      throw new AppError(
        'FRAME_REFUSED',
        unnamed > 0
          ? 'The system does not say which display a picture is of, so it was not stored.'
          : `There is no single picture of ${display.name}.`,
      );
    }
    const size = source.thumbnail.getSize();
    if (size.width !== display.width || size.height !== display.height) {
      throw new AppError(
        'FRAME_REFUSED',
        `The picture of ${display.name} is ${size.width} by ${size.height} and not ${display.width} by ${display.height}.`,
      );
    }
    // It may have been rotated, resized or unplugged while the picture was taken.
    await this.#electronIdOf(display);
    const bitmap = source.thumbnail.toBitmap();
    if (bitmap.byteLength !== display.width * display.height * 4) {
      throw new AppError('FRAME_REFUSED', `The picture of ${display.name} is not whole.`);
    }
    return { width: display.width, height: display.height, data: this.#rgba(bitmap) };
  }

  async restart(): Promise<void> {
    // A look that hangs is left behind; the next one no longer waits for it.
    this.#waiting = new Map();
    this.#last = Promise.resolve();
  }

  async dispose(): Promise<void> {
    await this.restart();
  }

  /** Electron's id of a listed display; throws when that display is gone or is no longer as it was listed. */
  async #electronIdOf(listed: Display): Promise<string> {
    const now = (await this.listDisplays()).find((display) => display.id === listed.id);
    if (!now) throw new AppError('NO_DISPLAY', `${listed.name} is no longer connected.`);
    const same = now.width === listed.width && now.height === listed.height && now.rotation === listed.rotation;
    if (!same) throw new AppError('FRAME_REFUSED', `${listed.name} has changed since the displays were listed.`);
    return listed.id.slice(displayIdPrefix.length);
  }

  /** One look at all screens, scaled to this size. One at a time, since parallel looks disturb each other. */
  #look(size: Size): Promise<readonly ScreenPicture[]> {
    const key = `${size.width}x${size.height}`;
    const shared = this.#waiting.get(key);
    if (shared) return shared;
    const waiting = this.#waiting;
    const look = this.#last
      .catch(() => undefined)
      .then(() => {
        // From here on it shows the past to whoever asks later.
        waiting.delete(key);
        return this.#options.electron.desktopCapturer.getSources({ types: ['screen'], thumbnailSize: size });
      });
    waiting.set(key, look);
    this.#last = look;
    return look;
  }

  /** Electron leaves the order of the colours to the platform, so it is looked up once, in a red point. */
  #rgba(bitmap: Uint8Array): Uint8Array {
    this.#redIsFirst ??= this.#options.electron.nativeImage.createFromDataURL(redPoint).toBitmap()[0] === 0xff;
    return opaqueRgba(bitmap, this.#redIsFirst);
  }

  /** Position and size in physical pixels. Electron counts in points, and each system has its own way back. */
  #physicalArea(display: ElectronDisplay): { x: number; y: number; width: number; height: number } {
    const { electron, platform } = this.#options;
    if (platform === 'win32') return electron.screen.dipToScreenRect(null, display.bounds);
    const scale = display.scaleFactor;
    const origin =
      platform === 'linux'
        ? display.nativeOrigin
        : { x: Math.round(display.bounds.x * scale), y: Math.round(display.bounds.y * scale) };
    return {
      x: origin.x,
      y: origin.y,
      width: Math.round(display.size.width * scale),
      height: Math.round(display.size.height * scale),
    };
  }
}

const displayIdPrefix = 'electron-';

function displayIdOf(display: ElectronDisplay): string {
  return `${displayIdPrefix}${display.id}`;
}

function withSignal<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason ?? new Error('Aborted.'));
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** A copy in red, green, blue, alpha. A screen is opaque, whatever its alpha says. */
function opaqueRgba(bitmap: Uint8Array, redIsFirst: boolean): Uint8Array {
  const rgba = new Uint8Array(bitmap.byteLength);
  // Own memory, so that the view is aligned whatever offset the bitmap came with.
  rgba.set(bitmap);
  const pixels = new Uint32Array(rgba.buffer);
  for (let index = 0; index < pixels.length; index++) {
    const pixel = pixels[index] as number;
    pixels[index] = redIsFirst
      ? 0xff000000 | pixel
      : 0xff000000 | (pixel & 0x0000ff00) | ((pixel & 0xff) << 16) | ((pixel >>> 16) & 0xff);
  }
  return rgba;
}

/** One red point, as a PNG. */
const redPoint =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQI12P4z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC';
