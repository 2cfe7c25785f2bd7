import { inspectLibrary } from './fixtures/inspect-library.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';

test('nothing is captured before the person says yes, and then at once', async ({ desk, home, serve, page }) => {
  const server = await serve({ environment: desk.displays.environment() });
  const window = new AppWindow(page);
  await window.open(server);
  const api = await apiOf(page, server);

  await expect(page.getByRole('heading', { name: /remember your screens/ })).toBeVisible();
  await expect(page.getByText(home.libraryPath)).toBeVisible();
  await expect(page.getByText('3 displays found')).toBeVisible();
  await window.expectState('off');
  await expect(api.capture.now()).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
  await expect(api.capture.setEnabled({ enabled: true })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
  // Something changes on the screens, and still nothing is taken.
  for (const open of desk.windows.values()) await open.print('private');
  expect((await inspectLibrary(home.libraryPath)).files).toEqual([]);

  await page.getByRole('button', { name: 'Not now' }).click();
  await window.expectState('off');
  expect((await api.capture.status()).ticks.taken).toBe(0);
  expect((await inspectLibrary(home.libraryPath)).files).toEqual([]);

  await page.getByRole('button', { name: 'Set up capture' }).click();
  await window.startCapturing();
  await window.expectState('capturing');
  await expect.poll(async () => (await inspectLibrary(home.libraryPath)).rows.length).toBeGreaterThanOrEqual(3);
});

test('consent survives a restart, and taking it back stops capture', async ({ desk, home, serve, page }) => {
  const environment = desk.displays.environment();
  const first = await serve({ environment });
  const { api } = await first.logIn();
  await api.capture.consent({ given: true });
  await first.stop();

  const second = await serve({ environment });
  const window = new AppWindow(page);
  await window.open(second);
  await window.expectState('capturing');
  const secondApi = await apiOf(page, second);
  await secondApi.capture.consent({ given: false });
  await window.expectState('off');
  const before = (await inspectLibrary(home.libraryPath)).rows.length;
  await expect(secondApi.capture.now()).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
  expect((await inspectLibrary(home.libraryPath)).rows.length).toBe(before);
});
