import { HashScanner, hashesPerScan } from './hash-scanner.ts';
import { bitsPerHash, bytesPerHash, wordsPerHash } from './packed-hashes.ts';
import type { VisitPair } from './visit-pair.ts';

/** Two near hashes have so many pieces in common. */
const commonPieces = 3;
/** So many that share a piece are all compared with each other; more are split by a second piece they must share. */
const mostCompared = 400;
const mostBitsPerPiece = 18;
const fewestTableBits = 4;

/** Room for the hashes of one level: they are split by one more piece at each. */
interface Level {
  readonly order: Uint32Array;
  readonly starts: Uint32Array;
}

/**
 * Finds pairs within a small radius. Hashes are cut into three pieces more than they may differ in bits, so that two near
 * ones have at least three pieces in common. Those that share one are brought together and compared; where they are
 * too many, because windows share their frame, they are brought together by a second piece and a third. A pair is told
 * of only where the pieces it was brought together by are the first ones it has in common, so once.
 */
export class SharedPieces {
  readonly #permuted: Uint32Array;
  readonly #bound: number;
  readonly #visit: VisitPair;
  readonly #pieces: number;
  readonly #bits: number;
  readonly #levels: Level[] = [];
  readonly #scanner = new HashScanner(mostCompared);
  #roomFor = mostCompared;

  constructor(permuted: Uint32Array, bound: number, visit: VisitPair) {
    this.#permuted = permuted;
    this.#bound = bound;
    this.#visit = visit;
    this.#pieces = bound + commonPieces;
    this.#bits = Math.min(mostBitsPerPiece, Math.floor(bitsPerHash / this.#pieces));
  }

  run(): void {
    const all = Uint32Array.from({ length: this.#permuted.length / wordsPerHash }, (_, hash) => hash);
    this.#split(all, 0, 0, 0);
  }

  /** Splits hashes that share the `chosen` pieces (bits of a number) by each further piece, from this one on. */
  #split(hashes: Uint32Array, depth: number, chosen: number, fromPiece: number): void {
    // Behind the piece there must be enough for the rest of those they have in common.
    const end = this.#pieces - (commonPieces - depth) + 1;
    for (let piece = fromPiece; piece < end; piece += 1) {
      const { order, starts } = this.#bringTogether(hashes, depth, piece);
      const buckets = 2 ** this.#tableBits(hashes.length);
      const now = chosen | (1 << piece);
      for (let bucket = 0; bucket < buckets; bucket += 1) {
        const from = starts[bucket] as number;
        const to = starts[bucket + 1] as number;
        if (to - from < 2) continue;
        if (to - from <= mostCompared || depth === commonPieces - 1) this.#compareAll(order, from, to, now, piece);
        else this.#split(order.subarray(from, to), depth + 1, now, piece + 1);
      }
    }
  }

  #tableBits(hashes: number): number {
    return Math.min(this.#bits, Math.max(fewestTableBits, Math.ceil(Math.log2(hashes))));
  }

  /** A counting sort by a piece; in a small table different values may share a bucket. */
  #bringTogether(hashes: Uint32Array, depth: number, piece: number): Level {
    const level = this.#level(depth, hashes.length);
    const tableBits = this.#tableBits(hashes.length);
    const { order, starts } = level;
    starts.fill(0, 0, 2 ** tableBits + 1);
    for (let index = 0; index < hashes.length; index += 1) {
      const bucket = this.#bucketOf(hashes[index] as number, piece, tableBits);
      starts[bucket] = (starts[bucket] as number) + 1;
    }
    let sum = 0;
    for (let bucket = 0; bucket <= 2 ** tableBits; bucket += 1) {
      sum += starts[bucket] as number;
      starts[bucket] = sum;
    }
    for (let index = hashes.length - 1; index >= 0; index -= 1) {
      const hash = hashes[index] as number;
      const bucket = this.#bucketOf(hash, piece, tableBits);
      const place = (starts[bucket] as number) - 1;
      starts[bucket] = place;
      order[place] = hash;
    }
    return level;
  }

  #level(depth: number, hashes: number): Level {
    const known = this.#levels[depth];
    if (known && known.order.length >= hashes) return known;
    const starts = known?.starts ?? new Uint32Array(2 ** this.#bits + 1);
    const level = { order: new Uint32Array(hashes), starts };
    this.#levels[depth] = level;
    return level;
  }

  #compareAll(order: Uint32Array, from: number, to: number, chosen: number, lastPiece: number): void {
    const count = to - from;
    const scanner = this.#scanner;
    if (count > this.#roomFor) {
      this.#roomFor = count * 2;
      scanner.makeRoomFor(this.#roomFor);
    }
    const { words, found } = scanner;
    const permuted = this.#permuted;
    for (let place = 0; place < count; place += 1) {
      const at = (order[from + place] as number) * wordsPerHash;
      for (let word = 0; word < wordsPerHash; word += 1) {
        words[place * wordsPerHash + word] = permuted[at + word] as number;
      }
    }
    for (let place = 0; place < count - 1; place += 1) {
      for (let at = place + 1; at < count; at += hashesPerScan) {
        const hits = scanner.scanFor(place, at, Math.min(count, at + hashesPerScan), this.#bound);
        for (let hit = 0; hit < hits; hit += 1) {
          const other = at + (found[hit * 2] as number) / bytesPerHash;
          const one = order[from + place] as number;
          const two = order[from + other] as number;
          if (this.#haveFirstInCommon(one, two, chosen, lastPiece)) this.#visit(one, two, found[hit * 2 + 1] as number);
        }
      }
    }
  }

  /** Whether the pieces two hashes have in common, up to the last one looked at, are just the chosen ones. */
  #haveFirstInCommon(one: number, two: number, chosen: number, lastPiece: number): boolean {
    for (let piece = 0; piece <= lastPiece; piece += 1) {
      if ((this.#valueOf(one, piece) === this.#valueOf(two, piece)) !== ((chosen & (1 << piece)) !== 0)) return false;
    }
    return true;
  }

  #bucketOf(hash: number, piece: number, tableBits: number): number {
    const value = this.#valueOf(hash, piece);
    return tableBits === this.#bits ? value : Math.imul(value, 0x9e3779b1) >>> (32 - tableBits);
  }

  #valueOf(hash: number, piece: number): number {
    const bit = piece * this.#bits;
    const shift = bit & 31;
    const word = hash * wordsPerHash + (bit >> 5);
    let value = (this.#permuted[word] as number) >>> shift;
    if (shift + this.#bits > 32) value |= (this.#permuted[word + 1] as number) << (32 - shift);
    return value & (2 ** this.#bits - 1);
  }
}
