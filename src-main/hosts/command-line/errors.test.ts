import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from './run-here.fake.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-errors-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: string[]) => runHere(words, join(folder, 'config'));

describe('rebuild', () => {
  it('wants to be told which folder becomes the new library', async () => {
    const from = join(folder, 'export');
    const { code, stdout, stderr } = await run('rebuild', '--from', from);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `BAD_INPUT: Say which new folder becomes the library: afterimage rebuild --from "${from}" --library FOLDER\n`,
    );
  });
});

describe('with --json', () => {
  const unknownId = '01890000-0000-7000-8000-000000000000';
  const failing: [words: string[], code: number, error: string][] = [
    [['nonsense'], 2, 'USAGE'],
    [['list', '--nonsense'], 2, 'USAGE'],
    [['list', '--limit', '0'], 2, 'USAGE'],
    [['show'], 2, 'USAGE'],
    [['--library', '', 'list'], 2, 'USAGE'],
    [['duplicates'], 2, 'USAGE'],
    [['help', 'nonsense'], 2, 'USAGE'],
    [[], 2, 'USAGE'],
    [['show', 'nonsense'], 2, 'BAD_INPUT'],
    [['export', 'nowhere', '--zip', '--tar'], 2, 'BAD_INPUT'],
    [['verify', '/nowhere/at/all'], 1, 'NOT_FOUND'],
    [['show', unknownId], 1, 'LIBRARY_MISSING'],
    [['token', 'list'], 1, 'LIBRARY_MISSING'],
    [['stats'], 1, 'LIBRARY_MISSING'],
  ];

  it.each(failing.map(([words, ...others]) => [words.join(' ') || 'no command at all', words, ...others] as const))(
    'an error is one document, and the sentence stays where it was: %s',
    async (_text, words, code, error) => {
      const named = ['--library', join(folder, 'library'), ...words];
      const plain = await run(...named);
      expect([plain.code, plain.stdout]).toEqual([code, '']);
      for (const typed of [
        ['--json', ...named],
        [...named, '--json'],
      ]) {
        const { stdout, ...others } = await run(...typed);
        expect(others).toEqual({ code, stderr: plain.stderr });
        const document = JSON.parse(stdout);
        expect(document).toEqual({ error: { code: error, message: expect.any(String), details: expect.any(Object) } });
        if (plain.stderr.startsWith(error)) expect(plain.stderr).toBe(`${error}: ${document.error.message}\n`);
      }
    },
  );

  it('says what it is about, for programs', async () => {
    const path = join(folder, 'library');
    const { stdout } = await run('--json', '--library', path, 'list');
    expect(JSON.parse(stdout).error.details).toEqual({ path });
  });

  it('help is no error', async () => {
    const { code, stdout } = await run('--json', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: /);
  });

  it('a word after “--” is no option', async () => {
    const { code, stdout } = await run('--library', join(folder, 'library'), 'show', '--', '--json');
    expect([code, stdout]).toEqual([2, '']);
  });
});
