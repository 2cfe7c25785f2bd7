import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportTargetSchema } from '../../../src-shared/contract/exporting.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { ExportHarness, filesBelow } from './export-harness.fake.ts';
import { ExportService } from './export-service.ts';

let harness: ExportHarness;
let service: ExportService;
let enqueued: Record<string, unknown>[];
/** The jobs there are, newest first. */
let earlier: Job[];

beforeEach(async () => {
  harness = await ExportHarness.open();
  await harness.store(3, { capturedAt: Date.UTC(2026, 5, 15, 9) });
  enqueued = [];
  earlier = [];
  service = new ExportService({
    exports: harness.database.exports,
    libraryPath: harness.library.path,
    jobs: () => ({
      enqueue: async (_type, payload) => {
        enqueued.push(payload);
        return {} as Job;
      },
      list: async () => ({ items: earlier, nextCursor: null }),
      retry: async (id) => ({ id, status: 'pending' }) as Job,
    }),
  });
});

const start = (path: string, others: Record<string, unknown> = {}) =>
  service.start({}, exportTargetSchema.parse({ path, ...others }));

describe('asking for an export', () => {
  it('takes a folder that is not there yet, or an empty one, by its real path', async () => {
    mkdirSync(harness.path('real'));
    symlinkSync(harness.path('real'), harness.path('way'));
    mkdirSync(harness.path('real/empty'));
    writeFileSync(harness.path('real/empty/.DS_Store'), '');
    for (const path of ['new', 'real/empty', 'way/new', 'not/there/yet/']) await start(harness.path(path));
    expect(enqueued.map(({ to }) => (to as { path: string }).path)).toEqual(
      ['new', 'real/empty', 'real/new', 'not/there/yet'].map((path) => harness.path(path)),
    );
  });

  it.each([
    ['a path that is not whole', 'pictures', {}, 'BAD_INPUT'],
    ['the library', 'LIBRARY', {}, 'BAD_INPUT'],
    ['a folder in the library', 'LIBRARY/export', {}, 'BAD_INPUT'],
    ['a zip in the library', 'LIBRARY/captures/a.zip', { kind: 'zip' }, 'BAD_INPUT'],
    ['a way into the library by a link', 'ROOT/to-library/new', {}, 'BAD_INPUT'],
    ['a folder around the library', 'ROOT', {}, 'BAD_INPUT'],
    ['the root of the disk', '/', {}, 'BAD_INPUT'],
    ['a folder in another library', 'ROOT/other/new', {}, 'BAD_INPUT'],
    ['a folder with something in it', 'ROOT/full', {}, 'CONFLICT'],
    ['a file', 'ROOT/full/a.txt', {}, 'CONFLICT'],
    ['a zip that is there', 'ROOT/full/a.txt', { kind: 'zip' }, 'CONFLICT'],
    ['a tar that somebody is writing', 'ROOT/full/b', { kind: 'tar' }, 'CONFLICT'],
    ['a link', 'ROOT/to-empty', {}, 'BAD_INPUT'],
    ['a link that leads nowhere', 'ROOT/to-nowhere', { kind: 'zip' }, 'BAD_INPUT'],
    ['a folder below a link that leads nowhere', 'ROOT/to-nowhere/new', {}, 'BAD_INPUT'],
    ['a way through a file', 'ROOT/full/a.txt/new', {}, 'BAD_INPUT'],
    ['a zip in a folder that is not there', 'ROOT/new/a.zip', { kind: 'zip' }, 'NOT_FOUND'],
    ['a circle of links', 'ROOT/circle/new', {}, 'BAD_INPUT'],
    ['control characters', 'ROOT/a\nb', {}, 'BAD_INPUT'],
    ['a path that is too long', `ROOT/${'x'.repeat(300)}`, {}, 'BAD_INPUT'],
    ['an unknown field in a name', 'ROOT/new', { nameTemplate: '{day}' }, 'BAD_INPUT'],
  ])('refuses %s', async (_what, given, others, code) => {
    const root = harness.library.root;
    mkdirSync(join(root, 'full'));
    mkdirSync(join(root, 'empty'));
    mkdirSync(join(root, 'other'));
    writeFileSync(join(root, 'other/afterimage-library.json'), '{}');
    writeFileSync(join(root, 'full/a.txt'), '');
    writeFileSync(join(root, 'full/b.partial'), '');
    symlinkSync(join(root, 'empty'), join(root, 'to-empty'));
    symlinkSync(join(root, 'nowhere'), join(root, 'to-nowhere'));
    symlinkSync(harness.library.path, join(root, 'to-library'));
    symlinkSync(join(root, 'circle'), join(root, 'circle'));
    const before = filesBelow(root);
    const path = given.replace('LIBRARY', harness.library.path).replace('ROOT', root);
    await expect(start(path, others)).rejects.toMatchObject({ code });
    expect(filesBelow(root)).toEqual(before);
    expect(enqueued).toEqual([]);
  });

  it('goes on with a job of the very same that has ended half way, where what it began is still there', async () => {
    const path = harness.path('half');
    const { nameTemplate } = exportTargetSchema.parse({ path });
    const job = await harness.job({ path, nameTemplate });
    await harness.workUntilKilled(job, 4);
    const asJob = (status: Job['status']) => [{ id: job.id, status, payload: job.payload } as unknown as Job];
    for (const status of ['failed', 'cancelled'] as const) {
      earlier = asJob(status);
      expect(await start(path)).toEqual({ id: job.id, status: 'pending' });
      await expect(start(path, { layout: 'flat' })).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    earlier = asJob('completed');
    await expect(start(path)).rejects.toMatchObject({ code: 'CONFLICT' });
    // What was put there instead belongs to somebody else.
    earlier = asJob('failed');
    rmSync(path, { recursive: true });
    mkdirSync(path);
    writeFileSync(join(path, 'mine.txt'), '');
    await expect(start(path)).rejects.toMatchObject({ code: 'CONFLICT' });
    rmSync(join(path, 'mine.txt'));
    expect(enqueued).toEqual([]);
    await start(path);
    expect(enqueued).toEqual([job.payload]);
  });

  it('refuses a folder that cannot be written', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere');
    mkdirSync(harness.path('locked'), { mode: 0o500 });
    await expect(start(harness.path('locked/new'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    chmodSync(harness.path('locked'), 0o700);
  });

  it('says that there is nothing to export, and how much there is', async () => {
    const path = harness.path('new');
    const to = exportTargetSchema.parse({ path });
    await expect(service.start({ day: '1999-01-01' }, to)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.timeLapse({ day: '1999-01-01', path: `${path}.webp` } as never)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(service.timeLapse({ day: '2026-06-15', path: `${path}.gif` } as never)).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await expect(service.contactSheet({ day: '2026-06-15', path } as never)).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });

  it('counts what fits everything that is asked for, and that is what is exported', async () => {
    const { database } = harness;
    const later = await harness.store(4, { capturedAt: Date.UTC(2026, 5, 16, 9), displayId: 'display-b' });
    const ids = later.map((each) => each.id);
    await database.decisions.decide(
      [{ verdict: 'keep', captures: new Map(ids.slice(0, 2).map((id) => [id, null])) }],
      () => 'Kept',
      1,
    );
    await database.decisions.decide(
      [{ verdict: 'discard', captures: new Map([[ids[3] ?? '', null]]) }],
      () => 'Discarded',
      2,
    );
    await database.decisions.tag(ids.slice(1, 3), 'work', true, () => 'Tagged', 3);
    const selections: [Record<string, unknown>, number][] = [
      [{}, 6],
      [{ day: '2026-06-16' }, 3],
      [{ from: '2026-06-16' }, 3],
      [{ to: '2026-06-15' }, 3],
      [{ from: '2026-06-15', to: '2026-06-15' }, 3],
      [{ day: '2026-06-16', from: '2026-06-17' }, 0],
      [{ displayId: 'display-b' }, 3],
      [{ tag: 'work' }, 2],
      [{ reviewState: 'kept' }, 2],
      [{ reviewState: 'unreviewed' }, 4],
      [{ tag: 'work', reviewState: 'kept' }, 1],
      [{ tag: 'work', displayId: 'display-a' }, 0],
      [{ captureIds: [...ids, ids[0]] }, 3],
      [{ captureIds: ids, tag: 'work' }, 2],
      [{ captureIds: ids, reviewState: 'kept', day: '2026-06-16', displayId: 'display-b' }, 2],
      [{ captureIds: ['01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1'] }, 0],
    ];
    for (const [index, [what, captures]] of selections.entries()) {
      const preview = await service.preview(what);
      expect([what, preview.captures]).toEqual([what, captures]);
      const exported = await harness
        .work(await harness.job({ path: harness.path(`to-${index}`) }, what))
        .catch((error: { code?: string }) => ({ exported: error.code === 'NOT_FOUND' ? 0 : error, bytes: 0 }));
      expect([what, exported]).toEqual([what, expect.objectContaining({ exported: captures, bytes: preview.bytes })]);
    }
  });
});
