import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import {
  type DesktopAppUnderTest,
  endAppUnderTest,
  startAppUnderTest,
} from '../src-main/electron/double/desktop-app.fake.ts';
import { DoublePort } from '../src-main/electron/double/window-double.fake.ts';
import { windowFolder } from '../src-main/hosts/application-folder.ts';
import { findBrowser } from './browser.ts';

/**
 * The built window in a real Chromium, served by the app's own protocol handler with its own headers, and talking to
 * the real core over a port that was handed over as in Electron. Only the way from one to the other is ours: Chromium
 * does not know the scheme, so the page has an ordinary address that counts as secure.
 */
const pageOrigin = 'http://app.localhost';

let browser: Browser | undefined;
let app: DesktopAppUnderTest | undefined;

const executablePath = findBrowser();
const missing = !executablePath
  ? 'there is no Chromium browser here; “npm test” without --unit brings one'
  : existsSync(path.join(windowFolder(), 'index.html'))
    ? undefined
    : 'the window is not built; run “npm run build:window”';

beforeAll(async () => {
  if (!missing) browser = await chromium.launch({ executablePath });
});
afterAll(() => browser?.close());
beforeEach((context) => context.skip(missing !== undefined, missing));
afterEach(async () => {
  await endAppUnderTest(app);
  app = undefined;
  vi.unstubAllEnvs();
});

/** What the preload does in Electron, in a page without one. It runs in the browser, hence as text. */
const preload = `
  window.afterimage = { host: 'electron' };
  window.addEventListener('message', (event) => {
    if (event.source !== window || event.data !== 'afterimage:connect') return;
    window.corePort = event.ports[0];
    window.corePort.onmessage = (message) => window.toCore(message.data);
    window.connectCore();
  });
`;

async function openWindow(
  running: DesktopAppUnderTest,
): Promise<{ page: Page; problems: string[]; outside: string[] }> {
  if (!browser) throw new Error('There is no browser.');
  const page = await browser.newPage({ baseURL: pageOrigin });
  const problems: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (!url.startsWith(`${pageOrigin}/`)) {
      outside.push(url);
      return route.abort();
    }
    const response = await running.double.request(`afterimage://app${url.slice(pageOrigin.length)}`);
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  let near: DoublePort | undefined;
  await page.exposeFunction('connectCore', () => {
    const [one, two] = DoublePort.pair();
    near = one;
    // A page that is being left has no port to post to any more.
    one.on('message', ({ data }: { data: unknown }) =>
      page.evaluate(`window.corePort?.postMessage(${JSON.stringify(data)})`).catch(() => undefined),
    );
    one.start();
    running.double.handOver(two, {});
  });
  await page.exposeFunction('toCore', (data: unknown) => near?.postMessage(data));
  await page.addInitScript(preload);
  return { page, problems, outside };
}

it('asks for consent, captures, and shows the pictures, all within its policy', { timeout: 60_000 }, async () => {
  app = await startAppUnderTest({ windowFolder: windowFolder(), override: { source: 'demo', intervalSeconds: 1 } });
  const { page, problems, outside } = await openWindow(app);
  await page.goto('/');
  await page.getByRole('button', { name: 'Start capturing' }).click();
  await vi.waitFor(
    async () => {
      const { items } = await (app as DesktopAppUnderTest).connect().captures.list({});
      expect(items.length).toBeGreaterThan(0);
    },
    { timeout: 20_000 },
  );
  const picture = page.locator('img[src^="/media/"]').first();
  await picture.waitFor({ timeout: 20_000 });
  await vi.waitFor(
    async () => expect(await picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBeGreaterThan(0),
    {
      timeout: 10_000,
    },
  );
  await page.goto('/settings');
  await page.getByRole('heading', { name: 'Settings' }).waitFor({ timeout: 10_000 });
  // What only the desktop can do is offered, and does it.
  const launchAtLogin = page.locator('#setting-launchAtLogin');
  await vi.waitFor(async () => expect(await launchAtLogin.isEnabled()).toBe(true), { timeout: 10_000 });
  expect(await launchAtLogin.isChecked()).toBe(false);
  await launchAtLogin.evaluate((control) => Reflect.get(control, 'click').call(control));
  const entry = path.join(app.folder, 'settings', 'autostart', 'afterimage.desktop');
  await vi.waitFor(async () => expect(await readFile(entry, 'utf8')).toContain('Exec='), { timeout: 10_000 });
  await vi.waitFor(async () => expect(await launchAtLogin.isChecked()).toBe(true), { timeout: 10_000 });
  expect(problems).toEqual([]);
  expect(outside).toEqual([]);
  await page.close();
});
