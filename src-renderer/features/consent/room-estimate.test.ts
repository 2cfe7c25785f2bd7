import { expect, test } from 'vitest';
import { estimateRoom } from './room-estimate.ts';

const fullHd = { width: 1920, height: 1080 };
const picture = { intervalSeconds: 5, format: 'jpeg', scalePercent: 100 } as const;

test('one full HD display every five seconds takes between 150 MB and 760 MB a day', () => {
  const room = estimateRoom([fullHd], picture);
  expect(room.looksPerDay).toBe(5760);
  expect(room.lowBytesPerDay / 1e6).toBeCloseTo(150.5, 0);
  expect(room.highBytesPerDay / 1e6).toBeCloseTo(752.5, 0);
});

test('a second display raises the upper end and leaves the lower one, which is one display at work', () => {
  const one = estimateRoom([fullHd], picture);
  const two = estimateRoom([fullHd, { width: 1280, height: 1024 }], picture);
  expect(two.lowBytesPerDay).toBe(one.lowBytesPerDay);
  expect(two.highBytesPerDay).toBeGreaterThan(one.highBytesPerDay);
});

test('half the size is a quarter of the room, and twice the interval is half of it', () => {
  const base = estimateRoom([fullHd], picture).highBytesPerDay;
  expect(estimateRoom([fullHd], { ...picture, scalePercent: 50 }).highBytesPerDay).toBeCloseTo(base / 4);
  expect(estimateRoom([fullHd], { ...picture, intervalSeconds: 10 }).highBytesPerDay).toBeCloseTo(base / 2);
});

test('without displays there is nothing to store', () => {
  expect(estimateRoom([], picture)).toEqual({ lowBytesPerDay: 0, highBytesPerDay: 0, looksPerDay: 5760 });
});
