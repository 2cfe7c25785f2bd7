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
