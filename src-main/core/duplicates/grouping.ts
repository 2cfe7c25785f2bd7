import { defaultSimilarityThreshold, leastScrolledSimilarity } from '../../../src-shared/domain/similarity.ts';
import { type MemberRow, storedLevels } from '../../ports/duplicate-library.ts';

/**
 * How alike two pictures are: the share that is the same as they lie on each other, and with rows moved where one is
 * scrolled against the other.
 */
export interface Likeness {
  readonly similarity: number;
  /** The share that is the same after scrolling; null where they are not scrolled pictures of each other. */
  readonly scrolled: number | null;
}

/** Compares two pictures by the keys of their signatures. */
export interface LikenessOf {
  /** The share that is the same as they lie on each other; any smaller number when it is below `atLeast`. */
  similarity(one: number, other: number, atLeast: number): number;
  /** The share that is the same after scrolling, null where they are not that. */
  scrolled(one: number, other: number): number | null;
}

export interface GroupingLimits {
  /** Different pictures in a group; equal ones count once. Bounds what one more costs. */
  readonly picturesPerGroup: number;
  readonly scrolledPicturesPerGroup: number;
  /** Groups that a picture is tried with, at each level. */
  readonly groupsPerLevel: number;
}

export const defaultGroupingLimits: GroupingLimits = {
  picturesPerGroup: 128,
  scrolledPicturesPerGroup: 24,
  groupsPerLevel: 4,
};

const scrolledLevel = storedLevels.indexOf(0);
const loosest = 0.9;

interface LevelArrays {
  groups: Int32Array;
  next: Int32Array;
  /** Pictures that joined, so one less than there are. */
  sizes: Uint16Array;
}

/**
 * Groups of pictures at every level. A picture joins a group only where it is as alike as the level asks to every one
 * in it, so two that are not are never in one group through a third. Pictures are named by small whole numbers; a group
 * is named by the picture it was begun with, and each picture that is alone is its own group.
 */
export class Grouping {
  readonly #limits: GroupingLimits;
  /** For each level: the group of each picture (0 is its own), and a chain through the pictures of a group. */
  readonly #levels: LevelArrays[];
  #known: Uint8Array;
  /** 1 for each picture that shares a group with another one. */
  #joined: Uint8Array;

  constructor(limits: GroupingLimits = defaultGroupingLimits, capacity = 1024) {
    this.#limits = limits;
    this.#known = new Uint8Array(capacity);
    this.#joined = new Uint8Array(capacity);
    this.#levels = storedLevels.map(() => ({
      groups: new Int32Array(capacity),
      next: new Int32Array(capacity),
      sizes: new Uint16Array(capacity),
    }));
  }

  has(picture: number): boolean {
    return this.#known[picture] === 1;
  }

  /** The name of the picture's group at a level, by its place in `storedLevels`. */
  groupOf(level: number, picture: number): number {
    return this.#levels[level]?.groups[picture] || picture;
  }

  /** Whether nothing has joined the picture, and it nothing. */
  isAlone(level: number, picture: number): boolean {
    const { groups, sizes } = this.#level(level);
    return !groups[picture] && !sizes[picture];
  }

  /** For passes over very many pictures: the group of each at a level (0 is its own), and how many joined each. */
  arraysOf(level: number): { readonly groups: Int32Array; readonly sizes: Uint16Array } {
    return this.#level(level);
  }

  /** Whether it is in a group with another picture at any level. */
  hasJoined(picture: number): boolean {
    return this.#joined[picture] === 1;
  }

  /** The names of all levels' groups as they are stored: null where it is the picture itself. */
  groupsOf(picture: number): (number | null)[] {
    return this.#levels.map(({ groups }) => groups[picture] || null);
  }

  *membersOf(level: number, group: number): Generator<number> {
    const { next } = this.#level(level);
    if (this.has(group)) yield group;
    for (let picture = next[group] ?? 0; picture !== 0; picture = next[picture] ?? 0) {
      if (this.has(picture)) yield picture;
    }
  }

  /** Puts back what was stored. */
  restore([, picture, ...groups]: MemberRow): void {
    if (this.has(picture)) return;
    this.#make(picture);
    for (let level = 0; level < storedLevels.length; level += 1) {
      const group = groups[level];
      if (group) this.#join(level, picture, group);
    }
  }

  /** A picture that is gone is no longer compared with; its groups keep their names. */
  remove(picture: number): void {
    if (this.has(picture)) this.#known[picture] = 0;
  }

  /** Finds the groups of a new picture among those of the candidates, which come with the most alike first. */
  add(picture: number, candidates: readonly { picture: number; likeness: Likeness }[], like: LikenessOf): void {
    this.#make(picture);
    const known = new Map<number, number>();
    for (const candidate of candidates) known.set(candidate.picture, candidate.likeness.similarity);
    const similarity = (other: number): number => {
      let found = known.get(other);
      if (found === undefined) {
        found = like.similarity(picture, other, loosest);
        known.set(other, found);
      }
      return found;
    };
    for (let level = 0; level < storedLevels.length; level += 1) {
      if (level === scrolledLevel) continue;
      const threshold = (storedLevels[level] ?? 0) / 1000;
      const fits = (other: number) => similarity(other) >= threshold;
      const near = candidates.filter((candidate) => candidate.likeness.similarity >= threshold);
      this.#joinFirst(level, picture, near, this.#limits.picturesPerGroup, fits);
    }
    this.#addScrolled(picture, candidates, similarity, like);
  }

  /** Scrolled pictures of each other, and those that are so nearly the same that they are scrolled alike. */
  #addScrolled(
    picture: number,
    candidates: readonly { picture: number; likeness: Likeness }[],
    similarity: (other: number) => number,
    like: LikenessOf,
  ): void {
    const near = candidates.filter(({ likeness }) => (likeness.scrolled ?? 0) >= leastScrolledSimilarity);
    if (near.length === 0) return;
    const known = new Map(near.map((candidate) => [candidate.picture, candidate.likeness.scrolled]));
    const fits = (other: number): boolean => {
      if (!known.has(other)) known.set(other, like.scrolled(picture, other));
      return (known.get(other) ?? 0) >= leastScrolledSimilarity || similarity(other) >= defaultSimilarityThreshold;
    };
    this.#joinFirst(scrolledLevel, picture, near, this.#limits.scrolledPicturesPerGroup, fits);
  }

  #joinFirst(
    level: number,
    picture: number,
    candidates: readonly { picture: number }[],
    limit: number,
    fits: (other: number) => boolean,
  ): void {
    const tried = new Set<number>();
    for (const candidate of candidates) {
      const group = this.groupOf(level, candidate.picture);
      if (tried.has(group)) continue;
      if (tried.size >= this.#limits.groupsPerLevel) return;
      if ((this.#levels[level]?.sizes[group] ?? 0) + 1 >= limit) continue;
      tried.add(group);
      if (!this.#fitsAll(level, group, fits)) continue;
      this.#join(level, picture, group);
      return;
    }
  }

  #fitsAll(level: number, group: number, fits: (other: number) => boolean): boolean {
    for (const member of this.membersOf(level, group)) if (!fits(member)) return false;
    return true;
  }

  #join(level: number, picture: number, group: number): void {
    if (group >= this.#known.length) this.#grow(group);
    const { groups, next, sizes } = this.#level(level);
    groups[picture] = group;
    next[picture] = next[group] ?? 0;
    next[group] = picture;
    sizes[group] = (sizes[group] ?? 0) + 1;
    this.#joined[picture] = 1;
    this.#joined[group] = 1;
  }

  #level(level: number): LevelArrays {
    const arrays = this.#levels[level];
    if (!arrays) throw new RangeError(`There is no level ${level}.`);
    return arrays;
  }

  #make(picture: number): void {
    if (picture >= this.#known.length) this.#grow(picture);
    this.#known[picture] = 1;
  }

  #grow(upTo: number): void {
    const capacity = Math.max(upTo + 1, Math.ceil(this.#known.length * 1.5));
    const known = new Uint8Array(capacity);
    known.set(this.#known);
    this.#known = known;
    const joined = new Uint8Array(capacity);
    joined.set(this.#joined);
    this.#joined = joined;
    for (const level of this.#levels) {
      const groups = new Int32Array(capacity);
      const next = new Int32Array(capacity);
      const sizes = new Uint16Array(capacity);
      groups.set(level.groups);
      next.set(level.next);
      sizes.set(level.sizes);
      Object.assign(level, { groups, next, sizes });
    }
  }
}
