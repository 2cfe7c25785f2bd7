import { CentreAssigner, hashesPerAssignment } from './centre-assigner.ts';
import { bitsPerHash, bytesPerHash, distanceBetween, wordsPerHash } from './packed-hashes.ts';
import type { PairKernel } from './pair-kernel.ts';

/** Hashes that centres are made of, and as many others that they are judged by. */
const sampled = 2048;
/** Of those the first centres are. */
const drawnFrom = 768;
const draws = 4;
/** Numbers of cells that are begun with, and how often they are made better. */
const triedCounts = [192, 128];
const rounds = 2;
/** What a hash in a cell costs, and a pair in a cell, and the distance to a centre; in nanoseconds. */
const hashNs = 1000;
const pairNs = 0.05;
const centreNs = 2;
const goldenRatio = 0.6180339887498949;

/** Which hash of the sample is in which cell. */
interface Assignment {
  readonly hash: number;
  readonly cell: number;
}

/** The centres by which a sample would be the cheapest to look through; none where dividing is not worth it. */
export function findCentres(kernel: PairKernel, bound: number): Uint32Array[] {
  const size = Math.min(sampled, Math.floor(kernel.count / 2));
  const place = kernel.reserve(2 * size * bytesPerHash);
  for (let index = 0; index < 2 * size; index += 1) {
    // From everywhere, in no order.
    const from = kernel.hashes / 4 + Math.floor(((index * goldenRatio) % 1) * kernel.count) * wordsPerHash;
    kernel.words.copyWithin(place / 4 + index * wordsPerHash, from, from + wordsPerHash);
  }
  const sample = kernel.words.slice(place / 4, place / 4 + size * wordsPerHash);
  const picked = pickCentres(sample.subarray(0, drawnFrom * wordsPerHash), triedCounts[0] as number);
  const assigner = new CentreAssigner(kernel, picked.length);
  const proof = { place: place + size * bytesPerHash, size, scale: kernel.count / size };
  let best: Uint32Array[] = [];
  let least = costOf(kernel.count, 1, [kernel.count]);
  for (const tried of triedCounts) {
    let centres = picked.slice(0, tried);
    for (let round = 0; round < rounds; round += 1) {
      assigner.setCentres(centres);
      centres = majorities(sample, assignSample(assigner, place, size, 0), centres.length);
      assigner.setCentres(centres);
      const sizes = new Float64Array(centres.length);
      for (const { cell } of assignSample(assigner, proof.place, size, bound)) {
        sizes[cell] = (sizes[cell] as number) + proof.scale;
      }
      const cost = costOf(kernel.count, centres.length, sizes);
      if (cost < least) {
        least = cost;
        best = centres;
      }
      centres = dropDoubled(centres, assignSample(assigner, place, size, bound));
    }
  }
  return best;
}

function costOf(hashes: number, centres: number, sizes: Iterable<number>): number {
  let cost = hashes * centres * centreNs;
  for (const size of sizes) cost += hashNs * size + (pairNs * size ** 2) / 2;
  return cost;
}

/** Each one, of some drawn at random, that brings the sample nearest to the centres. */
function pickCentres(sample: Uint32Array, most: number): Uint32Array[] {
  const size = sample.length / wordsPerHash;
  const nearest = new Uint16Array(size).fill(bitsPerHash);
  const picked: Uint32Array[] = [];
  let state = 1;
  let closest = new Uint16Array(size);
  let other = new Uint16Array(size);
  while (picked.length < most) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let draw = 0; draw < draws; draw += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const drawn = Math.floor((state / 2 ** 32) * size);
      let sum = 0;
      for (let hash = 0; hash < size; hash += 1) {
        const distance = distanceBetween(sample, hash * wordsPerHash, sample, drawn * wordsPerHash);
        const nearer = Math.min(distance, nearest[hash] as number);
        other[hash] = nearer;
        sum += nearer;
      }
      if (sum >= least) continue;
      least = sum;
      best = drawn;
      [closest, other] = [other, closest];
    }
    nearest.set(closest);
    picked.push(sample.slice(best * wordsPerHash, (best + 1) * wordsPerHash));
  }
  return picked;
}

/** Leaves out centres most of whose hashes are in the cell of a larger one too: they are in the middle of one cluster. */
function dropDoubled(centres: readonly Uint32Array[], assigned: Iterable<Assignment>): Uint32Array[] {
  const count = centres.length;
  const shared = new Uint32Array(count * count);
  let cells: number[] = [];
  let current = -1;
  const note = () => {
    for (const one of cells)
      for (const other of cells) shared[one * count + other] = (shared[one * count + other] as number) + 1;
  };
  for (const { hash, cell } of assigned) {
    if (hash !== current) {
      note();
      cells = [];
      current = hash;
    }
    cells.push(cell);
  }
  note();
  const size = (cell: number) => shared[cell * count + cell] as number;
  const kept: number[] = [];
  for (const cell of [...centres.keys()].sort((one, other) => size(other) - size(one))) {
    if (kept.every((larger) => (shared[cell * count + larger] as number) * 2 <= size(cell))) kept.push(cell);
  }
  return kept.map((cell) => centres[cell] as Uint32Array);
}

function* assignSample(assigner: CentreAssigner, place: number, size: number, margin: number): Generator<Assignment> {
  for (let from = 0; from < size; from += hashesPerAssignment) {
    const count = Math.min(hashesPerAssignment, size - from);
    const found = assigner.assign(place + from * bytesPerHash, count, margin);
    for (let at = 0; at < found.length; at += 2) {
      yield { hash: from + (found[at] as number), cell: found[at + 1] as number };
    }
  }
}

/** For each cell what most of its hashes have, bit by bit; the largest cell first. */
function majorities(sample: Uint32Array, assigned: Iterable<Assignment>, cells: number): Uint32Array[] {
  const sizes = new Uint32Array(cells);
  const set = Array.from({ length: cells }, () => new Uint32Array(bitsPerHash));
  for (const { hash, cell } of assigned) {
    const counts = set[cell] as Uint32Array;
    sizes[cell] = (sizes[cell] as number) + 1;
    for (let bit = 0; bit < bitsPerHash; bit += 1) {
      const word = sample[hash * wordsPerHash + (bit >> 5)] as number;
      counts[bit] = (counts[bit] as number) + ((word >>> (bit & 31)) & 1);
    }
  }
  return [...sizes.keys()]
    .filter((cell) => (sizes[cell] as number) > 0)
    .sort((one, other) => (sizes[other] as number) - (sizes[one] as number))
    .map((cell) => {
      const centre = new Uint32Array(wordsPerHash);
      for (const [bit, count] of (set[cell] as Uint32Array).entries()) {
        if (count * 2 > (sizes[cell] as number)) centre[bit >> 5] = (centre[bit >> 5] as number) | (1 << (bit & 31));
      }
      return centre;
    });
}
