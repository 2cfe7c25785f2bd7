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

/** The middle one. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** How long a day and the newest of its captures take to be there, in milliseconds. */
async function answerMs(api: Api, day: string): Promise<number> {
  const asked = performance.now();
  await Promise.all([api.timeline.day({ day }), api.captures.list({ day, limit: 100 })]);
  return performance.now() - asked;
}

/** The same for one day after the other, whenever the job says something new. */
async function answersDuring(api: Api, id: string, days: readonly string[]): Promise<number[]> {
  const answers: number[] = [];
  const begun = performance.now();
  for await (const job of await api.jobs.watch({ id })) {
    if (job.status !== 'running' || performance.now() - begun > lookedAtMs) break;
    answers.push(await answerMs(api, days[answers.length % days.length] ?? ''));
  }
  return answers;
}

test(`a search of ${captures} captures is seen, cancelled and gone on with, while ticks come on time and the timeline answers`, async ({
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
  const undisturbed: number[] = [];
  const [{ id } = { id: '' }] = (await api.jobs.list({ type: 'scan_duplicates' })).items;
  await test.step('it is cancelled, and goes on where it was', async () => {
    await jobs.job(title).getByRole('button', { name: 'Cancel' }).click();
    await jobs.expectState(title, 'Cancelled');
    const cancelled = await api.jobs.get({ id });
    expect(cancelled.progressCurrent).toBeLessThan(captures);
    const { document } = await runForJson<Job>(['--library', home.libraryPath, 'jobs', 'show', id], home.environment());
    expect(document).toMatchObject({ status: 'cancelled', progressCurrent: cancelled.progressCurrent });
    for (const day of days.slice(0, 20)) undisturbed.push(await answerMs(api, day));
    await jobs.job(title).getByRole('button', { name: 'Go on' }).click();
    await jobs.expectState(title, 'Running');
    await expect.poll(() => jobs.done(title)).toBeGreaterThanOrEqual(cancelled.progressCurrent);
  });

  await test.step('ticks come on time, and the timeline answers', async () => {
    const before = (await api.capture.status()).ticks;
    const begun = performance.now();
    const answers = await answersDuring(api, id, days);
    const seconds = (performance.now() - begun) / 1000;
    const { ticks, displays } = await api.capture.status();
    expect(answers.length).toBeGreaterThan(5);
    // What else the machine does falls on both alike.
    const most = Math.max(100, 4 * median(undisturbed));
    expect(median(answers), 'milliseconds until a day and its captures are there').toBeLessThan(most);
    expect({ late: ticks.late - before.late, gaps: ticks.gaps - before.gaps }).toEqual({ late: 0, gaps: 0 });
    expect(ticks.taken - before.taken).toBeGreaterThanOrEqual(Math.floor(seconds) - 1);
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
