import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBarCount, lanePaths, mergeRuns } from './lane-path.ts';

const bucket = (minute: number, captures: number, heldMinutes = 0) => ({ minute, captures, heldMinutes });

describe('the outlines of a lane', () => {
  it('draws steady neighbours as one bar', () => {
    expect(lanePaths({ buckets: [bucket(0, 4), bucket(5, 4), bucket(10, 1)] }, 4).density).toBe(
      'M0 100V0H10V100ZM10 100V39H15V100Z',
    );
  });

  it('shows an unchanged screen as a low band and not as a bar', () => {
    expect(lanePaths({ buckets: [bucket(60, 0, 5), bucket(65, 0, 2)] }, 9)).toEqual({
      density: '',
      known: 'M60 100V90H67V100Z',
    });
  });

  it('measures all lanes by the busiest bucket of any', () => {
    expect(fullBarCount([{ buckets: [bucket(0, 3)] }, { buckets: [bucket(0, 60)] }])).toBe(60);
    expect(fullBarCount([])).toBe(0);
  });

  it('merges without changing what is covered', () => {
    const runs = fc
      .array(fc.record({ gap: fc.integer({ min: 0, max: 2 }), height: fc.integer({ min: 1, max: 3 }) }))
      .map((steps) => {
        let minute = 0;
        return steps.map((step) => {
          const from = minute + step.gap * 5;
          minute = from + 5;
          return { from, to: minute, height: step.height };
        });
      });
    fc.assert(
      fc.property(runs, (given) => {
        const cells = (list: readonly { from: number; to: number; height: number }[]) =>
          list.flatMap((run) =>
            Array.from({ length: (run.to - run.from) / 5 }, (_, index) => `${run.from + index * 5}:${run.height}`),
          );
        expect(cells(mergeRuns(given))).toEqual(cells(given));
      }),
    );
  });
});
