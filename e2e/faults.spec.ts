import { existsSync } from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { AfterimageServer, Api } from './fixtures/afterimage.ts';
import { runAfterimage } from './fixtures/afterimage.ts';
import { inspectLibrary } from './fixtures/inspect-library.ts';
import { freezeFolder, SmallDisk } from './fixtures/mounts.ts';
import type { TemporaryHome } from './fixtures/temporary-home.ts';
import { apiOf, expect, test } from './fixtures/test.ts';
import { AppWindow } from './pages/app-window.ts';

/** Every fault must leave what was there before as it was. */
async function expectWhole(libraryPath: string, atLeastRows: number): Promise<void> {
  const left = await inspectLibrary(libraryPath);
  expect(left.damage).toEqual([]);
  expect(left.rows.length).toBeGreaterThanOrEqual(atLeastRows);
}

/** Makes a library with a few captures in it, without a server. */
async function prepareLibrary(home: TemporaryHome, libraryPath = home.libraryPath): Promise<number> {
  const words = ['--library', libraryPath, 'capture', '--once', '--source', 'demo'];
  const result = await runAfterimage(words, home.environment(withoutScreens()));
  expect(result, result.stderr).toMatchObject({ code: 0 });
  return (await inspectLibrary(libraryPath)).rows.length;
}

/** As a failing disk leaves a file. */
async function overwriteStart(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(100_000, 0x5a), 0, 100_000, 0);
  await file.close();
}

/** The faults are about files, so drawn pictures will do, on every system. */
function withoutScreens(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment.DISPLAY;
  delete environment.WAYLAND_DISPLAY;
  return environment;
}

/** Captures drawn pictures every second. */
async function captureDemo(server: AfterimageServer, api?: Api): Promise<Api> {
  const used = api ?? (await server.logIn()).api;
  await used.preferences.set({ key: 'source', value: 'demo' });
  await used.preferences.set({ key: 'intervalSeconds', value: 1 });
  await used.capture.consent({ given: true });
  await expectState(used, 'capturing');
  return used;
}

async function expectState(api: Api, state: string): Promise<void> {
  await expect.poll(async () => (await api.capture.status()).state, { timeout: 30_000 }).toBe(state);
}

test('a second process says who captures into the library, and takes over when it dies', async ({ home, serve }) => {
  const first = await serve({ environment: withoutScreens() });
  await captureDemo(first);
  const capture = await runAfterimage(
    ['--library', home.libraryPath, 'capture', '--once', '--source', 'demo'],
    home.environment(withoutScreens()),
  );
  expect(capture.code).toBe(1);
  expect(capture.stderr).toContain('LIBRARY_BUSY');
  expect(capture.stderr).toContain(String(first.program.pid));
  expect(capture.stderr.trim().split('\n')).toHaveLength(1);

  const second = await serve({ environment: withoutScreens() });
  const { api } = await second.logIn();
  const status = await api.library.status();
  expect(status).toMatchObject({ state: 'open', holder: { pid: first.program.pid, self: false } });
  expect((await api.capture.status()).message).toContain(String(first.program.pid));
  await expect(api.capture.now()).rejects.toMatchObject({ code: 'LIBRARY_BUSY' });
  expect((await api.captures.list({})).items.length).toBeGreaterThan(0);

  first.program.signal('SIGKILL');
  await first.program.ended;
  const holder = async () => (await api.library.status()).holder;
  await expect.poll(holder, { timeout: 30_000 }).toMatchObject({ pid: second.program.pid, self: true });
  await expectState(api, 'capturing');
  await expectWhole(home.libraryPath, 1);
});

test('a port that is taken is told in one sentence', async ({ home }) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    const words = ['--library', home.libraryPath, 'serve', '--port', String(port)];
    const result = await runAfterimage(words, home.environment(withoutScreens()));
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('PORT_TAKEN');
    expect(result.stderr).toContain(String(port));
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(home.libraryPath)).toBe(false);
  } finally {
    taken.close();
  }
});

test('a corrupt database is explained, never written to, and a backup brings the pictures back', async ({
  home,
  serve,
  page,
}) => {
  const before = await serve({ environment: withoutScreens() });
  const working = await captureDemo(before);
  const backups = async () => (await working.library.status()).backups.map((backup) => backup.occasion);
  await expect.poll(backups, { timeout: 60_000 }).toEqual(['daily']);
  // One taken after the backup was made, of which only its file will know.
  const [backup] = (await working.library.status()).backups;
  const newest = async () => (await working.captures.list({})).items[0]?.capturedAt;
  await expect.poll(newest, { timeout: 30_000 }).toBeGreaterThan(backup?.createdAt ?? 0);
  const ids = (await working.captures.list({ limit: 500 })).items.map((capture) => capture.id);
  await before.stop();
  await overwriteStart(join(home.libraryPath, 'afterimage.db'));

  const command = await runAfterimage(['--library', home.libraryPath, 'list'], home.environment(withoutScreens()));
  expect(command.code).toBe(1);
  expect(command.stderr).toContain('DATABASE_CORRUPT');

  const server = await serve({ environment: withoutScreens() });
  const window = new AppWindow(page);
  await window.open(server);
  await expect(page.getByRole('heading', { name: 'The library could not be opened' })).toBeVisible();
  await expect(page.getByText('DATABASE_CORRUPT')).toBeVisible();
  const api = await apiOf(page, server);
  expect(await api.capture.status()).toMatchObject({ state: 'library_unavailable', recording: false });
  await expect(api.captures.list({})).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'The library could not be opened' })).toBeVisible();

  await page.getByRole('button', { name: /^Restore the backup of / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await window.expectState('capturing');
  await expect(page.getByRole('heading', { name: 'The library could not be opened' })).toBeHidden();
  const back = (await api.captures.list({ limit: 500 })).items;
  expect(back.map((capture) => capture.id)).toEqual(expect.arrayContaining(ids));
  await expectWhole(home.libraryPath, ids.length);
});

test('a corrupt database without a backup says so, and a new one takes the pictures in', async ({
  home,
  serve,
  page,
}) => {
  const rows = await prepareLibrary(home);
  const database = join(home.libraryPath, 'afterimage.db');
  await overwriteStart(database);
  const server = await serve({ environment: withoutScreens() });
  const window = new AppWindow(page);
  await window.open(server);
  await expect(page.getByText('There is no backup of this database.')).toBeVisible();
  for (const suffix of ['', '-wal', '-shm']) await rm(database + suffix, { force: true });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'The library could not be opened' })).toBeHidden();
  const api = await apiOf(page, server);
  await expect.poll(async () => (await api.captures.list({})).items.length).toBe(rows);
  await expectWhole(home.libraryPath, rows);
});

test('a library folder that vanishes is missed, never made again, and found when it is back', async ({
  home,
  serve,
  page,
}) => {
  const server = await serve({ environment: withoutScreens() });
  const window = new AppWindow(page);
  await window.open(server);
  const api = await captureDemo(server, await apiOf(page, server));
  const rows = (await inspectLibrary(home.libraryPath)).rows.length;
  expect(rows).toBeGreaterThan(0);

  const elsewhere = join(home.folder, 'unplugged');
  await rename(home.libraryPath, elsewhere);
  await window.expectState('library_unavailable');
  await expect(page.getByText('LIBRARY_MISSING')).toBeVisible();
  expect((await api.capture.status()).recording).toBe(false);
  expect(existsSync(home.libraryPath)).toBe(false);
  await expectWhole(elsewhere, rows);

  await rename(elsewhere, home.libraryPath);
  await window.expectState('capturing');
  await expectWhole(home.libraryPath, rows);
});

test.describe('on a small disk of its own', () => {
  const reason = SmallDisk.reasonAgainst();
  test.skip(reason !== undefined, reason ?? '');

  /** A disk with the library in a folder of it; unmounted when the test is over. */
  async function withDisk(
    home: TemporaryHome,
    megabytes: number,
    work: (disk: SmallDisk, libraryPath: string) => Promise<void>,
  ): Promise<void> {
    const disk = SmallDisk.mount(join(home.folder, 'disk'), megabytes);
    try {
      await work(disk, join(disk.path, 'library'));
    } finally {
      disk.unmount();
    }
  }

  test('a full disk is called a full disk, loses nothing, and capture goes on when there is room', async ({
    home,
    serve,
  }) => {
    await withDisk(home, 12, async (disk, libraryPath) => {
      const server = await serve({ environment: withoutScreens(), libraryPath });
      const { api } = await server.logIn();
      // No floor: the disk has to become full for real.
      await api.preferences.set({ key: 'diskFloorGigabytes', value: 0 });
      await api.preferences.set({ key: 'diskFloorPercent', value: 0 });
      await captureDemo(server, api);
      const rows = (await inspectLibrary(libraryPath)).rows.length;

      const ballast = join(disk.path, 'ballast');
      const file = await open(ballast, 'w');
      const fill = async () => {
        for (;;) await file.write(Buffer.alloc(65_536, 1));
      };
      await expect(fill()).rejects.toMatchObject({ code: 'ENOSPC' });
      await file.close();

      await expect.poll(async () => (await api.capture.status()).recording, { timeout: 30_000 }).toBe(false);
      const told = JSON.stringify(await api.capture.status());
      expect(told).toMatch(/disk[^"]*full|no space|full disk/i);
      await expectWhole(libraryPath, rows);

      await rm(ballast);
      await expectState(api, 'capturing');
      await expectWhole(libraryPath, rows);
    });
  });

  test('capture stops above the floor, looking back goes on, and so does capture when there is room', async ({
    home,
    serve,
  }) => {
    await withDisk(home, 40, async (disk, libraryPath) => {
      const server = await serve({ environment: withoutScreens(), libraryPath });
      const { api } = await server.logIn();
      await api.preferences.set({ key: 'diskFloorGigabytes', value: 1 });
      await api.preferences.set({ key: 'diskFloorPercent', value: 50 });
      await captureDemo(server, api);
      const ballast = join(disk.path, 'ballast');
      await writeFile(ballast, Buffer.alloc(25_000_000));
      await expectState(api, 'disk_floor');
      const status = await api.capture.status();
      expect(status).toMatchObject({ recording: false, message: expect.stringMatching(/free/) });
      await expect(api.capture.now()).rejects.toMatchObject({ code: 'DISK_FULL' });
      const [newest] = (await api.captures.list({})).items;
      expect((await readFile(join(libraryPath, newest?.filepath ?? ''))).length).toBe(newest?.fileSize);
      await rm(ballast);
      await expectState(api, 'capturing');
      await expectWhole(libraryPath, 1);
    });
  });

  test('pictures that can no longer be written are told, and taken up again', async ({ home, serve }) => {
    const server = await serve({ environment: withoutScreens() });
    const { api } = await server.logIn();
    // A whole picture every second, so that every tick writes.
    await api.preferences.set({ key: 'minimumChangePercent', value: 0 });
    await captureDemo(server, api);
    const rows = (await inspectLibrary(home.libraryPath)).rows.length;
    const thaw = freezeFolder(join(home.libraryPath, 'captures'));
    try {
      const told = async () => JSON.stringify([await api.capture.status(), await api.library.status()]);
      await expect.poll(told, { timeout: 30_000 }).toMatch(/read.only|cannot be written/i);
      await expectWhole(home.libraryPath, rows);
    } finally {
      thaw();
    }
    await expectState(api, 'capturing');
    const held = (await inspectLibrary(home.libraryPath)).rows.length;
    await expect.poll(async () => (await inspectLibrary(home.libraryPath)).rows.length).toBeGreaterThan(held);
    await expectWhole(home.libraryPath, rows);
  });

  test('a library on a read-only disk can still be looked at, and says so', async ({ home, serve }) => {
    await withDisk(home, 40, async (disk, libraryPath) => {
      const rows = await prepareLibrary(home, libraryPath);
      disk.makeReadOnly();
      const command = await runAfterimage(
        ['--library', libraryPath, 'capture', '--once', '--source', 'demo'],
        home.environment(withoutScreens()),
      );
      expect(command.code).toBe(1);
      expect(command.stderr).toContain('LIBRARY_READ_ONLY');
      const server = await serve({ environment: withoutScreens(), libraryPath });
      const { api, cookie } = await server.logIn();
      const status = await api.library.status();
      expect(status.problem?.code).toBe('LIBRARY_READ_ONLY');
      const [newest] = (await api.captures.list({})).items;
      const small = await fetch(`${server.origin}/media/thumb/${newest?.id}?width=160`, { headers: { cookie } });
      expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect((await api.capture.status()).recording).toBe(false);
      disk.makeWritable();
      await server.stop();
      await expectWhole(libraryPath, rows);
    });
  });

  test('a drive that is pulled out in the middle of capture is missed, not written around', async ({ home, serve }) => {
    const disk = SmallDisk.mount(join(home.folder, 'disk'), 40);
    const libraryPath = join(disk.path, 'library');
    let mounted = true;
    try {
      const server = await serve({ environment: withoutScreens(), libraryPath });
      const { api } = await server.logIn();
      await captureDemo(server, api);
      disk.unmount();
      mounted = false;
      await expectState(api, 'library_unavailable');
      expect((await api.library.status()).problem?.code).toBe('LIBRARY_MISSING');
      expect(existsSync(libraryPath)).toBe(false);
    } finally {
      if (mounted) disk.unmount();
    }
  });
});
