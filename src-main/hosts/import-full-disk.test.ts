import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src-shared/contract/jobs.ts';
import { mountReason } from '../db/test-library.fake.ts';
import { BuiltProgram, type Ended } from './built-program.fake.ts';
import { makeRoomOn, mountSmallDisk, unmountSmallDisk, writeNoise } from './small-disk.fake.ts';

const pictures = 40;
const noMounts = mountReason();

let program: BuiltProgram;
let source: string;
let disk: string;
let libraryPath: string;
let count = 0;

beforeAll(async () => {
  program = await BuiltProgram.build();
  source = join(program.folder, 'pictures');
  await mkdir(source);
  for (let number = 0; number < pictures; number += 1) {
    await writeNoise(join(source, `${String(number).padStart(2, '0')}.jpg`), 600, 450);
  }
}, 120_000);
beforeEach(async ({ skip }) => {
  skip(noMounts !== undefined, noMounts);
  count += 1;
  disk = join(program.folder, `disk-${count}`);
  libraryPath = join(disk, 'library');
  mountSmallDisk(disk, 6 * 1024);
  const empty = join(program.folder, `empty-${count}`);
  mkdirSync(empty);
  expect(await run('import', empty)).toMatchObject({ code: 0 });
});
afterEach(async () => {
  await program.endAll();
  if (noMounts === undefined) unmountSmallDisk(disk);
});
afterAll(() => program.dispose());

const run = (...args: string[]) => program.run(['--library', libraryPath, ...args]);
const runForJson = async <Document>(...args: string[]) => JSON.parse((await run('--json', ...args)).stdout) as Document;

/** The newest import, as it is told. */
async function newestImport(): Promise<Job> {
  const { items } = await runForJson<{ items: Job[] }>('jobs');
  return items.find(({ type }) => type === 'import') as Job;
}

function expectDiskFull(ended: Ended): void {
  expect([ended.code, ended.stdout]).toEqual([1, '']);
  expect(ended.stderr).toMatch(/^DISK_FULL: /m);
  expect(ended.stderr).toContain(libraryPath);
}

describe('an import into a library whose disk becomes full', () => {
  it.each([
    ['at the floor', 'job', []],
    ['to the last byte', 'command', ['diskFloorPercent', '0']],
  ])('%s fails at once, and comes to its end by the same %s with room', async (_when, again, setting) => {
    if (setting.length > 0) expect(await run('prefs', 'set', ...setting)).toMatchObject({ code: 0 });
    const command = ['import', source];
    const ended = await run(...command);
    expectDiskFull(ended);
    expect(ended.stderr).toMatch(/about \d+(\.\d+)? [kM]B more/);
    const job = await newestImport();
    expect(job).toMatchObject({ status: 'failed', errorCode: 'DISK_FULL', retryCount: 0 });
    makeRoomOn(disk);
    const retried = again === 'job' ? await run('jobs', 'retry', job.id) : await run(...command);
    expect([retried.code, retried.stderr]).toEqual([0, expect.not.stringContaining('DISK_FULL')]);
    const done = await newestImport();
    expect(done).toMatchObject({ status: 'completed', errorCode: null, result: { files: pictures, failed: 0 } });
    // Another import of the folder lists it anew: there may be more in it by now.
    expect(done.id === job.id).toBe(again === 'job');
    expect((await runForJson<{ captures: number }>('stats')).captures).toBe(pictures);
    expect(await run('doctor')).toMatchObject({ code: 0 });
  });

  it('ends also where not even the job can be written down any more', async () => {
    const filler = join(disk, 'filler');
    execFileSync('sh', ['-c', 'cat /dev/zero > "$0" 2>/dev/null || true', filler]);
    const ended = await run('import', source);
    expectDiskFull(ended);
    rmSync(filler);
    makeRoomOn(disk);
    expect(await run('import', source)).toMatchObject({ code: 0 });
    expect(await newestImport()).toMatchObject({ status: 'completed', result: { imported: pictures } });
    expect(await run('doctor')).toMatchObject({ code: 0 });
  });
});
