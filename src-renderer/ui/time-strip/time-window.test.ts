import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisTicks,
  keepInWindow,
  minimumSpanMinutes,
  minuteOfPixel,
  panWindow,
  pixelOfMinute,
  wholeDay,
  windowAround,
  zoomWindow,
} from './time-window.ts';

const anyWindow = fc
  .tuple(fc.double({ min: 0, max: 1440, noNaN: true }), fc.double({ min: minimumSpanMinutes, max: 1440, noNaN: true }))
  .map(([minute, span]) => windowAround(minute, span));

describe('the window of the time axis', () => {
  it('zooms at the pointer: the minute under it stays', () => {
    const zoomed = zoomWindow(wholeDay, 360, 4);
    expect(zoomed).toEqual({ from: 270, to: 630 });
    expect(pixelOfMinute(zoomed, 360, 1000)).toBeCloseTo(pixelOfMinute(wholeDay, 360, 1000));
  });

  it('always lies inside the day and is never shorter than the closest zoom', () => {
    fc.assert(
      fc.property(
        anyWindow,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -3000, max: 3000, noNaN: true }),
        (window, share, factor, minutes) => {
          const minute = window.from + share * (window.to - window.from);
          for (const next of [
            zoomWindow(window, minute, factor),
            panWindow(window, minutes),
            keepInWindow(window, minute),
          ]) {
            expect(next.from).toBeGreaterThanOrEqual(0);
            expect(next.to).toBeLessThanOrEqual(1440.0001);
            expect(next.to - next.from).toBeGreaterThanOrEqual(minimumSpanMinutes - 0.0001);
          }
        },
      ),
    );
  });

  it('goes from pixel to minute and back', () => {
    fc.assert(
      fc.property(anyWindow, fc.integer({ min: 0, max: 2000 }), (window, pixel) => {
        expect(pixelOfMinute(window, minuteOfPixel(window, pixel, 2000), 2000)).toBeCloseTo(pixel, 4);
      }),
    );
    expect(minuteOfPixel(wholeDay, -50, 1000)).toBe(0);
    expect(minuteOfPixel(wholeDay, 5, 0)).toBe(0);
  });

  it('follows a minute that leaves it, and stays put otherwise', () => {
    const window = windowAround(600, 60);
    expect(keepInWindow(window, 605)).toBe(window);
    expect(keepInWindow(window, 700)).toEqual({ from: 670, to: 730 });
    expect(keepInWindow(wholeDay, 0)).toBe(wholeDay);
  });

  it('labels round minutes with room between them', () => {
    expect(axisTicks(wholeDay, 1000).map((tick) => tick.label)).toEqual([
      '00:00',
      '02:00',
      '04:00',
      '06:00',
      '08:00',
      '10:00',
      '12:00',
      '14:00',
      '16:00',
      '18:00',
      '20:00',
      '22:00',
      '24:00',
    ]);
    fc.assert(
      fc.property(anyWindow, fc.integer({ min: 200, max: 4000 }), (window, width) => {
        const ticks = axisTicks(window, width).map((tick) => pixelOfMinute(window, tick.minute, width));
        for (const [index, pixel] of ticks.entries()) {
          if (index > 0) expect(pixel - (ticks[index - 1] as number)).toBeGreaterThan(50);
        }
      }),
    );
  });
});
