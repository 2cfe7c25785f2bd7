import { describe, expect, it } from 'vitest';
import { firstDayOfWeek, heatByDay } from './heat-levels.ts';

describe('the heat map', () => {
  it('shades days by rank, and leaves empty days out', () => {
    const days = [1, 0, 20, 300, 40_000, 20].map((captures, index) => ({
      day: `2026-11-0${index + 1}`,
      captures,
      bytes: 0,
    }));
    expect([...heatByDay(days)].map(([day, { level }]) => `${day} ${level}`)).toEqual([
      '2026-11-01 1',
      '2026-11-03 2',
      '2026-11-04 3',
      '2026-11-05 4',
      '2026-11-06 2',
    ]);
    expect(heatByDay([{ day: '2026-11-01', captures: 7, bytes: 0 }]).get('2026-11-01')?.level).toBe(4);
  });

  it('starts the week as the person is used to', () => {
    expect(firstDayOfWeek('de-DE')).toBe(1);
    expect(firstDayOfWeek('en-US')).toBe(0);
    expect(firstDayOfWeek('not a language')).toBe(1);
  });
});
