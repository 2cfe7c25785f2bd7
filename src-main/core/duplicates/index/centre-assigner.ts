import { bytesPerHash, wordsPerHash } from './packed-hashes.ts';
import type { PairKernel } from './pair-kernel.ts';

/** So many hashes are assigned in one go at most. */
export const hashesPerAssignment = 512;

/** Tells of the centres that hashes are nearest to. */
export class CentreAssigner {
  readonly #kernel: PairKernel;
  readonly #centres: number;
  readonly #distances: number;
  readonly #found: number;
  #count = 0;

  constructor(kernel: PairKernel, mostCentres: number) {
    this.#kernel = kernel;
    this.#centres = kernel.reserve(mostCentres * bytesPerHash);
    this.#distances = kernel.reserve(mostCentres * 4);
    this.#found = kernel.reserve(hashesPerAssignment * mostCentres * 8);
  }

  setCentres(centres: readonly Uint32Array[]): void {
    this.#count = centres.length;
    for (const [index, centre] of centres.entries()) {
      this.#kernel.words.set(centre, this.#centres / 4 + index * wordsPerHash);
    }
  }

  /** Pairs of the number of a hash and of a centre no more than the margin further than the nearest one. */
  assign(hashes: number, count: number, margin: number): Uint32Array {
    const centres = this.#centres;
    const end = this.#kernel.run.assign(
      hashes,
      hashes + count * bytesPerHash,
      centres,
      centres + this.#count * bytesPerHash,
      margin,
      this.#distances,
      this.#found,
    );
    return this.#kernel.words.subarray(this.#found / 4, end / 4);
  }
}
