import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from './run-here.fake.ts';

const pictures = 4;
let folder: string;
let count = 0;

const run = (...words: string[]) => runHere(['--library', join(folder, 'library'), ...words], join(folder, 'config'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-exports-'));
  await mkdir(join(folder, 'pictures'));
  for (let number = 0; number < pictures; number += 1) {
    const background = { r: number * 60, g: 0, b: 255 - number * 60 };
    await sharp({ create: { width: 64, height: 64, channels: 3, background } })
      .jpeg()
      .toFile(join(folder, 'pictures', `DSC1000${number}.jpg`));
  }
  expect(await run('import', join(folder, 'pictures'))).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A fresh export of all pictures. */
async function exported(): Promise<string> {
  const path = join(folder, `export-${++count}`);
  expect(await run('export', path, '--names', '{name}')).toMatchObject({ code: 0 });
  return path;
}

async function editManifest(path: string, from: string, to: string): Promise<void> {
  const file = join(path, 'manifest.json');
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

async function picturesIn(path: string): Promise<string[]> {
  const found = await readdir(path, { recursive: true });
  return found.filter((name) => name.endsWith('.jpg')).map((name) => join(path, name));
}

describe('a library that is built of a manifest that has changed', () => {
  const rebuild = (from: string) =>
    runHere(['--library', join(folder, `rebuilt-${++count}`), 'rebuild', '--from', from], join(folder, 'config'));

  it('has all pictures, and is told apart from one that lacks some', async () => {
    const from = await exported();
    await editManifest(from, '"original_filename":"DSC1000', '"original_filename":"DSC2000');
    const whole = await rebuild(from);
    expect(whole.code).toBe(1);
    expect(whole.stdout).toMatch(/^manifest\.json: It is not the manifest that was written: /);
    expect(whole.stdout).toMatch(/Rebuilt 4 pictures .*\. The manifest is not the one that was written: .*\.\n$/);
    expect(whole.stdout).not.toContain('could not be taken in');
    const [lost = ''] = await picturesIn(from);
    await rm(lost);
    const lacking = await rebuild(from);
    expect(lacking.code).toBe(1);
    expect(lacking.stdout).toMatch(/Rebuilt 3 pictures .*\. 1 file could not be taken in\. The manifest is not the one/);
  });

  it('that was not changed lacks files alone', async () => {
    const from = await exported();
    const [lost = ''] = await picturesIn(from);
    await rm(lost);
    expect((await rebuild(from)).stdout).toMatch(/Rebuilt 3 pictures .*\. 1 file could not be taken in\.\n$/);
  });
});
