import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectLoaded, seriousFindings } from './fixtures/accessibility.ts';
import { apiOf, type Desk, expect, type Serve, test } from './fixtures/test.ts';
import { AppWindow, type PageName } from './pages/app-window.ts';

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
