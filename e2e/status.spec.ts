import type { Locator, Page } from '@playwright/test';
import { expectLoaded, seriousFindings } from './fixtures/accessibility.ts';
import { queryLibrary } from './fixtures/library-database.ts';
import { type SeededMoment, seedSnapshots } from './fixtures/seed-snapshots.ts';
import { apiOf, expect, type Serve, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const plotNames = ['Room taken', 'Pictures', 'Free on the disk', 'Work in the background'] as const;

/** Fifty days as they are thinned, with five hours of yesterday and four days of last month missing. */
function fiftyDays(nowMs: number): SeededMoment[] {
  const ages = [
    ...Array.from({ length: 20 }, (_, index) => 30.5 * dayMs + index * dayMs),
    ...Array.from({ length: 29 * 24 }, (_, index) => 1.03 * dayMs + index * hourMs),
    // The youngest belongs to an earlier quarter of an hour, so that one is due at once.
    ...Array.from({ length: 95 }, (_, index) => 16 * minuteMs + index * 15 * minuteMs),
  ].filter((age) => !(age > 8 * hourMs && age < 13 * hourMs) && !(age > 12 * dayMs && age < 16 * dayMs));
  return ages
    .toSorted((one, two) => two - one)
    .map((age, index) => ({
      timestamp: Math.round(nowMs - age),
      captures: Math.round(40_000 - (age / dayMs) * 700),
      pending: index % 9 === 0 ? 3 : 0,
    }));
}

/** The plots of how things stood, on a page that nobody has agreed to capture on yet. */
async function openStatus(serve: Serve, environment: NodeJS.ProcessEnv, page: Page) {
  const server = await serve({ environment });
  const window = new AppWindow(page);
  await window.open(server);
  await page.getByRole('button', { name: 'Not now' }).click();
  await window.goTo('Status');
  await expectLoaded(page);
  const section = page.getByRole('region', { name: 'Over time' });
  return { server, window, section, api: await apiOf(page, server) };
}

/** Fifty days of snapshots in a library whose product takes no more until it is told to. */
async function fillLibrary(serve: Serve, libraryPath: string, environment: NodeJS.ProcessEnv, nowMs: number) {
  const first = await serve({ environment });
  const { api } = await first.logIn();
  await api.preferences.set({ key: 'snapshotMinutes', value: 0 });
  await first.stop();
  const moments = fiftyDays(nowMs);
  seedSnapshots(libraryPath, moments);
  return moments;
}

/** In how many pieces the line is drawn. */
async function piecesOf(figure: Locator): Promise<number> {
  const path = await figure.locator('path.recharts-line-curve').first().getAttribute('d');
  return path?.match(/M/g)?.length ?? 0;
}

test('says that there is nothing to draw before there are two snapshots', async ({ desk, serve, page }) => {
  const { section } = await openStatus(serve, desk.displays.environment(), page);
  await expect(section.getByRole('heading', { name: 'Nothing to draw yet' })).toBeVisible();
  await expect(section.getByText('every 15 minutes')).toBeVisible();
  await expect(section.getByRole('figure')).toHaveCount(0);
});

test('plots how things stood: every range, gaps, figures, and what is noted now', async ({
  desk,
  home,
  serve,
  page,
}) => {
  const environment = desk.displays.environment();
  const startedMs = Date.now();
  const moments = await fillLibrary(serve, home.libraryPath, environment, startedMs);
  const { section, api } = await openStatus(serve, environment, page);

  for (const name of plotNames)
    await expect(section.getByRole('figure', { name: new RegExp(`^${name}`) })).toBeVisible();
  const pictures = section.getByRole('figure', { name: /^Pictures/ });
  await expect(pictures).toHaveAccessibleName(/Pictures, last day\. Pictures: from 39,\d{3} to 39,\d{3}\./);
  await expect(section.getByRole('figure', { name: /^Free on the disk/ })).toHaveAccessibleName(/to 70 GB\./);

  await section.getByRole('button', { name: 'Figures' }).click();
  const rows = section.getByRole('table').getByRole('row');
  for (const [range, lengthMs, pieces] of [
    ['Day', dayMs, 2],
    ['Week', 7 * dayMs, 2],
    ['Month', 30 * dayMs, 3],
    ['All', 1000 * dayMs, 3],
  ] as const) {
    await section.getByText(range, { exact: true }).click();
    const expected = moments.filter((each) => each.timestamp > startedMs - lengthMs).length;
    // A moment goes by until the page is there, and a table has a head.
    await expect
      .poll(async () => Math.abs((await rows.count()) - 1 - Math.min(300, expected)), `rows of ${range}`)
      .toBeLessThanOrEqual(2);
    await section.getByRole('button', { name: 'Figures' }).click();
    await expect.poll(() => piecesOf(pictures), `pieces of ${range}`).toBe(pieces);
    await section.getByRole('button', { name: 'Figures' }).click();
  }

  // What is noted from now on appears by itself, with what the database says.
  await api.capture.consent({ given: true });
  await expect.poll(async () => (await api.capture.status()).recording).toBe(true);
  const askedMs = Date.now();
  await api.preferences.set({ key: 'snapshotMinutes', value: 15 });
  await expect.poll(() => notedSince(home.libraryPath, askedMs)).toBeGreaterThan(0);
  const [latest] = queryLibrary<{ captures: number }>(
    home.libraryPath,
    "SELECT snapshot ->> '$.storage.captures' AS captures FROM snapshots ORDER BY timestamp DESC LIMIT 1",
  );
  await expect(rows.nth(1).getByRole('cell').nth(1)).toHaveText(String(latest?.captures));
  expect((await api.memory.snapshots.latest()).snapshot.displays).toHaveLength(3);
});

/** Old ones are thinned meanwhile, so how many there are in all says nothing. */
function notedSince(libraryPath: string, fromMs: number): number {
  const sql = 'SELECT count(*) AS count FROM snapshots WHERE timestamp >= ?';
  return queryLibrary<{ count: number }>(libraryPath, sql, fromMs)[0]?.count ?? 0;
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious in the plots and their figures, ${colorScheme}`, async ({
    desk,
    home,
    serve,
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 900, height: 900 });
    const environment = desk.displays.environment();
    await fillLibrary(serve, home.libraryPath, environment, Date.now());
    const { section } = await openStatus(serve, environment, page);
    await expect(section.getByRole('figure').first()).toBeVisible();
    expect(await seriousFindings(page), 'plots').toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, 'nothing is wider than the window').toBeLessThanOrEqual(900);
    await section.getByRole('button', { name: 'Figures' }).click();
    expect(await seriousFindings(page), 'figures').toEqual([]);
  });
}
