import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { mimeTypeByFormat, pictureFormats } from '../../src-shared/domain/vocabulary.ts';
import { samplePicture, sampleSize } from '../adapters/image/sample-pictures.fake.ts';
import { createMediaHandler } from './media.ts';
import { captureOnce, copyCapture, type DemoSession, openDemoSession } from './session.fake.ts';

let demo: DemoSession | undefined;
afterEach(() => demo?.dispose());

/** A session with some pictures, and a way to ask for one as a window does. */
async function withPictures(count: number) {
  demo = await openDemoSession();
  const ids = (await captureOnce(demo)).slice(0, count);
  while (ids.length < count) ids.push(await copyCapture(demo, ids[0] ?? ''));
  const reports: unknown[] = [];
  const answer = createMediaHandler(demo.session, (_summary, error) => reports.push(error));
  const ask = (path: string, headers: Record<string, string> = {}) =>
    answer(new Request(`http://127.0.0.1/media/${path}`, { headers }));
  return { ids, ask, reports, library: demo.session.library() };
}

describe('pictures that are decided about while they are asked for', () => {
  it('are always sent, wherever their files are on the way to', async () => {
    const { ids, ask, reports, library } = await withPictures(6);
    const etag = (await ask(`full/${ids[0]}`)).headers.get('etag') ?? '';
    const { localDay } = await library.timeline.get(ids[0] ?? '');
    let isDeciding = true;
    const statuses = new Map<string, number>();
    const asking = Array.from({ length: 8 }, async (_none, asker) => {
      for (let count = asker; isDeciding; count += 1) {
        const id = ids[count % ids.length];
        // Small copies are forgotten again at once, so that each is made from the file anew.
        const path = count % 3 === 0 ? `thumb/${id}?width=${160 * 2 ** (asker % 4)}` : `full/${id}`;
        const response = await ask(path, count % 3 === 1 ? { 'if-none-match': etag } : {});
        const told = response.ok || response.status === 304 ? '' : await response.text();
        const key = `${response.status} ${told}`.trim();
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
        if (count % 3 === 0) await library.thumbnails.remove({ id: id ?? '', localDay });
      }
    });
    for (let round = 0; round < 60; round += 1) {
      await library.review.decide(ids.map((captureId) => ({ captureId, verdict: 'discard' as const })));
      if (round % 2 === 0) await library.trash.settle();
      await library.review.undo();
      if (round % 3 === 0) await library.trash.settle();
    }
    isDeciding = false;
    await Promise.all(asking);
    expect([...statuses.keys()].sort()).toEqual(['200', '304']);
    expect(reports).toEqual([]);
  }, 60_000);

  it('are sent too when another day was given to them in between', async () => {
    const { ids, ask, library } = await withPictures(1);
    const [id = ''] = ids;
    const { capturedAt } = await library.timeline.get(id);
    let isMoving = true;
    const statuses = new Set<number>();
    const asking = Array.from({ length: 4 }, async (_none, asker) => {
      while (isMoving) statuses.add((await ask(asker % 2 === 0 ? `full/${id}` : `thumb/${id}?width=160`)).status);
    });
    for (let day = 1; day <= 30; day += 1) {
      await library.review.overrideTime(id, capturedAt - day * 86_400_000, 0);
      await library.trash.settle();
    }
    isMoving = false;
    await Promise.all(asking);
    expect([...statuses]).toEqual([200]);
  }, 60_000);

  it('are missing where their file really is', async () => {
    const { ids, ask, library } = await withPictures(1);
    await library.storage.delete((await library.timeline.get(ids[0] ?? '')).filepath);
    for (const path of [`full/${ids[0]}`, `thumb/${ids[0]}?width=160`]) {
      const response = await ask(path);
      expect({ status: response.status, ...((await response.json()) as object) }).toMatchObject({
        status: 404,
        code: 'FILE_MISSING',
      });
    }
  });
});

describe('pictures of every format', () => {
  const shownAsTheyAre = new Set<string>(['jpeg', 'png', 'webp', 'avif', 'gif', 'bmp']);

  it.each(pictureFormats)('%s: stored as it is, and shown by any window', async (format) => {
    const { ask, library, reports } = await withPictures(0);
    // What is behind the picture stays there, and is never taken for what the file is.
    const bytes = Buffer.concat([
      await samplePicture(format),
      Buffer.from('PK\x03\x04<html><script>alert(1)</script>'),
    ]);
    const pieces = async function* () {
      yield bytes;
    };
    const received = await library.receiver.receive(pieces(), bytes.length);
    const { capture } = await library.receiver.store(received, { tags: [], originalFilename: 'page.html' });
    expect(capture).toMatchObject({ mimeType: mimeTypeByFormat[format], ...sampleSize });

    const stored = await ask(`full/${capture.id}?as=stored`);
    expect(stored.headers.get('content-type')).toBe(mimeTypeByFormat[format]);
    expect(stored.headers.get('x-content-type-options')).toBe('nosniff');
    expect(stored.headers.get('etag')).toBe(`"${capture.sha256}"`);
    expect(Buffer.compare(Buffer.from(await stored.arrayBuffer()), bytes)).toBe(0);

    const shown = await ask(`full/${capture.id}`);
    const isAsItIs = shownAsTheyAre.has(format);
    expect(shown.headers.get('content-type')).toBe(isAsItIs ? mimeTypeByFormat[format] : 'image/jpeg');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    const etag = shown.headers.get('etag') ?? '';
    expect(etag === `"${capture.sha256}"`).toBe(isAsItIs);
    const shownBytes = Buffer.from(await shown.arrayBuffer());
    expect(shownBytes.length).toBe(Number(shown.headers.get('content-length')));
    if (!isAsItIs) expect(await sharp(shownBytes).metadata()).toMatchObject({ format: 'jpeg', ...sampleSize });
    expect((await ask(`full/${capture.id}`, { 'if-none-match': etag })).status).toBe(304);
    const part = await ask(`full/${capture.id}`, { range: 'bytes=0-9' });
    expect(part.status).toBe(206);
    expect(Buffer.compare(Buffer.from(await part.arrayBuffer()), shownBytes.subarray(0, 10))).toBe(0);

    const small = await ask(`thumb/${capture.id}?width=160`);
    expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({
      format: 'jpeg',
      ...sampleSize,
    });
    expect(reports).toEqual([]);
  });
});
