import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoctorReport } from '../src-main/core/library/doctor-findings.ts';
import type { DuplicateCounts } from '../src-shared/contract/duplicates.ts';
import type { Job } from '../src-shared/contract/jobs.ts';
import { expectLoaded, seriousFindings } from './fixtures/accessibility.ts';
import { type Api, runForJson } from './fixtures/afterimage.ts';
import { inspectLibrary, readRows } from './fixtures/inspect-library.ts';
import { readDecisions } from './fixtures/library-database.ts';
import { captureNearCopies, expectCompleted } from './fixtures/near-copies.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';
import { JobsPage } from './pages/jobs-page.ts';
import { ReviewPage } from './pages/review-page.ts';
import { TrashPage } from './pages/trash-page.ts';

/** Ids of everything the lists show. */
async function listedIds(api: Api): Promise<string[]> {
  const { items } = await api.captures.list({ limit: 500 });
  return items.map((capture) => capture.id).sort();
}

/** What is asked about now, at the default setting: group by group, the ids of its undecided members. */
async function pendingGroups(api: Api): Promise<string[][]> {
  const { items } = await api.duplicates.groups({ threshold: 0.97, limit: 100 });
  return items.map((group) =>
    [group.reference, ...group.others]
      .filter((member) => member.pending)
      .map((member) => member.capture.id)
      .sort(),
  );
}

test('near copies of real windows are found, decided with the keyboard alone, undone, and never asked about again', async ({
  desk,
  home,
  serve,
  page,
}) => {
  test.setTimeout(240_000);
  const environment = desk.displays.environment();
  const server = await serve({ environment });
  const window = new AppWindow(page);
  const review = new ReviewPage(page);
  const jobs = new JobsPage(page);
  await window.open(server);
  const api = await apiOf(page, server);
  await captureNearCopies(api, desk, { DUMMY0: 4, DUMMY1: 3 });

  await test.step('a search is started and ends', async () => {
    await jobs.open();
    await jobs.findDuplicatesByKeys();
    await jobs.expectState(/find duplicates/i, 'Completed');
    expect((await pendingGroups(api)).map((group) => group.length)).toEqual([4, 3]);
  });

  await test.step('the review shows both pictures, how alike they are and why', async () => {
    await review.open();
    await review.expectGroup({ pictures: 4, toDecide: 4 });
    await expect(review.members).toHaveCount(4);
    await expect(review.reference).toContainText('Suggested to keep');
    await expect(review.candidate).toContainText(/\d+(\.\d+)? % the same/);
    await expect(review.reference).toContainText('1920 × 1080');
    expect(await review.displayShown()).toBe('DUMMY0');
    for (const view of ['2', '3', '4', '1']) {
      await review.press(view);
      await expect(
        review.review
          .getByRole('group', { name: 'View' })
          .getByRole('button')
          .nth(Number(view) - 1),
      ).toHaveAttribute('aria-pressed', 'true');
    }
  });

  await test.step('one picture is discarded, the next one kept, the rest of the group discarded', async () => {
    await review.press('d');
    await review.expectGroup({ pictures: 4, toDecide: 3 });
    await review.press('k');
    await review.expectGroup({ pictures: 4, toDecide: 2 });
    await review.press('Shift+D');
    await review.expectGroup({ pictures: 3, toDecide: 3 });
    expect(await review.displayShown()).toBe('DUMMY1');
    // What is taken back before it was written leaves no trace.
    await expect.poll(async () => (await api.review.history({})).items.length).toBe(3);
  });

  await test.step('undo goes back step by step, and brings the pictures back', async () => {
    await review.press('u');
    await review.expectGroup({ pictures: 4, toDecide: 2 });
    await review.press('u');
    await review.expectGroup({ pictures: 4, toDecide: 3 });
    await review.press('u');
    await review.expectGroup({ pictures: 4, toDecide: 4 });
    await expect.poll(() => pendingGroups(api).then((groups) => groups.map((group) => group.length))).toEqual([4, 3]);
    expect(readDecisions(home.libraryPath).every((decision) => decision.undone_at !== null)).toBe(true);
  });

  await test.step('both groups are decided', async () => {
    await review.press('Shift+D');
    await review.expectGroup({ pictures: 3, toDecide: 3 });
    await review.press('Shift+K');
    await review.expectNothingLeft();
    await expect.poll(() => pendingGroups(api)).toEqual([]);
  });

  const listed = await listedIds(api);
  await test.step('disk, database and window agree', async () => {
    await expect
      .poll(() => readRows(home.libraryPath).filter((row) => row.filepath.startsWith('trash/')).length)
      .toBe(3);
    const { rows, files, damage, orphans, temporaryFiles } = await inspectLibrary(home.libraryPath);
    expect({ damage, orphans, temporaryFiles }).toEqual({ damage: [], orphans: [], temporaryFiles: [] });
    expect(files).toEqual(rows.map((row) => row.filepath).sort());
    const kept = rows.filter((row) => row.review_state === 'kept');
    const discarded = rows.filter((row) => row.review_state === 'discarded');
    expect([kept.length, discarded.length]).toEqual([4, 3]);
    expect(listed).toEqual(
      rows
        .filter((row) => row.trashed_at === null)
        .map((row) => row.id)
        .sort(),
    );
    await review.press('h');
    await expect(review.history.getByRole('listitem')).toHaveCount(5);
    await expect(review.history.getByText('Undone', { exact: true })).toHaveCount(3);
  });

  await server.stop();
  await test.step('a search through everything anew, from the command line, does not bring decided groups back', async () => {
    const words = ['--library', home.libraryPath, 'duplicates', 'scan', '--again'];
    const { code, document } = await runForJson<{ job: Job; counts: DuplicateCounts }>(words, home.environment());
    expect({ code, status: document.job.status }).toEqual({ code: 0, status: 'completed' });
    expect(document.counts).toMatchObject({ unsigned: 0, unmatched: 0 });
    expect(document.counts.settings.map((each) => each.groups)).toEqual(document.counts.settings.map(() => 0));
  });

  await test.step('after a restart they stay away', async () => {
    const looking = await serve({ environment, words: ['--no-capture'] });
    await window.open(looking);
    const apiLooking = await apiOf(page, looking);
    expect(await listedIds(apiLooking)).toEqual(listed);
    await review.open();
    await review.expectNothingLeft();
    expect(await pendingGroups(apiLooking)).toEqual([]);
    await looking.stop();
  });

  // The first tick after a start stores a picture of every display.
  const last = await serve({ environment });
  await window.open(last);
  const lastApi = await apiOf(page, last);
  await test.step('a new near copy is asked about, and of its group only that one', async () => {
    const newOnes = async () => (await listedIds(lastApi)).filter((id) => !listed.includes(id));
    await expect.poll(async () => (await newOnes()).length).toBe(3);
    await expect
      .poll(async () => (await pendingGroups(lastApi)).map((group) => group.length).sort())
      .toEqual([1, 1, 2]);
    const asked = (await pendingGroups(lastApi)).filter((group) => group.length === 1).flat();
    expect(await newOnes()).toEqual(expect.arrayContaining(asked));
    await review.open();
    const { items } = await lastApi.duplicates.groups({ threshold: 0.97 });
    for (const group of items) {
      await review.expectGroup({ pictures: group.memberCount, toDecide: group.pendingCount });
      // One is discarded, one kept, and the one that is all new left for later.
      await review.press(group.pendingCount === 2 ? 's' : group.reference.capture.displayName === 'DUMMY0' ? 'd' : 'k');
    }
    await expect.poll(() => pendingGroups(lastApi).then((groups) => groups.map((group) => group.length))).toEqual([2]);
  });

  await test.step('undo takes back what was decided now, and what was decided before the restart', async () => {
    for (let steps = 0; steps < 4; steps += 1) {
      const undone = () => readDecisions(home.libraryPath).filter((decision) => decision.undone_at !== null).length;
      const before = undone();
      await review.press('u');
      await expect.poll(undone).toBeGreaterThan(before);
    }
    await expect
      .poll(async () => (await pendingGroups(lastApi)).map((group) => group.length).sort())
      .toEqual([2, 4, 5]);
    await expect.poll(() => listedIds(lastApi).then((ids) => ids.length)).toBe(11);
  });

  await last.stop();
  const { damage, orphans } = await inspectLibrary(home.libraryPath);
  expect({ damage, orphans }).toEqual({ damage: [], orphans: [] });
  const doctor = await runForJson<DoctorReport>(['--library', home.libraryPath, 'doctor'], home.environment());
  expect(doctor).toMatchObject({ code: 0, document: { findings: [] } });
});

test('a discarded picture is in the trash, comes back whole, and is gone from the disk once the trash is emptied', async ({
  desk,
  home,
  serve,
  page,
}) => {
  test.setTimeout(180_000);
  const server = await serve({ environment: desk.displays.environment() });
  const window = new AppWindow(page);
  const review = new ReviewPage(page);
  const trash = new TrashPage(page);
  const jobs = new JobsPage(page);
  await window.open(server);
  const api = await apiOf(page, server);
  await captureNearCopies(api, desk, { DUMMY0: 4 });
  await expect.poll(async () => (await pendingGroups(api)).length).toBe(1);
  const before = readRows(home.libraryPath);
  const bytesOf = new Map(
    await Promise.all(
      before.map(async (row) => [row.id, await readFile(join(home.libraryPath, row.filepath))] as const),
    ),
  );

  await review.open();
  await review.expectGroup({ pictures: 4, toDecide: 4 });
  await review.press('Shift+D');
  await review.expectNothingLeft();
  const inTrash = () => readRows(home.libraryPath).filter((row) => row.filepath.startsWith('trash/'));
  await expect.poll(() => inTrash().length).toBe(3);
  expect((await inspectLibrary(home.libraryPath)).damage).toEqual([]);

  await test.step('one is restored with the keyboard', async () => {
    await trash.open();
    await expect(trash.pictures).toHaveCount(3);
    await trash.pictures.first().focus();
    await page.keyboard.press('r');
    await expect(trash.pictures).toHaveCount(2);
    await expect.poll(() => inTrash().length).toBe(2);
    const { damage } = await inspectLibrary(home.libraryPath);
    expect(damage).toEqual([]);
    const restored = readRows(home.libraryPath).filter((row) => row.review_state === 'kept');
    expect(restored).toHaveLength(2);
    for (const row of restored) {
      const bytes = await readFile(join(home.libraryPath, row.filepath));
      expect(bytes.equals(bytesOf.get(row.id) ?? Buffer.alloc(0))).toBe(true);
      expect(before.find((each) => each.id === row.id)?.filepath).toBe(row.filepath);
    }
  });

  await test.step('emptying says what will be deleted, and does nothing when it is called off', async () => {
    await trash.askToEmpty();
    await expect(trash.question).toContainText('2 pictures');
    expect(await seriousFindings(page), 'the question').toEqual([]);
    await trash.question.getByRole('button', { name: 'Cancel' }).click();
    await expect(trash.question).toHaveCount(0);
    expect(inTrash()).toHaveLength(2);
  });

  await test.step('the bytes are gone from the disk, the decisions are not', async () => {
    const doomed = inTrash();
    const bytesBefore = await diskBytes(home.libraryPath);
    await trash.askToEmpty();
    await trash.question.getByRole('button', { name: 'Delete 2 pictures' }).click();
    await trash.expectEmpty();
    await expect.poll(async () => (await diskBytes(home.libraryPath)).count).toBe(bytesBefore.count - 2);
    const bytesAfter = await diskBytes(home.libraryPath);
    expect(bytesBefore.bytes - bytesAfter.bytes).toBe(doomed.reduce((sum, row) => sum + row.file_size, 0));
    await jobs.open();
    await expect(page.getByRole('article').filter({ hasText: /trash/i }).first()).toHaveAccessibleName(/: Completed$/);
    const rows = readRows(home.libraryPath).filter((row) => doomed.some((each) => each.id === row.id));
    expect(rows.every((row) => row.purged_at !== null)).toBe(true);
    const decided = readDecisions(home.libraryPath).map((decision) => decision.capture_id);
    expect(doomed.every((row) => decided.includes(row.id))).toBe(true);
    expect((await inspectLibrary(home.libraryPath)).damage).toEqual([]);
    expect(await listedIds(api)).not.toEqual(expect.arrayContaining([doomed[0]?.id]));
  });
});

/** How many picture files there are, in the trash or not, and what they take. */
async function diskBytes(libraryPath: string): Promise<{ count: number; bytes: number }> {
  const { files } = await inspectLibrary(libraryPath);
  const sizes = await Promise.all(files.map(async (file) => (await readFile(join(libraryPath, file))).byteLength));
  return { count: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

test('two windows that decide about the same picture at once end in one decision, and both know it', async ({
  desk,
  home,
  serve,
  page,
  context,
}) => {
  const server = await serve({ environment: desk.displays.environment() });
  await new AppWindow(page).open(server);
  const api = await apiOf(page, server);
  await captureNearCopies(api, desk, { DUMMY0: 3 });
  await expect.poll(async () => (await pendingGroups(api)).length).toBe(1);
  const other = await context.newPage();
  await other.goto(server.origin);
  const windows = [new ReviewPage(page), new ReviewPage(other)];
  for (const review of windows) {
    await review.open();
    await review.expectGroup({ pictures: 3, toDecide: 3 });
  }
  await Promise.all(windows.map((review) => review.press('d')));
  for (const review of windows) await expect(review.review).toContainText('2 to decide');
  // The windows show what was said before it is on the disk.
  const decisions = () => readDecisions(home.libraryPath).filter((decision) => decision.undone_at === null);
  await expect.poll(() => decisions().length).toBe(1);
  await expect.poll(() => readRows(home.libraryPath).filter((row) => row.filepath.startsWith('trash/')).length).toBe(1);
  for (const review of windows) await expect(review.review).toContainText('2 to decide');
  expect(decisions()).toHaveLength(1);

  // By way of the API the one that comes second is told so.
  const [captureId = ''] = (await pendingGroups(api))[0] ?? [];
  const decide = () => api.review.decide({ decisions: [{ captureId, verdict: 'discard_duplicate' }] });
  const answers = await Promise.allSettled([decide(), decide()]);
  expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(answers.find((answer) => answer.status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
  await expect.poll(async () => (await inspectLibrary(home.libraryPath)).damage).toEqual([]);
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious on the review, the jobs and the trash, ${colorScheme}`, async ({
    desk,
    serve,
    page,
  }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme });
    const server = await serve({ environment: desk.displays.environment() });
    const review = new ReviewPage(page);
    const jobs = new JobsPage(page);
    const trash = new TrashPage(page);
    await new AppWindow(page).open(server);
    const api = await apiOf(page, server);
    const expectNothingSerious = async (what: string) => {
      await expectLoaded(page);
      expect(await seriousFindings(page), what).toEqual([]);
    };
    await review.open();
    await expectNothingSerious('a review without groups');
    await jobs.open();
    await expectNothingSerious('no jobs');
    await trash.open();
    await expectNothingSerious('an empty trash');
    await captureNearCopies(api, desk, { DUMMY0: 3, DUMMY1: 2 });
    await expectCompleted(api, (await api.duplicates.scan({})).id);
    await review.open();
    await review.expectGroup({ pictures: 3, toDecide: 3 });
    for (const view of ['1', '2', '3', '4']) {
      await review.press(view);
      await expectNothingSerious(`view ${view}`);
    }
    await review.press('d');
    await review.press('h');
    await expect(review.history.getByRole('listitem')).toHaveCount(1);
    await expectNothingSerious('a review with what was decided');
    await review.press('b');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNothingSerious('the question about all groups');
    await review.press('Escape');
    // The next key counts at once, however the dialog goes away.
    await review.press('h');
    await expect(review.history).toHaveCount(0);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await jobs.open();
    await jobs.expectState(/find duplicates/i, 'Completed');
    await expectNothingSerious('jobs');
    await trash.open();
    await expect(trash.pictures).toHaveCount(1);
    await expectNothingSerious('a trash with pictures');
  });
}
