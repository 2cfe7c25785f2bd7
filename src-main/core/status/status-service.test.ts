import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCapture, TestLibrary } from '../../db/test-library.fake.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import type { Disk } from '../../ports/surroundings.ts';
import { LiveBus } from '../live-bus.ts';
import { PreferenceService } from '../memory/preference-service.ts';
import { StatusService } from './status-service.ts';

const day = 86_400_000;
const hour = 3_600_000;
const gigabyte = 1_000_000_000;

let library: TestLibrary;
let database: LibraryDatabase;

beforeEach(async () => {
  library = await TestLibrary.make();
  database = await library.open();
});

afterEach(() => library[Symbol.asyncDispose]());

async function statusWith(disk: Disk): Promise<StatusService> {
  const preferences = await PreferenceService.load(database.preferences, new LiveBus(), library.clock);
  return new StatusService({ database, preferences, disk, clock: library.clock, libraryPath: library.path });
}

const disk: Disk = { space: async () => ({ freeBytes: 25 * gigabyte, totalBytes: 1000 * gigabyte }) };

describe('the storage report', () => {
  it('promises nothing before there is a day to go by', async () => {
    const report = await (await statusWith(disk)).storage();
    expect(report).toMatchObject({ captures: 0, bytesPerDay: null, daysPer100Gigabytes: null, daysUntilFull: null });
    expect(report.databaseBytes).toBeGreaterThan(0);
  });

  it('says nothing about a day while there is less than a day of captures', async () => {
    const now = library.clock.now();
    await database.captures.insert([
      makeCapture({ capturedAt: now, fileSize: 7 * gigabyte }),
      makeCapture({ capturedAt: now - 4000, fileSize: gigabyte }),
    ]);
    const status = await statusWith(disk);
    const unknown = { bytesPerDay: null, daysPer100Gigabytes: null, daysUntilFull: null };
    expect(await status.storage()).toMatchObject({ captures: 2, ...unknown });
    // Midnight alone makes no day of an evening.
    await library.clock.advance(16 * hour);
    expect(await status.storage()).toMatchObject({ captures: 2, ...unknown });
    await library.clock.advance(8 * hour);
    expect((await status.storage()).bytesPerDay).toBe(8 * gigabyte);
  });

  it('projects from whole days: without today, and without the day on which it began', async () => {
    const now = library.clock.now();
    await database.captures.insert([
      makeCapture({ capturedAt: now - 6 * day, fileSize: gigabyte / 10 }),
      makeCapture({ capturedAt: now - 5 * day, fileSize: 1 * gigabyte }),
      makeCapture({ capturedAt: now - day, fileSize: 3 * gigabyte }),
      makeCapture({ capturedAt: now, fileSize: 7 * gigabyte }),
    ]);
    expect(await (await statusWith(disk)).storage()).toMatchObject({
      captures: 4,
      bytes: 11.1 * gigabyte,
      bytesPerDay: 2 * gigabyte,
      daysPer100Gigabytes: 50,
      // 25 GB are free and 5 GB of them stay free.
      daysUntilFull: 10,
    });
  });

  it('goes by the last thirty days only', async () => {
    const now = library.clock.now();
    await database.captures.insert([makeCapture({ capturedAt: now - 400 * day, fileSize: 900 * gigabyte })]);
    await database.captures.insert(
      Array.from({ length: 30 }, (_, ago) => makeCapture({ capturedAt: now - (ago + 1) * day, fileSize: gigabyte })),
    );
    expect((await (await statusWith(disk)).storage()).bytesPerDay).toBe(gigabyte);
  });

  it('says nothing about a disk that does not tell', async () => {
    const silent: Disk = {
      space: async () => {
        throw new Error('ENOSYS');
      },
    };
    const status = await statusWith(silent);
    expect(await status.disk()).toBeNull();
    expect((await status.storage()).daysUntilFull).toBeNull();
  });
});
