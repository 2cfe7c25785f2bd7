import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tileShapes } from './tile-outline.ts';

it('draws one box around tiles that touch', () => {
  // Two tiles side by side in the middle of a grid of 4 × 3.
  expect(tileShapes(4, 3, [5, 6])).toEqual({ area: 'M1 1H3V2H1Z', outline: 'M1 1H3M1 2H3M1 1V2M3 1V2' });
  expect(tileShapes(4, 3, [])).toEqual({ area: '', outline: '' });
});

it('draws to the edge of the picture', () => {
  expect(tileShapes(1, 1, [0]).outline).toBe('M0 0H1M0 1H1M0 0V1M1 0V1');
});

it('closes a gap of one tile, and no larger one', () => {
  expect(tileShapes(4, 1, [0, 2]).area).toBe('M0 0H3V1H0Z');
  expect(tileShapes(4, 1, [0, 3]).area).toBe('M0 0H1V1H0ZM3 0H4V1H3Z');
});

it('covers every changed tile, and encloses exactly what it covers', () => {
  const side = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(side, side, fc.array(fc.nat(63)), (columns, rows, tiles) => {
      const { area, outline } = tileShapes(columns, rows, tiles);
      const covered = new Set<number>();
      for (const [, from, row, to] of area.matchAll(/M(\d+) (\d+)H(\d+)V/g)) {
        for (let column = Number(from); column < Number(to); column += 1) covered.add(Number(row) * columns + column);
      }
      for (const tile of tiles.filter((each) => each < columns * rows)) expect(covered).toContain(tile);
      const at = (column: number, row: number): boolean =>
        column >= 0 && column < columns && row >= 0 && row < rows && covered.has(row * columns + column);
      let edges = 0;
      for (const tile of covered) {
        const [column, row] = [tile % columns, Math.floor(tile / columns)];
        const beside = [at(column - 1, row), at(column + 1, row), at(column, row - 1), at(column, row + 1)];
        edges += beside.filter((same) => !same).length;
      }
      let drawn = 0;
      for (const [, x, y, way, to] of outline.matchAll(/M(\d+) (\d+)([HV])(\d+)/g)) {
        drawn += Number(to) - Number(way === 'H' ? x : y);
      }
      expect(drawn).toBe(edges);
    }),
  );
});
