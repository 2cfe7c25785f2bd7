import { expect, it } from 'vitest';
import { panTo, placementOf, zoomTo } from './pair-zoom.ts';
import { frameOf, splitOf } from './pane-split.ts';

const picture = { width: 1920, height: 1080 };
const wide = { width: 960, height: 540 };

it('shows the whole picture until it is zoomed, and again when zoomed out', () => {
  const fitted = placementOf(null, wide, picture, 1);
  expect(fitted).toEqual({ scale: 0.5, x: 0, y: 0 });
  expect(zoomTo(fitted, 0.4, wide, picture, 1)).toBeNull();
});

it('keeps the pixel under the pointer where it is', () => {
  const point = { x: 300, y: 200 };
  const placement = placementOf(
    zoomTo(placementOf(null, wide, picture, 1), 1, wide, picture, 1, point),
    wide,
    picture,
    1,
  );
  expect(placement.scale).toBe(1);
  expect((point.x - placement.x) / placement.scale).toBeCloseTo(600);
  expect((point.y - placement.y) / placement.scale).toBeCloseTo(400);
});

it('holds on to the point in the middle when the frame changes its size', () => {
  const zoom = zoomTo(placementOf(null, wide, picture, 1), 2, wide, picture, 1);
  const half = { width: 480, height: 540 };
  const placement = placementOf(zoom, half, picture, 1);
  expect((half.width / 2 - placement.x) / placement.scale).toBeCloseTo(960);
  expect((half.height / 2 - placement.y) / placement.scale).toBeCloseTo(540);
});

it('moves, but not beyond the picture', () => {
  const from = placementOf(zoomTo(placementOf(null, wide, picture, 1), 1, wide, picture, 1), wide, picture, 1);
  const moved = placementOf(panTo(from, 100, 50, wide, picture), wide, picture, 1);
  expect([moved.x - from.x, moved.y - from.y]).toEqual([100, 50]);
  expect(placementOf(panTo(from, 9999, 9999, wide, picture), wide, picture, 1)).toMatchObject({ x: 0, y: 0 });
});

it('cuts the stage so that both pictures are larger', () => {
  expect(splitOf({ width: 1200, height: 400 }, picture)).toBe('beside');
  expect(splitOf({ width: 480, height: 540 }, picture)).toBe('above');
  expect(frameOf({ width: 1202, height: 400 }, 'beside')).toEqual({ width: 600, height: 400 });
  expect(frameOf({ width: 480, height: 542 }, 'above')).toEqual({ width: 480, height: 270 });
});
