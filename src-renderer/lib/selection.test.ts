import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countSelected,
  idsBetween,
  isSelected,
  keepSelected,
  nothingSelected,
  reachTo,
  type Selection,
  selectAll,
  selectedIds,
  selectOnly,
  toggleSelected,
} from './selection.ts';

const list = ['a', 'b', 'c', 'd', 'e', 'f'];
const click = (id: string): Selection => selectOnly(id);
const shift = (selection: Selection, id: string): Selection =>
  reachTo(selection, idsBetween(list, selection.anchor ?? id, id));
const chosen = (selection: Selection): string => selectedIds(selection).sort().join('');

describe('a selection', () => {
  it('reaches from the one clicked to the one clicked with Shift, either way, and moves its end', () => {
    const once = shift(click('c'), 'e');
    expect(chosen(once)).toBe('cde');
    expect(chosen(shift(once, 'a'))).toBe('abc');
    expect(chosen(shift(shift(once, 'a'), 'c'))).toBe('c');
  });

  it('keeps what Ctrl chose before when Shift reaches out', () => {
    const both = shift(toggleSelected(click('a'), 'd'), 'f');
    expect(chosen(both)).toBe('adef');
    expect(chosen(shift(both, 'c'))).toBe('acd');
    expect(chosen(toggleSelected(both, 'e'))).toBe('adf');
  });

  it('loses what is not there any more, and its anchor with it', () => {
    const before = shift(click('b'), 'd');
    expect(keepSelected(before, () => true)).toBe(before);
    const after = keepSelected(before, (id) => id !== 'b');
    expect(chosen(after)).toBe('cd');
    expect(after.anchor).toBeNull();
    expect(chosen(shift(after, 'f'))).toBe('cdf');
  });

  it('can be all, and nothing', () => {
    expect(chosen(selectAll(click('c'), list))).toBe('abcdef');
    expect(countSelected(nothingSelected)).toBe(0);
  });

  it('counts what it lists, and lists what it says is selected, whatever was done', () => {
    const id = fc.constantFrom(...list);
    const deed = fc.oneof(
      id.map((each) => () => click(each)),
      id.map((each) => (before: Selection) => toggleSelected(before, each)),
      id.map((each) => (before: Selection) => shift(before, each)),
      fc.subarray(list).map((there) => (before: Selection) => keepSelected(before, (each) => there.includes(each))),
    );
    fc.assert(
      fc.property(fc.array(deed), (deeds) => {
        const selection = deeds.reduce<Selection>((before, act) => act(before), nothingSelected);
        const ids = selectedIds(selection);
        expect(countSelected(selection)).toBe(ids.length);
        expect(list.filter((each) => isSelected(selection, each)).sort()).toEqual(ids.sort());
      }),
    );
  });
});

describe('what lies between', () => {
  it('is only the one clicked where the other end is not in the list any more', () => {
    expect(idsBetween(list, 'gone', 'c')).toEqual(['c']);
    expect(idsBetween(list, 'c', 'gone')).toEqual([]);
  });
});
