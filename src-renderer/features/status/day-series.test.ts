import { expect, test } from 'vitest';
import { lastDays } from './day-series.ts';

test('days without captures are zeros, today is last, and what is older is left out', () => {
  const days = [
    { day: '2026-02-20', captures: 9, bytes: 900 },
    { day: '2026-02-27', captures: 3, bytes: 300 },
    { day: '2026-03-01', captures: 5, bytes: 500 },
  ];
  expect(lastDays(days, '2026-03-01', 4)).toEqual([
    { day: '2026-02-26', captures: 0, bytes: 0 },
    { day: '2026-02-27', captures: 3, bytes: 300 },
    { day: '2026-02-28', captures: 0, bytes: 0 },
    { day: '2026-03-01', captures: 5, bytes: 500 },
  ]);
});
