import { wordsPerHash } from './packed-hashes.ts';

/** Which of many packed hashes are equal: a screen left alone gives tens of thousands of the same. */
export interface EqualHashes {
  /** For every hash, the place of the first one that equals it: its own if there is none before it. */
  readonly firstOf: Uint32Array;
  /** The places of the hashes that no earlier one equals. */
  readonly distinct: Uint32Array;
}

/** Finds equal hashes in one pass over an open hash table. */
export function findEqualHashes(packed: Uint32Array): EqualHashes {
  const count = packed.length / wordsPerHash;
  const firstOf = new Uint32Array(count);
  const distinct = new Uint32Array(count);
  const bits = Math.max(4, Math.ceil(Math.log2(count + 1)) + 1);
  const table = new Int32Array(2 ** bits).fill(-1);
  const mask = table.length - 1;
  let found = 0;
  for (let index = 0; index < count; index += 1) {
    let place = mixHash(packed, index * wordsPerHash) & mask;
    for (;;) {
      const other = table[place] ?? -1;
      if (other < 0) {
        table[place] = index;
        firstOf[index] = index;
        distinct[found] = index;
        found += 1;
        break;
      }
      if (isEqualHash(packed, index * wordsPerHash, packed, other * wordsPerHash)) {
        firstOf[index] = other;
        break;
      }
      place = (place + 1) & mask;
    }
  }
  return { firstOf, distinct: distinct.slice(0, found) };
}

/** Hears of every run of two or more equal hashes, as the places of its members in their order. */
export function equalRuns({ firstOf, distinct }: EqualHashes, visit: (members: Uint32Array) => void): void {
  const starts = new Uint32Array(firstOf.length + 1);
  for (const first of firstOf) starts[first + 1] = (starts[first + 1] ?? 0) + 1;
  for (let index = 0; index < firstOf.length; index += 1) {
    starts[index + 1] = (starts[index + 1] ?? 0) + (starts[index] ?? 0);
  }
  const members = new Uint32Array(firstOf.length);
  const next = starts.slice();
  for (let index = 0; index < firstOf.length; index += 1) {
    const first = firstOf[index] ?? 0;
    const place = next[first] ?? 0;
    members[place] = index;
    next[first] = place + 1;
  }
  for (const first of distinct) {
    const [from = 0, to = 0] = [starts[first], starts[first + 1]];
    if (to - from > 1) visit(members.subarray(from, to));
  }
}

/** 32 well-mixed bits of a packed hash. */
export function mixHash(packed: Uint32Array, at: number): number {
  let mixed = 0x9e3779b9;
  for (let word = 0; word < wordsPerHash; word += 1) {
    mixed = Math.imul(mixed ^ (packed[at + word] ?? 0), 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function isEqualHash(left: Uint32Array, a: number, right: Uint32Array, b: number): boolean {
  for (let word = 0; word < wordsPerHash; word += 1) if (left[a + word] !== right[b + word]) return false;
  return true;
}
