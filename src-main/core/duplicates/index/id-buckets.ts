/** Buckets are given room for this many ids at first, and twice as many each time they are full. */
const firstCapacity = 4;

/** Many small lists of ids in one typed array, each of which can grow and shrink. */
export class IdBuckets {
  readonly #starts: Int32Array;
  readonly #capacities: Int32Array;
  readonly lengths: Int32Array;
  #ids = new Int32Array(1 << 12);
  #used = 0;
  /** Rooms that were outgrown, by how often they were doubled. */
  readonly #free: number[][] = Array.from({ length: 32 }, () => []);

  constructor(buckets: number) {
    this.#starts = new Int32Array(buckets);
    this.#capacities = new Int32Array(buckets);
    this.lengths = new Int32Array(buckets);
  }

  /** All ids of all buckets; those of one begin at its start. Not to be kept while ids are added. */
  get ids(): Int32Array {
    return this.#ids;
  }

  startOf(bucket: number): number {
    return this.#starts[bucket] as number;
  }

  add(bucket: number, id: number): void {
    const length = this.lengths[bucket] as number;
    if (length === this.#capacities[bucket]) this.#grow(bucket, length);
    this.#ids[(this.#starts[bucket] as number) + length] = id;
    this.lengths[bucket] = length + 1;
  }

  remove(bucket: number, id: number): void {
    const start = this.#starts[bucket] as number;
    const last = start + (this.lengths[bucket] as number) - 1;
    const place = this.#ids.subarray(start, last + 1).indexOf(id);
    if (place < 0) return;
    this.#ids[start + place] = this.#ids[last] as number;
    this.lengths[bucket] = last - start;
  }

  #grow(bucket: number, length: number): void {
    const capacity = Math.max(firstCapacity, length * 2);
    const from = this.#starts[bucket] as number;
    const to = this.#room(capacity);
    this.#ids.copyWithin(to, from, from + length);
    if (length > 0) this.#free[Math.log2(length)]?.push(from);
    this.#starts[bucket] = to;
    this.#capacities[bucket] = capacity;
  }

  #room(capacity: number): number {
    const freed = this.#free[Math.log2(capacity)]?.pop();
    if (freed !== undefined) return freed;
    const start = this.#used;
    this.#used += capacity;
    if (this.#used > this.#ids.length) {
      const larger = new Int32Array(Math.max(this.#used, Math.ceil(this.#ids.length * 1.5)));
      larger.set(this.#ids);
      this.#ids = larger;
    }
    return start;
  }
}
