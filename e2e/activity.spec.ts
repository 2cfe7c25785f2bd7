import { readFile, statfs } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { expectLoaded, seriousFindings } from './fixtures/accessibility.ts';
import type { Api } from './fixtures/afterimage.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';

declare global {
  interface Window {
    /** Every notification that the page has shown. */
    shownNotifications?: Notification[];
  }
}

/** Drawn pictures will do. */
function withoutScreens(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment.DISPLAY;
  delete environment.WAYLAND_DISPLAY;
  return environment;
}

/** Lets the pages show notifications, which are real ones and are also kept for the spec. */
async function allowNotifications(context: BrowserContext, origin: string): Promise<void> {
  await context.grantPermissions(['notifications'], { origin });
  await context.addInitScript(() => {
    const shown: Notification[] = [];
    window.shownNotifications = shown;
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        shown.push(this);
      }
    };
  });
}

const notificationsOf = (page: Page) =>
  page.evaluate(() => (window.shownNotifications ?? []).map(({ title, body }) => ({ title, body })));

async function captureDemo(api: Api): Promise<void> {
  await api.preferences.set({ key: 'source', value: 'demo' });
  await api.preferences.set({ key: 'intervalSeconds', value: 1 });
  await api.capture.consent({ given: true });
}

test('an alert is told once, shows as a badge, and waits until it is resolved', async ({ context, page, serve }) => {
  const disk = await statfs('/tmp');
  test.skip(
    disk.bavail / disk.blocks > 0.89,
    'needs a disk of which a tenth is used, to set the floor above what is free',
  );
  const server = await serve({ environment: withoutScreens() });
  await allowNotifications(context, server.origin);
  const app = new AppWindow(page);
  await app.open(server);
  const api = await apiOf(page, server);
  await captureDemo(api);
  await app.expectState('capturing');
  const activity = page
    .getByRole('navigation', { name: 'Pages', exact: true })
    .getByRole('link', { name: /^Activity/ });
  await expect(activity).toHaveAccessibleName('Activity');

  await api.preferences.set({ key: 'diskFloorGigabytes', value: 10_000 });
  await api.preferences.set({ key: 'diskFloorPercent', value: 90 });
  await app.expectState('disk_floor');
  await expect(activity).toHaveAccessibleName(/^Activity ?, 1 unresolved alert$/);
  await expect(page).toHaveTitle(/^\(1\) /);
  await expect
    .poll(() => notificationsOf(page))
    .toMatchObject([{ title: 'Problem', body: expect.stringContaining('less room than is to be kept free') }]);

  // Told once: not in another tab, not after loading the page again.
  const other = await context.newPage();
  await other.goto(`${server.origin}/activity`);
  await expect(other.getByRole('button', { name: 'Resolve', exact: true })).toBeVisible();
  expect(await notificationsOf(other)).toEqual([]);
  await other.close();
  await page.evaluate(() => window.shownNotifications?.[0]?.dispatchEvent(new Event('click')));
  await expect(page).toHaveURL(/\/activity\?resolved=false$/);
  await page.reload();
  await expectLoaded(page);
  await expect(page).toHaveTitle('(1) Activity · Afterimage');
  expect(await notificationsOf(page)).toEqual([]);

  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(page.getByText('Nothing fits this filter')).toBeVisible();
  await expect(activity).toHaveAccessibleName('Activity');
  await expect(page).toHaveTitle('Activity · Afterimage');
  const [alert] = (await api.memory.events.list({ type: 'alert' })).items;
  expect(alert).toMatchObject({ resolved: true, resolved_by: 'user' });
});

test('what programs write is text and nothing else, and repeats of it are counted', async ({ page, serve }) => {
  // Axe looks at the page twice.
  test.slow();
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const server = await serve({ environment: withoutScreens() });
  const app = new AppWindow(page);
  await app.open(server);
  const api = await apiOf(page, server);
  await app.goTo('Activity');
  await expectLoaded(page);
  const markup = '<img src=x onerror=alert(1)>';
  const save = { type: 'alert', severity: 'error', summary: markup, node: 'left', fold_key: 'markup' } as const;
  await api.memory.events.save({ ...save, details: { [markup]: markup, deep: [markup] } });
  // Without permission the window itself tells of it.
  await expect(page.getByRole('alert').filter({ hasText: markup })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Notify me' })).toBeVisible();
  await api.memory.events.save({ ...save, details: {} });
  await api.memory.events.save({ ...save, details: {} });
  await api.memory.events.save({ type: 'status', summary: '=1+1, invoice\u202egpj.exe \u001b[31m', node: 'right' });
  await api.memory.events.save({ type: 'alert', summary: 'שלום עולם '.repeat(40).trim(), node: 'right' });

  const entry = page.getByRole('article', { name: markup });
  await expect(entry).toContainText('3 times, last at ');
  await entry.getByRole('button', { expanded: false }).click();
  await expect(entry.getByText(markup)).toHaveCount(4);
  await expect(page.getByText('=1+1, invoice<U+202E>gpj.exe <U+001B>[31m')).toBeVisible();
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  expect(dialogs).toEqual([]);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFindings(page), colorScheme).toEqual([]);
  }

  await page.getByRole('combobox', { name: 'Display or device' }).click();
  await page.getByRole('option', { name: 'right' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv.split('\r\n')).toHaveLength(4);
  expect(csv).toContain(`,right,"'=1+1, invoice\u202egpj.exe \u001b[31m",1,`);

  await page.getByText('Unresolved', { exact: true }).click();
  await expect(page.getByRole('article')).toHaveCount(1);
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: 'Resolve 2 shown' }).click();
  await expect(page.getByRole('button', { name: 'Resolve', exact: true })).toHaveCount(0);
  await expect(page).toHaveTitle('Activity · Afterimage');
});
