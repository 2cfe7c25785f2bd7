import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskedHost } from '../src-main/api/asked-host.fake.ts';
import { startApiHost } from '../src-main/api/http-host.ts';
import { readEnvironment } from '../src-main/hosts/environment.ts';
import { owner, type Scope } from '../src-shared/domain/access.ts';
import { usualConfigFolder } from './discover.ts';
import { type AfterimageClient, createAfterimageClient, discover } from './index.ts';

let asked: AskedHost;
let made = 0;
const password = 'a long enough one';

beforeAll(async () => {
  asked = await AskedHost.start();
  await access().setPassword({ password }, owner);
});

afterAll(async () => {
  await asked.close();
});

const access = () => asked.demo.session.library().access;

async function clientFor(...scopes: Scope[]): Promise<AfterimageClient> {
  made += 1;
  const { token } = await access().createToken({ name: `Program ${made}`, scopes }, owner);
  return createAfterimageClient({ token, address: asked.host.origin });
}

describe('a client', () => {
  it('calls what is published, and offers nothing else', async () => {
    const client = await clientFor('memory:write');
    const saved = await client.memory.events.save({ type: 'alert', summary: 'The lamp is out.' });
    expect((await client.memory.events.unresolved({})).items).toContainEqual(saved);
    expect(Object.keys(client)).not.toContain('preferences');
    // @ts-expect-error: for the window alone, and not there
    expect(client.preferences).toBeUndefined();
    // @ts-expect-error: the same inside of a part that has published procedures
    const hidden = client.memory.events.unresolvedCount;
    expect(hidden).toBeDefined();
  });

  it('tells what went wrong by a code and a sentence', async () => {
    const client = await clientFor('captures:text');
    const missing = client.captures.get({ id: '01890000-0000-7000-8000-000000000000' });
    await expect(missing).rejects.toMatchObject({ name: 'AfterimageError', code: 'NOT_FOUND' });
    await expect(client.memory.events.list({})).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { scope: 'memory:read' },
    });
    await expect(client.picture(asked.captureId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const host = await startApiHost({ session: asked.demo.session });
    await host.close();
    const nobody = createAfterimageClient({ token: 'aft_x', address: host.origin });
    await expect(nobody.app.info()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(nobody.picture(asked.captureId)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('reads pictures as bytes', async () => {
    const client = await clientFor('captures:read');
    const { filepath } = await client.captures.get({ id: asked.captureId });
    const { bytes, type } = await client.picture(asked.captureId);
    expect(type).toBe('image/jpeg');
    expect(Buffer.from(bytes).equals(await readFile(join(asked.demo.libraryPath, filepath)))).toBe(true);
    const small = await client.thumbnail(asked.captureId, { width: 320 });
    expect(small.bytes.length).toBeGreaterThan(0);
    expect(small.bytes.length).toBeLessThan(bytes.length);
    await expect(client.picture('../../afterimage.db')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('logs in with the password, once, and again when the log-in has ended', async () => {
    const client = createAfterimageClient({ password, address: asked.host.origin });
    const before = (await access().logins()).length;
    const [me] = await Promise.all([client.access.me(), client.captures.list({}), client.picture(asked.captureId)]);
    expect(me).toMatchObject({ kind: 'login' });
    expect(await access().logins()).toHaveLength(before + 1);
    await access().revoke(me.id ?? '', owner);
    expect((await client.access.me()).id).not.toBe(me.id);
    const wrong = createAfterimageClient({ password: 'a wrong one', address: asked.host.origin });
    await expect(wrong.access.me()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('sends a token to this machine only', () => {
    for (const address of ['http://example.com', 'https://127.0.0.1:1', 'http://127.0.0.1.example.com', 'nowhere']) {
      expect(() => createAfterimageClient({ token: 'aft_x', address })).toThrow(TypeError);
    }
    expect(() => createAfterimageClient({ token: 'aft_x', password })).toThrow(TypeError);
    expect(() => createAfterimageClient({})).toThrow(TypeError);
  });
});

describe('the stream of a client', () => {
  const summaryOf = (message: unknown) => (message as { event?: { summary: string } }).event?.summary;

  it('reads on where it was when its connection broke, without a gap and nothing twice', async () => {
    let host = await startApiHost({ session: asked.demo.session });
    made += 1;
    const { token } = await access().createToken({ name: `Program ${made}`, scopes: ['memory:write'] }, owner);
    const client = createAfterimageClient({ token, address: host.origin });
    const { events } = asked.demo.session.library();
    const save = (summary: string) =>
      events.saveEvent({ type: 'status', severity: 'info', source: 'user', summary, node: 'stream' });
    const told: (string | undefined)[] = [];
    let id: string | undefined;
    for await (const each of client.stream()) {
      id = each.id;
      if (each.message.type === 'hello') await save('One.');
      if (each.message.type === 'resync') expect.unreachable('Nothing was lost.');
      if (each.message.type !== 'event-added' || each.message.event.node !== 'stream') continue;
      told.push(summaryOf(each.message));
      if (told.length === 1) {
        await host.close();
        await save('Two.');
        await save('Three.');
        host = await startApiHost({ session: asked.demo.session, port: host.port });
      }
      if (told.length === 3) break;
    }
    expect(told).toEqual(['One.', 'Two.', 'Three.']);
    await save('Four.');
    for await (const { message } of client.stream({ lastEventId: id })) {
      if (message.type !== 'event-added') continue;
      expect(summaryOf(message)).toBe('Four.');
      break;
    }
    await host.close();
  });

  it('ends with its token, goes on with the password, and ends when it is told to', async () => {
    made += 1;
    const { id, token } = await access().createToken({ name: `Program ${made}`, scopes: ['memory:read'] }, owner);
    const stream = createAfterimageClient({ token, address: asked.host.origin }).stream();
    expect((await stream.next()).value).toMatchObject({ message: { type: 'hello' } });
    await access().revoke(id, owner);
    await expect(
      (async () => {
        for await (const _each of stream);
      })(),
    ).rejects.toMatchObject({ code: 'UNAUTHORIZED' });

    const leaving = new AbortController();
    const client = createAfterimageClient({ password, address: asked.host.origin });
    const me = await client.access.me();
    const longer = client.stream({ signal: leaving.signal });
    await longer.next();
    await access().revoke(me.id ?? '', owner);
    for await (const { message } of longer) {
      // Told after the log-in had ended.
      if (message.type === 'event-added' && message.event.summary === 'Ended a log-in.') leaving.abort();
    }
    expect((await client.access.me()).id).not.toBe(me.id);
  });
});

describe('those that run', () => {
  it('are found by their files, the newest first, and no others', async () => {
    const configFolder = await mkdtemp(join(tmpdir(), 'afterimage-client-'));
    const folder = join(configFolder, 'api');
    await mkdir(folder);
    const leave = (name: string, note: object, mode = 0o600) =>
      writeFile(join(folder, name), JSON.stringify(note), { mode }).then(() => chmod(join(folder, name), mode));
    const note = { address: '127.0.0.1', library: '/library', version: '0.1.0', pid: process.pid };
    await leave('4001.json', { ...note, port: 4001, started_at: 1 });
    await leave('4002.json', { ...note, port: 4002, started_at: 2 });
    await leave('4003.json', { ...note, port: 4003, started_at: 3, pid: 2 ** 22 + 1 });
    await leave('4004.json', { ...note, port: 4004, started_at: 4, address: '10.0.0.1' });
    await leave('4005.json', { ...note, port: 4005 });
    if (process.platform !== 'win32') await leave('4006.json', { ...note, port: 4006, started_at: 6 }, 0o644);
    const found = await discover({ configFolder });
    expect(found.map(({ origin }) => origin)).toEqual(['http://127.0.0.1:4002', 'http://127.0.0.1:4001']);
    expect(await discover({ configFolder: join(configFolder, 'none') })).toEqual([]);
    await rm(configFolder, { recursive: true });
  });

  it.each([
    ['linux', { HOME: '/home/one' }],
    ['linux', { HOME: '/home/one', XDG_CONFIG_HOME: '/home/one/.other' }],
    ['linux', { HOME: '/home/one', XDG_CONFIG_HOME: 'relative' }],
    ['linux', { HOME: '/home/one', AFTERIMAGE_CONFIG_DIR: '/elsewhere' }],
    ['darwin', { HOME: '/Users/one' }],
    ['win32', { USERPROFILE: '/Users/one', APPDATA: '/Users/one/Roaming' }],
    ['win32', { USERPROFILE: '/Users/one' }],
  ] as const)('are looked for where they keep their configuration: %s %j', (platform, variables) => {
    expect(usualConfigFolder(variables, platform)).toBe(readEnvironment(variables, platform).configFolder);
  });
});
