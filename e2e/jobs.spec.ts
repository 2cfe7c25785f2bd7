import type { Job } from '../src-shared/contract/jobs.ts';
import { type Api, runForJson } from './fixtures/afterimage.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { seedVisibleLibrary } from './fixtures/visible-seed.ts';
import { AppWindow } from './pages/app-window.ts';
import { JobsPage } from './pages/jobs-page.ts';
import { TimelinePage } from './pages/timeline-page.ts';

const captures = 50_000;
/** So long is looked at capture and timeline beside a search. */
const lookedAtMs = 10_000;

/** Asks for one day after the other whenever the job says something new; returns how many were answered. */
async function answersDuring(api: Api, id: string, days: readonly string[]): Promise<number> {
  let answers = 0;
  const begun = performance.now();
  for await (const job of await api.jobs.watch({ id })) {
    if (job.status !== 'running' || performance.now() - begun > lookedAtMs) break;
    const day = days[answers % days.length] ?? '';
    const [view, list] = await Promise.all([api.timeline.day({ day }), api.captures.list({ day, limit: 100 })]);
    expect(list.items.length).toBe(Math.min(100, view.captures));
    answers += 1;
  }
  return answers;
}

test(`a search of ${captures} captures is seen, cancelled and gone on with, while ticks go on and the timeline answers`, async ({
  desk,
  home,
  serve,
  page,
}) => {
  test.setTimeout(240_000);
  await seedVisibleLibrary(home.libraryPath, captures, { files: true });
  const server = await serve({ environment: desk.displays.environment() });
  const window = new AppWindow(page);
  const jobs = new JobsPage(page);
  await window.open(server);
  const api = await apiOf(page, server);
  await api.preferences.set({ key: 'intervalSeconds', value: 1 });
  await api.capture.consent({ given: true });
  const title = 'Find duplicates';

  await test.step('what was never compared is searched by itself, and can be watched', async () => {
    await jobs.open();
    await jobs.expectState(title, 'Running');
    await expect.poll(() => jobs.done(title)).toBeGreaterThan(0);
    const seen = await jobs.done(title);
    await expect.poll(() => jobs.done(title)).toBeGreaterThan(seen);
    await expect(jobs.progressOf(title)).toHaveAttribute('aria-valuetext', /^[\d,]+ of 50,\d{3}$/);
    await expect(jobs.job(title)).toContainText(/[\d,.]+ a (second|minute)/);
    await expect(jobs.job(title)).toContainText(/ left|almost done/);
  });

  const days = (await api.timeline.days({})).days.map(({ day }) => day);
  const [{ id } = { id: '' }] = (await api.jobs.list({ type: 'scan_duplicates' })).items;
  await test.step('it is cancelled, and goes on where it was', async () => {
    await jobs.job(title).getByRole('button', { name: 'Cancel' }).click();
    await jobs.expectState(title, 'Cancelled');
    const cancelled = await api.jobs.get({ id });
    expect(cancelled.progressCurrent).toBeLessThan(captures);
    const { document } = await runForJson<Job>(['--library', home.libraryPath, 'jobs', 'show', id], home.environment());
    expect(document).toMatchObject({ status: 'cancelled', progressCurrent: cancelled.progressCurrent });
    await jobs.job(title).getByRole('button', { name: 'Go on' }).click();
    await jobs.expectState(title, 'Running');
    await expect.poll(() => jobs.done(title)).toBeGreaterThanOrEqual(cancelled.progressCurrent);
  });

  // How fast both are is for the bench to say; here the machine may be busy with anything.
  await test.step('ticks go on, each is taken or counted as late, and the timeline answers', async () => {
    const before = (await api.capture.status()).ticks;
    const begun = performance.now();
    const answers = await answersDuring(api, id, days);
    const seconds = (performance.now() - begun) / 1000;
    const { ticks, displays } = await api.capture.status();
    expect(answers).toBeGreaterThan(5);
    const taken = ticks.taken - before.taken;
    expect(taken).toBeGreaterThan(seconds / 3);
    expect(taken + ticks.late - before.late).toBeGreaterThanOrEqual(Math.floor(seconds) - 1);
    expect(ticks.gaps).toBe(before.gaps);
    expect(displays.map((display) => display.health)).toEqual(['ok', 'ok', 'ok']);
    await window.goTo('Timeline');
    await expect.poll(async () => (await new TimelinePage(page).listed()).ids.length).toBeGreaterThan(0);
  });

  await test.step('a job that the command line cancels is cancelled in the window', async () => {
    await jobs.open();
    const anew = await api.duplicates.scan({ again: true });
    await expect(jobs.job('Find duplicates anew')).toHaveAccessibleName(/: (Running|Waiting)$/);
    const words = ['--library', home.libraryPath, 'jobs', 'cancel', anew.id];
    expect(await runForJson<Job>(words, home.environment())).toMatchObject({
      code: 0,
      document: { status: 'cancelled' },
    });
    await jobs.expectState('Find duplicates anew', 'Cancelled');
  });
});

test('a job that has ended before the answer to its beginning came is shown as ended', async ({
  home,
  serve,
  page,
}) => {
  await seedVisibleLibrary(home.libraryPath, 50);
  const server = await serve({ words: ['--no-capture'] });
  const jobs = new JobsPage(page);
  await new AppWindow(page).open(server);
  await jobs.open();
  await expect(page.getByText('No job has ended yet')).toBeVisible();
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/rpc/duplicates/scan', async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  await jobs.findDuplicatesByKeys();
  await jobs.expectState('Find duplicates', 'Completed');
  const listed = page.waitForResponse('**/rpc/jobs/list');
  answer();
  await (await listed).finished();
  await jobs.expectState('Find duplicates', 'Completed');
  await expect(page.getByText('Nothing runs and nothing waits.')).toBeVisible();
  await expect(jobs.job('Find duplicates')).toHaveCount(1);
});
