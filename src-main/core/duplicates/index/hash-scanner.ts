import { bytesPerHash, wordsPerHash } from './packed-hashes.ts';
import { scanHashesModule } from './scan-hashes-module.ts';

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly scan: (hash: number, at: number, end: number, bound: number, found: number) => number;
}

const bytesPerPage = 65_536;
/** The hash asked for lies first, then what was found, then the hashes from the second page on. */
const foundAt = 64;
const hashesAt = bytesPerPage;
/** How many hashes are looked at in one call at most: what is found of them fits the first page. */
export const hashesPerScan = 4096;

let module: WebAssembly.Module | undefined;

/** Hashes in the memory of a WebAssembly kernel: the processor counts bits there, where JavaScript has to add them up. */
export class HashScanner {
  readonly #kernel: Kernel;
  #words: Uint32Array;
  #asked: Uint32Array;
  #found: Uint32Array;

  constructor(hashes: number) {
    module ??= new WebAssembly.Module(scanHashesModule());
    this.#kernel = new WebAssembly.Instance(module).exports as unknown as Kernel;
    this.#words = new Uint32Array();
    this.#asked = this.#words;
    this.#found = this.#words;
    this.makeRoomFor(hashes);
  }

  /** The hashes, eight words each. Replaced by `makeRoomFor`, which keeps what is in it. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** What the last scan found: places counted in bytes from where it began, each followed by the distance. */
  get found(): Uint32Array {
    return this.#found;
  }

  makeRoomFor(hashes: number): void {
    const { memory } = this.#kernel;
    const missing = hashesAt + hashes * bytesPerHash - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / bytesPerPage));
    this.#lay(hashes);
  }

  /** The hash that the next scans ask for. */
  ask(hash: Uint32Array): void {
    this.#asked.set(hash);
  }

  /** How many hashes from one place up to another, at most `hashesPerScan`, are within so many bits of the one asked for. */
  scan(from: number, to: number, bound: number): number {
    const end = this.#kernel.scan(0, hashesAt + from * bytesPerHash, hashesAt + to * bytesPerHash, bound, foundAt);
    return (end - foundAt) / 8;
  }

  #lay(hashes: number): void {
    const { memory } = this.#kernel;
    this.#words = new Uint32Array(memory.buffer, hashesAt, hashes * wordsPerHash);
    this.#asked = new Uint32Array(memory.buffer, 0, wordsPerHash);
    this.#found = new Uint32Array(memory.buffer, foundAt, hashesPerScan * 2);
  }
}
