import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture } from '../../src-shared/contract/captures.ts';
import { AskedHost } from './asked-host.fake.ts';
import { type AskRest, restAsker } from './rest-asker.fake.ts';
import { copyCapture } from './session.fake.ts';

const unknownId = '01890000-0000-7000-8000-000000000000';
let asked: AskedHost;
let ask: AskRest;
let id: string;

beforeAll(async () => {
  asked = await AskedHost.start();
  ask = await restAsker(asked, ['captures:read', 'decide']);
  id = asked.captureId;
});

afterAll(async () => {
  await asked.close();
});

/** A picture of its own for a test that decides about it, with the path of its file. */
async function another(): Promise<{ id: string; path: string; capture: Capture }> {
  const copy = await copyCapture(asked.demo, id);
  const capture = (await ask(`/api/captures/${copy}`)).body as Capture;
  return { id: copy, capture, path: join(asked.demo.libraryPath, capture.filepath) };
}

describe('the picture of a capture', () => {
  it('is sent whole, in parts, and not again to whoever has it', async () => {
    const { body: capture } = await ask(`/api/captures/${id}`);
    const file = readFileSync(join(asked.demo.libraryPath, capture.filepath));
    const path = `/api/captures/${id}/picture`;
    const whole = await ask(path);
    expect(whole.bytes.equals(file)).toBe(true);
    expect([whole.status, whole.headers]).toMatchObject([
      200,
      {
        'content-type': 'image/jpeg',
        'content-length': String(file.length),
        'accept-ranges': 'bytes',
        etag: `"${capture.sha256}"`,
        'cache-control': expect.stringContaining('private'),
        'x-content-type-options': 'nosniff',
      },
    ]);
    const head = await ask(path, { method: 'HEAD' });
    expect([head.status, head.bytes.length, head.headers['content-length']]).toEqual([200, 0, String(file.length)]);

    const etag = String(whole.headers.etag);
    const part = await ask(path, { headers: { range: 'bytes=10-19', 'if-range': etag } });
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 10-19/${file.length}`]);
    expect(part.bytes.equals(file.subarray(10, 20))).toBe(true);
    const last = await ask(path, { headers: { range: 'bytes=-5' } });
    expect(last.bytes.equals(file.subarray(-5))).toBe(true);
    const changed = await ask(path, { headers: { range: 'bytes=0-1', 'if-range': '"another"' } });
    expect([changed.status, changed.bytes.length]).toEqual([200, file.length]);
    const beyond = await ask(path, { headers: { range: `bytes=${file.length}-` } });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${file.length}`]);
    // It is an error as any other, and not to be kept in the place of the picture.
    expect(beyond.body).toEqual({ code: 'RANGE_NOT_SATISFIABLE', message: expect.any(String), data: {} });
    expect(beyond.headers['cache-control']).toBe('no-store');
    const known = await ask(path, { headers: { 'if-none-match': etag } });
    expect([known.status, known.bytes.length, known.headers.etag]).toEqual([304, 0, etag]);
  });

  it('is sent small', async () => {
    const small = await ask(`/api/captures/${id}/thumbnail?width=160`);
    expect([small.status, small.headers['content-type']]).toEqual([200, 'image/jpeg']);
    const usual = await ask(`/api/captures/${id}/thumbnail`);
    expect(usual.bytes.length).toBeGreaterThan(small.bytes.length);
    const head = await ask(`/api/captures/${id}/thumbnail?width=160`, { method: 'HEAD' });
    expect(head.headers['content-length']).toBe(String(small.bytes.length));
    const known = { 'if-none-match': String(small.headers.etag) };
    expect((await ask(`/api/captures/${id}/thumbnail?width=160`, { headers: known })).status).toBe(304);
    expect((await ask(`/api/captures/${id}/thumbnail?width=640`, { headers: known })).status).toBe(200);
  });

  it('is for whoever may read captures, not for whoever may read their texts', async () => {
    const askText = await restAsker(asked, ['captures:text', 'memory:write', 'decide']);
    for (const room of ['picture', 'thumbnail']) {
      const path = `/api/captures/${id}/${room}`;
      expect((await askText(path)).body).toMatchObject({ code: 'FORBIDDEN', data: { scope: 'captures:read' } });
      expect((await askText(path, { method: 'HEAD' })).status).toBe(403);
      expect((await asked.ask(path, { signedIn: false })).status).toBe(401);
      expect((await ask(path, { method: 'POST' })).headers.allow).toBe('GET, HEAD');
    }
  });

  it.each([
    ['an unknown one', `${unknownId}/picture`, 404, 'NOT_FOUND'],
    ['an id that is none', 'x/picture', 400, 'BAD_INPUT'],
    ['a path as an id', '..%2f..%2fafterimage.db/picture', 400, 'BAD_INPUT'],
    ['no width', 'ID/thumbnail?width=', 400, 'BAD_INPUT'],
    ['a width of nothing', 'ID/thumbnail?width=0', 400, 'BAD_INPUT'],
    ['a width that is no number', 'ID/thumbnail?width=1e2', 400, 'BAD_INPUT'],
    ['an endless width', 'ID/thumbnail?width=99999', 400, 'BAD_INPUT'],
  ])('is refused for %s', async (_what, path, status, code) => {
    const answer = await ask(`/api/captures/${path.replace('ID', id)}`);
    expect([answer.status, answer.body, answer.headers['cache-control']]).toMatchObject([status, { code }, 'no-store']);
    expect(answer.body).toHaveProperty('data');
  });

  it('is not sent where a link is in its place, and the window gets none either', async () => {
    const outside = join(asked.demo.folder, 'outside');
    mkdirSync(outside);
    const { body: capture } = await ask(`/api/captures/${id}`);
    const picture = readFileSync(join(asked.demo.libraryPath, capture.filepath));
    writeFileSync(join(outside, 'secret.jpg'), picture);
    const refused = { code: 'PERMISSION_DENIED' };
    const expectRefused = async (captureId: string) => {
      for (const path of ['picture', 'thumbnail', 'thumbnail?width=160']) {
        const answer = await ask(`/api/captures/${captureId}/${path}`);
        expect([path, answer.status, answer.body]).toMatchObject([path, 403, refused]);
      }
      for (const path of [`/media/full/${captureId}`, `/media/thumb/${captureId}?width=160`]) {
        expect((await asked.ask(path)).status).toBe(403);
      }
    };
    for (const target of [join(outside, 'secret.jpg'), join(asked.demo.libraryPath, capture.filepath), '/nowhere']) {
      const { id: replaced, path } = await another();
      expect((await ask(`/api/captures/${replaced}/thumbnail?width=160`)).status).toBe(200);
      rmSync(path);
      symlinkSync(target, path);
      await expectRefused(replaced);
    }
    const { id: moved, path } = await another();
    const folder = dirname(path);
    renameSync(folder, join(outside, 'day'));
    symlinkSync(join(outside, 'day'), folder);
    await expectRefused(moved);
    rmSync(folder);
    renameSync(join(outside, 'day'), folder);
    expect((await ask(`/api/captures/${moved}/picture`)).status).toBe(200);
  });
});

describe('deleting a capture', () => {
  it('puts it into the trash, from where undo takes it', async () => {
    const { id: doomed, capture } = await another();
    const path = `/api/captures/${doomed}`;
    const answer = await ask(path, { method: 'DELETE' });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { decisions: 1, bytes: capture.fileSize, undoneAt: null },
    ]);
    expect((await ask(path)).body).toMatchObject({ reviewState: 'discarded' });
    expect((await ask(path, { method: 'DELETE' })).body).toMatchObject({ code: 'CONFLICT' });
    expect((await ask('/api/trash')).body.items).toContainEqual(expect.objectContaining({ id: doomed }));
    const undone = await ask('/api/decisions/undo', { method: 'POST', json: { batchId: answer.body.id } });
    expect(undone.body.undoneAt).not.toBeNull();
    expect((await ask(path)).body).toMatchObject({ reviewState: 'unreviewed', trashedAt: null });
  });

  it.each([
    [unknownId, 404, 'NOT_FOUND'],
    ['x', 400, 'BAD_INPUT'],
  ])('answers %s with %i', async (doomed, status, code) => {
    const answer = await ask(`/api/captures/${doomed}`, { method: 'DELETE' });
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
  });

  it('is for whoever may decide', async () => {
    const reader = await restAsker(asked, ['captures:read', 'memory:write']);
    const answer = await reader(`/api/captures/${id}`, { method: 'DELETE' });
    expect([answer.status, answer.body]).toMatchObject([403, { code: 'FORBIDDEN', data: { scope: 'decide' } }]);
    expect((await ask(`/api/captures/${id}`)).body).toMatchObject({ trashedAt: null });
  });
});
