import { expect, test } from 'vitest';
import { lastDays, ticksOf } from './day-series.ts';

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

test('labels stand at even distances, the last one at today, and are never more than asked for', () => {
  const series = lastDays([], '2026-03-30', 30);
  expect(ticksOf(series, 6)).toEqual([
    '2026-03-05',
    '2026-03-10',
    '2026-03-15',
    '2026-03-20',
    '2026-03-25',
    '2026-03-30',
  ]);
  expect(ticksOf(lastDays([], '2026-03-30', 90), 6)).toHaveLength(6);
});
