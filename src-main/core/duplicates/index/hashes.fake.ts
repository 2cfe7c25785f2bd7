import fc from 'fast-check';
import { bytesPerHash } from './packed-hashes.ts';

/**
 * Hashes as screens give them: a few that are far apart, and around each of them some that differ in up to 40 bits,
 * with many equal ones.
 */
export const clusteredHashes: fc.Arbitrary<Uint8Array[]> = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: bytesPerHash, maxLength: bytesPerHash }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(3), fc.array(fc.nat(255), { maxLength: 40 })), { maxLength: 60 }),
  )
  .map(([centres, members]) =>
    members.map(([centre, flips]) => {
      const hash = Uint8Array.from(centres[centre % centres.length] ?? []);
      for (const bit of flips) hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return hash;
    }),
  );

/** In how many bits two hashes differ, bit by bit. */
export function bruteDistance(one: Uint8Array, other: Uint8Array): number {
  let distance = 0;
  for (const [byte, value] of one.entries()) {
    for (let bit = 0; bit < 8; bit += 1) if (((value ^ (other[byte] ?? 0)) >> bit) & 1) distance += 1;
  }
  return distance;
}

/** Numbers from 0 to 1 that are the same every time. */
export function fixedRandom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Many hashes around a few centres, which share most bits: as many windows with one frame. */
export function manyHashes(count: number, seed: number): Uint8Array[] {
  const random = fixedRandom(seed);
  const centres = Array.from({ length: Math.ceil(count / 20) }, () =>
    Uint8Array.from({ length: bytesPerHash }, (_, byte) => (byte % 3 === 0 ? Math.floor(random() * 256) : 0)),
  );
  return Array.from({ length: count }, () => {
    const hash = (centres[Math.floor(random() ** 2 * centres.length)] ?? new Uint8Array(bytesPerHash)).slice();
    for (let flips = Math.floor(random() * 12); flips > 0; flips -= 1) {
      const bit = Math.floor(random() * 256);
      hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    }
    return hash;
  });
}
