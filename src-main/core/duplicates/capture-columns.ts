import type { CaptureFacts } from '../../ports/duplicate-library.ts';
import { FileClasses } from './file-classes.ts';

export const isThere = 1;
/** Not in the trash, not purged, and its file is there. */
export const isShown = 2;
export const isUnreviewed = 4;
export const isKept = 8;
export const isTagged = 16;
/** Has a row of signatures: a hash, or why there is none. */
export const isSigned = 32;
export const hasHash = 64;
export const isMatched = 128;

/** No display: an imported picture. */
const noDisplay = '';

/**
 * What groups are made of, for every capture of the library, in typed arrays by the capture's number: about 60 bytes
 * each, and a pass over a million of them takes milliseconds.
 */
export class CaptureColumns {
  readonly classes = new FileClasses();
  /** Names of displays by their number; 0 is none. */
  readonly displays: string[] = [noDisplay];
  readonly #displayNumbers = new Map<string, number>([[noDisplay, 0]]);
  flags = new Uint8Array(1024);
  capturedAt = new Float64Array(1024);
  day = new Uint32Array(1024);
  display = new Uint16Array(1024);
  width = new Uint32Array(1024);
  height = new Uint32Array(1024);
  bytes = new Float64Array(1024);
  /** Which captures are the same file, by the number of their class. */
  classOf = new Uint32Array(1024);
  /** The key of its signature, 0 where there is none. */
  key = new Uint32Array(1024);
  #ids = new Uint8Array(1024 * 16);
  #captureOfKey = new Uint32Array(1024);
  #size = 0;
  #firstUnmatched = 1;

  /** One more than the greatest number of a capture. */
  get end(): number {
    return this.#size;
  }

  get greatestKey(): number {
    return this.#captureOfKey.length;
  }

  /** No capture below this number waits to be matched. */
  get firstUnmatched(): number {
    return this.#firstUnmatched;
  }

  put(row: CaptureFacts): void {
    const [capture, id, capturedAt, day, displayId, width, height, bytes, sha256, unreviewed, kept, hidden, tagged] =
      row;
    const [key, hash, matched] = row.slice(13) as [number | null, 0 | 1 | null, 0 | 1 | null];
    if (capture >= this.flags.length) this.#grow(capture);
    this.#size = Math.max(this.#size, capture + 1);
    this.capturedAt[capture] = capturedAt;
    this.day[capture] = day;
    this.display[capture] = this.#displayNumber(displayId ?? noDisplay);
    this.width[capture] = width;
    this.height[capture] = height;
    this.bytes[capture] = bytes;
    this.classOf[capture] = this.classes.classOf(sha256);
    this.#ids.set(Buffer.from(id.replaceAll('-', ''), 'hex'), capture * 16);
    this.key[capture] = key ?? 0;
    if (key !== null) this.#noteKey(key, capture);
    this.flags[capture] =
      isThere |
      (hidden ? 0 : isShown) |
      (unreviewed ? isUnreviewed : 0) |
      (kept ? isKept : 0) |
      (tagged ? isTagged : 0) |
      (key !== null ? isSigned : 0) |
      (hash ? hasHash : 0) |
      (matched ? isMatched : 0);
    if (hash && !matched) this.#firstUnmatched = Math.min(this.#firstUnmatched, capture);
  }

  remove(capture: number): void {
    if (capture < this.flags.length) this.flags[capture] = 0;
  }

  setMatched(capture: number): void {
    this.flags[capture] = (this.flags[capture] ?? 0) | isMatched;
  }

  /** Moves the mark on over what is matched by now. */
  skipMatched(): void {
    let capture = this.#firstUnmatched;
    while (capture < this.#size && ((this.flags[capture] ?? 0) & (hasHash | isMatched)) !== hasHash) capture += 1;
    this.#firstUnmatched = capture;
  }

  captureOfKey(key: number): number {
    return this.#captureOfKey[key] ?? 0;
  }

  id(capture: number): string {
    const hex = Buffer.from(this.#ids.buffer, capture * 16, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** The number of a display by its id; undefined where no capture is of it. */
  findDisplay(displayId: string): number | undefined {
    return this.#displayNumbers.get(displayId);
  }

  #displayNumber(displayId: string): number {
    let number = this.#displayNumbers.get(displayId);
    if (number === undefined) {
      number = this.displays.push(displayId) - 1;
      this.#displayNumbers.set(displayId, number);
    }
    return number;
  }

  #noteKey(key: number, capture: number): void {
    if (key >= this.#captureOfKey.length) this.#captureOfKey = enlarged(this.#captureOfKey, newCapacity(key));
    this.#captureOfKey[key] = capture;
  }

  #grow(upTo: number): void {
    const capacity = newCapacity(upTo);
    this.flags = enlarged(this.flags, capacity);
    this.capturedAt = enlarged(this.capturedAt, capacity);
    this.day = enlarged(this.day, capacity);
    this.display = enlarged(this.display, capacity);
    this.width = enlarged(this.width, capacity);
    this.height = enlarged(this.height, capacity);
    this.bytes = enlarged(this.bytes, capacity);
    this.classOf = enlarged(this.classOf, capacity);
    this.key = enlarged(this.key, capacity);
    this.#ids = enlarged(this.#ids, capacity * 16);
  }
}

function newCapacity(upTo: number): number {
  return Math.ceil((upTo + 1) * 1.4);
}

type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

function enlarged<Kind extends Numbers>(array: Kind, capacity: number): Kind {
  const larger = new (array.constructor as new (length: number) => Kind)(capacity);
  larger.set(array);
  return larger;
}
