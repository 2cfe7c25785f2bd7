import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BuiltProgram } from './built-program.fake.ts';

let program: BuiltProgram;
let libraryPath: string;
let pictures: string;

beforeAll(async () => {
  program = await BuiltProgram.build();
  libraryPath = join(program.folder, 'library');
  pictures = join(program.folder, 'pictures');
  await mkdir(pictures);
  for (const shade of [10, 60, 110]) {
    const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: { r: shade, g: 90, b: 60 } } });
    await picture.jpeg().toFile(join(pictures, `${shade}.jpg`));
  }
  await writeFile(join(pictures, 'text\nfile.jpg'), 'text');
  const whole = await readFile(join(pictures, '10.jpg'));
  await writeFile(join(pictures, 'cut.jpg'), whole.subarray(0, whole.length - 40));
  expect(await run('capture', '--once', '--source', 'demo')).toMatchObject({ code: 0 });
}, 120_000);
afterEach(() => program.endAll());
afterAll(() => program.dispose());

const run = (...args: string[]) => program.run(['--library', libraryPath, ...args]);

describe('afterimage import', () => {
  it('looks also before there is a library, and leaves none behind', async () => {
    const none = join(program.folder, 'none');
    const temporary = join(program.folder, 'temporary');
    await mkdir(temporary);
    const looks = [];
    for (const place of [none, libraryPath]) {
      const ended = await program.run(['--library', place, '--json', 'import', pictures, '--dry-run'], {
        env: { TMPDIR: temporary },
      });
      looks.push((JSON.parse(ended.stdout) as { result: unknown }).result);
    }
    expect(looks[0]).toEqual(looks[1]);
    expect(looks[0]).toMatchObject({ files: 5, importable: 3, failed: 2 });
    expect([existsSync(none), readdirSync(temporary)]).toEqual([false, []]);
    const { knownLibraryPaths } = JSON.parse(await readFile(join(program.folder, 'config', 'config.json'), 'utf8'));
    expect(knownLibraryPaths).toEqual([libraryPath]);
  });

  it('makes the library where there is none yet', async () => {
    const first = join(program.folder, 'first');
    const whole = join(pictures, '60.jpg');
    expect(await program.run(['--library', first, 'import', whole])).toMatchObject({ code: 0 });
    expect(await program.run(['--library', first, 'doctor'])).toMatchObject({ code: 0 });
  });

  it('says in a dry run what it would do, and does none of it', async () => {
    const ended = await run('import', pictures, '--dry-run');
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stdout).toMatch(/^Found 5 files, .*\. An import would add 3 pictures, .*; 0 there already, 2 that/);
    expect(ended.stdout).toMatch(/Nothing was changed\./);
    expect(ended.stdout).toMatch(/Not imported:\n {2}\S+cut\.jpg: The file is not a whole picture/);
    expect((await run('--json', 'stats')).stdout).toMatch(/"captures": [12],/);
  });

  it('prints what it did, and each file that failed, as one line that no name can break', async () => {
    const ended = await run('import', pictures);
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stdout).toMatch(
      /^Found 5 files, .*\. Imported 3 pictures, .*; 0 there already, 2 that could not be read/,
    );
    expect(ended.stdout).toMatch(/Not imported:\n {2}\S+cut\.jpg: .*\n {2}\S+text.{1,6}file\.jpg: The file is text/);
    expect(ended.stdout).toMatch(/The times of 3 pictures are uncertain\./);
    const again = await run('--json', 'import', pictures);
    const document = JSON.parse(again.stdout) as { result: unknown; failed: unknown[]; job: unknown };
    expect(document).toMatchObject({
      job: { status: 'completed' },
      result: { imported: 0, linked: 3, failed: 2 },
      failed: [
        { status: 'failed', path: join(pictures, 'cut.jpg') },
        { status: 'failed', path: join(pictures, 'text\nfile.jpg') },
      ],
    });
    expect(await run('doctor')).toMatchObject({ code: 0 });
  });

  it('ends with 1 only where a file failed: not for duplicates, and not for what is no picture', async () => {
    const mixed = join(program.folder, 'mixed');
    await mkdir(mixed);
    await writeFile(join(mixed, '10.jpg'), await readFile(join(pictures, '10.jpg')));
    await writeFile(join(mixed, 'notes.txt'), 'text');
    for (const words of [['--dry-run'], []]) {
      const ended = await run('--json', 'import', mixed, ...words);
      expect(ended).toMatchObject({ code: 0 });
      expect(JSON.parse(ended.stdout)).toMatchObject({ result: { linked: 1, skipped: 1, failed: 0 } });
    }
    await writeFile(join(mixed, 'broken.jpg'), 'text');
    for (const words of [['--dry-run'], []]) {
      expect(await run('import', mixed, ...words)).toMatchObject({ code: 1 });
    }
  });

  it('moves, and takes paths from where it was called', async () => {
    const moved = join(program.folder, 'moved');
    await mkdir(moved);
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#123' } })
      .jpeg()
      .toFile(join(moved, 'a.jpg'));
    const ended = await program.run(['--library', libraryPath, 'import', './moved', '--move']);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Imported 1 picture,/) });
    expect(existsSync(join(moved, 'a.jpg'))).toBe(false);
    expect(existsSync(moved)).toBe(true);
  });

  it.each([
    [['import'], 2, /^USAGE: /],
    [['import', '', '--move'], 2, /^BAD_INPUT: Give the path of what to import: one is empty\.\n$/],
    [['import', '/nowhere/at/all'], 2, /^BAD_INPUT: There is nothing at \/nowhere\/at\/all\.\n$/],
    [['import', '--burn', '/'], 2, /^USAGE: /],
  ] as const)('refuses %j', async (words, code, sentence) => {
    const ended = await run(...words);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(sentence);
  });
});
