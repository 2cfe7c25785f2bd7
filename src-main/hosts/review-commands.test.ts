import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Capture } from '../../src-shared/contract/captures.ts';
import { BuiltProgram } from './built-program.fake.ts';

const unknownId = '01890000-0000-7000-8000-000000000000';
let program: BuiltProgram;
let libraryPath: string;
let captures: Capture[];

beforeAll(async () => {
  program = await BuiltProgram.build();
  libraryPath = join(program.folder, 'library');
  expect(await run('capture', '--once', '--source', 'demo')).toMatchObject({ code: 0 });
  captures = (await json('list')).items;
}, 120_000);
afterEach(() => program.endAll());
afterAll(() => program.dispose());

const run = (...args: string[]) => program.run(['--library', libraryPath, ...args]);
const json = async (...args: string[]) => JSON.parse((await run('--json', ...args)).stdout);

describe('deciding from the command line', () => {
  it.each([
    [['decide', unknownId], 2, /^BAD_INPUT: End with “keep” or “discard”/],
    [['decide', 'discard'], 2, /^BAD_INPUT: Name at least one/],
    [['decide', '../x', 'keep'], 2, /^BAD_INPUT: “\.\.\/x” is not the id of a capture/],
    [['decide', unknownId, 'keep'], 1, /^NOT_FOUND: There is no picture 01890000/],
    [['undo'], 1, /^CONFLICT: There is nothing to undo\.\n$/],
    [['undo', unknownId], 1, /^NOT_FOUND: /],
    [['trash', 'restore', unknownId], 1, /^NOT_FOUND: /],
    [['tag', 'add', ' ', unknownId], 2, /^BAD_INPUT: A tag is one line/],
    [['decisions', '--limit', '0'], 2, /^USAGE: /],
  ] as const)('refuses %j', async (words, code, sentence) => {
    const ended = await run(...words);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(sentence);
  });

  it('discards, undoes, tags, restores and empties, and tells each as one document', async () => {
    const [one, other] = captures;
    if (!one || !other) throw new Error('The demo has two displays.');
    const fileOf = (root: string, { id, localDay }: Capture) =>
      join(libraryPath, root, localDay.replaceAll('-', '/'), `${id}.jpg`);

    const batch = await json('decide', one.id, other.id, 'discard');
    expect(batch).toMatchObject({ decisions: 2, bytes: one.fileSize + other.fileSize, undoneAt: null });
    expect(existsSync(fileOf('trash', one))).toBe(true);
    expect(await json('trash', 'list')).toMatchObject({ summary: { captures: 2 }, nextCursor: null });
    expect((await run('show', one.id)).stdout).toMatch(/Decided: +discarded, in the trash since \d{4}-/);
    expect(await run('decide', one.id, 'keep')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^CONFLICT: /),
    });

    expect(await json('undo', batch.id)).toMatchObject({ id: batch.id });
    expect(existsSync(fileOf('captures', one))).toBe(true);
    expect(await json('tag', 'add', 'work', one.id)).toMatchObject({ decisions: 1 });
    expect(await json('tag', 'list')).toEqual({ tags: [{ tag: 'work', captures: 1 }] });
    expect((await run('show', one.id)).stdout).toMatch(/Decided: +nothing yet\nTags: +work\n/);
    expect((await run('tag', 'remove', 'work', one.id)).stdout).toMatch(
      /^Took the tag “work” off 1 picture\. Take it back/,
    );

    await json('decide', one.id, other.id, 'discard');
    expect(await json('trash', 'restore', other.id)).toMatchObject({ summary: 'Restored 1 picture' });
    const unconfirmed = await run('trash', 'empty');
    expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^BAD_INPUT: .*--yes/) });
    expect(await json('trash', 'empty', '--yes')).toMatchObject({ captures: 1, job: { status: 'completed' } });
    expect(existsSync(fileOf('trash', one))).toBe(false);
    expect(existsSync(fileOf('captures', other))).toBe(true);
    expect((await json('decisions')).items).toHaveLength(5);
    expect(await json('doctor')).toMatchObject({ clean: true, findings: [] });
  }, 120_000);
});
