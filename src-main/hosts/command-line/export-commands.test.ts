import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
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
    expect(lacking.stdout).toMatch(
      /Rebuilt 3 pictures .*\. 1 file could not be taken in\. The manifest is not the one/,
    );
  });

  it('that was not changed lacks files alone', async () => {
    const from = await exported();
    const [lost = ''] = await picturesIn(from);
    await rm(lost);
    expect((await rebuild(from)).stdout).toMatch(/Rebuilt 3 pictures .*\. 1 file could not be taken in\.\n$/);
  });
});

describe('what an export is asked for', () => {
  it.each([
    [['export', ''], /^USAGE: .*Give a path\.\n$/],
    [['verify', ''], /^USAGE: .*Give a path\.\n$/],
    [['time-lapse', '', '--day', '2026-01-01'], /^USAGE: .*Give a path\.\n$/],
    [['contact-sheet', ' ', '--day', '2026-01-01'], /^USAGE: .*Give a path\.\n$/],
    [['export', 'x', '--names', 'x'.repeat(201)], /^BAD_INPUT: --names: Give at most 200 characters\.\n$/],
    [['export', 'x', '--tag', 'x'.repeat(65)], /^BAD_INPUT: --tag: Give at most 64 characters\.\n$/],
    [['export', 'x', '--display', 'x'.repeat(201)], /^BAD_INPUT: --display: Give at most 200 characters\.\n$/],
    [['export', '/x'.repeat(2049)], /^BAD_INPUT: The path: Give at most 4096 characters\.\n$/],
    [['token', 'create', 'x'.repeat(500), '--scope', 'admin'], /^BAD_INPUT: “name”: Give at most \d+ characters\.\n$/],
  ])('is refused in a sentence: %#', async (words, sentence) => {
    const { code, stdout, stderr } = await run(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });

  it.skipIf(process.platform !== 'linux')('is refused before a job begins where nothing can be written', async () => {
    const jobs = async () => JSON.parse((await run('--json', 'jobs', '--limit', '200')).stdout).items.length;
    const before = await jobs();
    for (const words of [['/proc/x'], ['/proc/x.zip', '--zip'], ['/proc/deeper/x']]) {
      const { code, stderr } = await run('export', ...words);
      expect(code).toBe(1);
      expect(stderr).toBe(`PERMISSION_DENIED: Nothing can be written at ${words[0]}. Choose another place.\n`);
    }
    expect(await jobs()).toBe(before);
  });
});

describe('checking an export', () => {
  const problemsOf = async (path: string): Promise<string[]> => {
    const { problems } = JSON.parse((await run('--json', 'verify', path)).stdout);
    return problems.map((each: { kind: string; path: string }) => `${each.kind} ${each.path}`);
  };

  it('tells of a manifest that is broken, and not of every picture that it does not list any more', async () => {
    const path = await exported();
    await truncate(join(path, 'manifest.json'), 800);
    expect(await problemsOf(path)).toEqual(['manifest manifest.json']);
  });

  it('tells of an entry that is broken, and not of its picture too', async () => {
    const path = await exported();
    await editManifest(path, '"width":64', '"width":"wide"');
    expect((await problemsOf(path)).sort()).toEqual([
      expect.stringMatching(/^manifest .*DSC1000\d\.jpg$/),
      'manifest manifest.json',
      'manifest manifest.json',
    ]);
    expect((await run('verify', path)).stdout).toMatch(
      /DSC1000\d\.jpg: Its entry is not valid: “width”: Give a number\.\n/,
    );
  });

  it.skipIf(process.platform === 'win32')('counts a file that became a link once', async () => {
    const path = await exported();
    const names = [...(await picturesIn(path)).slice(0, 1), join(path, 'manifest.csv')];
    for (const name of names) {
      await rm(name);
      await symlink('/etc/hostname', name);
    }
    expect((await problemsOf(path)).sort()).toEqual(
      names.map((name) => `unsafe ${name.slice(path.length + 1)}`).sort(),
    );
    await rm(join(path, 'manifest.json'));
    await symlink('/etc/hostname', join(path, 'manifest.json'));
    expect(await problemsOf(path)).toContain('unsafe manifest.json');
    expect(await problemsOf(path)).not.toContain('manifest manifest.json');
  });

  it.each(['zip', 'tar'])('of a %s that was cut off ends its sentence with one full stop', async (kind) => {
    const path = join(folder, `cut.${kind}`);
    expect(await run('export', path, `--${kind}`)).toMatchObject({ code: 0 });
    await truncate(path, 700);
    const { code, stdout, stderr } = await run('verify', path);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^unreadable: .+[^.]\.\n/);
    expect(stdout).not.toMatch(/\.\.|no manifest/);
  });
});
