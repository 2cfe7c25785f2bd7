import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestPauseMs, playOn } from './playback.ts';

describe('playback', () => {
  it('runs at the chosen speed while there are pictures', () => {
    expect(playOn(1000, 16, 60, { shownUntil: 5000, nextAt: 6000 })).toEqual({ at: 1960, ended: false });
    expect(playOn(1000, 100, 300, { shownUntil: 5000, nextAt: 6000 })).toEqual({ at: 31_000, ended: false });
  });

  it('jumps over a stretch without pictures and stays for an unchanged screen', () => {
    const next = 60_000 + longestPauseMs + 1;
    expect(playOn(59_990, 16, 1, { shownUntil: 60_000, nextAt: next })).toEqual({ at: next, ended: false });
    expect(playOn(10_000, 16, 1, { shownUntil: 60_000, nextAt: next })).toEqual({ at: 10_016, ended: false });
    expect(playOn(60_000, 16, 1, { shownUntil: 60_000, nextAt: 65_000 })).toEqual({ at: 60_016, ended: false });
  });

  it('waits for what is not loaded yet, and ends with the last picture', () => {
    expect(playOn(1000, 1000, 10, { shownUntil: 4000, nextAt: undefined })).toEqual({ at: 4000, ended: false });
    expect(playOn(1000, 1000, 10, { shownUntil: 4000, nextAt: null })).toEqual({ at: 4000, ended: true });
    expect(playOn(1000, 10, 10, { shownUntil: null, nextAt: null })).toEqual({ at: 1000, ended: true });
  });

  it('never goes back, and plays any day to its end', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 3_600_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(1, 10, 60, 300), (distances, speed) => {
        const times: number[] = [];
        for (const distance of distances) times.push((times.at(-1) ?? 0) + distance);
        let at = times[0] as number;
        for (let frame = 0; frame < 100_000; frame += 1) {
          const shown = times.findLast((time) => time <= at) ?? null;
          const next = times.find((time) => time > at) ?? null;
          const step = playOn(at, 1000, speed, { shownUntil: shown, nextAt: next });
          expect(step.at).toBeGreaterThanOrEqual(at);
          if (step.ended) {
            expect(next).toBeNull();
            return;
          }
          at = step.at;
        }
        throw new Error('playback did not end');
      }),
      { numRuns: 50 },
    );
  });
});
