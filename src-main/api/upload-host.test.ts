import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importResultSchema } from '../../src-shared/contract/importing.ts';
import { owner } from '../../src-shared/domain/access.ts';
import { AskedHost } from './asked-host.fake.ts';
import { picture } from './receiving-host.fake.ts';
import { createRouter } from './router.ts';

describe('files that the window sends', () => {
  let host: AskedHost;
  beforeAll(async () => {
    host = await AskedHost.start();
  });
  afterAll(() => host.close());

  const client = () =>
    createRouterClient(createRouter(), { context: { session: host.demo.session, principal: owner } });
  const begin = async () => (await client().importing.beginUpload()).uploadId;
  const send = (uploadId: string, path: string, body: Buffer, headers: Record<string, string> = {}) =>
    host.ask(`/upload/${uploadId}`, {
      method: 'POST',
      body,
      headers: { 'x-afterimage-path': encodeURIComponent(path), 'content-length': String(body.length), ...headers },
    });
  const incoming = () => {
    const folder = join(host.demo.libraryPath, 'incoming');
    return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  };
  const importOf = async (uploadId: string) => {
    const { id } = await client().importing.start({ uploadId });
    for await (const job of await client().jobs.watch({ id })) {
      if (job.status !== 'completed') continue;
      return { result: importResultSchema.parse(job.result), files: (await client().importing.files({ id })).items };
    }
    throw new Error('The import did not come to its end.');
  };

  it('are imported by what they are called where they come from, and leave nothing behind', async () => {
    const uploadId = await begin();
    const modifiedAt = { 'x-afterimage-modified-at': String(Date.UTC(2021, 5, 5, 12)) };
    const first = await picture();
    expect((await send(uploadId, 'Urlaub “2021”/日本\n.jpg', first, modifiedAt)).status).toBe(204);
    expect((await send(uploadId, '../../../../etc/evil.jpg', await picture(), modifiedAt)).status).toBe(204);
    expect((await send(uploadId, 'again.jpg', first)).status).toBe(204);
    expect((await send(uploadId, 'text.jpg', Buffer.from('text'))).status).toBe(204);
    const { result, files } = await importOf(uploadId);
    expect(result).toMatchObject({ files: 4, imported: 2, linked: 1, failed: 1 });
    expect(files.map(({ path, status }) => [path, status])).toEqual([
      ['Urlaub “2021”/日本\n.jpg', 'imported'],
      ['../../../../etc/evil.jpg', 'imported'],
      ['again.jpg', 'linked'],
      ['text.jpg', 'failed'],
    ]);
    const capture = await client().captures.get({ id: files[0]?.captureId ?? '' });
    expect(capture).toMatchObject({
      originalFilename: '日本\n.jpg',
      originalPath: 'Urlaub “2021”/日本\n.jpg',
      localDay: '2021-06-05',
    });
    expect(incoming()).toEqual([]);
    expect((await send(uploadId, 'late.jpg', first)).status).toBe(404);
  });

  it('are seen in a dry run, and are there for the import after it', async () => {
    const uploadId = await begin();
    await send(uploadId, 'a.jpg', await picture());
    const { id } = await client().importing.start({ uploadId, dryRun: true });
    for await (const job of await client().jobs.watch({ id })) {
      if (job.status === 'completed') expect(job.result).toMatchObject({ dryRun: true, importable: 1 });
    }
    expect((await importOf(uploadId)).result).toMatchObject({ imported: 1 });
  });

  it('need the cookie of the window, our own name and our own page', async () => {
    const uploadId = await begin();
    const body = await picture();
    const path = `/upload/${uploadId}`;
    const headers = { 'x-afterimage-path': 'a.jpg' };
    expect((await host.ask(path, { method: 'POST', body, headers, signedIn: false })).status).toBe(401);
    const foreign = [
      ['host', 'evil.example'],
      ['origin', 'http://evil.example'],
      ['sec-fetch-site', 'cross-site'],
    ] as const;
    for (const [name, value] of foreign) {
      expect((await host.ask(path, { method: 'POST', body, headers: { ...headers, [name]: value } })).status).toBe(403);
    }
    expect((await host.ask(path, { headers })).status).toBe(405);
    expect((await importOf(uploadId)).result).toMatchObject({ files: 0 });
  });

  it('are refused with a typed error where something is wrong with them, and leave nothing behind', async () => {
    const uploadId = await begin();
    const body = await picture();
    const codeOf = async (answer: ReturnType<typeof send>) => {
      const { status, body: said } = await answer;
      return [status, (JSON.parse(said.toString()) as { code: string }).code];
    };
    expect(await codeOf(send('01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1', 'a.jpg', body))).toEqual([404, 'NOT_FOUND']);
    expect(await codeOf(send('nonsense', 'a.jpg', body))).toEqual([404, 'NOT_FOUND']);
    expect(await codeOf(send(uploadId, '', body))).toEqual([400, 'BAD_INPUT']);
    expect(await codeOf(send(uploadId, 'a'.repeat(5000), body))).toEqual([400, 'BAD_INPUT']);
    expect(await codeOf(send(uploadId, 'a.jpg', body, { 'x-afterimage-path': '%ff' }))).toEqual([400, 'BAD_INPUT']);
    expect(await codeOf(send(uploadId, 'a.jpg', body, { 'x-afterimage-modified-at': 'soon' }))).toEqual([
      400,
      'BAD_INPUT',
    ]);
    const tooLarge = httpRequest({
      host: '127.0.0.1',
      port: host.host.port,
      path: `/upload/${uploadId}`,
      method: 'POST',
      headers: { cookie: host.cookie, 'x-afterimage-path': 'a.jpg', 'content-length': String(600 * 1024 * 1024) },
    });
    tooLarge.on('error', () => {});
    tooLarge.flushHeaders();
    const [response] = await once(tooLarge, 'response');
    expect(response.statusCode).toBe(413);
    tooLarge.destroy();
    expect(incoming().filter((name) => /\d+$|partial/.test(name.split('/')[1] ?? ''))).toEqual([]);
  });

  it('leave nothing behind where the window goes away in the middle', async () => {
    const uploadId = await begin();
    const request = httpRequest({
      host: '127.0.0.1',
      port: host.host.port,
      path: `/upload/${uploadId}`,
      method: 'POST',
      headers: { cookie: host.cookie, 'x-afterimage-path': 'a.jpg', 'content-length': '1000000' },
    });
    request.on('error', () => {});
    request.write(Buffer.alloc(100_000));
    const partial = () => incoming().filter((name) => name.includes('partial'));
    await expect.poll(partial).toHaveLength(1);
    request.destroy();
    await expect.poll(partial).toEqual([]);
    expect((await importOf(uploadId)).result).toMatchObject({ files: 0 });
    expect(host.demo.reports).toEqual([]);
  });
});
