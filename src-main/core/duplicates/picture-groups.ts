import { type MemberRow, storedLevels } from '../../ports/duplicate-library.ts';
import { type CaptureColumns, hasHash } from './capture-columns.ts';
import { Grouping } from './grouping.ts';

/** The level of files that are the same byte for byte. It is not stored: files are compared by their SHA-256. */
export const exactLevel = 1000;

export const scrolledLevel = 0;
const scrolledIndex = storedLevels.indexOf(scrolledLevel);

/** All levels there are groups at. */
export const groupLevels = [exactLevel, ...storedLevels] as const;

/**
 * Which group each capture belongs to. Equal files are one picture, also before they are signed; pictures are grouped
 * by `Grouping`. A group has a number that is good for as long as this is in memory, and a name for the outside.
 */
export class PictureGroups {
  readonly grouping = new Grouping();
  readonly #columns: CaptureColumns;
  /** Keys of the pictures whose first signature is gone. */
  readonly #stands = new Map<number, number>();
  /** The picture of each class of equal files, by its key; 0 while none of them was matched. */
  #pictureOf = new Uint32Array(1024);

  constructor(columns: CaptureColumns) {
    this.#columns = columns;
  }

  pictureOfClass(fileClass: number): number {
    return this.#pictureOf[fileClass] ?? 0;
  }

  pictureOf(capture: number): number {
    return this.pictureOfClass(this.#columns.classOf[capture] ?? 0);
  }

  /** Puts back what was stored of a capture. */
  restore(capture: number, row: MemberRow): void {
    const [key, picture] = row;
    this.setPicture(this.#columns.classOf[capture] ?? 0, picture);
    // The capture a picture was first seen in may be gone; then it is known by the next one.
    if (!this.grouping.has(picture) && key !== picture) this.#stands.set(picture, key);
    this.grouping.restore(row);
  }

  /** The key of a signature of this picture. */
  keyOf(picture: number): number {
    return this.#stands.get(picture) ?? picture;
  }

  /** Finds another signature of a picture whose own is gone; undefined where there is none left. */
  findAnotherKey(picture: number): number | undefined {
    const { key, end, flags } = this.#columns;
    const gone = this.keyOf(picture);
    for (let capture = 1; capture < end; capture += 1) {
      const found = key[capture] ?? 0;
      if (found === gone || ((flags[capture] ?? 0) & hasHash) === 0 || this.pictureOf(capture) !== picture) continue;
      this.#stands.set(picture, found);
      return found;
    }
    return undefined;
  }

  setPicture(fileClass: number, picture: number): void {
    if (fileClass >= this.#pictureOf.length) {
      const larger = new Uint32Array(Math.ceil((fileClass + 1) * 1.4));
      larger.set(this.#pictureOf);
      this.#pictureOf = larger;
    }
    this.#pictureOf[fileClass] = picture;
  }

  /** Numbers of files that were not matched come after those of pictures. */
  greatestNumber(level: number): number {
    return level === exactLevel ? this.#columns.classes.count : this.#columns.greatestKey + this.#columns.classes.count;
  }

  /** 0 where it is in none. */
  numberOf(level: number, capture: number): number {
    const fileClass = this.#columns.classOf[capture] ?? 0;
    if (level === exactLevel) return fileClass;
    const picture = this.#pictureOf[fileClass] ?? 0;
    if (level === scrolledLevel) {
      // A group of scrolled pictures is one of different pictures: equal files alone are none.
      if (picture === 0 || this.grouping.isAlone(scrolledIndex, picture)) return 0;
      return this.grouping.groupOf(scrolledIndex, picture);
    }
    if (picture === 0) return this.#columns.greatestKey + fileClass;
    return this.grouping.groupOf(indexOfLevel(level), picture);
  }

  /** The numbers of the groups at a stored level of many pictures at once, from what `contentOf` gives. */
  numbersOf(level: number, contents: Uint32Array, numbers: Uint32Array): void {
    const { greatestKey } = this.#columns;
    const { groups, sizes } = this.grouping.arraysOf(indexOfLevel(level));
    const isScrolled = level === scrolledLevel;
    for (let place = 0; place < contents.length; place += 1) {
      const content = contents[place] as number;
      if (content > greatestKey) numbers[place] = isScrolled ? 0 : content;
      else if (isScrolled && !groups[content] && !sizes[content]) numbers[place] = 0;
      else numbers[place] = groups[content] || content;
    }
  }

  /** The greatest number that `contentOf` gives. */
  get greatestContent(): number {
    return this.#columns.greatestKey + this.#columns.classes.count;
  }

  /** A number for what the capture shows, before any grouping. */
  contentOf(capture: number): number {
    const fileClass = this.#columns.classOf[capture] ?? 0;
    return this.#pictureOf[fileClass] || this.#columns.greatestKey + fileClass;
  }

  nameOf(level: number, number: number): string {
    if (level === exactLevel) return `f${this.#columns.classes.nameOf(number)}`;
    const { greatestKey } = this.#columns;
    return number > greatestKey ? `f${this.#columns.classes.nameOf(number - greatestKey)}` : String(number);
  }

  /** The number of a group by its name; undefined where there is none. */
  findNumber(level: number, name: string): number | undefined {
    if (!name.startsWith('f')) return level === exactLevel ? undefined : Number(name);
    const fileClass = this.#columns.classes.find(name.slice(1));
    if (fileClass === undefined) return undefined;
    return level === exactLevel ? fileClass : this.#columns.greatestKey + fileClass;
  }
}

const indexes = new Map<number, number>(storedLevels.map((level, index) => [level, index]));

export function indexOfLevel(level: number): number {
  return indexes.get(level) ?? 0;
}
