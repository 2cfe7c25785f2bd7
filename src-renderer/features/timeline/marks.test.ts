import { describe, expect, it } from 'vitest';
import { fits, isFiltering, type Marks, marksInWords, marksOfSearch, nameOfMarks, searchOfMarks } from './marks.ts';

const all: readonly Marks[] = [
  {},
  { tag: 'invoice' },
  { reviewState: 'kept' },
  { tag: 'invoice', reviewState: 'unreviewed' },
];

describe('a filter by marks', () => {
  it('goes into the address and comes back the same', () => {
    for (const marks of all) expect(marksOfSearch(searchOfMarks(marks))).toEqual(marks);
  });

  it('is one only where it leaves something out, and has a name of its own', () => {
    expect(all.map(isFiltering)).toEqual([false, true, true, true]);
    expect(new Set(all.map(nameOfMarks)).size).toBe(all.length);
    expect(nameOfMarks({ tag: undefined, reviewState: undefined })).toBe(nameOfMarks({}));
  });

  it('fits by tag and by decision, both where both are wanted', () => {
    const kept = { reviewState: 'kept' } as const;
    expect(all.map((marks) => fits(kept, marks, true))).toEqual([true, true, true, false]);
    expect(all.map((marks) => fits(kept, marks, false))).toEqual([true, false, true, false]);
  });

  it('can be said', () => {
    expect(all.map(marksInWords)).toEqual(['', 'tagged “invoice”', 'kept', 'tagged “invoice” and not decided yet']);
  });
});
