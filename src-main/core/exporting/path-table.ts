import { createHash } from 'node:crypto';

/** What is known of the file of a path. */
export interface PathFacts {
  readonly sha256: string;
  readonly bytes: number;
}

const bytesPerFact = 40;

/**
 * Hash and size of the files of any number of paths, in about a hundred bytes each. Paths are known by half of their
 * own hash: that two of a million share it happens once in 37 million times.
 */
export class PathTable {
  #keys = new BigUint64Array(1024);
  #facts = Buffer.alloc(1024 * bytesPerFact);
  /** 0 is free, 1 is there, 2 was taken. */
  #marks = new Uint8Array(1024);
  #size = 0;
  #taken = 0;

  /** How many were set and not taken. */
  get left(): number {
    return this.#size - this.#taken;
  }

  /** False where the path is there already; then nothing is changed. */
  set(path: string, { sha256, bytes }: PathFacts): boolean {
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    const key = keyOf(path);
    const slot = this.#find(key);
    if (this.#marks[slot] !== 0) return false;
    this.#keys[slot] = key;
    this.#marks[slot] = 1;
    this.#facts.write(sha256, slot * bytesPerFact, 'hex');
    this.#facts.writeDoubleLE(bytes, slot * bytesPerFact + 32);
    this.#size += 1;
    return true;
  }

  /** What is known of a path, and whether it was asked for before. */
  take(path: string): { facts: PathFacts; again: boolean } | undefined {
    const slot = this.#find(keyOf(path));
    const mark = this.#marks[slot];
    if (mark === 0) return undefined;
    const again = mark === 2;
    if (!again) this.#taken += 1;
    this.#marks[slot] = 2;
    const from = slot * bytesPerFact;
    const sha256 = this.#facts.toString('hex', from, from + 32);
    return { facts: { sha256, bytes: this.#facts.readDoubleLE(from + 32) }, again };
  }

  /** Whether a path was set and not taken. */
  isLeft(path: string): boolean {
    return this.#marks[this.#find(keyOf(path))] === 1;
  }

  /** The slot of a key, or the free one where it belongs. */
  #find(key: bigint): number {
    const mask = this.#keys.length - 1;
    let slot = Number(key & BigInt(mask));
    while (this.#marks[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, facts, marks] = [this.#keys, this.#facts, this.#marks];
    this.#keys = new BigUint64Array(keys.length * 2);
    this.#facts = Buffer.alloc(facts.length * 2);
    this.#marks = new Uint8Array(marks.length * 2);
    for (let old = 0; old < keys.length; old += 1) {
      if (marks[old] === 0) continue;
      const slot = this.#find(keys[old] as bigint);
      this.#keys[slot] = keys[old] as bigint;
      this.#marks[slot] = marks[old] as number;
      facts.copy(this.#facts, slot * bytesPerFact, old * bytesPerFact, (old + 1) * bytesPerFact);
    }
  }
}

function keyOf(path: string): bigint {
  return createHash('sha256').update(path).digest().readBigUInt64LE(0);
}
