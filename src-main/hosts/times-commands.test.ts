import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { storeImported } from '../core/importing/imported-files.fake.ts';
import { storePictures } from '../core/library/test-pictures.fake.ts';
import { makeEvidence } from '../db/imported-pictures.fake.ts';
import { TestLibrary } from '../db/test-library.fake.ts';
import { runHere } from './command-line/run-here.fake.ts';

const unknownId = '01890000-0000-7000-8000-000000000000';
const jobId = '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd2';
const evening = Date.UTC(2024, 2, 1, 22, 30);
const camera = 'NIKON\u001b[31m D50';

/** A library with three imported pictures of one camera, of which nobody knows the time for sure, and one screen. */
async function withLibrary() {
  const library = await TestLibrary.make();
  const database = await library.open();
  const evidence = [
    makeEvidence({
      kind: 'exif_original',
      source: 'exif',
      capturedAt: evening,
      utcOffsetMinutes: 540,
      offset: 'stated',
    }),
    makeEvidence({ kind: 'folder_name', precisionMs: 86_400_000, ambiguous: true, text: '03/01/2024\u202e' }),
  ];
  const given = { capturedAt: evening, originalFilename: 'IMG\n1.jpg' };
  const pictures = await storeImported({ library, database }, 3, given, { camera, jobId, evidence });
  const [screen] = await storePictures(library, database, 1);
  await database.close();
  const run = (...words: string[]) => runHere(['--library', library.path, ...words], join(library.root, 'config'));
  const json = async (...words: string[]) => JSON.parse((await run('--json', ...words)).stdout);
  const fileOf = (id: string, onDay: string) => join(library.path, 'captures', ...onDay.split('-'), `${id}.jpg`);
  return { library, ids: pictures.map(({ id }) => id), screen: screen?.id ?? '', run, json, fileOf };
}

/** Answers what is asked on a terminal. */
async function answering<Result>(answer: string, work: () => Promise<Result>): Promise<Result> {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const { isTTY } = process.stderr;
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin);
  process.stderr.isTTY = true;
  try {
    input.write(answer);
    return await work();
  } finally {
    process.stderr.isTTY = isTTY;
    vi.restoreAllMocks();
  }
}

describe('the times of imported pictures on the command line', () => {
  it('are listed with every candidate, and nothing of it is obeyed by the terminal', async () => {
    const { ids, run, json } = await withLibrary();
    const { code, stdout } = await run('times', '--limit', '2');
    expect(code).toBe(0);
    expect(stdout).toContain(
      `${ids[0]}  2024-03-01 22:30:00 +00:00  filename, confidence low  IMG 1.jpg, NIKON<U+001B>`,
    );
    expect(stdout).toMatch(/\n {2}2024-03-02 07:30:00 +\+09:00 +EXIF: taken +IMG_20240301_101522\.jpg\n/);
    expect(stdout).toMatch(/\n {2}2024-03-01 \(or day and month exchanged\) +\+00:00 \(assumed\) +name of the folder/);
    expect(stdout).toMatch(/03\/01\/2024<U\+202E>\n/);
    expect(stdout).toMatch(/\n3 pictures of uncertain time\n\nMore with: --cursor \S+\n$/);

    const page = await json('times', 'list', '--limit', '1', '--camera', camera, '--job', jobId);
    expect(page).toMatchObject({ items: [{ capture: { id: ids[0] }, camera }], total: 3 });
    expect((await json('times', '--cursor', page.nextCursor)).items).toHaveLength(2);
    expect((await run('times', '--camera', 'none')).stdout).toBe('No imported picture has an uncertain time.\n');
    expect(await json('times', 'show', ids[0] ?? '')).toEqual(page.items[0]);
    expect((await run('times', 'show', ids[0] ?? '')).stdout).toMatch(/Known from: +filename, confidence low\n\nTime /);
  }, 60_000);

  it('are said one by one, and taken back', async () => {
    const { ids, run, json, fileOf, screen } = await withLibrary();
    const [id = '', other = ''] = ids;
    const said = await json('times', 'set', id, '2023-12-31T23:59:30+09:00');
    expect(said).toMatchObject({ decisions: 1, summary: 'Moved 1 picture to 2023-12-31 23:59' });
    expect(await json('times', 'show', id)).toMatchObject({
      capture: {
        capturedAt: Date.UTC(2023, 11, 31, 14, 59, 30),
        utcOffsetMinutes: 540,
        localDay: '2023-12-31',
        timestampSource: 'user',
        confidence: 'high',
      },
    });
    expect(existsSync(fileOf(id, '2023-12-31'))).toBe(true);
    // Without an offset it is meant as what is shown: in the zone that the picture is in by now.
    await json('times', 'set', id, '2023-12-30 12:00');
    expect((await json('times', 'show', id)).capture.capturedAt).toBe(Date.UTC(2023, 11, 30, 3));
    await run('undo');
    expect((await run('undo')).stdout).toBe(`Undone: ${said.summary}.\n`);
    expect(existsSync(fileOf(id, '2024-03-01'))).toBe(true);

    expect(await json('times', 'confirm', id, other)).toMatchObject({ summary: 'Confirmed the time of 2 pictures' });
    expect(await run('times', 'confirm', id)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^CONFLICT: /) });
    expect(await json('times')).toMatchObject({ total: 1 });
    expect(await run('times', 'confirm', screen)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^BAD_INPUT: /),
    });
    expect(await json('times', 'set', screen, '2024-03-01T10:00Z')).toMatchObject({ decisions: 1 });
    expect(await json('doctor')).toMatchObject({ clean: true, findings: [] });
  }, 60_000);

  it('are moved together after a look at what that does', async () => {
    const { ids, run, json, fileOf } = await withLibrary();
    const shift = ['times', 'shift', '--camera', camera, '--by', '+02:00:00'];
    expect(await run(...shift)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^BAD_INPUT: .*--yes/),
    });
    const refused = await answering('n\r', () => run(...shift));
    expect(refused).toMatchObject({ code: 1, stdout: 'Nothing was moved.\n' });
    expect(refused.stderr).toContain(
      'This moves 3 pictures, 3 of them to another day. The first one from 2024-03-01 22:30:00 +00:00 to 2024-03-02 00:30:00 +00:00.',
    );
    expect(await json('decisions')).toMatchObject({ items: [] });
    const moved = await answering('y\r', () => run(...shift));
    expect(moved).toMatchObject({ code: 0 });
    expect(moved.stdout).toMatch(/^Moved 3 pictures in time by \+02:00:00\. Take it back with: afterimage undo /);
    for (const id of ids) expect(existsSync(fileOf(id, '2024-03-02'))).toBe(true);
    await run('undo');
    for (const id of ids) expect(existsSync(fileOf(id, '2024-03-01'))).toBe(true);

    expect(await json('times', 'shift', '--job', jobId, '--by', '-00:30', '--yes')).toMatchObject({
      preview: { captures: 3, otherDay: 0 },
      batch: { decisions: 3 },
    });
    const named = ['times', 'shift', '--id', ids[0] ?? '', ids[1] ?? '', '--zone', '-03:30', '--yes'];
    expect(await json(...named)).toMatchObject({
      batch: { summary: 'Moved 2 pictures in time to the time zone -03:30' },
    });
    expect(await json(...named)).toMatchObject({ preview: { captures: 0 }, batch: null });
    expect((await run(...named)).stdout).toBe('There is no picture that this would move.\n');
  }, 60_000);

  it('are refused in words where they are typed wrongly', async () => {
    const { ids, run } = await withLibrary();
    const [id = ''] = ids;
    const refusals = [
      [['set', id, '2024-02-30T10:00'], 2, /^BAD_INPUT: “2024-02-30T10:00” is not a time/],
      [['set', id, '0001-01-01T00:00Z'], 2, /^BAD_INPUT: Give a time from 1970 on, and no later than a day from now\./],
      [['set', id, '2999-01-01T00:00Z'], 2, /^BAD_INPUT: Give a time from 1970 on, and no later than a day from now\./],
      [['set', id, '2999-01-01'], 2, /^BAD_INPUT: Give a time from 1970 on, and no later than a day from now\./],
      [['set', id, '1969-12-31'], 2, /^BAD_INPUT: Give a time from 1970 on, and no later than a day from now\./],
      [['set', id, '2024-03-02T01:02:03+24:00'], 2, /^BAD_INPUT: .*“\+24:00” is no time zone.*-12:00 to \+14:00/],
      [['shift', '--id', id, '--zone', '+14:15', '--yes'], 2, /^USAGE: .*-12:00 to \+14:00/],
      [['shift', '--id', id, '--by', '+800000:00:00', '--yes'], 2, /^BAD_INPUT: .*1970 to a day from now. Nothing/],
      [['set', unknownId, '2024-03-01T10:00'], 1, /^NOT_FOUND: /],
      [['set', id], 2, /^USAGE: missing required argument 'time'/],
      [['show', '../x'], 2, /^BAD_INPUT: “\.\.\/x” is not the id of a capture/],
      [['shift', '--by', '+01:00:00'], 2, /^BAD_INPUT: Say which pictures/],
      [['shift', '--camera', 'a', '--id', id, '--by', '+01:00:00'], 2, /^BAD_INPUT: Say which pictures/],
      [['shift', '--camera', 'a'], 2, /^BAD_INPUT: Say how far/],
      [['shift', '--camera', 'a', '--by', '+01:00:00', '--zone', 'Z'], 2, /^BAD_INPUT: Say how far/],
      [['shift', '--camera', 'a', '--by', '1h'], 2, /^USAGE: .*with a sign/],
      [['shift', '--id', id, '--by', '-800000:00:00', '--yes'], 2, /^BAD_INPUT: .*1970 to a day from now. Nothing/],
      [['shift', '--job', 'x', '--by', '+01:00:00'], 2, /^BAD_INPUT: “x” is not the id of a job/],
      [['confirm', unknownId], 1, /^NOT_FOUND: /],
      [['list', '--limit', '201'], 2, /^USAGE: /],
      [['--cursor', 'nonsense'], 2, /^BAD_INPUT: The position in the list/],
    ] as const;
    for (const [words, code, sentence] of refusals) {
      const ended = await run('times', ...words);
      expect([words, ended.code]).toEqual([words, code]);
      expect(ended.stderr).toMatch(sentence);
    }
  }, 60_000);
});
