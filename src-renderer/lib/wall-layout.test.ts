import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutWall } from './wall-layout.ts';

describe('the layout of the monitor wall', () => {
  it('keeps positions and relative sizes', () => {
    const layout = layOutWall([
      { key: 'a', x: 0, y: 0, width: 1920, height: 1080 },
      { key: 'b', x: 1920, y: 540, width: 960, height: 540 },
      { key: 'c', x: -960, y: 0, width: 960, height: 1080 },
    ]);
    expect(layout.aspectRatio).toBeCloseTo(3840 / 1080);
    expect(layout.tiles).toEqual([
      { key: 'a', left: 0.25, top: 0, width: 0.5, height: 1 },
      { key: 'b', left: 0.75, top: 0.5, width: 0.25, height: 0.5 },
      { key: 'c', left: 0, top: 0, width: 0.25, height: 1 },
    ]);
  });

  it('puts a mirrored display and one without a position beside the others', () => {
    const layout = layOutWall([
      { key: 'a', x: 0, y: 0, width: 100, height: 100 },
      { key: 'mirror', x: 0, y: 0, width: 100, height: 100 },
      { key: 'import', x: null, y: null, width: 100, height: 50 },
    ]);
    expect(layout.tiles.map((tile) => Number(tile.left.toFixed(3)))).toEqual([0, 0.338, 0.675]);
  });

  it('shows every display, inside the wall and without overlap, whatever the arrangement', () => {
    const display = fc.record({
      x: fc.option(fc.integer({ min: -8000, max: 8000 })),
      y: fc.option(fc.integer({ min: -8000, max: 8000 })),
      width: fc.integer({ min: 1, max: 8000 }),
      height: fc.integer({ min: 1, max: 8000 }),
    });
    fc.assert(
      fc.property(fc.array(display, { minLength: 1, maxLength: 8 }), (displays) => {
        const keyed = displays.map((each, index) => ({ ...each, key: String(index) }));
        const { tiles } = layOutWall(keyed);
        expect(new Set(tiles.map((tile) => tile.key)).size).toBe(displays.length);
        for (const tile of tiles) {
          expect(tile.left).toBeGreaterThanOrEqual(0);
          expect(tile.top).toBeGreaterThanOrEqual(0);
          expect(tile.left + tile.width).toBeLessThanOrEqual(1.000001);
          expect(tile.top + tile.height).toBeLessThanOrEqual(1.000001);
        }
      }),
    );
  });
});
