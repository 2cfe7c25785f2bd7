import { expect, test } from 'vitest';
import { diskFloorBytes } from './disk-floor.ts';

const gigabyte = 1_000_000_000;

test('the disk floor is the smaller of the two preferences, in whole bytes', () => {
  const preference = { diskFloorGigabytes: 5, diskFloorPercent: 5 };
  expect(diskFloorBytes(preference, 1000 * gigabyte)).toBe(5 * gigabyte);
  expect(diskFloorBytes(preference, 10 * gigabyte)).toBe(gigabyte / 2);
  expect(diskFloorBytes(preference, 1_234_567_891)).toBe(61_728_395);
  expect(diskFloorBytes({ diskFloorGigabytes: 0, diskFloorPercent: 50 }, gigabyte)).toBe(0);
});
