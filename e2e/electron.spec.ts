import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { installedElectron } from '../scripts/electron-runtime.ts';
import { VirtualDisplays } from './displays/virtual-displays.ts';
import { Program } from './fixtures/program.ts';
import type { TemporaryHome } from './fixtures/temporary-home.ts';
import { test as base, expect } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';

const root = join(import.meta.dirname, '..');

interface DesktopApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly environment: Record<string, string>;
  readonly words: readonly string[];
}

/** The real desktop app on the real runtime. Everything else about the shell is tested against a double of Electron. */
const test = base.extend<{ readonly desktop: DesktopApp }>({
  desktop: async ({ home }, use, info) => {
    info.skip(untested !== undefined, untested);
    const displays = process.platform === 'linux' ? await VirtualDisplays.start() : undefined;
    const environment = environmentFor(home, displays);
    const words = [root, `--library=${home.libraryPath}`];
    const electron = await _electron.launch({ executablePath: runtime(), args: [...words], env: environment });
    try {
      await use({ electron, page: await electron.firstWindow(), environment, words });
    } finally {
      await electron.close();
      await displays?.stop();
    }
  },
});

const untested = whyNot();
if (untested) console.warn(`\n*** The desktop app is not tested here: ${untested} ***\n`);

function runtime(): string {
  const found = installedElectron();
  if (!found) throw new Error('The Electron runtime is not installed.');
  return found.executable;
}

function whyNot(): string | undefined {
  if (!installedElectron()) {
    return 'the Electron runtime is not installed; “npx install-electron” downloads it where that is possible';
  }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return 'Electron runs for root only without its sandbox, which Afterimage does not give up';
  }
  return undefined;
}

function environmentFor(home: TemporaryHome, displays: VirtualDisplays | undefined): Record<string, string> {
  const all = home.environment(displays ? displays.environment() : process.env);
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

test('the window talks to the core, and has none of its powers', async ({ desktop }) => {
  const { page, electron } = desktop;
  await expect(new AppWindow(page).captureState).toBeVisible();
  expect(page.url()).toMatch(/^afterimage:\/\/app\//);
  // As text, since the globals of the page are not those of this file.
  expect(
    await page.evaluate(`({
      origin: location.origin,
      node: [typeof require, typeof process],
      bridge: JSON.stringify(window.afterimage),
      opened: window.open('https://example.org/'),
    })`),
  ).toEqual({
    origin: 'afterimage://app',
    node: ['undefined', 'undefined'],
    bridge: '{"host":"electron"}',
    opened: null,
  });
  await page.evaluate(`void (location.href = 'https://example.org/')`);
  await expect(new AppWindow(page).captureState).toBeVisible();
  expect(page.url()).toMatch(/^afterimage:\/\/app\//);
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  const outcome = await page.evaluate(`fetch('https://example.org/').then(() => 'reached', () => 'blocked')`);
  expect(outcome).toBe('blocked');
});

test('agreeing starts to capture', async ({ desktop }) => {
  const window = new AppWindow(desktop.page);
  await window.startCapturing();
  // macOS gives the permission to nobody on a machine without a person.
  await expect(window.captureState).toHaveAttribute(
    'data-state',
    process.platform === 'darwin' ? /^(capturing|no_permission)$/ : 'capturing',
  );
});

test('a second start shows the first one and ends', async ({ desktop }) => {
  await expect(new AppWindow(desktop.page).captureState).toBeVisible();
  await desktop.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const second = await Program.start(runtime(), desktop.words, { environment: desktop.environment, cwd: root });
  expect((await second.ended).code).toBe(0);
  await expect
    .poll(() => desktop.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
});

test('quitting leaves a library that doctor finds nothing in', async ({ desktop, home }) => {
  const window = new AppWindow(desktop.page);
  await window.startCapturing();
  await expect(window.captureState).not.toHaveAttribute('data-state', 'off');
  const ended = new Promise((resolve) => desktop.electron.process().once('exit', resolve));
  await desktop.electron.evaluate(({ app }) => app.quit());
  await ended;
  const words = [join(root, 'bin', 'afterimage.js'), '--library', home.libraryPath, '--json', 'doctor'];
  const doctor = await Program.start(process.execPath, words, { environment: desktop.environment, cwd: root });
  expect(await doctor.ended).toEqual({ code: 0, signal: null });
});
