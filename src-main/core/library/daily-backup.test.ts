import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import type { Backup } from '../../../src-shared/contract/library.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { makeCapture, TestLibrary } from '../../db/test-library.fake.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { DailyBackup, firstLookMs, lookEveryMs, retryAfterMs } from './daily-backup.ts';

const hourMs = 3_600_000;

let library: TestLibrary;
let database: LibraryDatabase;
let backups: Backup[];
let problem: unknown;
let asked: number;
let told: number;
let freeBytes: number;
let daily: DailyBackup;

/** The real database but for the copying, which `db/daily-backup.test.ts` is about. */
function start(): DailyBackup {
  daily = new DailyBackup({
    database: {
      captures: database.captures,
      databaseBytes: async () => 1000,
      backups: async () => backups,
      backUp: async () => {
        asked += 1;
        if (problem) throw problem;
        const backup = backupAt(library.clock.now());
        backups.push(backup);
        return backup;
      },
    },
    events: new EventLog(database.events, new LiveBus(), library.clock),
    clock: library.clock,
    room: async () => ({ freeBytes, floorBytes: 5000 }),
    onMade: () => {
      told += 1;
    },
    report: (summary, error) => {
      throw new Error(summary, { cause: error });
    },
  });
  daily.start();
  return daily;
}

function backupAt(createdAt: number): Backup {
  return { name: `${createdAt}.db`, createdAt, bytes: 1000, revision: null, verified: true, occasion: 'daily' };
}

async function events(): Promise<readonly ActivityEvent[]> {
  return (await database.events.page({ limit: 50 })).items;
}

beforeEach(async () => {
  library = await TestLibrary.make();
  database = await library.open();
  await database.captures.insert([makeCapture()]);
  backups = [];
  problem = undefined;
  asked = 0;
  told = 0;
  freeBytes = 1_000_000;
});

describe('the daily backup', () => {
  it('is made soon after the start, told, and not again that day, not even by the next start', async () => {
    start();
    await library.clock.advance(firstLookMs);
    expect([asked, told]).toEqual([1, 1]);
    expect(await events()).toMatchObject([{ type: 'status', severity: 'info', details: { bytes: 1000 } }]);
    await library.clock.advance(2 * hourMs);
    await daily.stop();
    start();
    await library.clock.advance(2 * hourMs);
    expect(asked).toBe(1);
    await daily.stop();
  });

  it('is made again when the local day changes', async () => {
    library.clock.offsetAt = () => 120;
    start();
    // From nine o’clock UTC to a minute before midnight, two hours east.
    await library.clock.advance(13 * hourMs - lookEveryMs);
    expect(asked).toBe(1);
    await library.clock.advance(2 * lookEveryMs);
    expect(asked).toBe(2);
    await daily.stop();
  });

  it('waits for the first picture', async () => {
    const [only] = (await database.captures.page({ order: 'newest', limit: 1 })).items;
    await database.captures.delete(only?.id ?? '');
    start();
    await library.clock.advance(hourMs);
    expect(asked).toBe(0);
    await database.captures.insert([makeCapture()]);
    await library.clock.advance(lookEveryMs);
    expect(asked).toBe(1);
    await daily.stop();
  });

  it('is left out where it would take the room that is to stay free, and made when there is more', async () => {
    freeBytes = 5999;
    start();
    await library.clock.advance(2 * retryAfterMs);
    expect(asked).toBe(0);
    expect(await events()).toMatchObject([
      { severity: 'warning', summary: expect.stringContaining('too little room') },
    ]);
    freeBytes = 6000;
    await library.clock.advance(retryAfterMs);
    expect(asked).toBe(1);
    await daily.stop();
  });

  it('tells of a damaged database once, as an alert, and tries again the next day', async () => {
    problem = new AppError('DATABASE_CORRUPT', 'The copy failed its check.');
    start();
    await library.clock.advance(10 * hourMs);
    expect([asked, told]).toEqual([1, 0]);
    expect(await events()).toMatchObject([{ type: 'alert', severity: 'error', details: { code: 'DATABASE_CORRUPT' } }]);
    await library.clock.advance(6 * hourMs);
    expect(asked).toBe(2);
    await daily.stop();
  });

  it('is tried again in an hour after anything else, with one line in the log', async () => {
    problem = new AppError('DISK_FULL', 'The disk is full.');
    start();
    await library.clock.advance(firstLookMs + retryAfterMs - lookEveryMs);
    expect(asked).toBe(1);
    await library.clock.advance(2 * lookEveryMs);
    expect(asked).toBe(2);
    expect(await events()).toMatchObject([{ type: 'status', severity: 'warning', details: { code: 'DISK_FULL' } }]);
    await daily.stop();
  });

  it('ends with the library', async () => {
    start();
    await daily.stop();
    await library.clock.advance(hourMs);
    expect(asked).toBe(0);
  });
});
