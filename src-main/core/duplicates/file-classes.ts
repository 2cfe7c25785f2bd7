/** Words of a SHA-256 that are kept: 128 bits, which no two different files of any library share. */
const words = 4;

/** Numbers the different files there are, by their SHA-256. Numbers begin at 1 and are never used again. */
export class FileClasses {
  #table = new Int32Array(4096);
  #hashes = new Uint32Array(1024 * words);
  #count = 0;

  /** How many different files there are; also the greatest number. */
  get count(): number {
    return this.#count;
  }

  /** The number of this file, a new one if it was not seen before. */
  classOf(sha256: string): number {
    const hash = parse(sha256);
    const place = this.#placeOf(hash);
    const known = this.#table[place];
    if (known) return known;
    this.#count += 1;
    if ((this.#count + 1) * words > this.#hashes.length) {
      const larger = new Uint32Array(this.#hashes.length * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes.set(hash, this.#count * words);
    this.#table[place] = this.#count;
    if (this.#count * 2 > this.#table.length) this.#spread();
    return this.#count;
  }

  /** The number of a file by its name; undefined where there is none. */
  find(name: string): number | undefined {
    if (!/^[0-9a-f]{32}$/.test(name)) return undefined;
    return this.#table[this.#placeOf(parse(name))] || undefined;
  }

  /** The first half of its SHA-256, which names it whatever its number is. */
  nameOf(fileClass: number): string {
    let name = '';
    for (let word = 0; word < words; word += 1) {
      name += (this.#hashes[fileClass * words + word] ?? 0).toString(16).padStart(8, '0');
    }
    return name;
  }

  #placeOf(hash: Uint32Array): number {
    const mask = this.#table.length - 1;
    let place = (hash[0] ?? 0) & mask;
    for (;;) {
      const known = this.#table[place] ?? 0;
      if (known === 0 || this.#equals(known, hash)) return place;
      place = (place + 1) & mask;
    }
  }

  #equals(known: number, hash: Uint32Array): boolean {
    for (let word = 0; word < words; word += 1) if (this.#hashes[known * words + word] !== hash[word]) return false;
    return true;
  }

  #spread(): void {
    this.#table = new Int32Array(this.#table.length * 4);
    for (let known = 1; known <= this.#count; known += 1) {
      this.#table[this.#placeOf(this.#hashes.subarray(known * words, (known + 1) * words))] = known;
    }
  }
}

const parsed = new Uint32Array(words);

/** Overwritten by the next call. */
function parse(sha256: string): Uint32Array {
  for (let word = 0; word < words; word += 1) {
    parsed[word] = Number.parseInt(sha256.slice(word * 8, word * 8 + 8), 16);
  }
  return parsed;
}
