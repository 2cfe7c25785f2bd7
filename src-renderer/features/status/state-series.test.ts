import { expect, test } from 'vitest';
import type { SnapshotPoint } from '../../../src-shared/contract/snapshots.ts';
import { timeTicks, withGaps } from './state-series.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 5, 15, 12);

function pointAt(timestamp: number): SnapshotPoint {
  return {
    timestamp,
    recording: true,
    captures: 1,
    bytes: 1,
    databaseBytes: 1,
    trashBytes: 0,
    freeBytes: null,
    pending: 0,
    running: 0,
    failed: 0,
  };
}

/** `-` for a snapshot on a line, `o` for one alone, a space for a gap. */
function drawn(agesMs: readonly number[], intervalMs = 15 * minute): string {
  const rows = withGaps(
    agesMs.map((age) => pointAt(now - age)),
    now,
    intervalMs,
  );
  return rows.map((row) => (row.isGap ? ' ' : row.isAlone ? 'o' : '-')).join('');
}

test('a line breaks where snapshots are missing, and one between two gaps is a dot', () => {
  expect(drawn([60, 45, 30, 15, 0].map((each) => each * minute))).toBe('-----');
  expect(drawn([300, 285, 180, 60, 45, 0].map((each) => each * minute))).toBe('-- o -- o');
  expect(drawn([0])).toBe('o');
  expect(drawn([])).toBe('');
});

test('what was thinned with age is not missing', () => {
  expect(drawn([5, 4, 3, 2].map((each) => day + each * hour))).toBe('----');
  expect(drawn([40, 39, 38, 37, 35, 34].map((each) => each * day))).toBe('------');
  expect(drawn([40, 39, 36, 35].map((each) => each * day))).toBe('-- --');
  expect(drawn([25.5, 24.5, 23.75, 23.5].map((each) => each * hour))).toBe('----');
});

test('a gap lies between the snapshots around it', () => {
  const rows = withGaps([pointAt(now - 6 * hour), pointAt(now)], now, 15 * minute);
  expect(rows.map((row) => [row.timestamp, row.isGap])).toEqual([
    [now - 6 * hour, false],
    [now - 3 * hour, true],
    [now, false],
  ]);
});

test('labels stand at full hours and midnights here, and are never too many', () => {
  const iso = (ticks: readonly number[], offset: number) =>
    ticks.map((tick) => new Date(tick + offset * minute).toISOString().slice(8, 16));
  expect(iso(timeTicks(now - day, now, 120), 120)).toEqual([
    '14T16:00',
    '14T20:00',
    '15T00:00',
    '15T04:00',
    '15T08:00',
    '15T12:00',
  ]);
  expect(iso(timeTicks(now - 7 * day, now, 330), 330).every((tick) => tick.endsWith('T00:00'))).toBe(true);
  for (const length of [2 * minute, hour, day, 7 * day, 30 * day, 400 * day, 4000 * day]) {
    const ticks = timeTicks(now - length, now, -300);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.every((tick) => tick >= now - length && tick <= now)).toBe(true);
  }
});
