/**
 * `npm run picture`: takes docs/window.png, the picture in the README. Real windows on three real (virtual) displays are
 * captured by the built product, in a library whose day was filled by the seeding script, and shown in Chromium.
 */
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import Database from 'better-sqlite3';
import { paintRootBackground } from '../e2e/displays/root-background.ts';
import { threeMonitors, VirtualDisplays } from '../e2e/displays/virtual-displays.ts';
import { startWindowManager } from '../e2e/displays/windows.ts';
import { AfterimageServer } from '../e2e/fixtures/afterimage.ts';
import { TemporaryHome } from '../e2e/fixtures/temporary-home.ts';
import { findBrowser } from './browser.ts';
import { articlePage, figuresPage, letterPage } from './picture/pages.ts';
import { seedLibrary } from './seed.ts';
import { browserNeed, displayNeeds, ensureNeeds } from './test-needs.ts';

const target = resolve(import.meta.dirname, '../docs/window.png');
const windows = [
  { content: articlePage, x: 90, y: 60, width: 1180, height: 900 },
  { content: figuresPage, x: 2000, y: 70, width: 1120, height: 840 },
  { content: letterPage, x: 3260, y: 50, width: 900, height: 640 },
];

ensureNeeds([...displayNeeds, browserNeed], true);
const home = await TemporaryHome.create();
const displays = await VirtualDisplays.start();
const manager = await startWindowManager(displays);
const executablePath = findBrowser();
try {
  await fillDay(home.libraryPath);
  const tints = [
    [38, 70, 83],
    [42, 60, 95],
    [70, 50, 84],
  ] as const;
  await paintRootBackground(
    displays.display,
    threeMonitors.map(({ x, y, width, height }, index) => ({ x, y, width, height, colour: tints[index] ?? tints[0] })),
  );
  const opened = [];
  for (const [index, { content, x, y, width, height }] of windows.entries()) {
    const browser = await chromium.launchPersistentContext(join(home.folder, `browser-${index}`), {
      executablePath,
      headless: false,
      viewport: null,
      env: displays.environment() as Record<string, string>,
      args: [
        `--window-position=${x},${y}`,
        `--window-size=${width},${height}`,
        // Hides the bar about the sandbox, which Playwright switches off.
        '--test-type',
        `--app=data:text/html;base64,${Buffer.from(content).toString('base64')}`,
      ],
      ignoreDefaultArgs: ['--enable-automation'],
    });
    opened.push(browser);
  }
  await takePicture();
  for (const browser of opened) await browser.close();
  console.log(`Wrote ${target}`);
} finally {
  await manager.stop();
  await displays.stop();
  await home.remove();
}

/** A day and some weeks of captures without files, as if these displays had been captured all along. */
async function fillDay(libraryPath: string): Promise<void> {
  process.env.TZ = TemporaryHome.noonZone;
  await seedLibrary({ libraryPath, captures: 60_000, days: 30, displays: 3 });
  const database = new Database(join(libraryPath, 'afterimage.db'));
  const rename = database.prepare('UPDATE captures SET display_id = ?, display_name = ? WHERE monitor_index = ?');
  for (const [index, { name }] of threeMonitors.entries()) rename.run(name, name, index);
  // Nothing of the rest of the day is known yet.
  database.prepare('DELETE FROM captures WHERE captured_at > ?').run(Date.now());
  database.close();
}

async function takePicture(): Promise<void> {
  const server = await AfterimageServer.start(home.libraryPath, home.environment(displays.environment()));
  const browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: 'dark',
      timezoneId: TemporaryHome.noonZone,
    });
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Start capturing' }).click();
    await page.getByLabel('Capture state').and(page.locator('[data-state="capturing"]')).waitFor();
    const picture = page.getByLabel('Picture', { exact: true }).locator('img');
    await picture.waitFor({ timeout: 60_000 });
    // The seeded captures have no files, so the list beside the picture would show none.
    await page.getByRole('button', { name: 'Side panel' }).click();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await page.screenshot({ path: target });
  } finally {
    await browser.close();
    await server.stop();
  }
}
