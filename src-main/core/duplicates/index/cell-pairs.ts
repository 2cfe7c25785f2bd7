import { bitsPerHash, bytesPerHash, countBits, distanceBetween, wordsPerHash } from './packed-hashes.ts';
import type { PairKernel } from './pair-kernel.ts';
import { choices, choosePieceScheme, type PieceScheme, piecesOfGroup, sketchBits } from './piece-scheme.ts';
import type { VisitPair } from './visit-pair.ts';

const wordsPerSketch = sketchBits / 32;
const bytesPerSketch = sketchBits / 8;
const sampledHashes = 256;
const sampledPairs = 2000;
const mostSlots = 2 * sketchBits;
const bytesOfFound = 1 << 18;

/** Finds the near pairs among some of the hashes of a kernel. */
export class CellPairs {
  readonly #kernel: PairKernel;
  readonly #bound: number;
  readonly #visit: VisitPair;
  readonly #numbers: number;
  readonly #byteTable: number;
  readonly #sketches: number;
  readonly #keys: number;
  readonly #ends: number;
  readonly #sorted: number;
  readonly #places: number;
  readonly #pieces: number;
  readonly #masks: number;
  readonly #found: number;
  readonly #words: Uint32Array;

  /** Room for `largest` of them. No more room may be reserved afterwards. */
  constructor(kernel: PairKernel, largest: number, bound: number, visit: VisitPair) {
    this.#kernel = kernel;
    this.#bound = bound;
    this.#visit = visit;
    this.#numbers = kernel.reserve(largest * 4);
    this.#byteTable = kernel.reserve(bytesPerHash * 256 * bytesPerSketch);
    this.#sketches = kernel.reserve(largest * bytesPerSketch);
    this.#keys = kernel.reserve(largest * 4);
    this.#ends = kernel.reserve(4 << bucketBitsFor(largest));
    this.#sorted = kernel.reserve(largest * bytesPerSketch);
    this.#places = kernel.reserve(largest * 4);
    this.#pieces = kernel.reserve(mostSlots * bytesPerSketch);
    this.#masks = kernel.reserve(mostSlots * bytesPerSketch);
    this.#found = kernel.reserve(bytesOfFound);
    this.#words = kernel.words;
  }

  /** Tells of the near pairs among the hashes with these numbers, by their numbers, each once. */
  find(numbers: Uint32Array): void {
    if (numbers.length < 2) return;
    const { run, hashes } = this.#kernel;
    this.#words.set(numbers, this.#numbers / 4);
    this.#fillByteTable(this.#bitsThatVary(numbers));
    run.sketch(this.#numbers, this.#numbers + numbers.length * 4, hashes, this.#byteTable, this.#sketches);
    const scheme = choosePieceScheme(numbers.length, this.#bound, this.#sampleDistances(numbers.length));
    const masks = pieceMasks(scheme.pieces);
    const slots = piecesOfGroup(scheme, 0);
    let firstPiece = 0;
    // Pieces of groups that have fewer are equal in no pair.
    this.#words.fill(0xffffffff, this.#pieces / 4, this.#pieces / 4 + scheme.groups * slots * wordsPerSketch);
    for (let group = 0; group < scheme.groups; group += 1) {
      const own = masks.slice(firstPiece, firstPiece + piecesOfGroup(scheme, group));
      firstPiece += own.length;
      for (const chosen of choices(own.length, scheme.common)) {
        this.#sortAndCompare(numbers, scheme, own, chosen, this.#pieces + group * slots * bytesPerSketch, slots);
      }
      for (const [slot, mask] of own.entries()) {
        this.#words.set(mask, this.#pieces / 4 + (group * slots + slot) * wordsPerSketch);
      }
    }
  }

  /** Brings together what agrees in the chosen pieces of a group, and compares it. */
  #sortAndCompare(
    numbers: Uint32Array,
    scheme: PieceScheme,
    own: readonly Uint32Array[],
    chosen: readonly number[],
    piecesEnd: number,
    slots: number,
  ): void {
    const { run } = this.#kernel;
    const words = this.#words;
    const masks = this.#masks / 4;
    words.fill(0, masks, masks + wordsPerSketch);
    for (const piece of chosen) {
      for (let word = 0; word < wordsPerSketch; word += 1) {
        words[masks + word] = (words[masks + word] as number) | (own[piece]?.[word] ?? 0);
      }
    }
    // What agrees in another piece before the last one was told of before.
    let end = masks + wordsPerSketch;
    for (let piece = 0; piece < (chosen.at(-1) ?? 0); piece += 1) {
      if (chosen.includes(piece)) continue;
      words.set(own[piece] ?? [], end);
      end += wordsPerSketch;
    }
    const bits = scheme.common === 0 ? 1 : bucketBitsFor(numbers.length);
    run.group(this.#sketches, numbers.length, this.#masks, bits, this.#keys, this.#ends, this.#sorted, this.#places);
    const foundEnd = this.#found + bytesOfFound;
    for (let until = foundEnd; until === foundEnd; ) {
      until = run.compare(
        this.#sorted,
        this.#ends,
        bits,
        this.#bound,
        this.#masks,
        end * 4,
        this.#pieces,
        piecesEnd,
        slots * bytesPerSketch,
        scheme.common,
        this.#found,
        foundEnd,
      );
      this.#tell(numbers, until);
    }
  }

  /** The sketches are near; tells of those whose hashes are too. */
  #tell(numbers: Uint32Array, until: number): void {
    const words = this.#words;
    const places = this.#places / 4;
    const hashes = this.#kernel.hashes / 4;
    for (let at = this.#found / 4; at < until / 4; at += 2) {
      const one = numbers[words[places + (words[at] as number)] as number] as number;
      const other = numbers[words[places + (words[at + 1] as number)] as number] as number;
      const distance = distanceBetween(words, hashes + one * wordsPerHash, words, hashes + other * wordsPerHash);
      if (distance <= this.#bound) this.#visit(one, other, distance);
    }
  }

  /** Those bits of the hashes in which they differ most: windows share their frame, and so most bits. */
  #bitsThatVary(numbers: Uint32Array): number[] {
    const sampled = Math.min(numbers.length, sampledHashes);
    const set = new Uint32Array(bitsPerHash);
    for (let sample = 0; sample < sampled; sample += 1) {
      const number = numbers[Math.floor((sample * numbers.length) / sampled)] as number;
      const at = this.#kernel.hashes / 4 + number * wordsPerHash;
      for (let bit = 0; bit < bitsPerHash; bit += 1) {
        set[bit] = (set[bit] as number) + (((this.#words[at + (bit >> 5)] as number) >>> (bit & 31)) & 1);
      }
    }
    const evenness = Array.from(set, (count) => Math.abs(count - sampled / 2));
    return Array.from({ length: bitsPerHash }, (_, bit) => bit)
      .sort((one, other) => (evenness[one] as number) - (evenness[other] as number) || one - other)
      .slice(0, sketchBits);
  }

  /** The bits that each value of each byte of a hash gives to the sketch. */
  #fillByteTable(bits: readonly number[]): void {
    const from = this.#byteTable / 4;
    const table = this.#words.subarray(from, from + bytesPerHash * 256 * wordsPerSketch);
    table.fill(0);
    for (const [rank, bit] of bits.entries()) {
      const word = ((bit >> 3) * 256 + (1 << (bit & 7))) * wordsPerSketch + (rank >> 5);
      table[word] = (table[word] as number) | (1 << (rank & 31));
    }
    for (let row = 0; row < bytesPerHash * 256; row += 1) {
      const lowest = row & -row & 0xff;
      if (lowest === (row & 0xff)) continue;
      const [one, other] = [(row ^ lowest) * wordsPerSketch, ((row & ~0xff) | lowest) * wordsPerSketch];
      for (let word = 0; word < wordsPerSketch; word += 1) {
        table[row * wordsPerSketch + word] = (table[one + word] as number) | (table[other + word] as number);
      }
    }
  }

  /** How many of some pairs of sketches are how far apart. */
  #sampleDistances(count: number): Uint32Array {
    const distances = new Uint32Array(sketchBits + 1);
    let state = 1;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return this.#sketches / 4 + Math.floor((state / 2 ** 32) * count) * wordsPerSketch;
    };
    for (let sample = 0; sample < sampledPairs; sample += 1) {
      const [one, other] = [next(), next()];
      if (one === other) continue;
      let distance = 0;
      for (let word = 0; word < wordsPerSketch; word += 1) {
        distance += countBits((this.#words[one + word] as number) ^ (this.#words[other + word] as number));
      }
      distances[distance] = (distances[distance] as number) + 1;
    }
    return distances;
  }
}

/** About as many buckets as there are sketches. */
function bucketBitsFor(sketches: number): number {
  return Math.max(1, Math.round(Math.log2(sketches)));
}

/** Deals the bits of the sketch, of which the first vary most, to so many pieces, each as much as any other. */
function pieceMasks(pieces: number): Uint32Array[] {
  const masks = Array.from({ length: pieces }, () => new Uint32Array(wordsPerSketch));
  for (let bit = 0; bit < sketchBits && pieces > 0; bit += 1) {
    const isBackwards = Math.floor(bit / pieces) % 2 === 1;
    const mask = masks[isBackwards ? pieces - 1 - (bit % pieces) : bit % pieces];
    if (mask) mask[bit >> 5] = (mask[bit >> 5] ?? 0) | (1 << (bit & 31));
  }
  return masks;
}
