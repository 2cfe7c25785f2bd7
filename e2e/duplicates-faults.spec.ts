import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { seedLibrary } from '../scripts/seed.ts';
import type { ErrorCode } from '../src-shared/domain/app-error.ts';
import { type Api, runAfterimage, runForJson } from './fixtures/afterimage.ts';
import { readRows } from './fixtures/inspect-library.ts';
import { readDecisions } from './fixtures/library-database.ts';
import { captureNearCopies, expectCompleted } from './fixtures/near-copies.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { seedVisibleLibrary } from './fixtures/visible-seed.ts';
import { AppWindow } from './pages/app-window.ts';
import { JobsPage } from './pages/jobs-page.ts';

const nobody = '01a20000-0000-7000-8000-000000000000';

async function codeOf(call: Promise<unknown>): Promise<ErrorCode | 'none'> {
  return call.then(
    () => 'none' as const,
    (error: { code: ErrorCode }) => error.code,
  );
}

async function failedItems(api: Api, id: string): Promise<Map<string, string>> {
  const { items } = await api.jobs.items({ id, status: 'failed' });
  return new Map(items.map((item) => [item.captureId, item.errorMessage ?? '']));
}

test('bad picture files are failed items with their reasons, and everything else is done', async ({
  home,
  serve,
  page,
}) => {
  test.setTimeout(180_000);
  await seedLibrary({ libraryPath: home.libraryPath, captures: 12, files: 12 });
  const rows = readRows(home.libraryPath);
  const place = (index: number) => join(home.libraryPath, rows[index]?.filepath ?? '');
  const whole = await readFile(place(0));
  await truncate(place(0), 4000);
  await truncate(place(1), 0);
  await writeFile(place(2), Buffer.from('no picture at all'));
  const huge = { width: 20_000, height: 20_000, channels: 3, background: '#305070' } as const;
  await writeFile(
    place(3),
    await sharp({ create: huge, limitInputPixels: false }).png({ compressionLevel: 1 }).toBuffer(),
  );
  await writeFile(place(4), await sharp(place(5)).negate().jpeg().toBuffer());
  await rm(place(6));
  const bad = [0, 1, 2, 3, 4, 6].map((index) => rows[index]?.id ?? '');

  const server = await serve({ words: ['--no-capture'] });
  await new AppWindow(page).open(server);
  const api = await apiOf(page, server);
  const { id } = await api.duplicates.process();
  await expectCompleted(api, id);
  const failed = await failedItems(api, id);
  expect([...failed.keys()].sort()).toEqual(bad.sort());
  for (const reason of failed.values()) expect(reason).toMatch(/^[A-Z].{10,}\.$/);
  expect((await api.jobs.get({ id })).failedItems).toBe(bad.length);
  await expectCompleted(api, (await api.duplicates.scan({})).id);
  expect(await api.duplicates.counts({})).toMatchObject({ unmatched: 0 });

  await test.step('the jobs page lists them', async () => {
    const jobs = new JobsPage(page);
    await jobs.open();
    await page
      .getByRole('button', { name: /6 pictures could not be done/ })
      .first()
      .click();
    await expect(page.getByRole('list', { name: /what failed/i }).getByRole('listitem')).toHaveCount(6);
  });

  await test.step('a file that is whole again is read when it is asked for again', async () => {
    await writeFile(place(0), whole);
    const again = await api.duplicates.process();
    await expectCompleted(api, again.id);
    expect([...(await failedItems(api, again.id)).keys()].sort()).toEqual(
      bad.filter((captureId) => captureId !== rows[0]?.id),
    );
  });
  expect(readRows(home.libraryPath)).toHaveLength(12);
});

test('what cannot be decided is refused with a typed error, and nothing is lost', async ({ desk, home, serve }) => {
  const server = await serve({ environment: desk.displays.environment() });
  const { api } = await server.logIn();
  await captureNearCopies(api, desk, { DUMMY0: 3 });
  const [one = '', other = ''] = readRows(home.libraryPath).map((row) => row.id);
  const decide = (captureId: string, verdict: 'keep' | 'discard') =>
    api.review.decide({ decisions: [{ captureId, verdict }] });

  expect(await codeOf(decide(nobody, 'keep'))).toBe('NOT_FOUND');
  expect(
    await codeOf(
      api.review.decide({
        decisions: [
          { captureId: one, verdict: 'keep' },
          { captureId: nobody, verdict: 'keep' },
        ],
      }),
    ),
  ).toBe('NOT_FOUND');
  expect(readDecisions(home.libraryPath)).toEqual([]);
  expect(await codeOf(decide(one, 'discard'))).toBe('none');
  expect(await codeOf(decide(one, 'discard'))).toBe('CONFLICT');
  expect(await codeOf(decide(one, 'keep'))).toBe('CONFLICT');
  expect(await codeOf(decide(other, 'keep'))).toBe('none');
  expect(await codeOf(decide(other, 'keep'))).toBe('CONFLICT');
  expect(readDecisions(home.libraryPath)).toHaveLength(2);
  for (const threshold of [Number.NaN, 2, -1, 0.5, Number.POSITIVE_INFINITY]) {
    expect(await codeOf(api.duplicates.groups({ threshold })), `groups at ${threshold}`).toBe('BAD_INPUT');
    expect(await codeOf(api.duplicates.scan({ threshold })), `scan at ${threshold}`).toBe('BAD_INPUT');
  }
  expect(await codeOf(api.duplicates.compare({ referenceId: one, candidateId: nobody }))).toBe('NOT_FOUND');
  expect(await codeOf(api.trash.restore({ captureIds: [other] }))).toBe('CONFLICT');
  expect(await codeOf(api.trash.empty({ expected: { captures: 7, bytes: 1 } }))).toBe('CONFLICT');

  await test.step('the command line says the same with its exit codes', async () => {
    const run = (...words: string[]) => runAfterimage(['--library', home.libraryPath, ...words], home.environment());
    for (const threshold of ['NaN', '2', 'abc', '0.5']) {
      expect(await run('duplicates', 'list', '--threshold', threshold)).toMatchObject({ code: 2, stdout: '' });
    }
    expect(await run('decide', nobody, 'keep')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^NOT_FOUND: /),
    });
    expect(await run('decide', other, 'keep')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^CONFLICT: /) });
    expect(await run('decide', 'nonsense', 'keep')).toMatchObject({ code: 2 });
    expect(await run('decide', other, 'burn')).toMatchObject({ code: 2 });
    expect((await runForJson(['--library', home.libraryPath, 'duplicates', 'list'], home.environment())).code).toBe(0);
  });
  expect(readDecisions(home.libraryPath)).toHaveLength(2);
});

test('captures that are deleted in the middle of a search are left out, and the search ends well', async ({
  home,
  serve,
}) => {
  test.setTimeout(360_000);
  await seedVisibleLibrary(home.libraryPath, 5_000);
  const server = await serve({ words: ['--no-capture'] });
  const { api } = await server.logIn();
  const doomed = (await api.captures.list({ limit: 500 })).items.map((capture) => capture.id);
  const { id } = await api.duplicates.scan({ again: true });
  for await (const job of await api.jobs.watch({ id })) if (job.progressCurrent > 0) break;
  await api.review.decide({ decisions: doomed.map((captureId) => ({ captureId, verdict: 'discard' as const })) });
  expect((await api.jobs.get({ id })).status, 'the search, meanwhile').toBe('running');
  const purge = await api.trash.empty({ expected: await api.trash.summary() });
  await expectCompleted(api, purge.id);
  await expectCompleted(api, id);
  const groups = await api.duplicates.groups({ threshold: 0.97, limit: 100 });
  const shown = groups.items.flatMap((group) => [group.reference, ...group.others].map((member) => member.capture.id));
  expect(shown.filter((id) => doomed.includes(id))).toEqual([]);
});
