import { CellPairs } from './cell-pairs.ts';
import { type EqualHashes, findEqualHashes } from './equal-hashes.ts';
import { divideHashes } from './hash-cells.ts';
import { bitsPerHash, wordsPerHash } from './packed-hashes.ts';
import { PairKernel } from './pair-kernel.ts';
import type { VisitPair } from './visit-pair.ts';

/**
 * Finds every two different hashes that differ in at most `radius` bits, each pair once. Equal hashes count as one, the
 * first of them: `findEqualHashes` and `equalRuns` tell of the others. Pairs come in no order, with `first < second`.
 */
export function nearPairs(
  packed: Uint32Array,
  radius: number,
  visit: VisitPair,
  equal: EqualHashes = findEqualHashes(packed),
): void {
  const bound = Math.min(Math.floor(radius), bitsPerHash);
  const { distinct } = equal;
  if (!(bound >= 1) || distinct.length < 2) return;
  const kernel = new PairKernel(distinct.length);
  const { words } = kernel;
  for (let number = 0, to = kernel.hashes / 4; number < distinct.length; number += 1) {
    const from = (distinct[number] as number) * wordsPerHash;
    for (let word = 0; word < wordsPerHash; word += 1, to += 1) words[to] = packed[from + word] as number;
  }
  const cells = divideHashes(kernel, bound);
  let current = 0;
  const pairs = new CellPairs(kernel, cells.largest, bound, (one, other, distance) => {
    if (cells.count > 1 && cells.firstInCommon(one, other) !== current) return;
    const first = distinct[one] as number;
    const second = distinct[other] as number;
    visit(Math.min(first, second), Math.max(first, second), distance);
  });
  cells.forEach((cell, numbers) => {
    current = cell;
    pairs.find(numbers);
  });
}
