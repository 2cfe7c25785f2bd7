import { HashScanner, hashesPerScan } from './hash-scanner.ts';
import { bitsPerHash, wordsPerHash } from './packed-hashes.ts';
import type { VisitPair } from './visit-pair.ts';

/** Two near hashes have so many pieces in common. */
const commonPieces = 3;
/** So many that share a piece are all compared with each other; more are split by a second piece they must share. */
const mostCompared = 400;
const mostBitsPerPiece = 18;
const fewestTableBits = 4;

/** Room for the hashes of one level: they are split by one more piece at each. */
interface Level {
  /** In the scanner's memory. */
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
  readonly #count: number;
  /** The value of every hash, piece by piece. */
  readonly #values: Uint32Array[] = [];
  readonly #bound: number;
  readonly #visit: VisitPair;
  readonly #pieces: number;
  readonly #bits: number;
  readonly #levels: Level[] = [];
  readonly #scanner: HashScanner;

  constructor(permuted: Uint32Array, bound: number, visit: VisitPair) {
    this.#count = permuted.length / wordsPerHash;
    this.#bound = bound;
    this.#visit = visit;
    this.#pieces = bound + commonPieces;
    this.#bits = Math.min(mostBitsPerPiece, Math.floor(bitsPerHash / this.#pieces));
    for (let piece = 0; piece < this.#pieces; piece += 1) {
      const values = new Uint32Array(this.#count);
      for (let hash = 0; hash < this.#count; hash += 1) values[hash] = pieceOf(permuted, hash, piece, this.#bits);
      this.#values.push(values);
    }
    this.#scanner = new HashScanner(this.#count);
    // The first level splits all; what is split by a second and a third piece is not more than one bucket.
    const orders = this.#scanner.makeOrders(this.#count * commonPieces);
    this.#scanner.words.set(permuted);
    for (let depth = 0; depth < commonPieces; depth += 1) {
      const order = orders.subarray(depth * this.#count, (depth + 1) * this.#count);
      this.#levels.push({ order, starts: new Uint32Array(2 ** this.#bits + 1) });
    }
  }

  run(): void {
    const all = Uint32Array.from({ length: this.#count }, (_, hash) => hash);
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
    const level = this.#levels[depth] as Level;
    const values = this.#values[piece] as Uint32Array;
    const tableBits = this.#tableBits(hashes.length);
    const { order, starts } = level;
    starts.fill(0, 0, 2 ** tableBits + 1);
    for (let index = 0; index < hashes.length; index += 1) {
      const bucket = this.#bucketOf(values[hashes[index] as number] as number, tableBits);
      starts[bucket] = (starts[bucket] as number) + 1;
    }
    let sum = 0;
    for (let bucket = 0; bucket <= 2 ** tableBits; bucket += 1) {
      sum += starts[bucket] as number;
      starts[bucket] = sum;
    }
    for (let index = hashes.length - 1; index >= 0; index -= 1) {
      const hash = hashes[index] as number;
      const bucket = this.#bucketOf(values[hash] as number, tableBits);
      const place = (starts[bucket] as number) - 1;
      starts[bucket] = place;
      order[place] = hash;
    }
    return level;
  }

  #compareAll(order: Uint32Array, from: number, to: number, chosen: number, lastPiece: number): void {
    const scanner = this.#scanner;
    const { found } = scanner;
    for (let place = from; place < to - 1; place += 1) {
      for (let at = place + 1; at < to; at += hashesPerScan) {
        const hits = scanner.scanOrdered(order, place, at, Math.min(to, at + hashesPerScan), this.#bound);
        for (let hit = 0; hit < hits; hit += 1) {
          const one = order[place] as number;
          const two = order[place + (found[hit * 2] as number) / 4] as number;
          if (this.#haveFirstInCommon(one, two, chosen, lastPiece)) this.#visit(one, two, found[hit * 2 + 1] as number);
        }
      }
    }
  }

  /** Whether the pieces two hashes have in common, up to the last one looked at, are just the chosen ones. */
  #haveFirstInCommon(one: number, two: number, chosen: number, lastPiece: number): boolean {
    for (let piece = 0; piece <= lastPiece; piece += 1) {
      const values = this.#values[piece] as Uint32Array;
      if ((values[one] === values[two]) !== ((chosen & (1 << piece)) !== 0)) return false;
    }
    return true;
  }

  #bucketOf(value: number, tableBits: number): number {
    return tableBits === this.#bits ? value : Math.imul(value, 0x9e3779b1) >>> (32 - tableBits);
  }
}

function pieceOf(words: Uint32Array, hash: number, piece: number, bits: number): number {
  const bit = piece * bits;
  const shift = bit & 31;
  const word = hash * wordsPerHash + (bit >> 5);
  let value = (words[word] as number) >>> shift;
  if (shift + bits > 32) value |= (words[word + 1] as number) << (32 - shift);
  return value & ((1 << bits) - 1);
}
