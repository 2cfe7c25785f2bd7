import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskedHost, type AskOptions } from './asked-host.fake.ts';
import { startHttpHost } from './http-host.ts';
import { signIn } from './transports.fake.ts';

let asked: AskedHost;
const ask = (path: string, options: AskOptions = {}) => asked.ask(path, options);

beforeAll(async () => {
  asked = await AskedHost.start();
});

afterAll(async () => {
  await asked.close();
});

const json = { 'content-type': 'application/json' };

describe('who is answered', () => {
  const places = (): string[] => [
    '/',
    '/assets/main-1234.js',
    `/media/full/${asked.captureId}`,
    `/media/thumb/${asked.captureId}`,
  ];

  it('only a request by our own name', async () => {
    const own = `127.0.0.1:${asked.host.port}`;
    for (const name of [own, `localhost:${asked.host.port}`]) {
      expect((await ask('/', { headers: { host: name } })).status).toBe(200);
    }
    const foreign = [
      'evil.example',
      `evil.example:${asked.host.port}`,
      '127.0.0.1',
      `127.0.0.1:${asked.host.port + 1}`,
      `${own}.`,
    ];
    for (const name of [...foreign, `[::1]:${asked.host.port}`, `0.0.0.0:${asked.host.port}`]) {
      for (const path of [...places(), '/rpc/capture/status', '/rpc/live/stream']) {
        const method = path.startsWith('/rpc') ? 'POST' : 'GET';
        expect([name, path, (await ask(path, { method, headers: { host: name } })).status]).toEqual([name, path, 403]);
      }
    }
  });

  it('not a request with two names or none', async () => {
    const host = `Host: 127.0.0.1:${asked.host.port}`;
    const rest = [`Cookie: ${asked.cookie}`, 'Connection: close'];
    expect(await asked.askRaw('GET / HTTP/1.1', host, ...rest)).toContain(' 200 ');
    expect(await asked.askRaw('GET / HTTP/1.1', host, host, ...rest)).toMatch(/ 40[03] /);
    expect(await asked.askRaw('GET / HTTP/1.1', 'Host:', ...rest)).toContain(' 403 ');
    expect(await asked.askRaw('GET / HTTP/1.0', ...rest)).toContain(' 403 ');
    expect(await asked.askRaw('GET http://evil.example/ HTTP/1.1', 'Host: evil.example', ...rest)).toContain(' 403 ');
    expect(await asked.askRaw('GET http://evil.example/ HTTP/1.1', host, ...rest)).toContain(' 400 ');
  });

  it('not a page of somebody else, whatever it asks for', async () => {
    const origins = [
      'null',
      'http://evil.example',
      `https://127.0.0.1:${asked.host.port}`,
      `http://127.0.0.1:${asked.host.port + 1}`,
    ];
    for (const origin of [...origins, `http://localhost:${asked.host.port}`, '']) {
      for (const path of places()) expect((await ask(path, { headers: { origin } })).status).toBe(403);
      for (const path of ['/rpc/capture/status', '/rpc/live/stream']) {
        expect((await ask(path, { method: 'POST', headers: { ...json, origin } })).status).toBe(403);
      }
    }
    const own = { ...json, origin: `http://127.0.0.1:${asked.host.port}` };
    expect((await ask('/rpc/capture/status', { method: 'POST', headers: own })).status).toBe(200);
  });

  it('not an embedded picture or a link on another site or another port', async () => {
    for (const site of ['cross-site', 'same-site']) {
      for (const path of places()) {
        expect((await ask(path, { headers: { 'sec-fetch-site': site } })).status).toBe(403);
      }
    }
    expect((await ask('/', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
  });

  it('nobody without the cookie', async () => {
    for (const path of places()) expect((await ask(path, { signedIn: false })).status).toBe(401);
    for (const path of ['/rpc/capture/status', '/rpc/live/stream']) {
      expect((await ask(path, { method: 'POST', signedIn: false })).status).toBe(401);
    }
    const name = asked.cookie.split('=')[0];
    for (const wrong of [`${name}=`, `${name}=wrong`, `afterimage-1=${asked.cookie.split('=')[1]}`, 'nonsense', '=']) {
      expect((await ask('/', { signedIn: false, headers: { cookie: wrong } })).status).toBe(401);
    }
    expect((await ask('/', { signedIn: false, headers: { cookie: `other=1; ${asked.cookie}` } })).status).toBe(200);
  });
});

describe('the one-time address', () => {
  const take = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
    ask(url.slice(asked.host.origin.length), { signedIn: false, headers, method });

  it('gives a cookie that no script and no other site can use, and is then burnt', async () => {
    const url = asked.host.createUrl();
    const first = await take(url);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const set = first.headers['set-cookie']?.[0] ?? '';
    expect(set).toMatch(new RegExp(`^afterimage-${asked.host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    const second = await take(url);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.body.toString()).toContain('afterimage serve --url');
  });

  it('brings whoever is signed in already to the window', async () => {
    const url = asked.host.createUrl();
    await take(url);
    expect((await take(url, { cookie: asked.cookie })).status).toBe(303);
  });

  it('is not burnt by a look ahead, and not taken from a foreign page', async () => {
    const url = asked.host.createUrl();
    expect((await take(url, {}, 'HEAD')).status).toBe(401);
    expect((await take(url, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await take(url, { host: 'evil.example' })).status).toBe(403);
    expect((await take(url)).status).toBe(303);
  });

  it('can be had for several browsers, each with a cookie of its own', async () => {
    const [one, other] = [await signIn(asked.host.createUrl()), await signIn(asked.host.createUrl())];
    expect(one).not.toBe(other);
    for (const each of [one, other, asked.cookie]) {
      expect((await ask('/', { signedIn: false, headers: { cookie: each } })).status).toBe(200);
    }
  });

  it('of another instance opens nothing here', async () => {
    const second = await startHttpHost({ session: asked.demo.session, windowFolder: asked.windowFolder });
    try {
      const foreign = await signIn(second.createUrl());
      expect((await ask('/', { signedIn: false, headers: { cookie: foreign } })).status).toBe(401);
      const token = new URL(second.createUrl()).search;
      expect((await ask(`/${token}`, { signedIn: false })).status).toBe(401);
    } finally {
      await second.close();
    }
  });
});

describe('a port', () => {
  it('that is taken is a sentence with a code', async () => {
    const starting = startHttpHost({
      session: asked.demo.session,
      windowFolder: asked.windowFolder,
      port: asked.host.port,
    });
    await expect(starting).rejects.toMatchObject({ code: 'PORT_TAKEN', details: { port: asked.host.port } });
    await expect(starting).rejects.toThrow(`Port ${asked.host.port} is already in use`);
  });

  it('is bound on this machine only', async () => {
    const socket = connect(asked.host.port, '::1');
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('closing', () => {
  it('lets a running stream end and then refuses everybody', async () => {
    const own = await startHttpHost({ session: asked.demo.session, windowFolder: asked.windowFolder });
    const signedIn = await signIn(own.createUrl());
    const response = await fetch(`${own.origin}/rpc/live/stream`, { method: 'POST', headers: { cookie: signedIn } });
    const reader = response.body?.getReader();
    await reader?.read();
    const rest = (async () => {
      for (;;) {
        const piece = await reader?.read();
        if (!piece || piece.done) return 'ended';
      }
    })();
    await own.close();
    expect(await rest).toBe('ended');
    await expect(fetch(own.origin)).rejects.toThrow('fetch failed');
  });
});
