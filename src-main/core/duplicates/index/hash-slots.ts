import { isEqualHash, mixHash } from './equal-hashes.ts';
import { HashScanner } from './hash-scanner.ts';
import { wordsPerHash } from './packed-hashes.ts';

const none = -1;

/**
 * Keys by the hash they have: one slot for each different hash, and in it a chain of its keys, so that any number of
 * equal hashes are looked at once.
 */
export class HashSlots {
  /** Eight words for each slot; those of a slot without keys mean nothing. */
  readonly scanner = new HashScanner(64);
  /** How many keys each slot has. */
  sizes = new Uint32Array(64);
  /** All slots are below it. */
  end = 0;
  #firstEntries = new Int32Array(64).fill(none);
  #freeSlots: number[] = [];
  /** Open hash table of slots. */
  #table = new Int32Array(256).fill(none);
  #filled = 0;

  readonly #entryOf = new Map<number, number>();
  #entryKeys = new Float64Array(64);
  #entrySlots = new Int32Array(64);
  #entryNext = new Int32Array(64);
  #entryPrevious = new Int32Array(64);
  #freeEntries: number[] = [];
  #entryEnd = 0;

  get words(): Uint32Array {
    return this.scanner.words;
  }

  get keys(): number {
    return this.#entryOf.size;
  }

  /** How many different hashes there are. */
  get slots(): number {
    return this.#filled;
  }

  slotOf(key: number): number | undefined {
    const entry = this.#entryOf.get(key);
    return entry === undefined ? undefined : this.#entrySlots[entry];
  }

  /** The slot of this hash, or -1. */
  find(hash: Uint32Array, at: number): number {
    return this.#table[this.#placeOf(hash, at)] as number;
  }

  /** Adds a key that is not there; tells its slot, and whether the slot is new. */
  add(key: number, hash: Uint32Array, at: number): { slot: number; isNew: boolean } {
    let slot = this.find(hash, at);
    const isNew = slot === none;
    if (isNew) slot = this.#newSlot(hash, at);
    const entry = this.#freeEntries.pop() ?? this.#entryEnd++;
    if (entry >= this.#entryKeys.length) this.#growEntries();
    const next = this.#firstEntries[slot] as number;
    this.#entryKeys[entry] = key;
    this.#entrySlots[entry] = slot;
    this.#entryNext[entry] = next;
    this.#entryPrevious[entry] = none;
    if (next !== none) this.#entryPrevious[next] = entry;
    this.#firstEntries[slot] = entry;
    this.sizes[slot] = (this.sizes[slot] as number) + 1;
    this.#entryOf.set(key, entry);
    return { slot, isNew };
  }

  /** Takes a key that is there out; tells its slot, and whether that is empty now and may be given to another hash. */
  remove(key: number): { slot: number; isEmpty: boolean } | undefined {
    const entry = this.#entryOf.get(key);
    if (entry === undefined) return undefined;
    this.#entryOf.delete(key);
    const slot = this.#entrySlots[entry] as number;
    const next = this.#entryNext[entry] as number;
    const previous = this.#entryPrevious[entry] as number;
    if (next !== none) this.#entryPrevious[next] = previous;
    if (previous !== none) this.#entryNext[previous] = next;
    else this.#firstEntries[slot] = next;
    this.#freeEntries.push(entry);
    const size = (this.sizes[slot] as number) - 1;
    this.sizes[slot] = size;
    if (size === 0) {
      this.#closeGap(this.#placeOf(this.words, slot * wordsPerHash));
      this.#freeSlots.push(slot);
      this.#filled -= 1;
    }
    return { slot, isEmpty: size === 0 };
  }

  /** The keys of a slot, the last added first, until `visit` returns false. */
  forKeysOf(slot: number, visit: (key: number) => boolean): void {
    let entry = this.#firstEntries[slot] as number;
    while (entry !== none && visit(this.#entryKeys[entry] as number)) entry = this.#entryNext[entry] as number;
  }

  #newSlot(hash: Uint32Array, at: number): number {
    const slot = this.#freeSlots.pop() ?? this.end++;
    if (slot >= this.sizes.length) {
      this.scanner.makeRoomFor(this.sizes.length * 2);
      this.#firstEntries = grown(this.#firstEntries, new Int32Array(this.sizes.length * 2));
      this.sizes = grown(this.sizes, new Uint32Array(this.sizes.length * 2));
    }
    this.words.set(hash.subarray(at, at + wordsPerHash), slot * wordsPerHash);
    this.sizes[slot] = 0;
    this.#firstEntries[slot] = none;
    this.#filled += 1;
    if (this.#filled * 2 > this.#table.length) this.#spread();
    else this.#table[this.#placeOf(hash, at)] = slot;
    return slot;
  }

  /** Where this hash is in the table, or the empty place where it would be. */
  #placeOf(hash: Uint32Array, at: number): number {
    const mask = this.#table.length - 1;
    let place = mixHash(hash, at) & mask;
    for (;;) {
      const slot = this.#table[place] as number;
      if (slot === none || isEqualHash(this.words, slot * wordsPerHash, hash, at)) return place;
      place = (place + 1) & mask;
    }
  }

  /** Empties a place of the table; what stands behind it only because it was taken moves up. */
  #closeGap(gap: number): void {
    const mask = this.#table.length - 1;
    let hole = gap;
    for (let place = (hole + 1) & mask; ; place = (place + 1) & mask) {
      const slot = this.#table[place] as number;
      if (slot === none) break;
      const wanted = mixHash(this.words, slot * wordsPerHash) & mask;
      if (((place - wanted) & mask) < ((place - hole) & mask)) continue;
      this.#table[hole] = slot;
      hole = place;
    }
    this.#table[hole] = none;
  }

  #spread(): void {
    this.#table = new Int32Array(this.#table.length * 4).fill(none);
    const free = new Set(this.#freeSlots);
    for (let slot = 0; slot < this.end; slot += 1) {
      if (!free.has(slot)) this.#table[this.#placeOf(this.words, slot * wordsPerHash)] = slot;
    }
  }

  #growEntries(): void {
    const length = this.#entryKeys.length * 2;
    this.#entryKeys = grown(this.#entryKeys, new Float64Array(length));
    this.#entrySlots = grown(this.#entrySlots, new Int32Array(length));
    this.#entryNext = grown(this.#entryNext, new Int32Array(length));
    this.#entryPrevious = grown(this.#entryPrevious, new Int32Array(length));
  }
}

function grown<Numbers extends Uint32Array | Int32Array | Float64Array>(from: Numbers, into: Numbers): Numbers {
  into.set(from);
  return into;
}
