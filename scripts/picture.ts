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
import { articlePage, figuresPage, letterPage, readingsPage } from './picture/pages.ts';
import { seedLibrary } from './seed.ts';
import { browserNeed, displayNeeds, ensureNeeds } from './test-needs.ts';

const target = resolve(import.meta.dirname, '../docs/window.png');
// Windows stand side by side and fill their monitors, with the background around them.
const windows = [
  { content: letterPage, x: 3224, y: 20, width: 974, height: 700 },
  { content: figuresPage, x: 1944, y: 20, width: 1230, height: 950 },
  { content: readingsPage, x: 1198, y: 20, width: 696, height: 1010 },
  // The last one has the focus, and its title is noted with the pictures.
  { content: articlePage, x: 24, y: 20, width: 1150, height: 1010 },
];
/** Enough real pictures for the list beside the large one. */
const listedPictures = 11;

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
    await page.getByText('2 s', { exact: true }).click();
    await page.getByRole('button', { name: 'Start capturing' }).click();
    await page.getByLabel('Capture state').and(page.locator('[data-state="capturing"]')).waitFor();
    const picture = page.getByLabel('Picture', { exact: true }).locator('img');
    await picture.waitFor({ timeout: 60_000 });
    // The seeded captures have no files, so the list has to fill with real ones.
    await page.waitForFunction(
      (wanted) => [...document.images].filter((image) => image.naturalWidth > 0).length > wanted,
      listedPictures,
      { timeout: 90_000 },
    );
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await page.screenshot({ path: target });
  } finally {
    await browser.close();
    await server.stop();
  }
}
