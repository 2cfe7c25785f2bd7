import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HammingIndex } from './hamming-index.ts';
import { bruteDistance, clusteredHashes, fixedRandom, manyHashes } from './hashes.fake.ts';
import { packHashes } from './packed-hashes.ts';

/** Distances of the nearest, which are the same however ties are broken. */
function bruteDistances(hashes: ReadonlyMap<number, Uint8Array>, asked: Uint8Array, radius: number, limit: number) {
  return [...hashes.values()]
    .map((hash) => bruteDistance(hash, asked))
    .filter((distance) => distance <= radius)
    .sort((one, other) => one - other)
    .slice(0, limit);
}

function expectRight(
  index: HammingIndex,
  hashes: ReadonlyMap<number, Uint8Array>,
  asked: Uint8Array,
  radius: number,
  limit: number,
): void {
  const found = index.query(asked, radius, limit);
  expect(found.map(({ distance }) => distance)).toEqual(bruteDistances(hashes, asked, radius, limit));
  expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
  for (const { key, distance } of found) expect(bruteDistance(hashes.get(key) ?? asked, asked)).toBe(distance);
}

const radii = fc.oneof(fc.nat(48), fc.constantFrom(0, 12, 24, 32, 64, 255, 256, 300));
const limits = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(1_000_000));

describe('the index of hashes', () => {
  it('finds what looking at every hash finds, through additions, changes and removals', () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom('add', 'add', 'remove', 'query'), fc.nat(30), fc.nat(), radii, limits),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(clusteredHashes, steps, (hashes, actions) => {
        const index = new HammingIndex();
        const model = new Map<number, Uint8Array>();
        for (const [action, key, chosen, radius, limit] of actions) {
          const hash = hashes[chosen % Math.max(1, hashes.length)] ?? new Uint8Array(32);
          if (action === 'add') {
            index.add(key, hash);
            model.set(key, hash);
          } else if (action === 'remove') expect(index.remove(key)).toBe(model.delete(key));
          else expectRight(index, model, hash, radius, limit);
          expect(index.size).toBe(model.size);
          expect(index.has(key)).toBe(model.has(key));
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([0, 3, 12, 17, 24, 32, 40])('finds what looking at every one of thousands finds within %d bits', (radius) => {
    const hashes = manyHashes(6000, radius);
    const model = new Map(hashes.map((hash, key) => [key, hash]));
    const index = new HammingIndex();
    index.addMany([...model.keys()], packHashes(hashes));
    const random = fixedRandom(radius);
    for (let key = 0; key < 6000; key += 3) {
      index.remove(key);
      model.delete(key);
    }
    for (let query = 0; query < 25; query += 1) {
      const asked = (hashes[Math.floor(random() * hashes.length)] ?? new Uint8Array(32)).slice();
      const bit = Math.floor(random() * 256);
      asked[bit >> 3] = (asked[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expectRight(index, model, asked, radius, query % 2 === 0 ? 10 : 100_000);
    }
  });

  it('has nothing to say while it is empty, or about no neighbours at all', () => {
    const index = new HammingIndex();
    const hash = new Uint8Array(32).fill(7);
    expect(index.query(hash, 24, 10)).toEqual([]);
    expect(index.remove(1)).toBe(false);
    index.add(1, hash);
    expect(index.query(hash, 24, 0)).toEqual([]);
    expect(index.query(hash, -1, 10)).toEqual([]);
    expect(index.query(hash, Number.NaN, 10)).toEqual([]);
    expect(index.query(hash, 0, 10)).toEqual([{ key: 1, distance: 0 }]);
  });

  it('takes back a removed place for other hashes', () => {
    const index = new HammingIndex();
    const hashes = manyHashes(3000, 5);
    for (let round = 0; round < 3; round += 1) {
      for (const [key, hash] of hashes.entries()) index.add(key, hash);
      expect(index.size).toBe(3000);
      for (const key of hashes.keys()) expect(index.remove(key)).toBe(true);
      expect(index.size).toBe(0);
      expect(index.query(hashes[0] ?? new Uint8Array(32), 256, 10)).toEqual([]);
    }
  });

  it('refuses what is no hash of 256 bits', () => {
    const index = new HammingIndex();
    expect(() => index.add(1, new Uint8Array(31))).toThrow(RangeError);
    expect(() => index.query(new Uint8Array(33), 3, 1)).toThrow(RangeError);
    expect(() => index.addMany([1, 2], new Uint32Array(8))).toThrow(RangeError);
    expect(index.size).toBe(0);
  });
});
