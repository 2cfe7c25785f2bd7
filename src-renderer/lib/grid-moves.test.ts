import { describe, expect, it } from 'vitest';
import { moveInGrid } from './grid-moves.ts';

// 0 1 2
// 3 4 5
// 6 7
const grid = { count: 8, columns: 3, rowsPerPage: 2 };
const moved = (key: string, from: number) => moveInGrid(key, from, grid);

describe('the arrow keys in a grid', () => {
  it('go from one to the next across rows, and stop at the ends', () => {
    expect([moved('ArrowRight', 2), moved('ArrowLeft', 3), moved('ArrowRight', 7), moved('ArrowLeft', 0)]).toEqual([
      3, 2, 7, 0,
    ]);
  });

  it('stay in their column up and down, and reach the last one of a shorter last row', () => {
    expect([moved('ArrowDown', 1), moved('ArrowUp', 7), moved('ArrowDown', 5)]).toEqual([4, 4, 7]);
    expect([moved('ArrowUp', 1), moved('ArrowDown', 6)]).toEqual([1, 6]);
  });

  it('turn pages and go to both ends', () => {
    expect([moved('PageDown', 1), moved('PageUp', 7), moved('Home', 5), moved('End', 0)]).toEqual([7, 1, 0, 7]);
  });

  it('mean nothing else', () => {
    expect(moved('Enter', 1)).toBeUndefined();
  });
});
