import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runHere } from '../hosts/command-line/run-here.fake.ts';
import { type DesktopAppUnderTest, endAppUnderTest, startAppUnderTest } from './double/desktop-app.fake.ts';

let app: DesktopAppUnderTest | undefined;
let stranger: Server | undefined;

afterEach(async () => {
  await endAppUnderTest(app);
  app = undefined;
  await new Promise<void>((done) => (stranger ? stranger.close(() => done()) : done()));
  stranger = undefined;
  vi.unstubAllEnvs();
});

async function start(): Promise<DesktopAppUnderTest> {
  app = await startAppUnderTest();
  return app;
}

/** Somebody else on a port of this machine. */
async function takePort(): Promise<number> {
  stranger = createServer((_request, response) => response.end('somebody else')).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  return (stranger.address() as AddressInfo).port;
}

interface Discovery {
  readonly pid: number;
  readonly address: string;
  readonly port: number;
  readonly library: string;
}

/** What other programs find of the app. */
async function found({ folder }: DesktopAppUnderTest): Promise<Discovery[]> {
  const where = path.join(folder, 'config', 'api');
  const names = await readdir(where).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json'));
  return Promise.all(files.map(async (name) => JSON.parse(await readFile(path.join(where, name), 'utf8'))));
}

async function untilFound(from: DesktopAppUnderTest): Promise<Discovery> {
  await vi.waitFor(async () => expect(await found(from)).toHaveLength(1), 5_000);
  const [discovery] = await found(from);
  if (!discovery) throw new Error('It is gone again.');
  return discovery;
}

const health = ({ address, port }: Discovery) => fetch(`http://${address}:${port}/api/health`);

describe('other programs and the desktop app', () => {
  it('are not answered unless the person says so', async () => {
    const started = await start();
    await started.connect().memory.events.list({});
    expect(await found(started)).toEqual([]);
  });

  it('are answered at once when it is switched on, and not any more when it is switched off', async () => {
    const started = await start();
    const client = started.connect();
    await client.preferences.set({ key: 'apiEnabled', value: true });
    const discovery = await untilFound(started);
    expect(discovery).toMatchObject({ pid: process.pid, address: '127.0.0.1', library: started.libraryPath });
    expect(await (await health(discovery)).json()).toEqual({ program: 'afterimage', answers: true });
    const origin = `http://127.0.0.1:${discovery.port}`;
    expect((await fetch(`${origin}/api/memory/events`)).status).toBe(401);
    // No window is served, and nobody becomes the person at it.
    for (const page of ['/', '/index.html', '/media/full/x', '/rpc/access/me', '/fresh-address']) {
      expect([page, (await fetch(`${origin}${page}`)).status]).toEqual([page, 404]);
    }
    const { token } = await client.access.createToken({ name: 'reader', scopes: ['memory:read'] });
    const events = await fetch(`${origin}/api/memory/events`, { headers: { authorization: `Bearer ${token}` } });
    expect(events.status).toBe(200);

    await client.preferences.set({ key: 'apiEnabled', value: false });
    await vi.waitFor(async () => expect(await found(started)).toEqual([]), 5_000);
    await vi.waitFor(() => expect(health(discovery)).rejects.toThrow(), 5_000);
    expect(started.reported).toEqual([]);
  });

  it('are answered on the port of the settings, also after it was changed', async () => {
    const started = await start();
    const client = started.connect();
    await client.preferences.set({ key: 'apiEnabled', value: true });
    const first = await untilFound(started);
    const wanted = await takePort();
    await new Promise<void>((done) => stranger?.close(() => done()));
    await client.preferences.set({ key: 'apiPort', value: wanted });
    await vi.waitFor(async () => expect(await found(started)).toMatchObject([{ port: wanted }]), 5_000);
    expect((await health({ ...first, port: wanted })).status).toBe(200);
    await expect(health(first)).rejects.toThrow();
    const { libraryPath } = started;
    await started.quit();
    expect(await found(started)).toEqual([]);

    app = await startAppUnderTest({ argv: ['electron', '.', `--library=${libraryPath}`] });
    expect(await untilFound(app)).toMatchObject({ port: wanted, library: libraryPath });
    await app.quit();
    await endAppUnderTest(started);
  });

  it('are told by an alert, which waits until the port can be had, where another program has it', async () => {
    const started = await start();
    const client = started.connect();
    const taken = await takePort();
    await client.preferences.set({ key: 'apiPort', value: taken });
    await client.preferences.set({ key: 'apiEnabled', value: true });
    const waiting = () => client.memory.events.unresolved({});
    await vi.waitFor(async () => expect((await waiting()).items).toHaveLength(1), 5_000);
    expect((await waiting()).items).toMatchObject([
      {
        type: 'alert',
        severity: 'error',
        summary: expect.stringContaining(`Port ${taken} is already in use`),
        details: { code: 'PORT_TAKEN', port: taken },
      },
    ]);
    expect(await found(started)).toEqual([]);
    await client.preferences.set({ key: 'apiPort', value: 0 });
    expect((await untilFound(started)).port).not.toBe(taken);
    await vi.waitFor(async () => expect((await waiting()).items).toEqual([]), 5_000);
    expect(started.reported).toEqual([]);
  });

  it('include the command line, whose changes are in force at once', async () => {
    const started = await start();
    const client = started.connect();
    await client.preferences.set({ key: 'apiEnabled', value: true });
    await untilFound(started);
    const words = ['--library', started.libraryPath, 'prefs', 'set', 'intervalSeconds', '9'];
    const said = await runHere(words, path.join(started.folder, 'config'));
    expect(said).toEqual({ code: 0, stdout: 'intervalSeconds: 9 s\n', stderr: '' });
    expect(started.session()?.library().preferences.current().intervalSeconds).toBe(9);
  });
});
