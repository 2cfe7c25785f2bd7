import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskedHost, type AskOptions } from './asked-host.fake.ts';
import { startApiHost, startHttpHost } from './http-host.ts';
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

describe('what is sent', () => {
  it('always carries the security headers, refusals too', async () => {
    const refused = await ask('/', { headers: { host: 'evil.example' } });
    for (const { headers } of [
      await ask('/'),
      refused,
      await ask(`/media/full/${asked.captureId}`),
      await ask('/none.js'),
    ]) {
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-eval');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('is the window, its files and its pages, and nothing beside them', async () => {
    for (const path of ['/', '/index.html', '/day/2026-01-01', '/wall', '/status?x=1']) {
      const page = await ask(path);
      expect([path, page.status, page.headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
    }
    const script = await ask('/assets/main-1234.js');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const outside = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//secret.txt',
      '/assets/%00.js',
      '/.env',
      '/assets/',
      `/${encodeURIComponent(join(asked.demo.folder, 'secret.txt'))}`,
    ];
    for (const path of outside) {
      const answer = await ask(path);
      expect(answer.body.toString()).not.toContain('not for the window');
      if (path.includes('secret') || path.includes('.env')) expect([path, answer.status]).toEqual([path, 404]);
    }
    const rest = [`Host: 127.0.0.1:${asked.host.port}`, `Cookie: ${asked.cookie}`, 'Connection: close'];
    expect(await asked.askRaw('GET /../secret.txt HTTP/1.1', ...rest)).toContain(' 404 ');
  });

  it('says what to do where the window is not built', async () => {
    const bare = await startHttpHost({ session: asked.demo.session, windowFolder: join(asked.demo.folder, 'nowhere') });
    try {
      const own = await signIn(bare.createUrl());
      const answer = await fetch(`${bare.origin}/`, { headers: { cookie: own } });
      expect(answer.status).toBe(503);
      expect(await answer.text()).toContain('npm run build');
    } finally {
      await bare.close();
    }
  });

  it('answers only the methods each place has', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
      for (const path of ['/', `/media/full/${asked.captureId}`])
        expect((await ask(path, { method })).status).toBe(405);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      expect((await ask('/rpc/capture/status', { method })).status).toBe(405);
    }
    const head = await ask('/', { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });
});

describe('a call', () => {
  const call = (body: string | Buffer, headers: Record<string, string> = json) =>
    ask('/rpc/captures/list', { method: 'POST', headers, body });

  it('carries JSON and nothing else', async () => {
    expect((await call('{"json":{"limit":1}}')).status).toBe(200);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
      expect((await call('{"json":{}}', { 'content-type': type })).status).toBe(415);
    }
    expect((await call('{"json":{}}', {})).status).toBe(415);
    expect((await call('{')).status).toBe(400);
  });

  it('of the wrong shape is a typed error, not a failure', async () => {
    for (const body of ['null', '[]', '"text"', '7', '{"json":7}', '{"json":{"limit":"many"}}', '{"meta":"x"}']) {
      const answer = await call(body);
      expect([body, answer.status < 500]).toEqual([body, true]);
    }
    expect(asked.demo.reports).toEqual([]);
  });

  it('is refused when it is too large, whether it says so or not', async () => {
    const large = Buffer.alloc(1024 * 1024 + 1, 0x20);
    expect((await call(large)).status).toBe(413);
    const socket = connect(asked.host.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST /rpc/captures/list HTTP/1.1\r\nHost: 127.0.0.1:${asked.host.port}\r\nCookie: ${asked.cookie}\r\n` +
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    for (let sent = 0; sent < 20; sent += 1) socket.write(chunk);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain(' 413 ');
    socket.destroy();
  });

  it('to a procedure that does not exist is not found', async () => {
    for (const path of ['/rpc', '/rpc/', '/rpc/none', '/rpc/captures', '/rpc/captures/__proto__', '/rpc/constructor']) {
      expect([path, (await ask(path, { method: 'POST' })).status]).toEqual([path, 404]);
    }
  });
});

describe('a picture', () => {
  it('comes whole, with a name for its content and leave to be kept for ever', async () => {
    const answer = await ask(`/media/full/${asked.captureId}`);
    const capture = await asked.demo.session.library().timeline.get(asked.captureId);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${capture.sha256}"`,
      'content-length': String(capture.fileSize),
    });
    expect(answer.body.equals(await readFile(join(asked.demo.libraryPath, capture.filepath)))).toBe(true);
    const again = await ask(`/media/full/${asked.captureId}`, {
      headers: { 'if-none-match': `"x", W/"${capture.sha256}"` },
    });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await ask(`/media/full/${asked.captureId}`, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(capture.fileSize), 0]);
  });

  it('comes in parts', async () => {
    const whole = (await ask(`/media/full/${asked.captureId}`)).body;
    const part = await ask(`/media/full/${asked.captureId}`, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 10-19/${whole.length}`]);
    expect(part.body.equals(whole.subarray(10, 20))).toBe(true);
    const beyond = await ask(`/media/full/${asked.captureId}`, { headers: { range: `bytes=${whole.length}-` } });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${whole.length}`]);
  });

  it('comes small, at widths that make sense', async () => {
    const small = await ask(`/media/thumb/${asked.captureId}?width=160`);
    expect([small.status, small.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(small.body.length).toBeLessThan((await ask(`/media/full/${asked.captureId}`)).body.length);
    for (const width of ['0', '-1', '1e9', '99999', 'x', '', '3.5']) {
      expect([width, (await ask(`/media/thumb/${asked.captureId}?width=${width}`)).status]).toEqual([width, 400]);
    }
  });

  it('is asked for by its id and by nothing else', async () => {
    const unknown = '01890000-0000-7000-8000-000000000000';
    const paths = [unknown, '..', '../../afterimage.db', '%2e%2e%2fafterimage.db', 'x', '', `${asked.captureId}/x`];
    for (const path of [...paths, asked.captureId.toUpperCase()]) {
      const answer = await ask(`/media/full/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await ask(`/media/else/${asked.captureId}`)).status).toBe(404);
    expect(JSON.parse((await ask(`/media/full/${unknown}`)).body.toString())).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the address for other programs', () => {
  it('is known for as long as they are answered there', async () => {
    const { session } = asked.demo;
    const api = await startApiHost({ session });
    expect([...session.apiAddresses]).toEqual([`${asked.host.origin}/api`, `${api.origin}/api`]);
    expect((await fetch(`${api.origin}/api/health`)).status).toBe(200);
    await api.close();
    expect([...session.apiAddresses]).toEqual([`${asked.host.origin}/api`]);
  });
});
