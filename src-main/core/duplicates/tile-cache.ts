/** Tile signatures of late, up to so many bytes; the ones not asked for longest go first. */
export class TileCache {
  readonly #read: (key: number) => Uint8Array | undefined;
  readonly #maximumBytes: number;
  readonly #tiles = new Map<number, Uint8Array>();
  #bytes = 0;

  constructor(read: (key: number) => Uint8Array | undefined, maximumBytes: number) {
    this.#read = read;
    this.#maximumBytes = maximumBytes;
  }

  get(key: number): Uint8Array | undefined {
    const known = this.#tiles.get(key);
    if (known) {
      this.#tiles.delete(key);
      this.#tiles.set(key, known);
      return known;
    }
    const tiles = this.#read(key);
    if (!tiles) return undefined;
    this.#tiles.set(key, tiles);
    this.#bytes += tiles.byteLength;
    while (this.#bytes > this.#maximumBytes) this.#dropOldest();
    return tiles;
  }

  clear(): void {
    this.#tiles.clear();
    this.#bytes = 0;
  }

  #dropOldest(): void {
    for (const [key, tiles] of this.#tiles) {
      this.#tiles.delete(key);
      this.#bytes -= tiles.byteLength;
      return;
    }
  }
}
