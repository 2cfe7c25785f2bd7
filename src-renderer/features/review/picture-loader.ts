/** How far a picture is: asked for, decoded and ready to be painted, or not to be had. */
export type PictureState = 'loading' | 'ready' | 'failed';

interface Entry {
  state: PictureState;
  /** Whatever keeps the decoded picture alive. */
  held: unknown;
}

/**
 * Loads and decodes pictures in the order in which they will be needed, a few at a time. What is not wanted any more
 * is not begun; what is ready is held on to while there is room, so that going back costs nothing.
 */
export class PictureLoader {
  readonly #load: (url: string) => Promise<unknown>;
  readonly #atOnce: number;
  readonly #room: number;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  #wanted: readonly string[] = [];
  #running = 0;

  constructor(options: { load?: (url: string) => Promise<unknown>; atOnce?: number; room?: number } = {}) {
    this.#load = options.load ?? decodePicture;
    this.#atOnce = options.atOnce ?? 3;
    this.#room = options.room ?? 28;
  }

  /** How far a picture is; undefined where it was never begun. */
  state(url: string): PictureState | undefined {
    return this.#entries.get(url)?.state;
  }

  /** Says which pictures are needed, most urgent first; replaces what was wanted before. */
  want(urls: readonly string[]): void {
    this.#wanted = urls;
    // What is wanted now is the youngest, so that it is given up last.
    for (const url of urls.toReversed()) {
      const entry = this.#entries.get(url);
      if (!entry) continue;
      this.#entries.delete(url);
      this.#entries.set(url, entry);
    }
    this.#begin();
  }

  /** Tries a picture again that could not be had. */
  retry(url: string): void {
    if (this.state(url) !== 'failed') return;
    this.#entries.delete(url);
    this.#begin();
    this.#tell();
  }

  /** Calls the listener whenever a picture is ready or failed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #begin(): void {
    for (const url of this.#wanted) {
      if (this.#running >= this.#atOnce) return;
      if (this.#entries.has(url)) continue;
      const entry: Entry = { state: 'loading', held: null };
      this.#entries.set(url, entry);
      this.#running += 1;
      this.#load(url)
        .then(
          (held) => {
            entry.state = 'ready';
            entry.held = held;
          },
          () => {
            entry.state = 'failed';
          },
        )
        .finally(() => {
          this.#running -= 1;
          this.#makeRoom();
          this.#begin();
          this.#tell();
        });
    }
  }

  #makeRoom(): void {
    const wanted = new Set(this.#wanted);
    for (const [url, entry] of this.#entries) {
      if (this.#entries.size <= this.#room) return;
      if (!wanted.has(url) && entry.state !== 'loading') this.#entries.delete(url);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Loads a picture in this window and has it decoded, so that showing it takes no time. */
async function decodePicture(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.decoding = 'async';
  image.src = url;
  await image.decode();
  return image;
}
