import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MemberRow, storedLevels } from '../../ports/duplicate-library.ts';
import { Grouping, type Likeness } from './grouping.ts';

/** How alike every two of some pictures are, at random: nothing follows from anything, which is the worst case. */
interface World {
  readonly count: number;
  likeness(one: number, other: number): Likeness;
}

const scrolledIndex = storedLevels.indexOf(0);

const world: fc.Arbitrary<World> = fc
  .record({
    count: fc.integer({ min: 2, max: 24 }),
    similarities: fc.array(fc.constantFrom(0, 0.89, 0.9, 0.915, 0.93, 0.96, 0.975, 0.985, 0.992, 0.996, 0.9999), {
      minLength: 276,
      maxLength: 276,
    }),
    scrolls: fc.array(fc.constantFrom(null, null, 0.4, 0.5, 0.8), { minLength: 276, maxLength: 276 }),
  })
  .map(({ count, similarities, scrolls }) => {
    const at = (one: number, other: number) => {
      const high = Math.max(one, other) - 1;
      return (high * (high - 1)) / 2 + Math.min(one, other) - 1;
    };
    return {
      count,
      likeness: (one, other) => {
        const similarity = similarities[at(one, other)] ?? 0;
        return { similarity, scrolled: similarity >= 0.9 ? null : (scrolls[at(one, other)] ?? null) };
      },
    };
  });

function add(grouping: Grouping, { likeness }: World, picture: number, before: readonly number[]): void {
  const share = (like: Likeness) => Math.max(like.similarity, like.scrolled ?? 0);
  const candidates = before
    .map((other) => ({ picture: other, likeness: likeness(picture, other) }))
    .filter((candidate) => candidate.likeness.similarity >= 0.9 || candidate.likeness.scrolled !== null)
    .sort((one, other) => share(other.likeness) - share(one.likeness) || other.picture - one.picture);
  grouping.add(picture, candidates, {
    similarity: (one, other) => likeness(one, other).similarity,
    scrolled: (one, other) => likeness(one, other).scrolled,
  });
}

function addAll(grouping: Grouping, given: World, order: readonly number[]): void {
  for (const [place, picture] of order.entries()) add(grouping, given, picture, order.slice(0, place));
}

const orderOf = (given: World) => Array.from({ length: given.count }, (_, place) => place + 1);

/** Every pair that shares a group and must not, as text. */
function brokenPairs(grouping: Grouping, given: World): string[] {
  const broken: string[] = [];
  for (const [level, threshold] of storedLevels.entries()) {
    for (let one = 1; one <= given.count; one += 1) {
      for (let other = 1; other < one; other += 1) {
        if (grouping.groupOf(level, one) !== grouping.groupOf(level, other)) continue;
        const { similarity, scrolled } = given.likeness(one, other);
        const fits =
          level === scrolledIndex ? (scrolled ?? 0) >= 0.5 || similarity >= 0.9 : similarity * 1000 >= threshold;
        if (!fits) broken.push(`${other} and ${one} at ${threshold}`);
      }
    }
  }
  return broken;
}

describe('grouping', () => {
  it('never has two pictures in a group that are not as alike as its level asks', () => {
    fc.assert(
      fc.property(world, (given) => {
        const grouping = new Grouping();
        addAll(grouping, given, orderOf(given));
        expect(brokenPairs(grouping, given)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps that rule in whatever order pictures come', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (given, random) => {
        const order = orderOf(given)
          .map((picture) => ({ picture, at: random.next().value ?? 0 }))
          .sort((one, other) => one.at - other.at)
          .map(({ picture }) => picture);
        const grouping = new Grouping();
        addAll(grouping, given, order);
        expect(brokenPairs(grouping, given)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('goes on after a restart exactly as if there had been none', () => {
    fc.assert(
      fc.property(world, fc.nat(), (given, cut) => {
        const order = orderOf(given);
        const whole = new Grouping();
        addAll(whole, given, order);
        const before = order.slice(0, cut % given.count);
        const first = new Grouping();
        addAll(first, given, before);
        const restored = new Grouping();
        for (const picture of before) {
          restored.restore([picture, picture, ...first.groupsOf(picture)] satisfies MemberRow);
        }
        for (const picture of order.slice(before.length)) add(restored, given, picture, order.slice(0, picture - 1));
        for (const level of storedLevels.keys()) {
          for (const picture of order) {
            expect(restored.groupOf(level, picture)).toBe(whole.groupOf(level, picture));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('puts every two that are alike enough into one group where nobody else is there', () => {
    fc.assert(
      fc.property(world, (given) => {
        const grouping = new Grouping();
        addAll(grouping, given, [1, 2]);
        for (const [level, threshold] of storedLevels.entries()) {
          if (level === scrolledIndex) continue;
          const together = grouping.groupOf(level, 1) === grouping.groupOf(level, 2);
          expect(together).toBe(given.likeness(1, 2).similarity * 1000 >= threshold);
        }
      }),
    );
  });

  it('bounds the different pictures of a group, and begins another one', () => {
    const grouping = new Grouping({ picturesPerGroup: 4, scrolledPicturesPerGroup: 4, groupsPerLevel: 4 });
    const given: World = { count: 10, likeness: () => ({ similarity: 0.999, scrolled: null }) };
    addAll(grouping, given, orderOf(given));
    const sizes = new Map<number, number>();
    for (const picture of orderOf(given)) {
      const group = grouping.groupOf(0, picture);
      sizes.set(group, (sizes.get(group) ?? 0) + 1);
    }
    expect([...sizes.values()].toSorted()).toEqual([2, 4, 4]);
  });

  it('lets nothing join through a picture that is gone', () => {
    const grouping = new Grouping();
    const given: World = {
      count: 3,
      likeness: (one, other) => ({
        similarity: one + other === 5 ? 0.99 : one + other === 4 ? 0 : 0.99,
        scrolled: null,
      }),
    };
    addAll(grouping, given, [1, 2]);
    grouping.remove(1);
    add(grouping, given, 3, [2]);
    expect(grouping.groupOf(storedLevels.indexOf(980), 3)).toBe(1);
    expect([...grouping.membersOf(storedLevels.indexOf(980), 1)].toSorted()).toEqual([2, 3]);
  });
});
