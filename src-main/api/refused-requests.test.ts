import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { owner } from '../../src-shared/domain/access.ts';
import { AskedHost } from './asked-host.fake.ts';
import { createToken } from './session.fake.ts';

let asked: AskedHost;

beforeAll(async () => {
  asked = await AskedHost.start();
});

afterAll(async () => {
  await asked.close();
});

const json = { 'content-type': 'application/json' };

/** A request as a program makes it. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) =>
  asked.ask(path, { headers, method, signedIn: false, ...(body === undefined ? {} : { body }) });

describe('a refused request', () => {
  it('is counted in the activity log with others of its kind, and nothing of it is written there', async () => {
    const weak = await createToken(asked.demo, ['memory:read']);
    const bearer = { authorization: `Bearer ${weak}` };
    for (let times = 0; times < 3; times += 1) {
      expect((await ask('/api/memory/events/hunted-path')).status).toBe(401);
      expect((await ask('/api/memory/events', { authorization: 'Bearer aft_hunted-token' })).status).toBe(401);
      expect(
        (await ask('/api/memory/events', { ...bearer, ...json }, 'POST', '{"type":"action","summary":"x"}')).status,
      ).toBe(403);
      expect((await ask('/api/memory/events', { ...bearer, origin: 'http://hunted-page.example' })).status).toBe(403);
      expect((await ask(`/api/memory/events?token=${weak}`, bearer)).status).toBe(400);
    }
    // What is allowed, and what is wrong in another way, is no refusal.
    expect((await ask('/api/memory/events', bearer)).status).toBe(200);
    expect((await ask('/api/nothing', bearer)).status).toBe(404);
    const { access, events } = asked.demo.session.library();
    access.close();
    const { items } = await events.list({ limit: 100, severity: 'warning' });
    expect(Object.fromEntries(items.map((each) => [each.details.kind, each.occurrences]))).toEqual({
      unauthorized: 6,
      forbidden: 3,
      foreign: 3,
      'token-in-address': 3,
    });
    const everything = JSON.stringify(items) + asked.demo.reports.join('\n');
    for (const secret of ['hunted', weak]) expect(everything).not.toContain(secret);
  });

  it('for too many log-ins says when to come again, while the window goes on', async () => {
    const { access } = asked.demo.session.library();
    await access.setPassword({ password: 'correct horse' }, owner);
    const tried = await Promise.all(
      Array.from({ length: 40 }, () => ask('/api/auth/login', json, 'POST', '{"password":"wrong horse"}')),
    );
    const statuses = tried.map((each) => each.status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    for (const each of tried.filter(({ status }) => status === 429)) {
      expect(Number(each.headers['retry-after'])).toBeGreaterThan(0);
      expect(JSON.parse(each.body.toString())).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    }
    const fromWindow = await asked.ask('/api/auth/me');
    expect([fromWindow.status, JSON.parse(fromWindow.body.toString()).kind]).toEqual([200, 'owner']);
  });
});

describe('a stream', () => {
  it('tells nothing more when its token is revoked', async () => {
    const { access, preferences } = asked.demo.session.library();
    const { id, token } = await access.createToken({ name: 'Listener', scopes: ['admin'] }, owner);
    const response = await fetch(`${asked.host.origin}/api/stream`, { headers: { authorization: `Bearer ${token}` } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    const readUntil = async (isEnough: () => boolean): Promise<void> => {
      while (!isEnough()) {
        const part = await reader?.read();
        if (!part || part.done) return;
        told += part.value;
      }
    };
    await readUntil(() => told.includes('hello'));
    await preferences.set('quality', 71);
    await readUntil(() => told.includes('"quality":71'));
    expect(told).toContain('"quality":71');
    await access.revoke(id, owner);
    await preferences.set('quality', 72);
    await readUntil(() => false);
    expect(told).not.toContain('"quality":72');
    expect(told).toContain('UNAUTHORIZED');
  });
});
