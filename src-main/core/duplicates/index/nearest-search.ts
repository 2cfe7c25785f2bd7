import { hashesPerScan } from './hash-scanner.ts';
import type { HashSlots } from './hash-slots.ts';
import type { IdBuckets } from './id-buckets.ts';
import { bitsPerHash, bytesPerHash, countBits, wordsPerHash } from './packed-hashes.ts';
import { bitsPerPiece, bucketOf, pieces } from './pieces.ts';

/** A hash found through a bucket takes so many times what one takes when all are looked at in the order of memory. */
const scanAdvantage = 20;

/** Values of a piece that differ from it in no or one bit; as masks to turn bits over with. */
const maskSteps: readonly Int32Array[] = [
  Int32Array.of(0),
  Int32Array.from({ length: bitsPerPiece }, (_, bit) => 1 << bit),
];

/**
 * Finds the nearest hashes, looking where they must be in the order of cost. A hash that is in none of the buckets
 * looked at differs from the one asked for in at least as many bits as there were steps: a step looks, for one piece, at
 * the values that differ from it in one more bit. So the cheapest `radius + 1` steps find all, and once enough were
 * found at a distance that no further one can go below, the rest is not looked at.
 */
export class NearestSearch {
  readonly #slots: HashSlots;
  readonly #buckets: IdBuckets;
  /** The search that last came by each slot. */
  #seenBy = new Uint32Array(64);
  #search = 0;
  #hash: Uint32Array = new Uint32Array(wordsPerHash);
  #foundSlots: number[][] = Array.from({ length: bitsPerHash + 1 }, () => []);
  readonly #keysAt = new Float64Array(bitsPerHash + 1);
  /** The greatest distance that is still of use. */
  #bound = 0;
  #keysWithin = 0;
  #limit = 0;

  constructor(slots: HashSlots, buckets: IdBuckets) {
    this.#slots = slots;
    this.#buckets = buckets;
  }

  run(hash: Uint32Array, radius: number, limit: number): { key: number; distance: number }[] {
    if (!(radius >= 0) || !(limit >= 1) || this.#slots.keys === 0) return [];
    this.#begin(hash, radius, limit);
    const equal = this.#slots.find(hash, 0);
    if (equal >= 0) {
      this.#seenBy[equal] = this.#search;
      this.#take(equal, 0);
    }
    this.#look();
    return this.#answer(Math.min(radius, bitsPerHash));
  }

  #begin(hash: Uint32Array, radius: number, limit: number): void {
    if (this.#seenBy.length < this.#slots.end) {
      this.#seenBy = new Uint32Array(this.#slots.sizes.length);
      this.#search = 0;
    }
    if (this.#search === 0xffffffff) {
      this.#seenBy.fill(0);
      this.#search = 0;
    }
    this.#search += 1;
    this.#hash = hash;
    this.#bound = Math.min(Math.floor(radius), bitsPerHash);
    this.#limit = limit;
    this.#keysWithin = 0;
  }

  #look(): void {
    const steps = new Uint8Array(pieces);
    const costs = Float64Array.from({ length: pieces }, (_, piece) => this.#costOf(piece, 0));
    for (let done = 0; done <= this.#bound; done += 1) {
      let cheapest = 0;
      for (let piece = 1; piece < pieces; piece += 1) {
        if ((costs[piece] as number) < (costs[cheapest] as number)) cheapest = piece;
      }
      const cost = costs[cheapest] as number;
      if (cost * (this.#bound + 1 - done) * scanAdvantage > this.#slots.end) {
        this.#scan();
        return;
      }
      const step = steps[cheapest] as number;
      this.#lookInto(cheapest, step);
      steps[cheapest] = step + 1;
      costs[cheapest] = this.#costOf(cheapest, step + 1);
    }
  }

  /** How many hashes a step looks at, and a little for each bucket. */
  #costOf(piece: number, step: number): number {
    const masks = maskSteps[step];
    if (!masks) return Number.POSITIVE_INFINITY;
    const { lengths } = this.#buckets;
    const own = bucketOf(this.#hash, 0, piece);
    let cost = masks.length / 4;
    for (let at = 0; at < masks.length; at += 1) cost += lengths[own ^ (masks[at] as number)] as number;
    return cost;
  }

  #lookInto(piece: number, step: number): void {
    const masks = maskSteps[step] as Int32Array;
    const own = bucketOf(this.#hash, 0, piece);
    const { ids, lengths } = this.#buckets;
    const seenBy = this.#seenBy;
    const search = this.#search;
    for (let at = 0; at < masks.length; at += 1) {
      const bucket = own ^ (masks[at] as number);
      const length = lengths[bucket] as number;
      if (length === 0) continue;
      const start = this.#buckets.startOf(bucket);
      for (let place = start; place < start + length; place += 1) {
        const slot = ids[place] as number;
        if (seenBy[slot] === search) continue;
        seenBy[slot] = search;
        this.#measure(slot);
      }
    }
  }

  /** Looks at everything: there are few hashes, or too many share pieces with this one. */
  #scan(): void {
    const { scanner, sizes, end } = this.#slots;
    const { found } = scanner;
    scanner.ask(this.#hash);
    for (let from = 0; from < end && this.#bound >= 0; from += hashesPerScan) {
      const count = scanner.scan(from, Math.min(end, from + hashesPerScan), this.#bound);
      for (let hit = 0; hit < count; hit += 1) {
        const slot = from + (found[hit * 2] as number) / bytesPerHash;
        const distance = found[hit * 2 + 1] as number;
        if (distance > this.#bound || this.#seenBy[slot] === this.#search || sizes[slot] === 0) continue;
        this.#take(slot, distance);
      }
    }
  }

  #measure(slot: number): void {
    const { words } = this.#slots;
    const hash = this.#hash;
    const bound = this.#bound;
    let distance = 0;
    for (let word = 0, at = slot * wordsPerHash; word < wordsPerHash; word += 2, at += 2) {
      distance +=
        countBits((hash[word] as number) ^ (words[at] as number)) +
        countBits((hash[word + 1] as number) ^ (words[at + 1] as number));
      if (distance > bound) return;
    }
    this.#take(slot, distance);
  }

  #take(slot: number, distance: number): void {
    const size = this.#slots.sizes[slot] as number;
    (this.#foundSlots[distance] as number[]).push(slot);
    this.#keysAt[distance] = (this.#keysAt[distance] as number) + size;
    this.#keysWithin += size;
    // What is as far away as the last of those that are enough is of no use any more.
    while (this.#keysWithin >= this.#limit) {
      this.#keysWithin -= this.#keysAt[this.#bound] as number;
      this.#bound -= 1;
    }
  }

  /** Empties what was found, nearest first. */
  #answer(radius: number): { key: number; distance: number }[] {
    const answer: { key: number; distance: number }[] = [];
    for (let distance = 0; distance <= radius; distance += 1) {
      this.#keysAt[distance] = 0;
      const slots = this.#foundSlots[distance] as number[];
      for (const slot of slots) {
        if (answer.length >= this.#limit) break;
        this.#slots.forKeysOf(slot, (key) => {
          answer.push({ key, distance });
          return answer.length < this.#limit;
        });
      }
      slots.length = 0;
    }
    return answer;
  }
}
