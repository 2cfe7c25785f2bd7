import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowOverlay } from './row-overlay.ts';
import { gridRows } from './tile-format.ts';

const columns = [2, 3, 7];

/** The same said plainly: every pixel of the detail, at the fraction of a row between two rows. */
function leftOver(reference: Float32Array, candidate: Float32Array, row: number, shift: number) {
  const whole = Math.floor(shift);
  const count = columns.length;
  let misfit = 0;
  let detail = 0;
  for (let index = 0; index < count; index += 1) {
    const ours = candidate[row * count + index] as number;
    const upper = (row + whole) * count + index;
    const isInside = row + whole >= 0 && row + whole + 1 < gridRows;
    const [one = 0, two = 0] = isInside ? [reference[upper], reference[upper + count]] : [];
    const theirs = one + (two - one) * (shift - whole);
    misfit += (ours - theirs) ** 2;
    detail += ours ** 2 + theirs ** 2;
  }
  return { misfit, detail };
}

const detail = fc
  .array(fc.integer({ min: -255, max: 255 }), { minLength: 60, maxLength: 60 })
  .map((some) => Float32Array.from({ length: gridRows * columns.length }, (_, at) => some[(at * 7) % 60] as number));

describe('rows laid on each other', () => {
  it('leave at every fraction of a row what they leave pixel by pixel, one pair after the other', () => {
    const overlay = new RowOverlay();
    fc.assert(
      fc.property(
        detail,
        detail,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 150, max: gridRows }),
        fc.array(fc.integer({ min: -1100, max: 1100 }), { minLength: 1, maxLength: 4 }),
        (reference, candidate, top, bottom, quarters) => {
          overlay.take(reference, candidate, { columns, top, bottom });
          for (const quarter of quarters) {
            overlay.measure(quarter / 4);
            for (let row = top; row < bottom; row += 1) {
              const plain = leftOver(reference, candidate, row, quarter / 4);
              expect(overlay.rowMisfit[row]).toBeCloseTo(plain.misfit, 4);
              expect(overlay.rowDetail[row]).toBeCloseTo(plain.detail, 4);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
