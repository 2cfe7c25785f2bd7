import { findCentres } from './cell-centres.ts';
import { CentreAssigner, hashesPerAssignment } from './centre-assigner.ts';
import { bytesPerHash } from './packed-hashes.ts';
import type { PairKernel } from './pair-kernel.ts';

/** Fewer are not worth dividing. */
const fewestDivided = 2000;

/** Cells of hashes; two near hashes are together in at least one. */
export class HashCells {
  readonly largest: number;
  readonly count: number;
  /** The cells of hash `n` stand from `#starts[n]` on, in order. */
  readonly #starts: Uint32Array;
  readonly #cells: Uint8Array;

  constructor(count: number, starts: Uint32Array, cells: Uint8Array) {
    this.count = count;
    this.#starts = starts;
    this.#cells = cells;
    const sizes = new Uint32Array(count);
    for (const cell of cells) sizes[cell] = (sizes[cell] as number) + 1;
    this.largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  }

  /** Hears of the numbers of the hashes in each cell. */
  forEach(visit: (cell: number, numbers: Uint32Array) => void): void {
    const ends = new Uint32Array(this.count + 1);
    for (const cell of this.#cells) ends[cell + 1] = (ends[cell + 1] as number) + 1;
    for (let cell = 0; cell < this.count; cell += 1) {
      ends[cell + 1] = (ends[cell + 1] as number) + (ends[cell] as number);
    }
    const numbers = new Uint32Array(this.#cells.length);
    const next = ends.slice();
    for (let number = 0; number + 1 < this.#starts.length; number += 1) {
      for (let at = this.#starts[number] as number; at < (this.#starts[number + 1] as number); at += 1) {
        const cell = this.#cells[at] as number;
        numbers[next[cell] as number] = number;
        next[cell] = (next[cell] as number) + 1;
      }
    }
    for (let cell = 0; cell < this.count; cell += 1) visit(cell, numbers.subarray(ends[cell], ends[cell + 1]));
  }

  /** The first cell that both are in. */
  firstInCommon(one: number, other: number): number {
    let [a, b] = [this.#starts[one] as number, this.#starts[other] as number];
    for (;;) {
      const difference = (this.#cells[a] as number) - (this.#cells[b] as number);
      if (difference === 0) return this.#cells[a] as number;
      if (difference < 0) a += 1;
      else b += 1;
    }
  }
}

/**
 * Divides hashes by the centre they are nearest to. A hash that is no more than `bound` bits further from another centre
 * is in the cell of that one too: so of two hashes that differ in no more than that, the one that is nearer to its
 * centre has the other in its cell. Centres are sought in a sample; where there are no clusters there is one cell.
 */
export function divideHashes(
  kernel: PairKernel,
  bound: number,
  centres: readonly Uint32Array[] = kernel.count < fewestDivided ? [] : findCentres(kernel, bound),
): HashCells {
  const { count } = kernel;
  if (centres.length < 2) {
    return new HashCells(
      1,
      Uint32Array.from({ length: count + 1 }, (_, at) => at),
      new Uint8Array(count),
    );
  }
  const starts = new Uint32Array(count + 1);
  let cells = new Uint8Array(count * 2);
  let used = 0;
  const assigner = new CentreAssigner(kernel, centres.length);
  assigner.setCentres(centres);
  for (let from = 0; from < count; from += hashesPerAssignment) {
    const to = Math.min(count, from + hashesPerAssignment);
    const found = assigner.assign(kernel.hashes + from * bytesPerHash, to - from, bound);
    if (used + found.length > cells.length) {
      const larger = new Uint8Array(cells.length * 2 + found.length);
      larger.set(cells);
      cells = larger;
    }
    for (let at = 0; at < found.length; at += 2) {
      cells[used] = found[at + 1] as number;
      used += 1;
      starts[from + (found[at] as number) + 1] = used;
    }
  }
  return new HashCells(centres.length, starts, cells.slice(0, used));
}
