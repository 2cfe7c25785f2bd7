import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiOptions, askApi } from './asked-api.fake.ts';
import { AskedHost } from './asked-host.fake.ts';
import { reservePort, startApiHost } from './http-host.ts';
import { requestExamples } from './openapi-examples.ts';
import { createToken } from './session.fake.ts';

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
const post = (path: string, body: unknown, headers: Record<string, string> = json) =>
  ask(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('a path', () => {
  it('takes numbers and booleans in its query', async () => {
    const saved = await post(events, { type: 'alert', summary: 'The lamp is out.' });
    expect([saved.status, saved.body.summary]).toEqual([201, 'The lamp is out.']);
    const list = await ask(`${events}?limit=5&resolved=false`);
    expect([list.status, list.headers['content-type'], list.headers['cache-control']]).toEqual([
      200,
      'application/json',
      'no-store',
    ]);
    expect(list.body.items.map((each: { id: string }) => each.id)).toContain(saved.body.id);
    expect((await ask(`${events}?limit=5&resolved=true`)).body.items).not.toContainEqual(saved.body);
    for (const query of ['limit=many', 'limit=0', 'limit=1e9', 'limit=5&limit=6', 'resolved=perhaps', 'type=lamp']) {
      expect([query, (await ask(`${events}?${query}`)).body.code]).toEqual([query, 'BAD_INPUT']);
    }
  });

  it('takes a body for what it says, and reads nothing into it', async () => {
    expect((await post('/api/auth/tokens', { name: 'x', scopes: ['decide'], expires_in_days: '7' })).status).toBe(400);
    expect((await post(events, { type: 'alert', summary: 7 })).status).toBe(400);
    for (const body of ['null', '[]', '"text"', '7', '{"__proto__":{"type":"alert"}}', '{"constructor":1}']) {
      expect([body, (await post(events, body)).status]).toEqual([body, 400]);
    }
  });

  it('answers errors as JSON, each with its status', async () => {
    const missing = await ask('/api/captures/01890000-0000-7000-8000-000000000000');
    expect([missing.status, Object.keys(missing.body).sort(), missing.body.code]).toEqual([
      404,
      ['code', 'data', 'message'],
      'NOT_FOUND',
    ]);
    const token = await createToken(asked.demo, ['captures:text']);
    const forbidden = await ask(events, { token });
    expect([forbidden.status, forbidden.body]).toMatchObject([
      403,
      { code: 'FORBIDDEN', data: { scope: 'memory:read' } },
    ]);
  });

  it('says in a sentence what is missing', async () => {
    expect((await post(events, { type: 'alert' })).body.message).toBe('“summary” is missing.');
    const preference = await ask('/api/memory/preferences/lamp', { method: 'PUT', headers: json, body: '{}' });
    expect([preference.status, preference.body.message]).toEqual([400, '“value” is missing.']);
    expect((await ask('/api/captures/at')).body.message).toBe('“at” is missing.');
  });

  it('that does not exist is not found', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/none',
      '/api/memory',
      `${events}/`,
      '/api/__proto__',
      '/api/captures/x/y',
    ]) {
      expect([path, (await ask(path)).body?.code]).toEqual([path, 'NOT_FOUND']);
    }
    // What is for the window alone has no path.
    for (const path of ['/api/app/quit', '/api/library/open', '/api/preferences/set', '/api/live/stream']) {
      expect([path, (await post(path, {})).status]).toEqual([path, 404]);
    }
  });

  it('answers only the methods it has', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
      const answer = await ask(events, { method });
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, 'GET, POST']);
    }
  });

  it('takes no id that could be read as a path', async () => {
    const ids = [
      '../x',
      '..',
      '%2e%2e',
      '%2E%2e%2Fx',
      '..%5cx',
      '%5c%5cserver%5cshare',
      '%2f%2fserver',
      '/server/share',
    ];
    for (const id of [...ids, '%00', 'x%00', 'C:', 'c%3A', 'CON', 'con.txt', 'LPT1', '%', '%ff', '.', '\\x']) {
      for (const path of [`/api/captures/${id}`, `/api/memory/conversations/${id}`, `/api/days/${id}`]) {
        expect([path, (await ask(path)).status]).toEqual([path, 400]);
      }
    }
    const rest = [`Host: 127.0.0.1:${asked.host.port}`, `Authorization: Bearer ${admin}`, 'Connection: close'];
    expect(await asked.askRaw('GET /api/captures/../../afterimage.db HTTP/1.1', ...rest)).toContain(' 400 ');
    expect(await asked.askRaw('GET /x/../api/auth/me HTTP/1.1', ...rest)).toContain(' 400 ');
  });
});

describe('a body', () => {
  it('is JSON and nothing else', async () => {
    const body = { type: 'alert', summary: 'x' };
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'jsonp',
    ]) {
      expect([type, (await post(events, body, { 'content-type': type })).body.code]).toEqual([
        type,
        'UNSUPPORTED_MEDIA_TYPE',
      ]);
    }
    expect((await post(events, body, {})).status).toBe(415);
    expect((await post(events, body, { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(201);
    expect((await post(events, '{')).status).toBe(400);
  });

  it('is nested only so deep', async () => {
    const nested = (levels: number) =>
      `{"type":"alert","summary":"[[[","details":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
    expect((await post(events, nested(63))).status).toBe(201);
    for (const body of [nested(64), nested(10_000), '['.repeat(1_000_000), `${'['.repeat(65)}${']'.repeat(65)}`]) {
      const answer = await post(events, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'BAD_INPUT']);
    }
    const deepQuery = `${events}?a${'[a]'.repeat(4000)}=1`;
    expect((await ask(deepQuery)).status).toBeLessThan(500);
  });

  it('of 200 MB is refused without being kept', async () => {
    const before = process.memoryUsage().rss;
    let most = before;
    for (const length of ['Content-Length: 209715200', 'Transfer-Encoding: chunked']) {
      const socket = await open();
      const answered = once(socket, 'data');
      socket.write(`POST ${events} HTTP/1.1\r\nHost: 127.0.0.1:${asked.host.port}\r\n`);
      socket.write(`Authorization: Bearer ${admin}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`);
      const megabyte = Buffer.from(`100000\r\n${' '.repeat(0x100000)}\r\n`);
      // Who goes on sending for long is cut off: that is no failure here.
      const closed = new Promise((go) => socket.once('close', go));
      for (let sent = 0; sent < 200 && socket.writable; sent += 1) {
        if (!socket.write(megabyte)) await Promise.race([new Promise((go) => socket.once('drain', go)), closed]);
        most = Math.max(most, process.memoryUsage().rss);
      }
      expect(String((await answered)[0])).toContain(' 413 ');
      socket.destroy();
    }
    // Chunks that were thrown away wait for the collector: far less than what was sent, and not nothing.
    expect(most - before).toBeLessThan(150 * 1024 * 1024);
  });
});

describe('a slow client', () => {
  it('is not waited for', async () => {
    const reserved = await reservePort(0, { headersMs: 200, requestMs: 400 });
    const reports: string[] = [];
    const report = (summary: string) => reports.push(summary);
    const host = await startApiHost({ session: asked.demo.session, reserved, report });
    try {
      const beginning = `POST ${events} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n`;
      const whole = `${beginning}Authorization: Bearer ${admin}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`;
      for (const text of [beginning, whole]) {
        const socket = await open(host.port);
        const closed = once(socket, 'close');
        socket.write(text);
        expect(String((await once(socket, 'data'))[0])).toContain(' 408 ');
        await closed;
      }
      expect(reports).toEqual([]);
    } finally {
      await host.close();
    }
  });

  it('has no room for endless headers', async () => {
    const answer = await ask(events, { headers: { 'x-long': 'x'.repeat(20_000) } });
    expect(answer.status).toBe(431);
  });
});

interface Example {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, { readonly example?: unknown }> };
  readonly responses: object;
}

const successOf = (operation: Example | undefined): number => Number(Object.keys(operation?.responses ?? {})[0]);

async function open(port = asked.host.port): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('the description', () => {
  it('is there for programs and for people', async () => {
    const token = await createToken(asked.demo, ['decide']);
    const document = (await ask('/api/openapi.json', { token })).body;
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), security: [{ token: [] }] });
    expect(document.paths[events].get).toMatchObject({ 'x-required-scope': 'memory:read' });
    const page = await ask('/api/reference', { token });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const path of Object.keys(document.paths)) expect(page.text).toContain(`<code>${path}</code>`);
    // What a name alone does not tell is told, of a query as of a body.
    const section = (id: string) => page.text.split(`<section id="${id}">`)[1]?.split('</section>')[0];
    expect(section('memory.events.list')).toContain('UTC milliseconds, inclusive.');
    expect(section('memory.events.save')).toContain('Names a fault that may repeat.');
    expect((await ask('/api/reference', { token: null })).status).toBe(401);
  });

  it('holds together: each reference leads somewhere, each name is given once', async () => {
    const { body, text } = await ask('/api/openapi.json');
    const operations = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
      (item) => Object.values(item).map(({ operationId }) => operationId),
    );
    expect(new Set(operations).size).toBe(operations.length);
    for (const [, reference = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference.split('/').reduce((part, name) => part?.[name], body);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
  });

  it('has examples that do what they say', async () => {
    const { body } = await ask('/api/openapi.json');
    const tried: string[] = [];
    for (const [path, item] of Object.entries<Record<string, Example>>(body.paths)) {
      for (const [method, { operationId, requestBody }] of Object.entries(item)) {
        const example = requestBody?.content['application/json']?.example;
        if (example === undefined) continue;
        const target = path.replace(/\{\w+\}/g, 'lamp');
        const answer = await ask(target, {
          method: method.toUpperCase(),
          headers: json,
          body: JSON.stringify(example),
        });
        // The password of the example is nobody's.
        expect([operationId, answer.status]).toEqual([
          operationId,
          operationId === 'access.login' ? 401 : successOf(item[method]),
        ]);
        tried.push(operationId);
      }
    }
    expect(tried.sort()).toEqual(Object.keys(requestExamples).sort());
  });

  it('is a page that loads nothing and runs nothing', async () => {
    const page = await ask('/api/reference');
    expect(page.text).not.toMatch(
      /<(script|img|link|iframe|object|embed|form)|\ssrc=|\son\w+=|url\(|@import|javascript:/i,
    );
    expect(page.text.match(/(href|action)="(?!#|openapi\.json)[^"]*"/g)).toBeNull();
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
  });
});
