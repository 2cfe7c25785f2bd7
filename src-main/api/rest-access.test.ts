import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { owner } from '../../src-shared/domain/access.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { type ApiOptions, askApi } from './asked-api.fake.ts';
import { AskedHost } from './asked-host.fake.ts';
import { startApiHost, startHttpHost } from './http-host.ts';
import { createToken } from './session.fake.ts';
import { signIn } from './transports.fake.ts';

let asked: AskedHost;
let admin: string;

beforeAll(async () => {
  asked = await AskedHost.start();
  admin = await createToken(asked.demo, ['admin']);
});

afterAll(async () => {
  await asked.close();
});

const ask = (path: string, options: Partial<ApiOptions> = {}) => askApi(asked, path, { token: admin, ...options });

const events = '/api/memory/events';
const json = { 'content-type': 'application/json' };

describe('the API answers', () => {
  it('whoever has a token', async () => {
    expect((await ask('/api/auth/me')).body).toMatchObject({ kind: 'program', name: 'Program admin' });
    for (const scheme of ['Bearer', 'bearer', 'BEARER ']) {
      expect((await ask(events, { token: null, headers: { authorization: `${scheme} ${admin}` } })).status).toBe(200);
    }
  });

  it('the window by its cookie, as the person', async () => {
    const me = await ask('/api/auth/me', { token: null, signedIn: true });
    expect(me.body).toMatchObject({ kind: 'owner', id: null });
    // Who sends a token means it: a wrong one is not made good by the cookie.
    expect((await ask('/api/auth/me', { token: 'wrong', signedIn: true })).status).toBe(401);
  });

  it('nobody else, also where there is no such path', async () => {
    const wrong: Record<string, string>[] = [
      {},
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${admin}x` },
      { authorization: `Bearer ${admin} ${admin}` },
      { authorization: `Basic ${Buffer.from(`owner:${admin}`).toString('base64')}` },
      { authorization: admin },
      { 'x-api-key': admin },
    ];
    for (const headers of wrong) {
      for (const path of [events, '/api', '/api/', '/api/none', '/api/../secret.txt', '/api/captures/CON']) {
        for (const method of ['GET', 'POST', 'OPTIONS']) {
          const answer = await ask(path, { token: null, headers, method });
          expect([headers, path, method, answer.status]).toEqual([headers, path, method, 401]);
          expect(answer.headers['www-authenticate']).toBe('Bearer realm="Afterimage"');
          expect(answer.body).toMatchObject({ code: 'UNAUTHORIZED', data: {} });
        }
      }
    }
    const two = ['GET /api/auth/me HTTP/1.1', `Host: 127.0.0.1:${asked.host.port}`, 'Connection: close'];
    const header = `Authorization: Bearer ${admin}`;
    expect(await asked.askRaw(...two, header)).toContain(' 200 ');
    expect(await asked.askRaw(...two, header, header)).toContain(' 401 ');
  });

  it('nobody whose token was revoked a moment ago', async () => {
    const { access } = asked.demo.session.library();
    const { id, token } = await access.createToken({ name: 'Short', scopes: ['memory:read'] }, owner);
    expect((await ask(events, { token })).status).toBe(200);
    await access.revoke(id, owner);
    expect((await ask(events, { token })).status).toBe(401);
  });

  it('everybody whether it is there, and who logs in', async () => {
    expect((await ask('/api/health', { token: null })).body).toEqual({ program: 'afterimage', answers: true });
    const login = await ask('/api/auth/login', {
      token: null,
      method: 'POST',
      headers: json,
      body: '{"password":"x"}',
    });
    expect([login.status, login.body.code]).toEqual([401, 'UNAUTHORIZED']);
    expect((await ask('/api/auth/login', { token: null })).status).toBe(401);
  });
});

describe('the API refuses, before it looks at any token,', () => {
  it('a name that is not ours', async () => {
    const { port } = asked.host;
    const names = ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, 'localhost'];
    for (const host of [
      ...names,
      `127.0.0.1.evil.example:${port}`,
      `127.0.0.1:${port}.evil.example`,
      `[::1]:${port}`,
    ]) {
      for (const path of [events, '/api/health', '/api/none']) {
        const answer = await ask(path, { headers: { host } });
        expect([host, path, answer.status, answer.body.code]).toEqual([host, path, 403, 'FORBIDDEN']);
      }
    }
    for (const version of ['1.0', '1.1']) {
      const request = [`GET /api/health HTTP/${version}`, 'Connection: close', `Authorization: Bearer ${admin}`];
      expect(await asked.askRaw(...request)).toContain(' 403 ');
    }
  });

  it('a page that is not ours, and tells it nothing', async () => {
    const { port } = asked.host;
    for (const origin of ['null', 'http://evil.example', `https://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const headers = { origin, 'access-control-request-method': 'POST' };
        const answer = await ask(events, { method, headers });
        expect([origin, method, answer.status]).toEqual([origin, method, 403]);
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
      expect((await ask('/api/stream', { headers: { origin } })).status).toBe(403);
    }
    for (const site of ['cross-site', 'same-site']) {
      expect((await ask(events, { headers: { 'sec-fetch-site': site } })).status).toBe(403);
    }
    expect((await ask(events, { headers: { origin: asked.host.origin } })).status).toBe(200);
  });

  it('a token in an address, and never writes it down', async () => {
    const names = ['token', 'access_token', 'Access-Token', 'api_key', 'APIKEY', 'jwt', 'Authorization', 'bearer'];
    for (const name of [...names, 'x-api-key', '%74oken', 'token%5B%5D']) {
      const answer = await ask(`${events}?limit=5&${name}=${admin}`);
      expect([name, answer.status, answer.body.code]).toEqual([name, 400, 'BAD_INPUT']);
      expect(answer.text).not.toContain(admin);
    }
    expect((await ask(`${events}?node=${admin}`, { token: null })).status).toBe(400);
    expect((await ask(`${events}?node=Bearer%20${admin}`)).status).toBe(400);
    expect((await ask(`/api/?token=${admin}`)).status).toBe(400);
    expect((await asked.ask(`/day/2026-01-01?token=${admin}`)).status).toBe(400);
    expect(asked.demo.reports.join('\n')).not.toContain(admin);
    const { items } = (await ask(`${events}?limit=500`)).body;
    expect(JSON.stringify(items)).not.toContain(admin);
  });
});

describe('a host of the API alone', () => {
  it('has no window and no cookie', async () => {
    const { session, reports } = asked.demo;
    const host = await startApiHost({ session, report: (summary) => reports.push(summary) });
    try {
      const get = (path: string, headers: Record<string, string> = {}) => fetch(`${host.origin}${path}`, { headers });
      expect((await get('/api/health')).status).toBe(200);
      expect((await get('/api/auth/me', { authorization: `Bearer ${admin}` })).status).toBe(200);
      expect((await get('/api/auth/me')).status).toBe(401);
      const cookie = asked.cookie.replace(String(asked.host.port), String(host.port));
      expect((await get('/api/auth/me', { cookie })).status).toBe(401);
      for (const path of ['/', '/index.html', '/rpc/app/info', `/media/full/${asked.captureId}`, '/fresh-address']) {
        const answer = await get(path, { authorization: `Bearer ${admin}` });
        expect([path, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
          path,
          404,
          'NOT_FOUND',
        ]);
      }
      expect((await get('/?token=anything')).status).toBe(400);
    } finally {
      await host.close();
    }
  });

  it('is reached from this machine only', async () => {
    const host = await startApiHost({ session: asked.demo.session });
    try {
      const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
      for (const { address, family } of others.filter((each) => each.address !== '127.0.0.1')) {
        const outcome = await new Promise((resolve) => {
          const socket = connect({ host: address, port: host.port, family: family === 'IPv6' ? 6 : 4 });
          socket.on('connect', () => resolve('connected')).on('error', () => resolve('refused'));
        });
        expect([address, outcome]).toEqual([address, 'refused']);
      }
    } finally {
      await host.close();
    }
  });
});

describe('without a library', () => {
  it('the API says so, and that it is there', async () => {
    const session = new Proxy(asked.demo.session, {
      get: (target, name) => {
        if (name === 'library') {
          return () => {
            throw new AppError('LIBRARY_UNAVAILABLE', 'The library is not open.');
          };
        }
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const host = await startHttpHost({ session, windowFolder: asked.windowFolder });
    try {
      const get = (path: string, headers: Record<string, string> = {}) => fetch(`${host.origin}${path}`, { headers });
      expect((await get('/api/health')).status).toBe(200);
      const refused = await get(events, { authorization: `Bearer ${admin}` });
      expect([refused.status, await refused.json()]).toEqual([
        503,
        { code: 'LIBRARY_UNAVAILABLE', message: 'The library is not open.', data: {} },
      ]);
      const cookie = await signIn(host.createUrl());
      expect((await get(events, { cookie })).status).toBe(503);
      expect((await get('/api/library', { cookie })).status).toBe(200);
      expect((await get(events, { origin: 'http://evil.example' })).status).toBe(403);
    } finally {
      await host.close();
    }
  });
});
