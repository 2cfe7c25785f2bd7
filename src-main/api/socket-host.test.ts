import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { owner, type Scope } from '../../src-shared/domain/access.ts';
import { AskedHost } from './asked-host.fake.ts';
import { startApiHost } from './http-host.ts';
import type { ContractClient } from './transports.fake.ts';

let asked: AskedHost;
let made = 0;
const opened: WebSocket[] = [];

beforeAll(async () => {
  asked = await AskedHost.start();
});

afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
  vi.useRealTimers();
});

afterAll(async () => {
  await asked.close();
});

async function createToken(...scopes: Scope[]): Promise<{ id: string; token: string }> {
  made += 1;
  return asked.demo.session.library().access.createToken({ name: `Program ${made}`, scopes }, owner);
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

async function connect(options: ClientOptions, protocols: string[] = [], port = asked.host.port): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, protocols, options);
  opened.push(socket);
  await once(socket, 'open');
  return socket;
}

const clientOf = (socket: WebSocket): ContractClient =>
  createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

/** What is answered instead of an open socket. */
async function refusal(path: string, headers: Record<string, string>, signedIn = true) {
  const answer = await asked.ask(path, { headers: { ...handshake, ...headers }, signedIn });
  return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.body.toString()) };
}

describe('a WebSocket', () => {
  it.each([
    ['a foreign page', { origin: 'http://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page of another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['a foreign name', { host: 'evil.example' }],
  ])('is refused to %s, whatever it comes with', async (_what, headers: Record<string, string>) => {
    const { token } = await createToken('admin');
    const { status, body, headers: answered } = await refusal('/rpc', { ...headers, ...bearer(token).headers });
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
    expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('is for nobody who shows no token, a wrong one, two, or one in the address', async () => {
    const { id, token } = await createToken('admin');
    expect(await refusal('/rpc', {}, false)).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    expect(await refusal('/rpc', bearer('aft_wrong').headers)).toMatchObject({ status: 401 });
    const twice = { ...bearer(token).headers, 'sec-websocket-protocol': `afterimage, bearer.${token}` };
    expect(await refusal('/rpc', twice)).toMatchObject({ status: 401 });
    expect(await refusal(`/rpc?token=${token}`, {})).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } });
    expect(await refusal(`/rpc?x=${token}`, bearer(token).headers)).toMatchObject({ status: 400 });
    expect(await refusal('/api/stream', bearer(token).headers)).toMatchObject({ status: 404 });
    expect(await refusal('/rpc', { ...bearer(token).headers, upgrade: 'h2c' })).toMatchObject({ status: 400 });
    await asked.demo.session.library().access.revoke(id, owner);
    expect(await refusal('/rpc', bearer(token).headers)).toMatchObject({ status: 401 });
  });

  it('opens with the token in a header, and in a subprotocol that is not said back', async () => {
    const { token } = await createToken('memory:read');
    const one = await connect(bearer(token));
    expect(await clientOf(one).access.me()).toMatchObject({ kind: 'program', scopes: ['memory:read'] });
    const other = await connect({}, ['afterimage', `bearer.${token}`]);
    expect(other.protocol).toBe('afterimage');
    expect(await clientOf(other).access.me()).toMatchObject({ kind: 'program' });
  });

  it('offers a program what is published, as far as its scopes go', async () => {
    const reader = clientOf(await connect(bearer((await createToken('memory:read')).token)));
    expect((await reader.memory.events.list({})).items.length).toBeGreaterThan(0);
    await expect(reader.captures.list({})).rejects.toMatchObject({ code: 'FORBIDDEN', defined: true });
    const admin = clientOf(await connect(bearer((await createToken('admin')).token)));
    expect((await admin.captures.list({})).items).not.toEqual([]);
    await expect(admin.app.quit()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is closed at once when its token is revoked', async () => {
    // Not by looking now and then.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { id, token } = await createToken('admin');
    const socket = await connect(bearer(token));
    const closed = once(socket, 'close');
    await asked.demo.session.library().access.revoke(id, owner);
    expect((await closed)[0]).toBe(4401);
  });

  it('makes no call with a token that another process has just revoked', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { id, token } = await createToken('admin');
    const socket = await connect(bearer(token));
    const client = clientOf(socket);
    const found = asked.demo.session.openedOrProblem();
    if ('problem' in found) throw new Error(found.problem.message);
    await found.opened.database.access.revoke(id, Date.now());
    const closed = once(socket, 'close');
    await expect(client.preferences.set({ key: 'quality', value: 66 })).rejects.toThrow();
    expect((await closed)[0]).toBe(4401);
    expect(asked.demo.session.library().preferences.current().quality).not.toBe(66);
  });

  it.each([
    ['larger than any call', 1009, `"${'x'.repeat(1024 * 1024)}"`],
    ['nested deeper than any call', 1008, `${'['.repeat(100)}${']'.repeat(100)}`],
    ['no call at all', 1007, 'hello?'],
    ['not text', 1003, Buffer.from([1, 2, 3])],
  ])('is closed when what comes is %s', async (_what, code, message) => {
    const socket = await connect(bearer((await createToken('admin')).token));
    const closed = once(socket, 'close');
    socket.send(message);
    expect((await closed)[0]).toBe(code);
  });

  it('is dropped when its other end does not answer any more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const host = await startApiHost({ session: asked.demo.session });
    const { token } = await createToken('decide');
    const lively = await connect(bearer(token), [], host.port);
    const gone = await connect({ ...bearer(token), autoPong: false }, [], host.port);
    const pinged = Promise.all([once(lively, 'ping'), once(gone, 'ping')]);
    vi.advanceTimersByTime(30_000);
    await pinged;
    // Its answer has arrived when the one to a later call has.
    await clientOf(lively).access.me();
    const closed = once(gone, 'close');
    vi.advanceTimersByTime(30_000);
    expect((await closed)[0]).toBe(1006);
    expect(lively.readyState).toBe(WebSocket.OPEN);
    await host.close();
  });

  it('says goodbye when the host shuts down', async () => {
    const host = await startApiHost({ session: asked.demo.session });
    const socket = await connect(bearer((await createToken('decide')).token), [], host.port);
    const closed = once(socket, 'close');
    await host.close();
    expect((await closed)[0]).toBe(1001);
  });

  it('waits for a slow reader, whose stream then goes on from what is known', async () => {
    const { live } = asked.demo.session;
    const socket = await connect(bearer((await createToken('memory:read')).token));
    const stream = await clientOf(socket).live.stream();
    await stream.next();
    const event = await asked.demo.session
      .library()
      .events.saveEvent({ type: 'status', severity: 'info', source: 'user', summary: 'Large.' });
    socket.pause();
    for (let each = 0; each < 40; each += 1) {
      live.publish({ type: 'event-changed', event: { ...event, details: { text: 'x'.repeat(1_000_000) } } });
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.resume();
    for await (const message of stream) if (message.type === 'resync') return;
    expect.unreachable('Nobody said that something was missed.');
  });
});
