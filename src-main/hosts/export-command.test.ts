import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src-shared/contract/jobs.ts';
import { mountReason } from '../db/test-library.fake.ts';
import { BuiltProgram, type Ended } from './built-program.fake.ts';
import { makeRoomOn, mountSmallDisk, unmountSmallDisk, writeNoise } from './small-disk.fake.ts';

const day = '2026-06-15';
const pictures = 40;
const noMounts = mountReason();

let program: BuiltProgram;
let libraryPath: string;
let disk: string;
let count = 0;

beforeAll(async () => {
  program = await BuiltProgram.build();
  libraryPath = join(program.folder, 'library');
  const folder = join(program.folder, 'pictures');
  await mkdir(folder);
  for (let number = 0; number < pictures; number += 1) {
    const path = join(folder, `Screenshot ${day} 10-00-${String(number).padStart(2, '0')}.jpg`);
    await writeNoise(path, 400, 300);
    const takenAt = new Date(2026, 5, 15, 10, 0, number);
    utimesSync(path, takenAt, takenAt);
  }
  expect(await run('import', folder)).toMatchObject({ code: 0 });
  expect(await run('export', join(program.folder, 'whole'))).toMatchObject({ code: 0 });
}, 120_000);
beforeEach(({ skip }) => {
  skip(noMounts !== undefined, noMounts);
  count += 1;
  disk = join(program.folder, `disk-${count}`);
});
afterEach(async () => {
  await program.endAll();
  if (noMounts === undefined) unmountSmallDisk(disk);
});
afterAll(() => program.dispose());

const run = (...args: string[]) => program.run(['--library', libraryPath, ...args]);
const runForJson = async <Document>(...args: string[]) => JSON.parse((await run('--json', ...args)).stdout) as Document;

/** The newest job, as it is told. */
async function newestJob(): Promise<Job> {
  const { items } = await runForJson<{ items: Job[] }>('jobs', '--limit', '1');
  return items[0] as Job;
}

function expectDiskFull(ended: Ended, path: string): void {
  expect([ended.code, ended.stdout]).toEqual([1, '']);
  expect(ended.stderr).toMatch(/^DISK_FULL: /m);
  expect(ended.stderr).toContain(path);
  // One way to go on, and not two: a job is tried again, what is none is asked for again.
  expect(ended.stderr.match(/jobs retry|ask for the same again/g)).toHaveLength(1);
}

describe('an export to a disk that becomes full', () => {
  it.each([
    ['folder', 'command'],
    ['folder', 'job'],
    ['zip', 'command'],
    ['zip', 'job'],
    ['tar', 'command'],
  ])('says so at once for a %s, and comes to its end when the same %s is asked for with room', async (kind, again) => {
    mountSmallDisk(disk, 2_000);
    const path = join(disk, 'export');
    const command = ['export', path, ...(kind === 'folder' ? [] : [`--${kind}`])];
    const ended = await run(...command);
    expectDiskFull(ended, path);
    expect(ended.stderr).toMatch(/about \d+(\.\d+)? [kM]B more/);
    const job = await newestJob();
    expect(job).toMatchObject({ status: 'failed', errorCode: 'DISK_FULL', retryCount: 0 });
    const left = readdirSync(disk, { recursive: true, encoding: 'utf8' });
    if (kind === 'folder') expect(left).not.toContain(join('export', 'manifest.json'));
    else expect(left).toEqual([]);

    makeRoomOn(disk);
    const retried = again === 'job' ? await run('jobs', 'retry', job.id) : await run(...command);
    expect([retried.code, retried.stderr]).toEqual([0, expect.not.stringContaining('DISK_FULL')]);
    expect(await run('verify', path)).toMatchObject({ code: 0 });
    const done = await newestJob();
    expect(done).toMatchObject({
      status: 'completed',
      errorCode: null,
      result: { path, exported: pictures, failed: 0 },
    });
    // What there was of an archive is gone, so that the same command is another job.
    expect(done.id === job.id).toBe(kind === 'folder' || again === 'job');
  });

  it.each([
    ['time-lapse', 'day.webp'],
    ['contact-sheet', 'day.png'],
  ])('says so for a %s, and leaves nothing of it', async (command, name) => {
    mountSmallDisk(disk, 40);
    const path = join(disk, name);
    expectDiskFull(await run(command, path, '--day', day), path);
    expect(readdirSync(disk)).toEqual([]);
    const job = await newestJob();
    expect(job).toMatchObject({ status: 'failed', errorCode: 'DISK_FULL', retryCount: 0 });
    makeRoomOn(disk);
    expect(await run('jobs', 'retry', job.id)).toMatchObject({ code: 0 });
    expect(readdirSync(disk)).toEqual([name]);
  });
});

describe('a library that is built on a disk that becomes full', () => {
  it.each([8, 600, 2_500])(
    'says so with %i kB, and is whole when the same is asked for with room',
    async (kilobytes) => {
      mountSmallDisk(disk, kilobytes);
      const library = join(disk, 'library');
      const command = ['--library', library, 'rebuild', '--from', join(program.folder, 'whole')];
      expectDiskFull(await program.run(command), library);
      makeRoomOn(disk);
      expect(await program.run(command)).toMatchObject({ code: 0 });
      expect(await program.run(['--library', library, 'doctor'])).toMatchObject({ code: 0 });
      const again = join(disk, 'again');
      const exported = await program.run(['--library', library, '--json', 'export', again]);
      expect(JSON.parse(exported.stdout)).toMatchObject({ job: { result: { exported: pictures } } });
      expect(existsSync(join(again, 'manifest.json'))).toBe(true);
    },
  );
});
