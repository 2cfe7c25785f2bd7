import { createHash } from 'node:crypto';

/** What a seeded capture shows: equal `contentKey`s are files that are the same byte for byte. */
export interface SeedScreen {
  readonly contentKey: number;
  readonly perceptualHash: Uint8Array;
  /** Which page it shows, in which window. */
  readonly page: number;
  readonly layout: number;
  /** The screen it became by one change from; null where the page was opened anew. */
  readonly changedFrom: SeedScreen | null;
}

const hashBytes = 32;
const gridSide = 16;
/** Of all pages a display has shown, so many can come back. */
const rememberedPages = 4000;

/** The frame of a window: bits of the hash that stay as they are, whatever is in the window. */
interface Layout {
  readonly frame: Uint8Array;
  /** The bits that the content decides, and how often such a bit is set. */
  readonly contentBits: readonly number[];
  readonly setShare: number;
}

interface Display {
  readonly idle: SeedScreen;
  current: SeedScreen;
  readonly pages: SeedScreen[];
}

/**
 * What the screens of a person show over months, as hashes with their skew: a display left alone is the same each time;
 * windows share their frame, and so most bits, with other pages in the same window; a page comes back, is typed in and
 * drifts; a page of another program is turned to. The same random numbers make the same screens.
 */
export class SeedScreens {
  readonly #random: () => number;
  readonly #layouts: readonly Layout[];
  readonly #displays: Display[] = [];
  #contentKeys: number;
  #pages = 0;

  /** The first content key tells apart what is seeded into one library in several goes. */
  constructor(random: () => number, firstContentKey = 0, layouts = 60) {
    this.#random = random;
    this.#contentKeys = firstContentKey;
    const desktop = this.#bytes(0.5);
    this.#layouts = Array.from({ length: layouts }, () => this.#layout(desktop));
  }

  /** What this display shows at the next capture. */
  next(displayIndex: number): SeedScreen {
    const display = this.#displays[displayIndex] ?? this.#display(displayIndex);
    const kind = this.#random();
    // Left alone: locked, or the empty desktop.
    if (kind < 0.06) return display.idle;
    if (kind < 0.16) this.#turnTo(display);
    // The pointer or the clock moved: too little for the hash to see.
    else if (kind < 0.36) display.current = this.#changed(display.current, 0);
    else if (kind < 0.72) display.current = this.#changed(display.current, 1 + Math.floor(this.#random() * 3));
    else if (kind < 0.82) this.#open(display, display.current.layout);
    else if (kind < 0.87) this.#open(display, Math.floor(this.#random() ** 2 * this.#layouts.length));
    else {
      this.#turnTo(display);
      display.current = this.#changed(display.current, Math.floor(this.#random() * 5));
    }
    return display.current;
  }

  #display(displayIndex: number): Display {
    const idle = this.#page(0);
    const current = this.#page(0);
    const display: Display = { idle, current, pages: [current] };
    this.#displays[displayIndex] = display;
    return display;
  }

  /** Back to a page shown before, most likely one of the last. */
  #turnTo(display: Display): void {
    const back = Math.floor(this.#random() ** 3 * display.pages.length);
    display.current = display.pages[display.pages.length - 1 - back] ?? display.current;
  }

  #open(display: Display, layout: number): void {
    display.current = this.#page(layout);
    display.pages.push(display.current);
    if (display.pages.length > rememberedPages) display.pages.splice(0, rememberedPages / 2);
  }

  #page(layoutIndex: number): SeedScreen {
    const layout = this.#layouts[layoutIndex];
    if (!layout) throw new Error('There is no such layout.');
    const hash = layout.frame.slice();
    for (const bit of layout.contentBits) setBit(hash, bit, this.#random() < layout.setShare);
    return {
      contentKey: this.#contentKeys++,
      perceptualHash: hash,
      page: this.#pages++,
      layout: layoutIndex,
      changedFrom: null,
    };
  }

  #changed(screen: SeedScreen, bits: number): SeedScreen {
    const hash = screen.perceptualHash.slice();
    const contentBits = this.#layouts[screen.layout]?.contentBits ?? [];
    for (let flip = 0; flip < bits; flip += 1) {
      const bit = contentBits[Math.floor(this.#random() * contentBits.length)] ?? 0;
      setBit(hash, bit, ((hash[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0);
    }
    return { ...screen, contentKey: this.#contentKeys++, perceptualHash: hash, changedFrom: screen };
  }

  /** Panels at the top and bottom are those of the desktop; a window has still rows and a part that changes. */
  #layout(desktop: Uint8Array): Layout {
    const frame = this.#bytes(0.3);
    frame.set(desktop.subarray(0, 2));
    frame.set(desktop.subarray(hashBytes - 2), hashBytes - 2);
    const left = Math.floor(this.#random() * 6);
    const right = gridSide - Math.floor(this.#random() * 3);
    const top = 2 + Math.floor(this.#random() * 2);
    const bottom = gridSide - 2 - Math.floor(this.#random() * 2);
    const contentBits: number[] = [];
    for (let row = top; row < bottom; row += 1) {
      // Even pages that are full have bands with nothing in them.
      if (this.#random() < 0.15) {
        frame.fill(0, row * 2, row * 2 + 2);
        continue;
      }
      for (let column = left; column < right; column += 1) contentBits.push(row * gridSide + column);
    }
    return { frame, contentBits, setShare: 0.25 + 0.25 * this.#random() };
  }

  #bytes(setShare: number): Uint8Array {
    const bytes = new Uint8Array(hashBytes);
    for (let bit = 0; bit < hashBytes * 8; bit += 1) setBit(bytes, bit, this.#random() < setShare);
    return bytes;
  }
}

function setBit(bytes: Uint8Array, bit: number, isSet: boolean): void {
  const mask = 1 << (bit & 7);
  const byte = bytes[bit >> 3] ?? 0;
  bytes[bit >> 3] = isSet ? byte | mask : byte & ~mask;
}

/** The SHA-256 of a seeded picture that was never drawn. */
export function seedSha256(contentKey: number): string {
  return createHash('sha256').update(`seeded content ${contentKey}`).digest('hex');
}
