import { HashScanner, hashesPerScan } from './hash-scanner.ts';
import { bitsPerHash, bytesPerHash, countBits, wordsPerHash } from './packed-hashes.ts';
import type { VisitPair } from './visit-pair.ts';

const mostBitsPerPiece = 20;

/**
 * Finds pairs within a great radius. Hashes are cut into so many pieces that two near ones have one that differs in at
 * most one bit; those that have are compared, piece by piece. A pair is told of at the first such piece only.
 */
export class NearbyPieces {
  readonly #bound: number;
  readonly #visit: VisitPair;
  readonly #pieces: number;
  readonly #bits: number;
  readonly #permuted: Uint32Array;
  /** The same in the order of the piece that is looked at, and which of them they are. */
  readonly #scanner: HashScanner;
  readonly #order: Uint32Array;
  readonly #starts: Uint32Array;

  constructor(permuted: Uint32Array, bound: number, visit: VisitPair) {
    const count = permuted.length / wordsPerHash;
    this.#bound = bound;
    this.#visit = visit;
    this.#pieces = Math.floor(bound / 2) + 1;
    this.#bits = Math.min(mostBitsPerPiece, Math.floor(bitsPerHash / this.#pieces));
    this.#permuted = permuted;
    this.#scanner = new HashScanner(count);
    this.#order = new Uint32Array(count);
    this.#starts = new Uint32Array(2 ** this.#bits + 1);
  }

  run(): void {
    for (let piece = 0; piece < this.#pieces; piece += 1) {
      this.#sortBy(piece);
      for (let value = 0; value < this.#starts.length - 1; value += 1) {
        const from = this.#starts[value] as number;
        const to = this.#starts[value + 1] as number;
        if (from === to) continue;
        for (let place = from; place < to; place += 1) this.#compare(piece, place, place + 1, to);
        this.#compareNextTo(piece, value, from, to);
      }
    }
  }

  /** Values that have one bit more: those that have one less were there before. */
  #compareNextTo(piece: number, value: number, from: number, to: number): void {
    for (let bit = 0; bit < this.#bits; bit += 1) {
      const other = value | (1 << bit);
      if (other === value) continue;
      const start = this.#starts[other] as number;
      const end = this.#starts[other + 1] as number;
      if (start === end) continue;
      for (let place = from; place < to; place += 1) this.#compare(piece, place, start, end);
    }
  }

  #compare(piece: number, place: number, from: number, to: number): void {
    const { found } = this.#scanner;
    for (let at = from; at < to; at += hashesPerScan) {
      const count = this.#scanner.scanFor(place, at, Math.min(to, at + hashesPerScan), this.#bound);
      for (let hit = 0; hit < count; hit += 1) {
        const other = at + (found[hit * 2] as number) / bytesPerHash;
        if (this.#wasFoundBefore(piece, place, other)) continue;
        this.#visit(this.#order[place] as number, this.#order[other] as number, found[hit * 2 + 1] as number);
      }
    }
  }

  #wasFoundBefore(piece: number, place: number, other: number): boolean {
    const { words } = this.#scanner;
    for (let before = 0; before < piece; before += 1) {
      const difference =
        this.#valueOf(words, place * wordsPerHash, before) ^ this.#valueOf(words, other * wordsPerHash, before);
      if (countBits(difference) <= 1) return true;
    }
    return false;
  }

  /** A counting sort, which also brings the hashes themselves together: those compared lie beside each other. */
  #sortBy(piece: number): void {
    const starts = this.#starts.fill(0);
    const permuted = this.#permuted;
    const count = this.#order.length;
    for (let index = 0; index < count; index += 1) {
      const value = this.#valueOf(permuted, index * wordsPerHash, piece);
      starts[value] = (starts[value] as number) + 1;
    }
    let sum = 0;
    for (let value = 0; value < starts.length; value += 1) {
      sum += starts[value] as number;
      starts[value] = sum;
    }
    const { words } = this.#scanner;
    for (let index = count - 1; index >= 0; index -= 1) {
      const at = index * wordsPerHash;
      const value = this.#valueOf(permuted, at, piece);
      const place = (starts[value] as number) - 1;
      starts[value] = place;
      this.#order[place] = index;
      for (let word = 0; word < wordsPerHash; word += 1) {
        words[place * wordsPerHash + word] = permuted[at + word] as number;
      }
    }
  }

  #valueOf(words: Uint32Array, at: number, piece: number): number {
    const bit = piece * this.#bits;
    const shift = bit & 31;
    const word = at + (bit >> 5);
    let value = (words[word] as number) >>> shift;
    if (shift + this.#bits > 32) value |= (words[word + 1] as number) << (32 - shift);
    return value & (2 ** this.#bits - 1);
  }
}
