import { defineConfig } from '@playwright/test';
import { TemporaryHome } from './e2e/fixtures/temporary-home.ts';
import { findBrowser } from './scripts/browser.ts';

/** Specs that hold capture to its ticks beside heavy work: what another spec does at the same time would count as well. */
const alone = '**/jobs.spec.ts';

// The specs themselves live in the zone of the program and the browser: what they seed would be of another day otherwise.
process.env.TZ = TemporaryHome.noonZone;

/** End-to-end specs: the built product, real displays, a real browser. No retries: a flaky spec is a bug. */
export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'specs', testMatch: '**/*.spec.ts', testIgnore: alone },
    { name: 'alone', testMatch: alone, dependencies: ['specs'] },
  ],
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  // Each spec file starts its own X server, library and browser; two at a time fill two cores.
  workers: 2,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: findBrowser() },
    timezoneId: TemporaryHome.noonZone,
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
