import { expect, test } from 'vitest';
import type { StorageReport } from '../../src-shared/contract/library.ts';
import { addToStorage, countCapture } from './live-counts.ts';

const counts = {
  days: [
    { day: '2026-01-01', captures: 2, bytes: 20 },
    { day: '2026-01-03', captures: 1, bytes: 10 },
  ],
  today: '2026-01-03',
};

test('a capture is counted in its own day, and the others stay as they are', () => {
  const next = countCapture(counts, { localDay: '2026-01-03', fileSize: 7 });
  expect(next.days[1]).toEqual({ day: '2026-01-03', captures: 2, bytes: 17 });
  expect(next.days[0]).toBe(counts.days[0]);
});

test('the first capture of a day puts the day in its place; one after today makes it today', () => {
  const between = countCapture(counts, { localDay: '2026-01-02', fileSize: 5 });
  expect(between.days.map((entry) => entry.day)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
  expect(between.today).toBe('2026-01-03');
  expect(countCapture(counts, { localDay: '2026-01-04', fileSize: 5 }).today).toBe('2026-01-04');
});

test('storage grows by the capture and keeps its rates', () => {
  const report: StorageReport = {
    captures: 3,
    bytes: 30,
    firstDay: '2026-01-01',
    lastDay: '2026-01-03',
    bytesPerDay: 15,
    daysPer100Gigabytes: 1,
    daysUntilFull: 2,
    databaseBytes: 4,
  };
  expect(addToStorage(report, { localDay: '2026-01-04', fileSize: 6 })).toEqual({
    ...report,
    captures: 4,
    bytes: 36,
    lastDay: '2026-01-04',
  });
});
