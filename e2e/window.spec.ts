import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectLoaded, seriousFindings } from './fixtures/accessibility.ts';
import { runAfterimage } from './fixtures/afterimage.ts';
import { drawPicture, makePictureFolder } from './fixtures/picture-folder.ts';
import { apiOf, type Desk, expect, type Serve, test } from './fixtures/test.ts';
import { AppWindow, type PageName } from './pages/app-window.ts';
import { ExportPage } from './pages/export-page.ts';
import { ImportPage } from './pages/import-page.ts';
import { ReviewPage } from './pages/review-page.ts';
import { TimesPage } from './pages/times-page.ts';

const pages: readonly PageName[] = ['Timeline', 'Wall', 'Status', 'Activity', 'Settings'];

/** A window with a few captures in it, paused so that nothing moves. */
async function openFilledWindow(desk: Desk, serve: Serve, page: Page): Promise<{ window: AppWindow; pid: number }> {
  const server = await serve({ environment: desk.displays.environment() });
  const window = new AppWindow(page);
  await window.open(server);
  await window.startCapturing();
  await window.expectState('capturing');
  const api = await apiOf(page, server);
  await expect.poll(async () => (await api.captures.list({})).items.length).toBeGreaterThanOrEqual(3);
  return { window, pid: server.program.pid };
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious on any page, ${colorScheme}`, async ({ desk, serve, page }) => {
    await page.emulateMedia({ colorScheme });
    const server = await serve({ environment: desk.displays.environment() });
    const window = new AppWindow(page);
    await window.open(server);
    await expectLoaded(page);
    await expect(page.getByText('3 displays found')).toBeVisible();
    expect(await seriousFindings(page), 'consent').toEqual([]);
    await window.startCapturing();
    await window.expectState('capturing');
    for (const name of pages) {
      await window.goTo(name);
      await expectLoaded(page);
      expect(await seriousFindings(page), name).toEqual([]);
    }
  });
}

test('dark and light follow the system', async ({ desk, serve, page }) => {
  await openFilledWindow(desk, serve, page);
  const lightness = () =>
    page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d');
      if (!canvas) return -1;
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return (red + green + blue) / 3;
    });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(lightness).toBeLessThan(80);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(lightness).toBeGreaterThan(200);
});

test('everything is reached by keyboard alone', async ({ desk, serve, page }) => {
  const server = await serve({ environment: desk.displays.environment() });
  const window = new AppWindow(page);
  await window.open(server);
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  await expect(page.getByText('3 displays found')).toBeVisible();
  for (let presses = 0; presses < 40 && (await focused()) !== 'Start capturing'; presses += 1) {
    await page.keyboard.press('Tab');
  }
  expect(await focused()).toBe('Start capturing');
  await page.keyboard.press('Enter');
  await window.expectState('capturing');

  for (const [keys, heading] of [
    [['g', 'w'], /wall/i],
    [['g', 's'], /status/i],
    [['g', 'a'], /activity/i],
    [['g', 'e'], /settings/i],
    [['g', 't'], /timeline/i],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeAttached();
  }
  await page.keyboard.press('Shift+P');
  await window.expectState('paused');
  await page.keyboard.press('Shift+P');
  await window.expectState('capturing');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Walk through everything that can have the focus: each has a visible name, and none holds the focus for good.
  const names = new Set<string>();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return 'end of page';
      return element.getAttribute('aria-label') || element.textContent?.trim() || element.id || element.tagName;
    });
    names.add(name);
  }
  for (const wanted of ['Capture now', 'Pause', 'Timeline', 'Wall', 'Status', 'Activity', 'Settings']) {
    expect(
      [...names].some((name) => name.startsWith(wanted)),
      `${wanted} among ${[...names].join(', ')}`,
    ).toBe(true);
  }
});

test('nothing goes to the network: not from the page, not from the process', async ({
  desk,
  serve,
  page,
  outboundRequests,
}) => {
  test.skip(process.platform !== 'linux', 'reads the sockets of a process from /proc, which only Linux has');
  const requests: string[] = [];
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Network.enable');
  protocol.on('Network.requestWillBeSent', ({ request }) => requests.push(request.url));
  protocol.on('Network.webSocketCreated', ({ url }) => requests.push(url));
  const { window, pid } = await openFilledWindow(desk, serve, page);
  for (const name of pages) {
    await window.goTo(name);
    await expectLoaded(page);
  }
  const foreign = requests.filter((url) => !['127.0.0.1', ''].includes(new URL(url).hostname));
  expect(requests.length).toBeGreaterThan(5);
  expect(foreign).toEqual([]);
  expect(outboundRequests).toEqual([]);
  expect(foreignSockets(pid)).toEqual([]);
});

test('in a small window nothing that is needed is out of sight or covered', async ({ home, serve, page }) => {
  test.setTimeout(180_000);
  const made = await makePictureFolder(join(home.folder, 'Pictures'));
  const walk = join(home.folder, '2022-01-01 New Year');
  await mkdir(walk);
  await writeFile(join(walk, 'A long walk along the river.png'), await drawPicture(60).png().toBuffer());
  const letters = join(home.folder, 'Letters');
  await mkdir(letters);
  await writeFile(join(letters, 'letter.jpg'), 'Dear Ada,\n');
  for (const paths of [[made.folder, walk], [letters]]) {
    await runAfterimage(['--library', home.libraryPath, 'import', ...paths], home.environment());
  }
  await page.setViewportSize({ width: 900, height: 700 });
  const server = await serve({ words: ['--no-capture'] });
  await new AppWindow(page).open(server);
  const api = await apiOf(page, server);
  await expect(page.getByRole('button', { name: 'Keyboard help' })).toBeInViewport({ ratio: 1 });

  await test.step('the imports so far tell success from failure, and what was chosen is there in full', async () => {
    const importing = new ImportPage(page);
    await importing.open();
    const marks = importing.soFar.getByRole('img');
    await expect(marks).toHaveCount(2);
    await expect(marks.first()).toHaveAccessibleName('Nothing could be read');
    await expect(marks.last()).toHaveAccessibleName('Completed, with failures');
    await importing.look(made.folder, walk, letters);
    await page.getByText(`${made.folder} and 2 others`).first().click();
    await expect(page.getByRole('list', { name: 'All that was chosen' }).getByRole('listitem')).toHaveText([
      made.folder,
      walk,
      letters,
    ]);
  });

  await test.step('a refused path is gone to and announced, and the button that exports is near', async () => {
    const exporting = new ExportPage(page);
    await exporting.open();
    const button = page.getByRole('button', { name: /^Export \d+ pictures$/ });
    await expect(button).toBeInViewport({ ratio: 1 });
    await exporting.path.fill(made.folder);
    await button.click();
    await expect(page.getByRole('alert').filter({ hasText: 'has other things in it' })).toBeInViewport({ ratio: 1 });
    await expect(exporting.path).toBeFocused();
    await expect(exporting.path).toBeInViewport({ ratio: 1 });
    await exporting.path.blur();
  });

  // It stays until somebody closes it, as long as a person needs to read it.
  await api.memory.events.save({ type: 'alert', severity: 'critical', summary: 'The cellar is under water.' });
  const notice = page.getByRole('alert').filter({ hasText: 'The cellar is under water.' });

  await test.step('a wrong time says why in sight, and a notice covers no candidate', async () => {
    const times = new TimesPage(page);
    await times.open();
    await times.expectPicture('A long walk along the river.png');
    await expect(times.panel.getByText('Uncertain, from the name of its folder')).toBeVisible();
    const cut = await times.pictures
      .first()
      .locator('span')
      .evaluateAll((spans) =>
        spans
          .filter((span) => span.scrollWidth > span.clientWidth && getComputedStyle(span).overflow === 'hidden')
          .map((span) => span.textContent),
      );
    expect(cut).toEqual([]);
    await expectApart(notice, times.candidates);
    await times.press('e');
    await page.keyboard.type('sometime');
    await expect(times.panel.getByText('Write it as 2024-03-01 22:15')).toBeInViewport({ ratio: 1 });
    await expect(times.panel.getByRole('button', { name: 'Set this time' })).toBeInViewport({ ratio: 1 });
    await times.panel.getByRole('textbox', { name: 'Taken at' }).press('Escape');
    await times.press('m');
    await times.shiftDialog.getByRole('radio', { name: /^All of .*Canon/ }).check();
    await expect(times.shiftDialog.getByText(/select them in the list/)).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('a notice covers no button of a dialog', async () => {
    const review = new ReviewPage(page);
    await expect
      .poll(async () => (await api.duplicates.groups({ threshold: 0.97 })).items.length, { timeout: 60_000 })
      .toBeGreaterThan(0);
    await review.open();
    await page.getByRole('button', { name: 'All groups' }).click();
    await expect(notice).toBeVisible();
    await expectApart(notice, page.getByRole('dialog').getByRole('button'));
  });
});

/** Waits until something covers none of the others, which there must be some of. */
async function expectApart(cover: Locator, others: Locator): Promise<void> {
  await expect(others.first()).toBeVisible();
  await expect(async () => {
    const above = await cover.boundingBox();
    if (!above) throw new Error('What might cover something is not there.');
    for (const other of await others.all()) {
      const below = await other.boundingBox();
      const apart =
        !below ||
        above.x + above.width <= below.x ||
        below.x + below.width <= above.x ||
        above.y + above.height <= below.y ||
        below.y + below.height <= above.y;
      expect(apart, `${await other.textContent()} is covered`).toBe(true);
    }
  }).toPass({ timeout: 5_000 });
}

/** TCP and UDP sockets of a process whose own or other end is not on loopback. */
function foreignSockets(pid: number): string[] {
  const inodes = new Set<string>();
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode) inodes.add(inode);
    } catch {
      // Closed since it was listed.
    }
  }
  const found: string[] = [];
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
    for (const line of readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1)) {
      const [, local = '', remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/);
      if (!inodes.has(inode)) continue;
      // 127.0.0.1 as the kernel writes it, also inside an IPv6 address; the other end of a listening socket is all zeros.
      const isLoopback = (address: string) =>
        /^(0{24}|0{16}FFFF0{4})?0100007F:/.test(address) || /^0{8,32}:0000$/.test(address);
      if (!isLoopback(local) || !isLoopback(remote)) found.push(`${table} ${local} → ${remote}`);
    }
  }
  return found;
}
