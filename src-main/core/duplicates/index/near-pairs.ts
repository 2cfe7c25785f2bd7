import { type EqualHashes, findEqualHashes } from './equal-hashes.ts';
import { distanceBetween, wordsPerHash } from './packed-hashes.ts';

/**
 * Finds every two different hashes that differ in at most `radius` bits, each pair once. Equal hashes count as one, the
 * first of them: `findEqualHashes` and `equalRuns` tell of the others. Pairs come in no order, with `first < second`.
 */
export function nearPairs(
  packed: Uint32Array,
  radius: number,
  visit: (first: number, second: number, distance: number) => void,
  equal: EqualHashes = findEqualHashes(packed),
): void {
  const { distinct } = equal;
  for (let a = 0; a < distinct.length; a += 1) {
    const first = distinct[a] ?? 0;
    for (let b = a + 1; b < distinct.length; b += 1) {
      const second = distinct[b] ?? 0;
      const distance = distanceBetween(packed, first * wordsPerHash, packed, second * wordsPerHash);
      if (distance <= radius) visit(first, second, distance);
    }
  }
}
