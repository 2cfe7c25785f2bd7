import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpeg } from '../core/library/test-pictures.fake.ts';
import { type Fields, form, ReceivingHost } from './receiving-host.fake.ts';
import { restAsker, tokenOf } from './rest-asker.fake.ts';

let host: ReceivingHost;

beforeAll(async () => {
  host = await ReceivingHost.start();
});

afterAll(async () => {
  await host.asked.close();
});

describe('a picture that is refused leaves nothing behind', () => {
  const good = () => jpeg(7, 64, 48);
  const wrong: Record<string, () => Promise<Fields> | Fields> = {
    'no file': () => [['captured_at', '1']],
    'two files': async () => [
      ['file', await good()],
      ['file', await good()],
    ],
    'a file under another name': async () => [['picture', await good(), 'a.jpg']],
    'an empty file': () => [['file', Buffer.alloc(0), 'a.jpg']],
    'a text': () => [['file', 'Not a picture at all', 'a.jpg']],
    'a drawing that is a program': () => [
      ['file', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'a.png'],
    ],
    'half a JPEG': async () => [['file', (await jpeg(9, 800, 600)).subarray(0, 1500)]],
    'the first bytes of a PNG alone': () => [['file', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')]],
    'half a PNG': async () => [
      [
        'file',
        (
          await sharp(randomBytes(90_000), { raw: { width: 200, height: 150, channels: 3 } })
            .png()
            .toBuffer()
        ).subarray(0, 60_000),
      ],
    ],
    'a picture that is too large when it is unpacked': async () => [['file', await bomb()]],
    'JPEG XL': async () => [['file', Buffer.from('\xff\x0a\xfa\x1f\x41\x90', 'latin1')]],
    'a field that is not known': async () => [
      ['file', await good()],
      ['path', '/tmp'],
    ],
    'the name of the prototype as a field': async () => [
      ['file', await good()],
      ['__proto__', 'x'],
    ],
    'a field twice': async () => [
      ['file', await good()],
      ['captured_at', '1'],
      ['captured_at', '2'],
    ],
    'a time without an offset': async () => [
      ['file', await good()],
      ['captured_at', '2026-03-01T12:00:00'],
    ],
    'a day that does not exist': async () => [
      ['file', await good()],
      ['captured_at', '2026-02-30T12:00:00Z'],
    ],
    'a time to come': async () => [
      ['file', await good()],
      ['captured_at', String(Date.now() + 86_400_000)],
    ],
    'an offset of no place': async () => [
      ['file', await good()],
      ['utc_offset_minutes', '2000'],
    ],
    'a display of two lines': async () => [
      ['file', await good()],
      ['display_id', 'a\nb'],
    ],
    'an endless field': async () => [
      ['file', await good()],
      ['window_title', 'x'.repeat(20_000)],
    ],
    'an endless tag': async () => [
      ['file', await good()],
      ['tags', 'x'.repeat(65)],
    ],
    'a hundred fields': async () => [
      ['file', await good()],
      ...Array.from({ length: 100 }, () => ['tags', 'x'] as const),
    ],
  };
  it.each(Object.entries(wrong))('%s', async (_what, fields) => {
    const sent = await fields();
    const { status, body } = await host.expectNothingNew(() => host.send(sent));
    expect([status, body]).toMatchObject([400, { code: 'BAD_INPUT', data: {} }]);
    expect(body.message).not.toMatch(/temp|incoming|partial|\/tmp\/after/);
  });

  it('a body that ends before its last part does', async () => {
    const { body, headers } = form([['file', await good(), 'a.jpg']]);
    for (const length of [0, 10, 90, body.length - 60, body.length - 8]) {
      const cut = { method: 'POST', headers, body: body.subarray(0, length) };
      const answer = await host.expectNothingNew(() => host.ask('/api/captures', cut));
      expect([length, answer.status, answer.body]).toMatchObject([length, 400, { code: 'BAD_INPUT' }]);
    }
    const bare = { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body };
    expect((await host.ask('/api/captures', bare)).status).toBe(400);
  });

  it('a sender that goes away', async () => {
    const token = await tokenOf(host.asked, ['memory:write']);
    const { body, headers } = form([['file', await good(), 'a.jpg']]);
    await host.expectNothingNew(async () => {
      const socket = connect(host.asked.host.port, '127.0.0.1');
      socket.write(
        `POST /api/captures HTTP/1.1\r\nHost: 127.0.0.1:${host.asked.host.port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${headers['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.write(body.subarray(0, 200));
      await expect.poll(() => host.isReceiving()).toBe(true);
      socket.destroy();
      await expect.poll(() => host.isReceiving()).toBe(false);
    });
    expect(host.asked.demo.reports).toEqual([]);
  });

  it('another kind of body, another scope, and more than is taken', async () => {
    const { body } = form([['file', await good()]]);
    const json = await host.ask('/api/captures', { method: 'POST', json: { file: 'x' } });
    expect([json.status, json.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const plain = { method: 'POST', headers: { 'content-type': 'text/plain' }, body };
    expect((await host.ask('/api/captures', plain)).status).toBe(415);
    const reader = await restAsker(host.asked, ['captures:read', 'memory:read', 'decide']);
    const refused = await host.expectNothingNew(async () => host.send([['file', await good()]], reader));
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'FORBIDDEN', data: { scope: 'memory:write' } }]);
    const line = await host.expectNothingNew(async () =>
      host.asked.askRaw(
        'POST /api/captures HTTP/1.1',
        `Host: 127.0.0.1:${host.asked.host.port}`,
        `Authorization: Bearer ${await tokenOf(host.asked, ['memory:write'])}`,
        'Content-Type: multipart/form-data; boundary=x',
        'Content-Length: 209715200',
      ),
    );
    expect(line).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('what does not say how long it is and never ends', async () => {
    const token = await tokenOf(host.asked, ['memory:write']);
    const before = process.memoryUsage().rss;
    const line = await host.expectNothingNew(async () => {
      const socket = connect(host.asked.host.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        `POST /api/captures HTTP/1.1\r\nHost: 127.0.0.1:${host.asked.host.port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
      const chunk = (bytes: Buffer) =>
        Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
      socket.write(chunk(Buffer.from(head)));
      const answered = new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(String(data).split('\r\n')[0] ?? '')),
      );
      let isAnswered = false;
      void answered.then(() => {
        isAnswered = true;
      });
      const megabyte = chunk(Buffer.alloc(1024 * 1024, 1));
      for (let sent = 0; sent < 200 && !isAnswered; sent += 1) {
        if (!socket.write(megabyte))
          await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), answered]);
      }
      const said = await answered;
      socket.destroy();
      await expect.poll(() => host.isReceiving()).toBe(false);
      return said;
    });
    expect(line).toMatch(/^HTTP\/1\.1 413 /);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});

/** A small PNG of more pixels than any wall of screens has. */
function bomb(): Promise<Buffer> {
  return sharp({ create: { width: 12_000, height: 9_000, channels: 3, background: 'black' }, limitInputPixels: false })
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
}
