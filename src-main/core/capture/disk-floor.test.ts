import { expect, test } from 'vitest';
import { DiskFloor } from './disk-floor.ts';

const noFloor = { diskFloorGigabytes: 0, diskFloorPercent: 0 };
const space = (freeBytes: number) => ({ freeBytes, totalBytes: 12_000_000 });

test('a full disk that was relieved before the next look is taken up again at once', () => {
  const floor = new DiskFloor();
  floor.markFull(0);
  expect(floor.check(space(10_000_000), noFloor, 1_000)).toBe(false);
});

test('a full disk stays full until room is freed', () => {
  const floor = new DiskFloor();
  floor.markFull(0);
  expect(floor.check(space(4_096), noFloor, 1_000)).toBe(true);
  expect(floor.check(space(4_096), noFloor, 2_000)).toBe(true);
  expect(floor.check(space(5_000_000), noFloor, 3_000)).toBe(false);
});

test('a quota that the free space does not show is tried again after a while, not at every tick', () => {
  const floor = new DiskFloor();
  floor.markFull(0);
  expect(floor.check(space(10_000_000), noFloor, 1_000)).toBe(false);
  floor.markFull(1_000);
  expect(floor.check(space(10_000_000), noFloor, 2_000)).toBe(true);
  expect(floor.check(space(10_000_000), noFloor, 30_000)).toBe(true);
  expect(floor.check(space(10_000_000), noFloor, 121_000)).toBe(false);
});
