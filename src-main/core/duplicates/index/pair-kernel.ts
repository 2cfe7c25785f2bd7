import { nearPairsModule } from './near-pairs-module.ts';
import { bytesPerHash } from './packed-hashes.ts';

/** Functions of near-pairs.wat; numbers are places in its memory, in bytes, unless they say otherwise. */
interface PairFunctions {
  readonly memory: WebAssembly.Memory;
  readonly assign: (
    hash: number,
    hashEnd: number,
    centres: number,
    centresEnd: number,
    marginBits: number,
    distances: number,
    found: number,
  ) => number;
  readonly sketch: (numbers: number, numbersEnd: number, hashes: number, table: number, into: number) => void;
  readonly group: (
    sketches: number,
    count: number,
    mask: number,
    bucketBits: number,
    keys: number,
    ends: number,
    sorted: number,
    places: number,
  ) => void;
  readonly compare: (
    sorted: number,
    ends: number,
    bucketBits: number,
    bound: number,
    table: number,
    tableEnd: number,
    pieces: number,
    piecesEnd: number,
    groupBytes: number,
    common: number,
    found: number,
    foundEnd: number,
  ) => number;
}

const bytesPerPage = 65_536;
const alignment = 64;

let module: WebAssembly.Module | undefined;

/** Hashes in the memory of the kernel that finds near pairs of them, and room behind them. */
export class PairKernel {
  readonly run: PairFunctions;
  /** The place of the first hash, in bytes. */
  readonly hashes: number;
  readonly count: number;
  #used = 0;
  #words: Uint32Array;

  constructor(count: number) {
    module ??= new WebAssembly.Module(nearPairsModule());
    this.run = new WebAssembly.Instance(module).exports as unknown as PairFunctions;
    this.#words = new Uint32Array(this.run.memory.buffer);
    this.count = count;
    this.hashes = this.reserve(count * bytesPerHash);
  }

  /** The whole memory. Views taken before more room was reserved are empty. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** Room for so many bytes: its place. */
  reserve(bytes: number): number {
    const place = this.#used;
    this.#used = Math.ceil((place + bytes) / alignment) * alignment;
    const missing = this.#used - this.run.memory.buffer.byteLength;
    if (missing > 0) {
      this.run.memory.grow(Math.ceil(missing / bytesPerPage));
      this.#words = new Uint32Array(this.run.memory.buffer);
    }
    return place;
  }
}
