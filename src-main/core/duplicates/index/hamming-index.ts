import { HashSlots } from './hash-slots.ts';
import { IdBuckets } from './id-buckets.ts';
import { NearestSearch } from './nearest-search.ts';
import { packHash, wordsPerHash } from './packed-hashes.ts';
import { permuteHash } from './permute-bits.ts';
import { bucketOf, bucketsPerPiece, pieces } from './pieces.ts';

/** A key whose hash is near the one asked for. */
export interface Neighbour {
  readonly key: number;
  /** In how many bits the two hashes differ. */
  readonly distance: number;
}

/**
 * Hashes of 256 bits by key, to be asked for the nearest ones; hashes come and go at any time. Keys are whole numbers.
 * The answer is exact: no nearer hash is ever left out. See the README for how it stays fast on what screens give.
 */
export class HammingIndex {
  readonly #slots = new HashSlots();
  readonly #buckets = new IdBuckets(pieces * bucketsPerPiece);
  readonly #search = new NearestSearch(this.#slots, this.#buckets);
  readonly #given = new Uint32Array(wordsPerHash);
  readonly #hash = new Uint32Array(wordsPerHash);

  get size(): number {
    return this.#slots.keys;
  }

  has(key: number): boolean {
    return this.#slots.slotOf(key) !== undefined;
  }

  /** A key that is there already gets the new hash. Throws a RangeError unless the hash has 32 bytes. */
  add(key: number, hash: Uint8Array): void {
    packHash(hash, this.#given, 0);
    this.#add(key, this.#given, 0);
  }

  /** Adds many at once: the hash of `keys[i]` are the eight words from `packed[8 * i]`. */
  addMany(keys: ArrayLike<number>, packed: Uint32Array): void {
    if (packed.length !== keys.length * wordsPerHash) {
      throw new RangeError(`There are ${packed.length} words for ${keys.length} keys.`);
    }
    for (let index = 0; index < keys.length; index += 1) this.#add(keys[index] as number, packed, index * wordsPerHash);
  }

  /** Tells whether the key was there. */
  remove(key: number): boolean {
    const removed = this.#slots.remove(key);
    if (!removed) return false;
    if (removed.isEmpty) this.#forPieces(removed.slot, (bucket) => this.#buckets.remove(bucket, removed.slot));
    return true;
  }

  /**
   * The `limit` nearest of all keys whose hash differs in at most `radius` bits, nearest first; those that are equally
   * near come in no order, and where the limit cuts them it is not said which are left out.
   */
  query(hash: Uint8Array, radius: number, limit: number): Neighbour[] {
    packHash(hash, this.#given, 0);
    permuteHash(this.#given, 0, this.#hash, 0);
    return this.#search.run(this.#hash, radius, limit);
  }

  #add(key: number, packed: Uint32Array, at: number): void {
    permuteHash(packed, at, this.#hash, 0);
    const known = this.#slots.slotOf(key);
    if (known !== undefined) {
      if (known === this.#slots.find(this.#hash, 0)) return;
      this.remove(key);
    }
    const { slot, isNew } = this.#slots.add(key, this.#hash, 0);
    if (isNew) this.#forPieces(slot, (bucket) => this.#buckets.add(bucket, slot));
  }

  #forPieces(slot: number, visit: (bucket: number) => void): void {
    const at = slot * wordsPerHash;
    for (let piece = 0; piece < pieces; piece += 1) visit(bucketOf(this.#slots.words, at, piece));
  }
}
