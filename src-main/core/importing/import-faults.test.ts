import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import { mountReason, TestLibrary } from '../../db/test-library.fake.ts';
import { plant as plantFile, startAgain } from '../library/test-pictures.fake.ts';
import { intakeHeldAfter } from './held-intake.fake.ts';
import { ImportHarness, jpegOf } from './import-harness.fake.ts';

const noMount = mountReason();

async function withPictures(count: number, given?: Parameters<typeof ImportHarness.make>[0]) {
  const harness = await ImportHarness.make(given);
  for (let seed = 0; seed < count; seed += 1) {
    harness.put(`${String(seed).padStart(4, '0')}.jpg`, await jpegOf(seed, 24));
  }
  return harness;
}

/** What an import came to, without what differs from run to run. */
function outcomeOf(harness: ImportHarness): unknown {
  return harness.library.raw((native) => ({
    captures: native
      .prepare(
        `SELECT sha256, captured_at, local_day, original_path, mime_type, confidence, timestamp_source, width, height,
          perceptual_hash IS NOT NULL AS signed, job_captures.status AS item
        FROM captures LEFT JOIN signatures ON signatures.capture_id = captures.id
          LEFT JOIN job_captures ON job_captures.capture_id = captures.id ORDER BY sha256`,
      )
      .all(),
    files: native.prepare('SELECT number, path, bytes, sha256, status, error_message FROM import_files').all(),
  }));
}

describe('an import that is stopped in the middle', () => {
  it('goes on where it was, and comes to what an undisturbed one comes to', async () => {
    const calm = await withPictures(200);
    await calm.import();
    const harness = await withPictures(200);
    const { id } = await harness.start();
    let stops = 0;
    for (let job = await harness.jobs.get(id); job.status !== 'completed'; job = await harness.jobs.get(id)) {
      const stopping = new AbortController();
      const stopAt = job.progressCurrent + 30;
      const stop = harness.live.subscribe(() => {});
      const watching = (async () => {
        for await (const now of harness.jobs.watch(id, stopping.signal)) {
          if (now.progressCurrent >= stopAt) stopping.abort();
        }
      })();
      await harness.work(id, stopping.signal).catch(() => {});
      stopping.abort();
      await watching;
      stop();
      stops += 1;
      expect(stops).toBeLessThan(50);
    }
    expect(stops).toBeGreaterThan(1);
    const paths = (value: unknown, folder: string) => JSON.stringify(value).replaceAll(folder, '');
    expect(paths(outcomeOf(harness), harness.folder)).toEqual(paths(outcomeOf(calm), calm.folder));
    expect(harness.stored()).toHaveLength(200);
    await harness.expectHealthy();
  });

  it('and cancelled keeps what it had, says so, and can be let go on', async () => {
    const { createIntake, goOn } = intakeHeldAfter(128);
    const harness = await withPictures(300, { createIntake });
    const { id } = await harness.start();
    const working = harness.work(id);
    for await (const job of harness.jobs.watch(id, undefined)) {
      if (job.progressCurrent >= 64) break;
    }
    await harness.jobs.cancel(id);
    goOn();
    expect(await working).toMatchObject({ status: 'cancelled' });
    const { captures } = await harness.database.captures.totals();
    expect(captures).toBeGreaterThan(0);
    expect(captures).toBeLessThan(300);
    expect(harness.stored()).toHaveLength(captures);
    expect((await harness.database.events.page({ limit: 9 })).items).toMatchObject([
      { summary: expect.stringMatching(/^Imported \d+ pictures \(.*\), then stopped: \d+ are left\.$/) },
    ]);
    await harness.jobs.retry(id);
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { imported: 300 } });
    await harness.expectHealthy();
  });
});

describe('what a killed import had received', () => {
  it('is removed by the next one, and what a process that runs receives is left alone', async () => {
    const harness = await withPictures(2);
    const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    const ended = once(other, 'exit');
    const plant = (pid: number | undefined, name: string) =>
      plantFile(harness.library, `incoming/.${pid}-${name}.partial`, 'half');
    plant(999_999_999, 'of-nobody');
    plant(process.pid, 'of-an-earlier-run');
    plant(other.pid, 'of-another');
    expect((await harness.import({ dryRun: true })).result).toMatchObject({ importable: 2 });
    expect(harness.stored()).toHaveLength(3);
    expect((await harness.import()).result).toMatchObject({ imported: 2 });
    const incoming = () => harness.stored().filter((path) => path.startsWith('incoming/'));
    expect(incoming()).toEqual([`incoming/.${other.pid}-of-another.partial`]);
    other.kill('SIGKILL');
    await ended;
    expect((await harness.import()).result).toMatchObject({ linked: 2 });
    expect(incoming()).toEqual([]);
    await harness.expectHealthy();
  });
});

describe('a kill between the place of a file and its row', () => {
  /** One that was killed when the files had their places: its rows could not be written any more. */
  async function killedHalfway(): Promise<{ harness: ImportHarness; id: string }> {
    const harness = await withPictures(3);
    harness.put('IMG_20200102_030405.jpg', await jpegOf(7));
    const { imports } = harness.database;
    const finish = imports.finish.bind(imports);
    imports.finish = () => Promise.reject(new AppError('DATABASE_UNAVAILABLE', 'The power failed.'));
    const { id } = await harness.start();
    await harness.workUntilSetBack(id);
    imports.finish = finish;
    harness.library.raw((native) => native.prepare('UPDATE jobs SET not_before = NULL').run());
    harness.problems.length = 0;
    expect(harness.stored()).toHaveLength(4);
    expect((await harness.database.captures.totals()).captures).toBe(0);
    return { harness, id };
  }

  it('is no file that nobody knows: the next start leaves it to the import, which goes on with it', async () => {
    const { harness, id } = await killedHalfway();
    const before = harness.stored();
    expect(await startAgain(harness.library, harness.database)).toMatchObject({ filesAdopted: 0, filesQuarantined: 0 });
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { imported: 4, failed: 0 } });
    expect(harness.stored()).toEqual(before);
    const page = await harness.database.captures.page({ order: 'oldest', limit: 9 });
    expect(page.items[0]).toMatchObject({ localDay: '2020-01-02', timestampSource: 'filename', origin: 'import' });
    expect((await harness.jobs.items(id, { limit: 9, status: 'done' })).items).toHaveLength(4);
    await harness.expectHealthy();
  });

  it('does so also where the originals are gone meanwhile: their pictures are not lost', async () => {
    const { harness, id } = await killedHalfway();
    rmSync(harness.folder, { recursive: true });
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { imported: 4, failed: 0 } });
    await harness.expectHealthy();
  });

  it('reads the original again where the file in its place is not what was planned', async () => {
    const { harness, id } = await killedHalfway();
    const [damaged = '', gone = ''] = harness.stored();
    writeFileSync(join(harness.library.path, damaged), readFileSync(join(harness.folder, '0000.jpg')).subarray(0, 200));
    rmSync(join(harness.library.path, gone));
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { imported: 4, failed: 0 } });
    expect(harness.stored()).toHaveLength(4);
    await harness.expectHealthy();
  });

  it('is finished by the next start where the import was cancelled', async () => {
    const { harness, id } = await killedHalfway();
    await harness.jobs.cancel(id);
    await startAgain(harness.library, harness.database);
    await harness.service.begin();
    await harness.service.stop();
    expect((await harness.database.captures.totals()).captures).toBe(4);
    expect((await harness.files(id)).all.map(({ status }) => status)).toEqual(Array(4).fill('imported'));
    await harness.expectHealthy();
  });
});

describe('a disk without room', () => {
  it('stops the import at the floor, and it goes on when there is room again', async () => {
    let freeBytes = 10_000_000;
    const harness = await withPictures(200, { room: async () => ({ freeBytes, floorBytes: 5_000_000 }) });
    const { imports } = harness.database;
    const finish = imports.finish.bind(imports);
    imports.finish = async (...given) => {
      freeBytes = 4_000_000;
      return finish(...given);
    };
    const { id } = await harness.start();
    const job = await harness.work(id);
    expect(job).toMatchObject({ status: 'failed', errorCode: 'DISK_FULL', retryCount: 0 });
    expect(job.errorMessage).toContain(harness.library.path);
    expect(job.errorMessage).toMatch(/about [\d.]+ MB more are needed.* 5.0 MB of it are to stay free/);
    const { captures } = await harness.database.captures.totals();
    expect(captures).toBeGreaterThan(0);
    expect(captures).toBeLessThan(200);
    expect(harness.stored()).toHaveLength(captures);
    imports.finish = finish;
    freeBytes = 10_000_000;
    await harness.jobs.retry(id);
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { imported: 200 } });
  });

  it.skipIf(noMount)('stops it with nothing half left, and it goes on when there is room again', async () => {
    const library = await TestLibrary.onSmallDisk(12);
    const harness = await ImportHarness.make({}, library);
    const elsewhere = await ImportHarness.make();
    for (let seed = 0; seed < 12; seed += 1) elsewhere.put(`${seed}.jpg`, await jpegOf(seed, 1500));
    const { id } = await harness.start({ paths: [elsewhere.folder] });
    const job = await harness.work(id);
    expect(job).toMatchObject({ status: 'failed', errorCode: 'DISK_FULL', retryCount: 0 });
    expect(job.errorMessage).toContain(library.path);
    expect(job.errorMessage).toMatch(/about \d+(\.\d+)? MB more are needed/);
    const { captures } = await harness.database.captures.totals();
    expect(harness.stored()).toHaveLength(captures);
    execFileSync('mount', ['-o', 'remount,size=200m', library.root]);
    await harness.jobs.retry(id);
    harness.problems.length = 0;
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { imported: 12, failed: 0 } });
    await harness.expectHealthy();
  });
});
