/** Hashes of 256 bits are kept side by side as eight 32-bit words each. */
export const wordsPerHash = 8;
export const bytesPerHash = 32;
export const bitsPerHash = 256;

/** Packs hashes of 32 bytes side by side, the first byte lowest, as a SQLite blob of them would be read. */
export function packHashes(hashes: readonly Uint8Array[]): Uint32Array<ArrayBuffer> {
  const packed = new Uint32Array(hashes.length * wordsPerHash);
  for (const [index, hash] of hashes.entries()) packHash(hash, packed, index * wordsPerHash);
  return packed;
}

/** Writes one hash of 32 bytes as eight words. Throws a RangeError for any other length. */
export function packHash(hash: Uint8Array, into: Uint32Array, at: number): void {
  if (hash.length !== bytesPerHash) throw new RangeError(`A hash has ${bytesPerHash} bytes, not ${hash.length}.`);
  for (let word = 0; word < wordsPerHash; word += 1) {
    const byte = word * 4;
    into[at + word] =
      ((hash[byte] ?? 0) |
        ((hash[byte + 1] ?? 0) << 8) |
        ((hash[byte + 2] ?? 0) << 16) |
        ((hash[byte + 3] ?? 0) << 24)) >>>
      0;
  }
}

/** How many bits of a 32-bit word are set. */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** In how many bits two packed hashes differ; `a` and `b` are the places of their first words. */
export function distanceBetween(left: Uint32Array, a: number, right: Uint32Array, b: number): number {
  let distance = 0;
  for (let word = 0; word < wordsPerHash; word += 1) {
    distance += countBits((left[a + word] ?? 0) ^ (right[b + word] ?? 0));
  }
  return distance;
}
