import { existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extensionByFormat, mimeTypeByFormat, pictureFormats } from '../../../src-shared/domain/vocabulary.ts';
import { samplePicture, sampleSize } from '../../adapters/image/sample-pictures.fake.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import { createIdGenerator } from './id-generator.ts';
import { codec, jpeg, plant, startAgain, storePictures } from './test-pictures.fake.ts';

const hour = 3_600_000;
const nothingDone = {
  temporaryFilesRemoved: 0,
  filesAdopted: 0,
  filesQuarantined: 0,
  rowsMissing: 0,
  rowsBack: 0,
  gapsClosed: 0,
  daysLeft: 0,
};

/** Makes folders look as if nothing in them had changed for a year. */
function age(library: TestLibrary, ...folders: string[]): void {
  for (const folder of folders) {
    const then = new Date(library.clock.now() - 365 * 24 * hour);
    utimesSync(join(library.path, folder), then, then);
  }
}

describe('reconcile', () => {
  it('finds nothing in a library that is in order, and says nothing', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await storePictures(library, database, 3);
    expect(await startAgain(library, database)).toMatchObject(nothingDone);
    expect((await database.events.page({ limit: 10 })).items).toEqual([]);
  });

  it('knows files of every format, and moves aside what only has the name of one', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const nextId = createIdGenerator();
    const takenAt = Date.UTC(2026, 5, 15, 8, 30);
    const ids = pictureFormats.map((_format, n) => nextId(takenAt + n));
    for (const [n, format] of pictureFormats.entries()) {
      plant(library, `captures/2026/06/15/${ids[n]}.${extensionByFormat[format]}`, await samplePicture(format));
      plant(
        library,
        `captures/2026/06/15/${nextId(takenAt + 100 + n)}.${extensionByFormat[format]}`,
        '<svg width="1"/>',
      );
    }
    expect(await startAgain(library, database)).toMatchObject({
      ...nothingDone,
      filesAdopted: pictureFormats.length,
      filesQuarantined: pictureFormats.length,
    });
    for (const [n, format] of pictureFormats.entries()) {
      expect(await database.captures.byId(ids[n] ?? '')).toMatchObject({
        mimeType: mimeTypeByFormat[format],
        ...sampleSize,
      });
    }
  });

  it('removes half-written files and takes in whole ones that have no row', async () => {
    const library = await TestLibrary.make();
    library.clock.offsetAt = () => 120;
    const database = await library.open();
    await storePictures(library, database, 2);
    const takenAt = Date.UTC(2026, 5, 15, 8, 30, 0, 123);
    const id = createIdGenerator()(takenAt);
    const filepath = `captures/2026/06/15/${id}.jpg`;
    const bytes = await jpeg(200, 80, 40);
    plant(library, filepath, bytes);
    plant(library, `captures/2026/06/15/.${id}.jpg.partial`, 'half');

    expect(await startAgain(library, database)).toMatchObject({
      ...nothingDone,
      temporaryFilesRemoved: 1,
      filesAdopted: 1,
    });
    expect(await database.captures.byId(id)).toMatchObject({
      filepath,
      capturedAt: takenAt,
      endedAt: takenAt,
      localDay: '2026-06-15',
      utcOffsetMinutes: 120,
      timestampSource: 'filesystem',
      confidence: 'low',
      width: 80,
      height: 40,
      fileSize: bytes.length,
      mimeType: 'image/jpeg',
      displayId: null,
    });
    expect(readdirSync(join(library.path, 'captures/2026/06/15')).filter((name) => name.startsWith('.'))).toEqual([]);
    const events = (await database.events.page({ limit: 10 })).items;
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: 'status',
      source: 'system',
      summary: expect.stringContaining('1 unfinished file removed, 1 picture taken in'),
      details: { filesAdopted: 1 },
    });
    expect(await startAgain(library, database)).toMatchObject(nothingDone);
  });

  it('keeps the day of the folder where the time of the id falls on another day', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const id = createIdGenerator()(Date.UTC(2026, 5, 15, 3, 0, 0));
    plant(library, `captures/2026/06/14/${id}.jpg`, await jpeg());
    await startAgain(library, database);
    const adopted = await database.captures.byId(id);
    expect(adopted).toMatchObject({ localDay: '2026-06-14', utcOffsetMinutes: -181 });
  });

  it('moves what is no whole picture to quarantine and deletes nothing', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const nextId = createIdGenerator();
    const [torn, empty] = [nextId(library.clock.now()), nextId(library.clock.now())];
    const bytes = (await jpeg(1, 640, 480)).subarray(0, 900);
    plant(library, `captures/2026/06/15/${torn}.jpg`, bytes);
    plant(library, `captures/2026/06/15/${empty}.png`, '');
    plant(library, 'captures/2026/06/15/holiday.txt', 'mine');
    plant(library, `quarantine/2026-06-15-${torn}.jpg`, 'an earlier one');
    expect(await startAgain(library, database)).toMatchObject({ ...nothingDone, filesQuarantined: 2 });
    expect(readFileSync(join(library.path, `quarantine/2-2026-06-15-${torn}.jpg`)).equals(bytes)).toBe(true);
    expect(readFileSync(join(library.path, `quarantine/2026-06-15-${torn}.jpg`), 'utf8')).toBe('an earlier one');
    expect(existsSync(join(library.path, `quarantine/2026-06-15-${empty}.png`))).toBe(true);
    expect(readFileSync(join(library.path, 'captures/2026/06/15/holiday.txt'), 'utf8')).toBe('mine');
  });

  it('marks rows whose file is gone, and takes the mark away when it is back', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const captures = await storePictures(library, database, 3);
    const path = library.storage.absolutePath(captures[1]?.filepath ?? '');
    renameSync(path, join(library.root, 'away'));
    expect(await startAgain(library, database)).toMatchObject({ ...nothingDone, rowsMissing: 1 });
    expect((await database.captures.byId(captures[1]?.id ?? ''))?.missingAt).toBe(library.clock.now());
    expect(await startAgain(library, database)).toMatchObject(nothingDone);
    renameSync(join(library.root, 'away'), path);
    expect(await startAgain(library, database)).toMatchObject({ ...nothingDone, rowsBack: 1 });
    expect((await database.captures.byId(captures[1]?.id ?? ''))?.missingAt).toBeNull();
  });

  it('notices a whole day that is gone', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    for (let days = 5; days > 0; days -= 1) {
      await storePictures(library, database, 2, { capturedAt: library.clock.now() - days * 24 * hour });
    }
    await startAgain(library, database);
    rmSync(join(library.path, 'captures/2026/06/11'), { recursive: true });
    expect(await startAgain(library, database)).toMatchObject({ ...nothingDone, rowsMissing: 2 });
    expect(await startAgain(library, database)).toMatchObject(nothingDone);
  });

  it('looks only at days that changed since the last start, and always at the newest', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const folders: string[] = [];
    for (let days = 9; days > 0; days -= 1) {
      const [capture] = await storePictures(library, database, 1, {
        capturedAt: library.clock.now() - days * 24 * hour,
      });
      folders.push(dirname(capture?.filepath ?? ''));
    }
    expect((await startAgain(library, database)).daysChecked).toBe(9);
    age(library, ...folders);
    expect((await startAgain(library, database)).daysChecked).toBe(2);
    const id = createIdGenerator()(library.clock.now() - 9 * 24 * hour);
    plant(library, `${folders[0]}/${id}.jpg`, await jpeg());
    expect(await startAgain(library, database)).toMatchObject({ daysChecked: 3, filesAdopted: 1 });
  });

  it('stops when its budget is used up and goes on at the next start', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const nextId = createIdGenerator();
    const folders: string[] = [];
    for (let day = 1; day <= 6; day += 1) {
      const folder = `captures/2026/05/0${day}`;
      folders.push(folder);
      plant(library, `${folder}/${nextId(Date.UTC(2026, 4, day, 12))}.jpg`, await jpeg());
    }
    // Every look at the clock takes a second, and two seconds are all there is.
    const { monotonicMs } = library.clock;
    let looked = 0;
    library.clock.monotonicMs = () => {
      looked += 1;
      return looked * 1000;
    };
    const first = await startAgain(library, database, 4000);
    library.clock.monotonicMs = monotonicMs;
    expect(first.daysLeft).toBeGreaterThan(0);
    expect(first.filesAdopted).toBeGreaterThan(0);
    age(library, ...folders);
    const second = await startAgain(library, database);
    expect(second.daysLeft).toBe(0);
    expect(first.filesAdopted + second.filesAdopted).toBe(6);
  });

  it('ends the gaps of a killed process and writes down that nothing ran since', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const [last] = await storePictures(library, database, 1, { capturedAt: library.clock.now() - 5 * hour });
    const sign = (last?.capturedAt ?? 0) + hour;
    await database.gaps.open({ startedAt: sign, reason: 'paused', displayId: null });
    await database.events.saveEvent({
      timestamp: sign + hour,
      type: 'status',
      severity: 'info',
      source: 'monitor',
      node: null,
      summary: 'Paused.',
      details: {},
    });
    expect(await startAgain(library, database)).toMatchObject({ ...nothingDone, gapsClosed: 1 });
    const gaps = await database.gaps.between(0, library.clock.now() + 1);
    expect(gaps.map(({ reason, startedAt, endedAt }) => ({ reason, startedAt, endedAt }))).toEqual([
      { reason: 'paused', startedAt: sign, endedAt: sign + hour },
      { reason: 'not_running', startedAt: sign + hour, endedAt: library.clock.now() },
    ]);
    expect(await database.gaps.stillOpen()).toEqual([]);
    await startAgain(library, database);
    expect(await database.gaps.between(0, library.clock.now() + 1)).toHaveLength(2);
  });

  it('counts the time without captures from a picture it has just taken in', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const takenAt = library.clock.now() - 90_000;
    const day = new Date(takenAt).toISOString().slice(0, 10);
    plant(library, `captures/${day.replaceAll('-', '/')}/${createIdGenerator()(takenAt)}.jpg`, await jpeg(20, 40, 80));

    await startAgain(library, database);
    const gaps = await database.gaps.between(0, library.clock.now() + 1);
    expect(gaps).toMatchObject([{ startedAt: takenAt, endedAt: library.clock.now(), reason: 'not_running' }]);
  });

  it('writes down no time that never passed: in a new library, or when the clock was set back', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await startAgain(library, database);
    expect(await database.gaps.between(0, Number.MAX_SAFE_INTEGER)).toEqual([]);
    await storePictures(library, database, 1, { capturedAt: library.clock.now() + 2 * hour });
    await startAgain(library, database);
    expect(await database.gaps.between(0, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it('leaves a damaged file with a row to doctor', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const [capture] = await storePictures(library, database, 1);
    truncateSync(library.storage.absolutePath(capture?.filepath ?? ''), 20);
    expect(await startAgain(library, database)).toMatchObject(nothingDone);
    await expect(codec.inspect(library.storage.absolutePath(capture?.filepath ?? ''))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });
});
