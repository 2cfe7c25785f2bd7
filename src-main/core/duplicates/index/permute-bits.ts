import { bitsPerHash, bytesPerHash, wordsPerHash } from './packed-hashes.ts';

/** Where the bits of every byte value at every byte of a hash go: eight words for each of them. */
const destinations = makeDestinations();

/**
 * Writes a packed hash with its bits in another, fixed order. Neighbouring bits of a hash look at neighbouring places
 * of a screen, so whole pieces of it are equal on different screens (a title bar, an empty margin); mixed, each piece
 * has a little of everything. Distances stay as they are.
 */
export function permuteHash(packed: Uint32Array, at: number, into: Uint32Array, to: number): void {
  let [w0, w1, w2, w3, w4, w5, w6, w7] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let byte = 0; byte < bytesPerHash; byte += 1) {
    const value = ((packed[at + (byte >> 2)] as number) >>> ((byte & 3) * 8)) & 0xff;
    const from = ((byte << 8) | value) * wordsPerHash;
    w0 |= destinations[from] as number;
    w1 |= destinations[from + 1] as number;
    w2 |= destinations[from + 2] as number;
    w3 |= destinations[from + 3] as number;
    w4 |= destinations[from + 4] as number;
    w5 |= destinations[from + 5] as number;
    w6 |= destinations[from + 6] as number;
    w7 |= destinations[from + 7] as number;
  }
  into[to] = w0;
  into[to + 1] = w1;
  into[to + 2] = w2;
  into[to + 3] = w3;
  into[to + 4] = w4;
  into[to + 5] = w5;
  into[to + 6] = w6;
  into[to + 7] = w7;
}

function makeDestinations(): Uint32Array {
  const order = fixedOrder();
  const table = new Uint32Array(bytesPerHash * 256 * wordsPerHash);
  for (let byte = 0; byte < bytesPerHash; byte += 1) {
    for (let value = 0; value < 256; value += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        if ((value & (1 << bit)) === 0) continue;
        const goesTo = order[byte * 8 + bit] as number;
        const word = ((byte << 8) | value) * wordsPerHash + (goesTo >> 5);
        table[word] = (table[word] as number) | (1 << (goesTo & 31));
      }
    }
  }
  return table;
}

/** A shuffle of the bits that is the same every time. */
function fixedOrder(): Uint8Array {
  const order = Uint8Array.from({ length: bitsPerHash }, (_, bit) => bit);
  let state = 0x2545f491;
  for (let left = bitsPerHash - 1; left > 0; left -= 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (left + 1);
    const bit = order[left] as number;
    order[left] = order[other] as number;
    order[other] = bit;
  }
  return order;
}
