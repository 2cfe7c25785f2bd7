import { type EqualHashes, findEqualHashes } from './equal-hashes.ts';
import { NearbyPieces } from './nearby-pieces.ts';
import { bitsPerHash, wordsPerHash } from './packed-hashes.ts';
import { permuteHash } from './permute-bits.ts';
import { SharedPieces } from './shared-pieces.ts';
import type { VisitPair } from './visit-pair.ts';

/** Up to this radius there are enough pieces of enough bits for two near hashes to have some of them in common. */
const greatestExactRadius = 15;

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
  if (!(bound >= 1) || equal.distinct.length < 2) return;
  const { distinct } = equal;
  const permuted = new Uint32Array(distinct.length * wordsPerHash);
  for (let index = 0; index < distinct.length; index += 1) {
    permuteHash(packed, (distinct[index] as number) * wordsPerHash, permuted, index * wordsPerHash);
  }
  const visitDistinct: VisitPair = (one, other, distance) => {
    const first = distinct[one] as number;
    const second = distinct[other] as number;
    visit(Math.min(first, second), Math.max(first, second), distance);
  };
  if (bound <= greatestExactRadius) new SharedPieces(permuted, bound, visitDistinct).run();
  else new NearbyPieces(permuted, bound, visitDistinct).run();
}
