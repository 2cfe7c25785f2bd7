import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCountdown,
  formatDay,
  formatDaySpan,
  formatDuration,
  formatMoment,
  formatOffset,
  formatQuantity,
  formatShortDay,
  formatTime,
} from './format.ts';

const noon = Date.UTC(2026, 10, 22, 12, 0, 5);

describe('times', () => {
  test('are on the wall clock of the offset they came with, over midnight too', () => {
    expect(formatTime(noon, 0)).toBe('12:00:05');
    expect(formatTime(noon, 330)).toBe('17:30:05');
    expect(formatMoment(noon, 13 * 60)).toBe('Mon, 23 Nov 2026, 01:00:05');
    expect(formatMoment(noon, -12 * 60)).toBe('Sun, 22 Nov 2026, 00:00:05');
  });

  test('days are written in full and short', () => {
    expect(formatDay('2026-11-22')).toBe('Sunday, 22 November 2026');
    expect(formatShortDay('2026-02-01')).toBe('Sun, 1 Feb 2026');
  });

  test('offsets have a sign and two figures', () => {
    expect(formatOffset(0)).toBe('UTC+00:00');
    expect(formatOffset(-210)).toBe('UTC−03:30');
  });
});

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [999.6, '1 kB'],
    [1400, '1.4 kB'],
    [261_000, '261 kB'],
    [99_960_000, '100 MB'],
    [999_499_999, '999 MB'],
    [999_500_000, '1 GB'],
    [1_510_000_000, '1.51 GB'],
    [100_000_000_000, '100 GB'],
    [-5, '0 B'],
  ])('%d is written %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test('never more than three figures, and never off by more than half of the last one', () => {
    const factors: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9e15 }), (bytes) => {
        const [figures = '', unit = ''] = formatBytes(bytes).split(' ');
        expect(figures.replace('.', '').length).toBeLessThanOrEqual(3);
        expect(Math.abs(Number(figures) * (factors[unit] ?? 0) - bytes)).toBeLessThanOrEqual(bytes * 0.0051 + 0.5);
      }),
    );
  });
});

describe('lengths of time', () => {
  test.each([
    [0, '0 s'],
    [45_000, '45 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [12_000_000, '3 h 20 min'],
    [187_200_000, '2 d 4 h'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  test('what lies ahead by a skewed clock is just now', () => {
    expect(formatAgo(-5000)).toBe('just now');
    expect(formatAgo(12_000)).toBe('12 s ago');
    expect(formatAgo(600_000)).toBe('10 min ago');
    expect(formatAgo(3 * 3_600_000)).toBe('3 h ago');
  });

  test('a countdown ends at zero and shows the second it is in', () => {
    expect(formatCountdown(899_001)).toBe('15:00');
    expect(formatCountdown(3_723_000)).toBe('1:02:03');
    expect(formatCountdown(-1)).toBe('00:00');
  });

  test('spans of days are said in the unit a person would take', () => {
    expect(formatDaySpan(0.4)).toBe('less than a day');
    expect(formatDaySpan(1)).toBe('1 day');
    expect(formatDaySpan(274)).toBe('9 months');
    expect(formatDaySpan(913)).toBe('2.5 years');
    expect(formatDaySpan(1e9)).toBe('more than 100 years');
  });
});

test('one is singular', () => {
  expect(formatQuantity(1, 'display')).toBe('1 display');
  expect(formatQuantity(1200, 'capture')).toBe('1,200 captures');
  expect(formatQuantity(2, 'entry', 'entries')).toBe('2 entries');
});
