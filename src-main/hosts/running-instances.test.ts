import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryStatus } from '../../src-shared/contract/library.ts';
import { nonceHeader, ownerProof } from '../api/owner-proof.ts';
import { LiveBus } from '../core/live-bus.ts';
import { RunningInstances } from './running-instances.ts';

let folder: string;
let warnings: string[];
let instances: RunningInstances;
const servers: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-running-'));
  warnings = [];
  instances = new RunningInstances(folder, (sentence) => warnings.push(sentence));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  await rm(folder, { recursive: true, force: true });
});

/** Somebody who listens on a port of this machine. */
async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A host that knows its key, and a session with this library. */
async function start(library: string) {
  const key = instances.createKey();
  const port = await listen((request, response) =>
    response.end(JSON.stringify({ proof: ownerProof(key, String(request.headers[nonceHeader])) })),
  );
  const live = new LiveBus();
  const session = {
    live,
    appInfo: { version: '1.2.3', host: 'serve', platform: 'linux', capabilities: {} },
    libraryStatus: async () => ({ path: library }),
  } as unknown as Parameters<RunningInstances['announce']>[0];
  const withdraw = await instances.announce(session, { port, key, window: true });
  return { key, port, live, withdraw };
}

const namesIn = (name: 'api' | 'running') => readdir(join(folder, name)).catch(() => []);
const noteOf = (port: number) => join(folder, 'running', `${port}.json`);
const discoveryOf = (port: number) => join(folder, 'api', `${port}.json`);
const endedPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('what other programs find', () => {
  it('is where it answers, and no secret, for this account alone', async () => {
    const before = Date.now();
    const { port, key, withdraw } = await start('/some/library');
    const text = await readFile(discoveryOf(port), 'utf8');
    expect(JSON.parse(text)).toEqual({
      pid: process.pid,
      address: '127.0.0.1',
      port,
      library: '/some/library',
      started_at: expect.any(Number),
      version: '1.2.3',
    });
    expect(JSON.parse(text).started_at).toBeGreaterThanOrEqual(before);
    expect(text).not.toContain(key);
    for (const path of [discoveryOf(port), noteOf(port)]) expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const name of ['api', 'running']) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o700);
    await withdraw();
    expect([await namesIn('api'), await namesIn('running')]).toEqual([[], []]);
  });

  it('follows the library that is open', async () => {
    const { port, live, withdraw } = await start('/some/library');
    live.publish({ type: 'library-changed', library: { path: '/another/library' } as LibraryStatus });
    await expect
      .poll(async () => JSON.parse(await readFile(discoveryOf(port), 'utf8')).library)
      .toBe('/another/library');
    expect(await instances.find({ libraryPath: '/some/library' })).toEqual([]);
    expect(await instances.find({ libraryPath: '/another/library' })).toMatchObject([{ port }]);
    await withdraw();
  });
});

describe('finding what runs', () => {
  it('tells two on one library, and one on another, apart', async () => {
    const [one, two, other] = [await start('/one'), await start('/one'), await start('/other')];
    const ports = async (libraryPath?: string) =>
      (await instances.find({ libraryPath })).map((each) => each.port).toSorted();
    expect(await ports('/one')).toEqual([one.port, two.port].toSorted());
    expect(await ports('/other')).toEqual([other.port]);
    expect(await ports()).toHaveLength(3);
    expect(await instances.find({ port: two.port, libraryPath: '/other' })).toEqual([]);
    expect(await instances.find({ port: two.port })).toMatchObject([
      { origin: `http://127.0.0.1:${two.port}`, headers: { 'x-afterimage-key': two.key } },
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['its process has ended', { pid: endedPid() }, true],
    ['nobody listens', {}, false],
  ])('removes both files where %s', async (_what, change, listens) => {
    const { port } = await start('/one');
    await writeFile(noteOf(port), JSON.stringify({ ...JSON.parse(await readFile(noteOf(port), 'utf8')), ...change }));
    if (!listens) await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
    expect(await instances.find({ libraryPath: '/one' })).toEqual([]);
    expect([await namesIn('api'), await namesIn('running')]).toEqual([[], []]);
  });

  it('tells its key to nobody who took over the port', async () => {
    const { key, port } = await start('/one');
    const heard: string[] = [];
    const strangers: RequestListener[] = [
      (_request, response) => response.end('<title>Another program</title>'),
      (_request, response) => response.end(JSON.stringify({ proof: 'guessed' })),
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ];
    for (const answer of strangers) {
      const taken = await listen((request, response) => {
        heard.push(JSON.stringify(request.headers));
        answer(request, response);
      });
      const note = { ...JSON.parse(await readFile(noteOf(port), 'utf8')), port: taken };
      await writeFile(noteOf(taken), JSON.stringify(note), { mode: 0o600 });
      expect(await instances.find({ port: taken })).toEqual([]);
      expect(await namesIn('running')).toEqual([`${port}.json`]);
    }
    expect(heard).toHaveLength(3);
    expect(heard.join()).not.toContain(key);
  });

  it.each<[string, (path: string) => Promise<unknown>, RegExp]>([
    ['others may read', (path) => chmod(path, 0o644), /other accounts may read or change it/],
    ['others may change', (path) => chmod(path, 0o620), /other accounts may read or change it/],
    [
      'a link stands in for',
      async (path) => {
        await rename(path, join(folder, 'elsewhere.json'));
        await symlink(join(folder, 'elsewhere.json'), path);
      },
      /it is a link/,
    ],
    [
      'is a folder',
      async (path) => {
        await rm(path);
        await mkdir(path);
      },
      /it is no file/,
    ],
    ['is damaged', (path) => writeFile(path, '{"pid": 1'), /it is damaged/],
    ['holds something else', (path) => writeFile(path, '{"pid": "1"}'), /it is damaged/],
    ['is far too long', (path) => writeFile(path, `{"pid": 1, "more": "${'x'.repeat(70_000)}"}`), /it is too large/],
  ])('ignores a file that %s, and says so', async (_what, spoil, reason) => {
    const { port } = await start('/one');
    await spoil(noteOf(port));
    expect(await instances.find({ libraryPath: '/one' })).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(reason)]);
    expect(warnings[0]).toContain(noteOf(port));
    // Whoever owns it may still need it.
    expect(await namesIn('running')).toEqual([`${port}.json`]);
  });

  it.runIf(process.getuid?.() === 0)('ignores a file of another account', async () => {
    const { port } = await start('/one');
    spawnSync('chown', ['65534', noteOf(port)]);
    expect(await instances.find({ libraryPath: '/one' })).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/it belongs to another account/)]);
  });

  it('leaves the files of one that takes over a port while it looks', async () => {
    const { port } = await start('/one');
    const note = JSON.parse(await readFile(noteOf(port), 'utf8'));
    const taken = await listen(async (_request, response) => {
      const newer = JSON.stringify({ ...note, port: taken, key: instances.createKey() });
      await writeFile(noteOf(taken), newer, { mode: 0o600 });
      response.end(JSON.stringify({ proof: 'of the newer key' }));
    });
    await writeFile(noteOf(taken), JSON.stringify({ ...note, port: taken }), { mode: 0o600 });
    expect(await instances.find({ port: taken })).toEqual([]);
    expect(await namesIn('running')).toContain(`${taken}.json`);
  });
});

it('cannot write its files: says so, and runs on', async () => {
  await writeFile(join(folder, 'running'), '');
  const { withdraw } = await start('/one');
  expect(warnings).toEqual([expect.stringMatching(/^Other programs will not find this Afterimage/)]);
  await withdraw();
});
