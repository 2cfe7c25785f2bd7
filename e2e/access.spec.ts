import { readFileSync } from 'node:fs';
import { expectLoaded, seriousFindings } from './fixtures/accessibility.ts';
import type { AfterimageServer } from './fixtures/afterimage.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { AccessPage } from './pages/access-page.ts';
import { AppWindow } from './pages/app-window.ts';

const password = 'correct horse battery';

/** A request as another program makes it. */
async function ask(server: AfterimageServer, path: string, token: string, body?: object): Promise<number> {
  const response = await fetch(`${server.origin}/api${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

async function logIn(server: AfterimageServer, tried: string): Promise<{ status: number; token: string }> {
  const response = await fetch(`${server.origin}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: tried }),
  });
  const { token = '' } = (await response.json()) as { token?: string };
  return { status: response.status, token };
}

const event = { type: 'action', summary: 'A program was here.' };

test('a token is made and shown once, lets its program do what was ticked, and no more when it is revoked', async ({
  serve,
  page,
}) => {
  const server = await serve();
  const window = new AppWindow(page);
  const access = new AccessPage(page);
  await window.open(server);
  await access.open();
  await expect(page.getByText(`${server.origin}/api`)).toBeVisible();
  const reader = await access.makeToken('Reader <b>', [/^Read events/]);
  expect(reader).toMatch(/^aft_[\w-]{43}$/);
  await expect(page.getByLabel('Token', { exact: true })).toBeFocused();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(reader);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(access.token('Reader <b>')).toContainText('May read the memory.');
  await expect(access.token('Reader <b>')).toContainText('Last used never');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await page.content()).not.toContain(reader);

  const writer = await access.makeToken('Writer', [/^Read and write events/]);
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await ask(server, '/memory/events', reader)).toBe(200);
  expect(await ask(server, '/memory/events', reader, event)).toBe(403);
  expect(await ask(server, '/memory/events', writer, event)).toBe(201);
  expect(await ask(server, '/auth/tokens', writer)).toBe(403);
  await page.reload();
  await expect(access.token('Writer')).not.toContainText('never');

  await access.revoke('Reader <b>');
  expect(await ask(server, '/memory/events', reader)).toBe(401);
  expect(await ask(server, '/memory/events', writer)).toBe(200);

  await window.goTo('Activity');
  for (const line of ['Made the token “Writer”.', 'Revoked the token “Reader <b>”.', 'A program was here.']) {
    await expect(page.getByText(line).first()).toBeVisible();
  }
  for (const secret of [reader, writer]) expect(server.program.output).not.toContain(secret);
});

test('the password lets in for as long as nobody ends it or changes it', async ({ serve, page }) => {
  const server = await serve();
  const access = new AccessPage(page);
  await new AppWindow(page).open(server);
  await access.open();
  await access.setPassword('short');
  await expect(page.getByText('A password has at least 8')).toBeVisible();
  await access.setPassword(password, 'another one');
  await expect(page.getByText('This is not the same password.')).toBeVisible();
  expect((await logIn(server, password)).status).toBe(401);
  await access.setPassword(password);
  await expect(page.getByRole('button', { name: 'Change the password' })).toBeVisible();

  const first = await logIn(server, password);
  expect(await ask(server, '/auth/me', first.token)).toBe(200);
  await expect(access.logins).toHaveCount(1);
  await access.logins.getByRole('button', { name: /^End the log-in/ }).click();
  await expect(access.logins).toHaveCount(0);
  expect(await ask(server, '/auth/me', first.token)).toBe(401);

  const second = await logIn(server, password);
  await expect(access.logins).toHaveCount(1);
  await access.setPassword('quite another one');
  await expect(access.logins).toHaveCount(0);
  expect(await ask(server, '/auth/me', second.token)).toBe(401);
  expect((await logIn(server, password)).status).toBe(401);
  expect((await logIn(server, 'quite another one')).status).toBe(200);
});

test('a thousand wrong passwords stop neither the window nor capture, and are told in one alert', async ({
  desk,
  serve,
  page,
}) => {
  // Ten of them are hashed, one after the other, while three displays are captured.
  test.setTimeout(300_000);
  const server = await serve({ environment: desk.displays.environment() });
  const window = new AppWindow(page);
  await window.open(server);
  const api = await apiOf(page, server);
  await api.preferences.set({ key: 'intervalSeconds', value: 1 });
  await window.startCapturing();
  await window.expectState('capturing');
  await api.access.setPassword({ password });
  const { token } = await api.access.createToken({ name: 'Reader', scopes: ['memory:read'] });
  const memory = () => memoryMegabytes(server.program.pid);
  const before = memory();

  const tried = Promise.all(Array.from({ length: 1000 }, async (_, at) => (await logIn(server, `wrong ${at}`)).status));
  const begun = Date.now();
  await window.captureNow();
  expect(await ask(server, '/auth/me', token)).toBe(200);
  await new AccessPage(page).open();
  await expect(page.getByText('A password is set.')).toBeVisible();
  const statuses = await tried;
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(900);
  expect(memory() - before).toBeLessThan(300);
  await expect
    .poll(async () => Math.min(...(await api.capture.status()).displays.map((each) => each.lastFrameAt ?? 0)))
    .toBeGreaterThan(begun);

  await expect
    .poll(async () => {
      const { items } = await api.memory.events.list({ severity: 'warning', limit: 100 });
      return items.filter((each) => each.details.kind === 'login').map((each) => each.occurrences);
    })
    .toEqual([1000]);
  await window.goTo('Activity');
  await expect(page.getByText(/^Many log-ins with a wrong password were refused/)).toHaveCount(1);
});

/** What a process holds in memory. */
function memoryMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious where access is given, ${colorScheme}`, async ({ serve, page }) => {
    await page.emulateMedia({ colorScheme });
    const server = await serve();
    const access = new AccessPage(page);
    await new AppWindow(page).open(server);
    await access.open();
    await expectLoaded(page);
    expect(await seriousFindings(page), 'nobody has access').toEqual([]);
    await access.makeToken('Reader', [/^Read captures/]);
    expect(await seriousFindings(page), 'the token').toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await access.setPassword('short');
    await page.setViewportSize({ width: 480, height: 800 });
    expect(await seriousFindings(page), 'narrow').toEqual([]);
  });
}
