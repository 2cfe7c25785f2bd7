import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tileOutline } from './tile-outline.ts';

it('draws one box around tiles that touch', () => {
  // Two tiles side by side in the middle of a grid of 4 × 3.
  expect(tileOutline(4, 3, [5, 6])).toBe('M1 1H3M1 2H3M1 1V2M3 1V2');
  expect(tileOutline(4, 3, [])).toBe('');
});

it('draws to the edge of the picture', () => {
  expect(tileOutline(1, 1, [0])).toBe('M0 0H1M0 1H1M0 0V1M1 0V1');
});

it('draws as long a line as there are edges between what changed and what did not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat(63)),
      (columns, rows, tiles) => {
        const changed = new Set(tiles.filter((tile) => tile < columns * rows));
        const at = (column: number, row: number): boolean =>
          column >= 0 && column < columns && row >= 0 && row < rows && changed.has(row * columns + column);
        let edges = 0;
        for (const tile of changed) {
          const [column, row] = [tile % columns, Math.floor(tile / columns)];
          const beside = [at(column - 1, row), at(column + 1, row), at(column, row - 1), at(column, row + 1)];
          edges += beside.filter((same) => !same).length;
        }
        let drawn = 0;
        for (const [, x, y, way, to] of tileOutline(columns, rows, tiles).matchAll(/M(\d+) (\d+)([HV])(\d+)/g)) {
          drawn += Number(to) - Number(way === 'H' ? x : y);
        }
        expect(drawn).toBe(edges);
      },
    ),
  );
});
