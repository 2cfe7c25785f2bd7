import { expect, it } from 'vitest';
import { onlyGroup, planBulk } from './bulk-plan.ts';

const outline = (id: string, referenceId: string, ...pending: string[]) => ({
  id,
  referenceId,
  pending: pending.map((each) => ({ id: each, fileSize: 10 })),
});
const groups = [outline('one', 'a', 'a', 'b'), outline('two', 'c', 'd', 'e')];

it('decides about one group where one is named, and about nothing where it is not there', () => {
  expect(planBulk(onlyGroup(groups, { groupId: 'two' }), 'discard_others').preview).toEqual({
    groups: 1,
    discarded: 2,
    kept: 0,
    bytes: 20,
  });
  expect(onlyGroup(groups, { groupId: 'three' })).toEqual([]);
  expect(onlyGroup(groups, {})).toBe(groups);
});

it('keeps the member that was chosen instead of the suggested one', () => {
  const [kept, discarded] = planBulk(onlyGroup(groups, { groupId: 'one', keepId: 'b' }), 'discard_others').groups;
  expect([kept?.captures, discarded?.captures]).toEqual([new Map([['b', 'one']]), new Map([['a', 'one']])]);
});

it('never discards a whole group because the one that stays is not in it', () => {
  expect(() => onlyGroup(groups, { groupId: 'one', keepId: 'elsewhere' })).toThrow('not in this group');
  expect(() => onlyGroup(groups, { keepId: 'a' })).toThrow('which group');
});
