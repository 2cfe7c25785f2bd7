import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCentres } from './cell-centres.ts';
import { divideHashes } from './hash-cells.ts';
import { bruteDistance, clusteredHashes, fixedRandom } from './hashes.fake.ts';
import { packHashes } from './packed-hashes.ts';
import { PairKernel } from './pair-kernel.ts';

function kernelOf(hashes: readonly Uint8Array[]): PairKernel {
  const kernel = new PairKernel(hashes.length);
  kernel.words.set(packHashes(hashes), kernel.hashes / 4);
  return kernel;
}

describe('the cells of hashes', () => {
  it('have any two near ones together, wherever the centres are', () => {
    fc.assert(
      fc.property(clusteredHashes, fc.integer({ min: 1, max: 60 }), fc.nat(6), (hashes, bound, count) => {
        const centres = hashes.slice(0, count).map((hash) => packHashes([hash]));
        const cells = divideHashes(kernelOf(hashes), bound, centres);
        const cellsOf = hashes.map(() => new Set<number>());
        cells.forEach((cell, numbers) => {
          for (const number of numbers) cellsOf[number]?.add(cell);
          expect(numbers.length).toBeLessThanOrEqual(cells.largest);
        });
        for (const [one, own] of cellsOf.entries()) {
          expect(own.size).toBeGreaterThan(0);
          for (const [other, others] of cellsOf.entries()) {
            if (bruteDistance(hashes[one] as Uint8Array, hashes[other] as Uint8Array) > bound) continue;
            const common = [...own].filter((cell) => others.has(cell));
            expect(cells.firstInCommon(one, other)).toBe(Math.min(...common));
          }
        }
      }),
    );
  });

  it('are made around clusters that are far from each other', () => {
    const random = fixedRandom(1);
    const clusters = Array.from({ length: 20 }, () =>
      Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256)),
    );
    const hashes = Array.from({ length: 60_000 }, (_, index) => {
      const hash = Uint8Array.from(clusters[index % 20] ?? []);
      for (let flips = 0; flips < 30; flips += 1) {
        const bit = Math.floor(random() * 256);
        hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      }
      return hash;
    });
    const kernel = kernelOf(hashes);
    const cells = divideHashes(kernel, 12, findCentres(kernel, 12));
    let total = 0;
    cells.forEach((_, numbers) => {
      total += numbers.length;
    });
    expect(cells.largest).toBeLessThan(10_000);
    expect(total).toBeLessThan(2 * hashes.length);
  });
});
