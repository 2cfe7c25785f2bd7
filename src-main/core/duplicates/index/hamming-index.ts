import { bytesPerHash, distanceBetween, packHash, wordsPerHash } from './packed-hashes.ts';

export interface HammingIndexOptions {
  /** The greatest radius that queries are fast for. */
  readonly radius?: number;
}

/** A capture whose hash is near the one asked for. */
export interface Neighbour {
  readonly key: number;
  /** In how many bits the two hashes differ. */
  readonly distance: number;
}

/** Hashes of 256 bits by key, to be asked for the nearest ones. Keys are whole numbers from 0. */
export class HammingIndex {
  readonly #hashes = new Map<number, Uint32Array>();

  // biome-ignore lint/complexity/noUselessConstructor: the radius is used by the version that follows.
  constructor(_options: HammingIndexOptions = {}) {}

  get size(): number {
    return this.#hashes.size;
  }

  has(key: number): boolean {
    return this.#hashes.has(key);
  }

  /** A key that is there already gets the new hash. Throws a RangeError unless the hash has 32 bytes. */
  add(key: number, hash: Uint8Array): void {
    const words = new Uint32Array(wordsPerHash);
    packHash(hash, words, 0);
    this.#hashes.set(key, words);
  }

  /** Adds many at once: the hash of `keys[i]` are the eight words from `packed[8 * i]`. */
  addMany(keys: ArrayLike<number>, packed: Uint32Array): void {
    for (let index = 0; index < keys.length; index += 1) {
      this.#hashes.set(keys[index] ?? 0, packed.slice(index * wordsPerHash, (index + 1) * wordsPerHash));
    }
  }

  /** Tells whether the key was there. */
  remove(key: number): boolean {
    return this.#hashes.delete(key);
  }

  /** The `limit` nearest of all keys whose hash differs in at most `radius` bits, nearest first. */
  query(hash: Uint8Array, radius: number, limit: number): Neighbour[] {
    const words = new Uint32Array(bytesPerHash / 4);
    packHash(hash, words, 0);
    const found: Neighbour[] = [];
    for (const [key, other] of this.#hashes) {
      const distance = distanceBetween(words, 0, other, 0);
      if (distance <= radius) found.push({ key, distance });
    }
    return found.sort((a, b) => a.distance - b.distance).slice(0, limit);
  }
}
