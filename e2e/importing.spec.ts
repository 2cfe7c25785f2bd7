import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DoctorReport } from '../src-main/core/library/doctor-findings.ts';
import { expectLoaded, seriousFindings } from './fixtures/accessibility.ts';
import { type Api, runAfterimage, runForJson } from './fixtures/afterimage.ts';
import { inspectLibrary, readRows } from './fixtures/inspect-library.ts';
import { cameraName, makePictureFolder } from './fixtures/picture-folder.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';
import { ExportPage } from './pages/export-page.ts';
import { ImportPage } from './pages/import-page.ts';
import { JobsPage } from './pages/jobs-page.ts';
import { ReviewPage } from './pages/review-page.ts';
import { TimelinePage } from './pages/timeline-page.ts';
import { TimesPage } from './pages/times-page.ts';

/** What a library holds, as far as an export carries it over. */
async function contentOf(api: Api) {
  const { items } = await api.captures.list({ limit: 500, order: 'oldest' });
  return items
    .map(({ id, sha256, capturedAt, utcOffsetMinutes, localDay, reviewState, originalFilename, timestampSource }) => ({
      id,
      sha256,
      capturedAt,
      utcOffsetMinutes,
      localDay,
      reviewState,
      originalFilename,
      timestampSource,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every file of a folder with its bytes. */
async function bytesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [file, (await readFile(file)).toString('base64')] as const)),
  );
}

test('a folder is looked at, imported, dated, cleared of duplicates, exported, verified and made into a library again', async ({
  home,
  serve,
  page,
}) => {
  test.setTimeout(240_000);
  const made = await makePictureFolder(join(home.folder, 'Pictures'));
  const before = await bytesOf(made.folder);
  const server = await serve({ words: ['--no-capture'] });
  const window = new AppWindow(page);
  const importing = new ImportPage(page);
  const times = new TimesPage(page);
  const review = new ReviewPage(page);
  const exporting = new ExportPage(page);
  await window.open(server);
  const api = await apiOf(page, server);

  await test.step('a path where nothing is gets a sentence', async () => {
    await importing.open();
    await importing.look(join(home.folder, 'nothing'));
    await expect(page.getByText(/There is nothing at/)).toBeVisible();
  });

  await test.step('first the files are only looked at, each with its reason', async () => {
    await importing.look(made.folder);
    await expect(page.getByRole('heading', { name: /can be imported/ })).toBeVisible();
    expect(await importing.count('New')).toBe(made.pictures.length);
    expect(await importing.count('There already')).toBe(made.sameBytes.length);
    expect(await importing.count('Cannot be read')).toBe(made.broken.length);
    await importing.showFiles('Cannot be read');
    await expect(importing.files('Cannot be read').filter({ hasText: 'empty.png' })).toContainText('empty');
    await expect(importing.files('Cannot be read').filter({ hasText: 'letter.jpg' })).toContainText('text');
    expect((await api.captures.list({})).items).toEqual([]);
    await expectLoaded(page);
    expect(await seriousFindings(page), 'what was found').toEqual([]);
  });

  await test.step('the import says what became of each file', async () => {
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: /pictures imported/ })).toBeVisible();
    expect(await importing.count('Imported')).toBe(made.pictures.length);
    expect(await importing.count('Failed')).toBe(made.broken.length);
    await expect(importing.files('Failed')).toHaveCount(made.broken.length);
    await expect(
      importing.next.getByRole('link', { name: `Review ${made.uncertain.length} uncertain times` }),
    ).toBeVisible();
    await expect(importing.soFar).toHaveCount(1);
    await expectLoaded(page);
    expect(await seriousFindings(page), 'what was imported').toEqual([]);
    expect(await bytesOf(made.folder), 'the originals').toEqual(before);
  });

  await test.step('the same folder again adds nothing', async () => {
    await importing.open();
    await importing.look(made.folder);
    const known = made.pictures.length + made.sameBytes.length;
    await expect(
      page.getByRole('heading', { name: `All ${known} pictures are in the library already.` }),
    ).toBeVisible();
    expect(await importing.count('There already')).toBe(known);
    expect(await importing.count('Cannot be read')).toBe(made.broken.length);
    await expect(page.getByRole('button', { name: /^Import/ })).toHaveCount(0);
    await importing.open();
    await expect(importing.soFar).toHaveCount(1);
    expect((await api.captures.list({})).items).toHaveLength(made.pictures.length);
  });

  await test.step('uncertain times are settled by the keyboard', async () => {
    await times.open();
    await times.expectLeft(4);
    await expect(times.pictures).toHaveCount(4);
    await times.expectPicture('Great aunt „Ada“.png');
    await expect(times.candidates).toHaveCount(1);
    await expect(times.candidates.first()).toHaveAttribute('aria-pressed', 'true');
    await expectLoaded(page);
    expect(await seriousFindings(page), 'uncertain times').toEqual([]);
    await times.type('1981-08-13 15:30');
    await times.expectLeft(3);
    // The next one is confirmed, taken back, and left for later.
    const second = await times.shown();
    await times.press('Enter');
    await times.expectLeft(2);
    await times.press('z');
    await times.expectLeft(3);
    await times.expectPicture(second);
    await times.press('s');
    // Of this one the other candidate is right.
    const third = await times.shown();
    expect(third).not.toBe(second);
    const other = times.candidates.nth(1);
    await expect(other).toContainText('file was last changed');
    await times.press('2');
    await times.expectLeft(2);
    const moved = (await api.captures.list({ limit: 500 })).items.find((each) => each.originalFilename === third);
    expect(moved).toMatchObject({ timestampSource: 'user', capturedAt: Date.parse('2025-01-10T11:30:00Z') });
    await times.press('z');
    await times.expectLeft(3);
    await times.expectPicture(third);
    await times.press('k');
    await times.press('k');
    await expect(page.getByText('1 picture left for later')).toBeVisible();
    await page.getByRole('button', { name: 'Go through it now' }).click();
    await times.expectPicture(second);
    await times.press('k');
    await times.expectLeft(0);
    await expect(page.getByText('That was the last one')).toBeVisible();
    const old = (await api.captures.list({ limit: 500 })).items.find((each) =>
      each.originalFilename?.startsWith('Great'),
    );
    expect(old).toMatchObject({ localDay: '1981-08-13', timestampSource: 'user' });
    await expect
      .poll(() => readRows(home.libraryPath).filter((row) => row.filepath.startsWith('captures/1981/08/13/')).length)
      .toBe(1);
  });

  await test.step('near duplicates are found and decided', async () => {
    await expect
      .poll(async () => (await api.duplicates.groups({ threshold: 0.97 })).items.map((group) => group.memberCount), {
        timeout: 60_000,
      })
      .toEqual([2]);
    await review.open();
    await review.expectGroup({ pictures: 2, toDecide: 2 });
    await review.press('Shift+D');
    await review.expectNothingLeft();
    const { items } = await api.captures.list({ limit: 500 });
    await api.review.decide({
      decisions: items
        .filter((capture) => capture.reviewState !== 'kept' && capture.localDay.startsWith('2024-03-01'))
        .map((capture) => ({ captureId: capture.id, verdict: 'keep' })),
    });
    await expect
      .poll(() => inspectLibrary(home.libraryPath).then(({ damage, orphans }) => [...damage, ...orphans]))
      .toEqual([]);
  });

  const target = join(home.folder, 'kept');
  const kept = (await contentOf(api)).filter((capture) => capture.reviewState === 'kept');
  await test.step('what was kept is exported', async () => {
    expect(kept).toHaveLength(3);
    await exporting.open();
    await exporting.chooseDecision('Kept');
    await expect(exporting.counted).toContainText('3 pictures');
    await exporting.path.fill(target);
    await expectLoaded(page);
    expect(await seriousFindings(page), 'the form of an export').toEqual([]);
    await exporting.run('Export 3 pictures');
    await expect(page.getByText(`afterimage verify ${target}`)).toBeVisible();
    expect(await seriousFindings(page), 'an export').toEqual([]);
    const exported = (await readdir(target, { recursive: true })).filter((name) => name.endsWith('.jpg'));
    expect(exported).toHaveLength(3);
    expect(exported.every((name) => name.startsWith(join('2024', '03', '01')))).toBe(true);
  });

  await test.step('nothing that is there already is written over', async () => {
    await exporting.open();
    await exporting.path.fill(target);
    await page.getByRole('button', { name: /^Export \d+ pictures$/ }).click();
    await expect(page.getByText(/has other things in it/)).toBeVisible();
  });

  await test.step('the whole as an archive, and a day as one picture', async () => {
    const archive = join(home.folder, 'all.zip');
    await exporting.chooseKind('Zip archive');
    await exporting.path.fill(archive);
    await exporting.run(/^Export \d+ pictures$/);
    expect((await stat(archive)).size).toBeGreaterThan(0);
    const sheet = join(home.folder, 'day.jpg');
    await exporting.open();
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.goto(`${server.origin}/day/2024-03-01`);
    await page.getByRole('button', { name: 'More about this day' }).click();
    await page.getByRole('menuitem', { name: /contact sheet/ }).click();
    await exporting.path.fill(sheet);
    await exporting.run('Make the contact sheet');
    expect((await readFile(sheet)).subarray(0, 2).toString('hex')).toBe('ffd8');
    const lapse = join(home.folder, 'day.webp');
    await page.getByRole('link', { name: 'Export more' }).click();
    await exporting.chooseWay('Time-lapse of a day');
    await exporting.path.fill(lapse);
    await exporting.run('Make the time-lapse');
    expect((await readFile(lapse)).subarray(8, 12).toString()).toBe('WEBP');
  });

  await test.step('the jobs say all of it in words', async () => {
    const jobs = new JobsPage(page);
    await jobs.open();
    const row = page.getByRole('article').filter({ hasText: 'Times to review' });
    await expect(row).toContainText('Could not be read');
    await row.getByRole('link', { name: 'What became of each file' }).click();
    await expect(page.getByRole('heading', { name: /pictures imported/ })).toBeVisible();
  });
  await server.stop();

  await test.step('the command line verifies the exports', async () => {
    const environment = home.environment();
    const verified = await runAfterimage(['verify', target], environment);
    expect({ code: verified.code, stderr: verified.stderr }).toEqual({ code: 0, stderr: '' });
    const archive = await runAfterimage(['verify', join(home.folder, 'all.zip')], environment);
    expect(archive.code).toBe(0);
  });

  const second = join(home.folder, 'second');
  await test.step('a second library is made of the export alone, and holds the same', async () => {
    const rebuilt = await runAfterimage(['--library', second, 'rebuild', '--from', target], home.environment());
    expect({ code: rebuilt.code, stderr: rebuilt.stderr }).toEqual({ code: 0, stderr: '' });
    const doctor = await runForJson<DoctorReport>(['--library', second, 'doctor'], home.environment());
    expect(doctor).toMatchObject({ code: 0, document: { findings: [] } });
    const other = await serve({ words: ['--no-capture'], libraryPath: second });
    await window.open(other);
    expect(await contentOf(await apiOf(page, other))).toEqual(kept);
    await other.stop();
  });

  await test.step('a byte that was changed in the export is found', async () => {
    const [name = ''] = (await readdir(target, { recursive: true })).filter((each) => each.endsWith('.jpg'));
    await appendFile(join(target, name), 'x');
    const verified = await runAfterimage(['verify', target], home.environment());
    expect(verified.code).not.toBe(0);
    expect(verified.stdout + verified.stderr).toContain(basename(name));
  });
  const doctor = await runForJson<DoctorReport>(['--library', home.libraryPath, 'doctor'], home.environment());
  expect(doctor).toMatchObject({ code: 0, document: { findings: [] } });
});

test('a pipe and an empty file in a dropped folder hold nothing up', async ({ home, serve, page }) => {
  test.skip(process.platform === 'win32', 'Windows has no pipes in folders.');
  const folder = join(home.folder, 'Pictures');
  const made = await makePictureFolder(folder);
  execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
  await writeFile(join(folder, 'empty.jpg'), '');
  const server = await serve({ words: ['--no-capture'] });
  const importing = new ImportPage(page);
  await new AppWindow(page).open(server);
  await importing.open();
  await importing.dropPaths(folder);
  await expect(page.getByRole('heading', { name: /can be imported/ })).toBeVisible();
  await page.getByRole('button', { name: /^Import \d+ pictures$/ }).click();
  await expect(page.getByRole('heading', { name: `${made.pictures.length} pictures imported` })).toBeVisible();
});

test('a folder that is dropped on any page is sent, looked at and imported, and the clock of a camera is put right', async ({
  home,
  serve,
  page,
}) => {
  test.setTimeout(180_000);
  const made = await makePictureFolder(join(home.folder, 'Pictures'));
  const server = await serve({ words: ['--no-capture'] });
  const importing = new ImportPage(page);
  const times = new TimesPage(page);
  await new AppWindow(page).open(server);
  const api = await apiOf(page, server);

  await test.step('files are sent and only looked at', async () => {
    await new JobsPage(page).open();
    await importing.drop(made.folder);
    await expect(page.getByRole('heading', { name: /can be imported/ })).toBeVisible();
    expect(await importing.count('Cannot be read')).toBe(made.broken.length);
    await expect(page.getByRole('radio', { name: 'Move' })).toHaveCount(0);
    expect((await api.captures.list({})).items).toEqual([]);
  });

  await test.step('they are imported under the names they had', async () => {
    await page.getByRole('button', { name: /^Import \d+ pictures$/ }).click();
    await expect(page.getByRole('heading', { name: `${made.pictures.length} pictures imported` })).toBeVisible();
    const names = (await api.captures.list({ limit: 500 })).items.map((capture) => capture.originalFilename);
    // Of two files of the same bytes the one that came first gives the name.
    const [first = '', ...others] = made.pictures.map((path) => basename(path));
    const either = [first, ...made.sameBytes.map((path) => basename(path))];
    expect(names.filter((name) => !either.includes(name ?? '')).sort()).toEqual(others.sort());
    expect(names.filter((name) => either.includes(name ?? ''))).toHaveLength(1);
    expect((await inspectLibrary(home.libraryPath)).damage).toEqual([]);
  });

  await test.step('a camera is moved in time after it was said what that does, and moved back', async () => {
    const ofCamera = async () =>
      (await api.captures.list({ limit: 500, order: 'oldest' })).items
        .filter((capture) => capture.originalFilename?.startsWith('DSC_'))
        .map((capture) => capture.capturedAt);
    const before = await ofCamera();
    await page.goto(`${server.origin}/day/2024-03-01`);
    const { id } = await new TimelinePage(page).shownCapture();
    expect((await api.times.evidence({ id })).camera).toContain(cameraName);
    await times.open();
    await expect(times.pictures).toHaveCount(made.uncertain.length);
    // Of the pictures that are shown none is of the camera, so the selected ones are moved.
    await times.press('Control+a');
    await times.press('m');
    await times.shiftDialog.getByRole('textbox', { name: 'Days' }).fill('2');
    await expect(times.shiftDialog.getByText('2 d later')).toBeVisible();
    await expect(times.shiftDialog.locator('dt:text-is("Go to another day") + dd')).toHaveText(
      String(made.uncertain.length),
    );
    expect(await seriousFindings(page), 'moving in time').toEqual([]);
    await times.shiftDialog.getByRole('button', { name: `Move ${made.uncertain.length} pictures` }).click();
    await expect(times.shiftDialog).toHaveCount(0);
    await expect(page.getByText('Every time is settled').or(page.getByText('None left')).first()).toBeVisible();
    expect(await ofCamera()).toEqual(before);
    await times.press('Control+z');
    await times.expectLeft(made.uncertain.length);
  });

  await test.step('a picture in the timeline is given another of its times', async () => {
    await page.goto(`${server.origin}/day/2024-03-03`);
    await new TimelinePage(page).shownCapture();
    await page.keyboard.press('i');
    const candidates = page.getByRole('list', { name: 'What tells when it was taken' }).getByRole('button');
    await expect(candidates).toHaveCount(2);
    await candidates.nth(1).click();
    await expect(page).toHaveURL(/\/day\/2025-01-10/);
    await page.keyboard.press('Control+z');
    await expect(page).toHaveURL(/\/day\/2024-03-03/);
  });
  await server.stop();
  expect(existsSync(join(home.libraryPath, 'incoming'))).toBe(true);
  const doctor = await runForJson<DoctorReport>(['--library', home.libraryPath, 'doctor'], home.environment());
  expect(doctor).toMatchObject({ code: 0, document: { findings: [] } });
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious on the empty pages of import, times and export, ${colorScheme}`, async ({
    serve,
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 900, height: 760 });
    await new AppWindow(page).open(await serve({ words: ['--no-capture'] }));
    for (const opened of [new ImportPage(page), new TimesPage(page), new ExportPage(page)]) {
      await opened.open();
      await expectLoaded(page);
      expect(await seriousFindings(page), opened.constructor.name).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toContainText('Uncertain times');
  });
}
