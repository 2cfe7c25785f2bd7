import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalRuns, findEqualHashes } from './equal-hashes.ts';
import { bruteDistance, clusteredHashes, manyHashes } from './hashes.fake.ts';
import { nearPairs } from './near-pairs.ts';
import { distanceBetween, packHashes } from './packed-hashes.ts';

type Pair = [first: number, second: number, distance: number];

function foundPairs(hashes: readonly Uint8Array[], radius: number): Pair[] {
  const found: Pair[] = [];
  nearPairs(packHashes(hashes), radius, (first, second, distance) => found.push([first, second, distance]));
  return found.sort(inOrder);
}

function brutePairs(hashes: readonly Uint8Array[], radius: number): Pair[] {
  const pairs: Pair[] = [];
  const isFirst = hashes.map((hash, index) => hashes.findIndex((other) => bruteDistance(hash, other) === 0) === index);
  for (const [first, one] of hashes.entries()) {
    for (let second = first + 1; isFirst[first] && second < hashes.length; second += 1) {
      const distance = bruteDistance(one, hashes[second] ?? one);
      if (isFirst[second] && distance <= radius) pairs.push([first, second, distance]);
    }
  }
  return pairs.sort(inOrder);
}

const inOrder = (one: Pair, other: Pair) => one[0] - other[0] || one[1] - other[1];

describe('all near pairs', () => {
  it('are those that comparing all with all finds, each once', () => {
    fc.assert(
      fc.property(clusteredHashes, fc.oneof(fc.nat(48), fc.constantFrom(0, 12, 24, 255, 256)), (hashes, radius) => {
        expect(foundPairs(hashes, radius)).toEqual(brutePairs(hashes, radius));
      }),
      { numRuns: 150 },
    );
  });

  it.each([1, 7, 12, 15, 16, 24, 32])('are found among hashes that share most pieces within %d bits', (radius) => {
    const hashes = manyHashes(500, radius);
    const found = foundPairs(hashes, radius);
    expect(found.length).toBeGreaterThan(20);
    expect(found).toEqual(brutePairs(hashes, radius));
  });

  it.each([
    [4, 0],
    [12, 1],
    [20, 2],
  ])('are found within %d bits where there are so many clusters that they are divided into cells', (radius, seed) => {
    const hashes = manyHashes(4000, seed);
    const packed = packHashes(hashes);
    const { distinct } = findEqualHashes(packed);
    const expected: Pair[] = [];
    for (const [place, first] of distinct.entries()) {
      for (const second of distinct.subarray(place + 1)) {
        const distance = distanceBetween(packed, first * 8, packed, second * 8);
        if (distance <= radius) expected.push([first, second, distance]);
      }
    }
    expect(expected.length).toBeGreaterThan(1000);
    expect(foundPairs(hashes, radius)).toEqual(expected);
  });

  it('are found where there are more of them than are told of in one go', () => {
    const hashes = Array.from({ length: 1024 }, (_, index) => {
      const hash = new Uint8Array(32);
      for (let bit = 0; bit < 10; bit += 1) if ((index >> bit) & 1) hash[bit * 3] = 1;
      return hash;
    });
    expect(foundPairs(hashes, 10)).toEqual(brutePairs(hashes, 10));
    expect(foundPairs(hashes, 2)).toHaveLength((1024 * (10 + 45)) / 2);
  });

  it('are found in a bucket larger than what is looked at in one go', () => {
    const hashes = Array.from({ length: 9000 }, (_, index) => {
      const hash = new Uint8Array(32);
      // Far from each other in sixteen bits of their own, but for the last, which is next to the first.
      const code = index === 8999 ? 1 : index << 1;
      for (let bit = 0; bit < 14; bit += 1) if ((code >> bit) & 1) hash.fill(bit === 0 ? 1 : 255, bit * 2, bit * 2 + 2);
      return hash;
    });
    expect(foundPairs(hashes, 2)).toEqual([[0, 8999, 2]]);
  });

  it('are none among none, one or equal ones', () => {
    const hash = new Uint8Array(32).fill(3);
    expect(foundPairs([], 12)).toEqual([]);
    expect(foundPairs([hash], 12)).toEqual([]);
    expect(foundPairs([hash, hash, hash], 256)).toEqual([]);
  });
});

describe('equal hashes', () => {
  it('are told of as runs with all their members, in order', () => {
    fc.assert(
      fc.property(clusteredHashes, (hashes) => {
        const runs: number[][] = [];
        const equal = findEqualHashes(packHashes(hashes));
        equalRuns(equal, (members) => runs.push([...members]));
        const byText = new Map<string, number[]>();
        for (const [index, hash] of hashes.entries()) {
          const text = hash.join(' ');
          byText.set(text, [...(byText.get(text) ?? []), index]);
        }
        expect(runs).toEqual([...byText.values()].filter((members) => members.length > 1));
        expect([...equal.distinct]).toEqual([...byText.values()].map((members) => members[0]));
        expect([...equal.firstOf]).toEqual(hashes.map((hash) => byText.get(hash.join(' '))?.[0]));
      }),
    );
  });
});
