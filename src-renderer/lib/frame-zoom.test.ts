import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampPlacement, fitPlacement, largestScale, panBy, zoomAt } from './frame-zoom.ts';

const frame = { width: 800, height: 600 };
const picture = { width: 1600, height: 900 };

describe('how a picture lies in its frame', () => {
  it('fits whole and centred, and is never blown up', () => {
    expect(fitPlacement(frame, picture)).toEqual({ scale: 0.5, x: 0, y: 75 });
    expect(fitPlacement(frame, { width: 80, height: 60 })).toEqual({ scale: 1, x: 360, y: 270 });
    expect(fitPlacement({ width: 0, height: 0 }, picture).scale).toBe(1);
  });

  it('zooms at the pointer: the pixel under it stays', () => {
    const fit = fitPlacement(frame, picture);
    const zoomed = zoomAt(fit, { x: 400, y: 300 }, 1, frame, picture);
    expect(zoomed).toEqual({ scale: 1, x: -400, y: -150 });
    expect(zoomAt(fit, { x: 0, y: 75 }, 1, frame, picture)).toEqual({ scale: 1, x: 0, y: 0 });
  });

  it('pans to the edge and no further', () => {
    const placement = { scale: 1, x: -400, y: -150 };
    expect(panBy(placement, 10_000, 10_000, frame, picture)).toEqual({ scale: 1, x: 0, y: 0 });
    expect(panBy(placement, -10_000, -10_000, frame, picture)).toEqual({ scale: 1, x: -800, y: -300 });
  });

  it('leaves no empty edge and no scale outside its limits, whatever is done', () => {
    const size = fc.record({ width: fc.integer({ min: 50, max: 4000 }), height: fc.integer({ min: 50, max: 4000 }) });
    const point = fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) });
    const action = fc.record({ point, scale: fc.double({ min: 0.001, max: 50, noNaN: true }), pan: fc.boolean() });
    fc.assert(
      fc.property(size, size, fc.array(action, { maxLength: 20 }), (box, image, actions) => {
        let placement = fitPlacement(box, image);
        for (const each of actions) {
          placement = each.pan
            ? panBy(placement, each.point.x - 400, each.point.y - 300, box, image)
            : zoomAt(placement, each.point, each.scale, box, image);
          expect(placement.scale).toBeLessThanOrEqual(largestScale);
          expect(placement.scale).toBeGreaterThanOrEqual(fitPlacement(box, image).scale - 1e-9);
          const again = clampPlacement(placement, box, image);
          expect(again.x).toBeCloseTo(placement.x, 6);
          expect(again.y).toBeCloseTo(placement.y, 6);
        }
      }),
    );
  });
});
