import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { owner, type Scope } from '../../src-shared/domain/access.ts';
import { AskedHost } from './asked-host.fake.ts';
import { startApiHost } from './http-host.ts';
import { type SentEvent, SentEvents } from './sent-events.fake.ts';

let asked: AskedHost;
let made = 0;
const opened: SentEvents[] = [];

beforeAll(async () => {
  asked = await AskedHost.start();
});

afterEach(() => {
  for (const stream of opened.splice(0)) stream.leave();
  vi.useRealTimers();
});

afterAll(async () => {
  await asked.close();
});

async function createToken(...scopes: Scope[]): Promise<{ id: string; token: string }> {
  made += 1;
  return asked.demo.session.library().access.createToken({ name: `Program ${made}`, scopes }, owner);
}

async function open(token: string, headers: Record<string, string> = {}, port = asked.host.port): Promise<SentEvents> {
  const stream = await SentEvents.open(port, { authorization: `Bearer ${token}`, ...headers });
  opened.push(stream);
  return stream;
}

const save = (summary: string) =>
  asked.demo.session.library().events.saveEvent({ type: 'status', severity: 'info', source: 'user', summary });

const summaryOf = (each: SentEvent | undefined) =>
  (each?.data as { event: { summary: string } } | undefined)?.event.summary;

/** Reads to the end, which the host must set. */
async function lastOf(stream: SentEvents): Promise<SentEvent | undefined> {
  let last: SentEvent | undefined;
  for (let each = await stream.next(); each; each = await stream.next()) last = each;
  return last;
}

describe('the stream of the REST API', () => {
  it('tells what happens as server-sent events, and the rest to whoever comes back', async () => {
    const { token } = await createToken('memory:read');
    const stream = await open(token);
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers['content-type']).toBe('text/event-stream');
    expect(await stream.nextBlock()).toMatchObject({ comments: [''] });
    expect(await stream.next()).toMatchObject({ event: 'message', data: { type: 'hello' }, id: expect.any(String) });
    await save('First.');
    const first = await stream.nextOf('event-added');
    expect(summaryOf(first)).toBe('First.');
    stream.leave();
    await save('Second.');
    await save('Third.');
    const again = await open(token, { 'last-event-id': first.id ?? '' });
    expect([summaryOf(await again.next()), summaryOf(await again.next())]).toEqual(['Second.', 'Third.']);
    const stranger = await open(token, { 'last-event-id': 'a-run-of-long-ago.12' });
    expect(await stranger.next()).toMatchObject({ data: { type: 'resync' } });
  });

  it('says that it is still there while nothing happens', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { token } = await createToken('decide');
    const stream = await open(token);
    await stream.nextBlock();
    await stream.next();
    const block = stream.nextBlock();
    vi.advanceTimersByTime(5000);
    expect(await block).toMatchObject({ comments: [''], event: undefined });
  });

  it('waits for a slow reader and then goes on from what is known', async () => {
    const { live } = asked.demo.session;
    const { token } = await createToken('memory:read');
    const stream = await open(token);
    await stream.next();
    const event = { ...(await save('Large.')), details: { text: 'x'.repeat(1_000_000) } };
    for (let each = 0; each < 40; each += 1) {
      live.publish({ type: 'event-changed', event });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await stream.nextOf('resync')).toMatchObject({ id: live.history.idOf(live.history.newest) });
  });

  it('ends at once when its token is revoked, and says why', async () => {
    // Not by looking now and then.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { id, token } = await createToken('memory:read', 'captures:text');
    const stream = await open(token);
    await stream.next();
    await asked.demo.session.library().access.revoke(id, owner);
    expect(await lastOf(stream)).toMatchObject({ event: 'error', data: { code: 'UNAUTHORIZED' } });
  });

  it('ends when another process revokes its token', async () => {
    const found = asked.demo.session.openedOrProblem();
    if ('problem' in found) throw new Error(found.problem.message);
    const { access } = found.opened.database;
    const { id, token } = await createToken('captures:text');
    const stream = await open(token);
    await stream.next();
    // As another process does it: nothing is told here.
    await access.revoke(id, Date.now());
    expect(await lastOf(stream)).toMatchObject({ event: 'error', data: { code: 'UNAUTHORIZED' } });
  });

  it('ends when its token expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const wanted = { name: 'For a day', scopes: ['captures:text' as const], expires_in_days: 1 };
    const { token } = await asked.demo.session.library().access.createToken(wanted, owner);
    const stream = await open(token);
    await stream.next();
    vi.setSystemTime(Date.now() + 24 * 60 * 60_000);
    expect(await lastOf(stream)).toMatchObject({ event: 'error', data: { code: 'UNAUTHORIZED' } });
  });

  it('ends when the host shuts down', async () => {
    const host = await startApiHost({ session: asked.demo.session });
    const { token } = await createToken('memory:read');
    const stream = await open(token, {}, host.port);
    await stream.next();
    const rest = stream.next().catch(() => undefined);
    await host.close();
    expect(await rest).toBeUndefined();
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1'])(
    'is refused to a page of %s, whatever it comes with',
    async (origin) => {
      const { token } = await createToken('admin');
      const { status, headers } = await asked.ask('/api/stream', {
        headers: { origin, authorization: `Bearer ${token}` },
      });
      expect(status).toBe(403);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  it('is for nobody without a token, nor with one in the address', async () => {
    const { token } = await createToken('admin');
    expect((await asked.ask('/api/stream', { signedIn: false })).status).toBe(401);
    expect((await asked.ask(`/api/stream?token=${token}`, { signedIn: false })).status).toBe(400);
  });
});
