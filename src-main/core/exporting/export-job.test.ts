import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsBelow, ExportHarness, filesBelow, manifestIn } from './export-harness.fake.ts';

const at = Date.UTC(2026, 5, 15, 23, 59, 0);

describe('an export to a folder', () => {
  it('holds every picture byte for byte, and a manifest that tells all of it', async () => {
    const harness = await ExportHarness.open();
    const captures = await harness.store(5, { capturedAt: at, appName: '=cmd()', windowTitle: 'A "title"' });
    const job = await harness.job({});
    expect(await harness.work(job)).toEqual({
      path: harness.path(),
      exported: 5,
      bytes: captures.reduce((sum, each) => sum + each.fileSize, 0),
      failed: 0,
    });
    const manifest = manifestIn(harness.path());
    expect(manifest.files.map((file) => file.id)).toEqual(captures.map((each) => each.id));
    expect(filesBelow(harness.path())).toEqual(
      [...manifest.files.map((file) => file.path), 'manifest.csv', 'manifest.json'].sort(),
    );
    for (const [index, capture] of captures.entries()) {
      const entry = manifest.files[index];
      expect(entry).toMatchObject({
        path: `${capture.localDay.replaceAll('-', '/')}/${capture.localDay}_${entry?.captured_at.slice(11, 19).replaceAll(':', '-')}_${capture.id}.jpg`,
        sha256: capture.sha256,
        bytes: capture.fileSize,
        captured_at: new Date(capture.capturedAt).toISOString(),
        timestamp_source: 'capture',
        confidence: 'high',
        display: { id: 'display-a', name: 'Left' },
        app: '=cmd()',
      });
      const path = join(harness.path(), entry?.path ?? '');
      expect(readFileSync(path).equals(readFileSync(join(harness.library.path, capture.filepath)))).toBe(true);
      expect(statSync(path).mtimeMs).toBe(capture.capturedAt);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    expect(manifest).toMatchObject({
      format: 'afterimage-export',
      version: 1,
      app_version: '1.2.3',
      totals: { files: 5, failed: 0 },
      failed: [],
    });
    const table = readFileSync(join(harness.path(), 'manifest.csv'), 'utf8').split('\r\n');
    expect(table).toHaveLength(7);
    expect(table[1]).toContain(`'=cmd(),"A ""title"""`);
    expect((await harness.events.getRecentEvents())[0]).toMatchObject({
      type: 'action',
      summary: expect.stringContaining('Exported 5 pictures'),
    });
  });

  it.each([
    ['high', at],
    ['medium', at],
    ['low', null],
    ['none', null],
  ] as const)(
    'gives a copy whose time has %s confidence that time of change only where it is sure',
    async (confidence, time) => {
      const harness = await ExportHarness.open();
      const [capture] = await harness.store(1, { capturedAt: at, confidence, timestampSource: 'filename' });
      await harness.work(await harness.job({}));
      const [entry] = manifestIn(harness.path()).files;
      const { mtimeMs } = statSync(join(harness.path(), entry?.path ?? ''));
      expect(entry?.captured_at).toBe(new Date(capture?.capturedAt ?? 0).toISOString());
      expect(mtimeMs).toBe(time ?? harness.library.clock.now());
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7])(
    'is the same after a kill at its checkpoint %i as an undisturbed one',
    async (checkpoint) => {
      const harness = await ExportHarness.open();
      const captures = await harness.store(70, { capturedAt: at });
      rmSync(join(harness.library.path, captures[40]?.filepath ?? ''));
      const calm = await harness.job({ path: harness.path('calm') });
      const result = await harness.work(calm);
      const job = await harness.job({ path: harness.path('killed') });
      expect(await harness.workUntilKilled(job, checkpoint)).toBe(true);
      expect(await harness.work(job)).toEqual({ ...result, path: harness.path('killed') });
      const withoutManifest = (folder: string) => {
        const contents = contentsBelow(folder);
        for (const name of ['manifest.json', 'manifest.csv']) contents.delete(name);
        return contents;
      };
      expect(withoutManifest(harness.path('killed'))).toEqual(withoutManifest(harness.path('calm')));
      expect(manifestIn(harness.path('killed'))).toEqual(manifestIn(harness.path('calm')));
      expect(job.items).toEqual(calm.items);
    },
  );

  it('takes up a file that was written before a kill could say so, and never one that somebody else put there', async () => {
    const harness = await ExportHarness.open();
    const captures = await harness.store(3, { capturedAt: at });
    const job = await harness.job({ layout: 'flat', nameTemplate: '{id}' });
    // All files are written, and that is told by no checkpoint.
    await harness.workUntilKilled(job, 4);
    const name = (index: number) => `${captures[index]?.id}.jpg`;
    writeFileSync(join(harness.path(), name(1)), 'something of a person');
    expect(await harness.work(job)).toMatchObject({ exported: 2, failed: 1 });
    expect(readFileSync(join(harness.path(), name(1)), 'utf8')).toBe('something of a person');
    expect(manifestIn(harness.path()).failed).toEqual([
      { id: captures[1]?.id, path: name(1), reason: expect.stringContaining('ever written over') },
    ]);
  });

  it('leaves nothing half written of what a kill came upon, be it exported in the end or not', async () => {
    const harness = await ExportHarness.open();
    const [named, torn, trashed, taken] = await harness.store(4, { capturedAt: at });
    if (!named || !torn || !trashed || !taken) throw new Error('Too few.');
    const job = await harness.job({ layout: 'flat', nameTemplate: '{id}' });
    await harness.workUntilKilled(job, 4);
    const path = (capture: { id: string }, suffix = '') =>
      join(harness.path(), suffix ? `.${capture.id}.jpg${suffix}` : `${capture.id}.jpg`);
    // One has both names, one is torn, one is discarded meanwhile, and in the place of one is something else.
    linkSync(path(named), path(named, '.partial'));
    for (const capture of [torn, trashed, taken]) renameSync(path(capture), path(capture, '.partial'));
    writeFileSync(path(torn, '.partial'), 'half');
    writeFileSync(path(taken), 'something of a person');
    await harness.database.decisions.decide(
      [{ verdict: 'discard', captures: new Map([[trashed.id, null]]) }],
      () => 'Discarded',
      at,
    );
    expect(await harness.work(job)).toMatchObject({ exported: 2, failed: 2 });
    expect(filesBelow(harness.path())).toEqual(
      [`${named.id}.jpg`, `${torn.id}.jpg`, `${taken.id}.jpg`, 'manifest.csv', 'manifest.json'].sort(),
    );
  });

  it('goes on without the pictures that vanish, are damaged, discarded or deleted meanwhile, and lists them', async () => {
    const harness = await ExportHarness.open();
    const [vanished, damaged, discarded, deleted, linked, moved, good] = await harness.store(7, { capturedAt: at });
    if (!vanished || !damaged || !discarded || !deleted || !linked || !moved || !good) throw new Error('Too few.');
    const file = (capture: { filepath: string }) => join(harness.library.path, capture.filepath);
    const job = await harness.job({});
    // The plan is made: what happens now happens in the middle.
    await harness.workUntilKilled(job, 2);
    rmSync(file(vanished));
    writeFileSync(file(damaged), Buffer.alloc(damaged.fileSize));
    await harness.database.decisions.decide(
      [{ verdict: 'discard', captures: new Map([[discarded.id, null]]) }],
      () => 'Discarded',
      at,
    );
    await harness.database.captures.delete(deleted.id);
    rmSync(file(linked));
    symlinkSync('/etc/hostname', file(linked));
    await harness.database.decisions.overrideTimes(
      [{ captureId: moved.id, capturedAt: at - 86_400_000 * 30, utcOffsetMinutes: 60, localDay: '2026-05-17' }],
      'Moved',
      at,
    );
    expect(await harness.work(job)).toMatchObject({ exported: 2, failed: 5 });
    const manifest = manifestIn(harness.path());
    expect(new Set(manifest.files.map((each) => each.id))).toEqual(new Set([moved.id, good.id]));
    // It stays in the place that it was given, and says its time as it is now.
    expect(manifest.files.find((each) => each.id === moved.id)).toMatchObject({
      path: expect.stringMatching(/^2026\/06\/16\//),
      local_day: '2026-05-17',
      timestamp_source: 'user',
      decisions: [{ type: 'timestamp_override', undone_at: null }],
    });
    expect(manifest.failed.map(({ id, reason }) => [id, reason])).toEqual([
      [vanished.id, 'The file of this picture is gone.'],
      [damaged.id, expect.stringContaining('damaged')],
      [discarded.id, expect.stringContaining('trash')],
      [deleted.id, expect.stringContaining('deleted')],
      [linked.id, expect.stringContaining('Links are not followed')],
    ]);
    expect(job.items.get(damaged.id)).toMatchObject({ status: 'failed' });
  });

  it('tries again what failed, when somebody asks for that', async () => {
    const harness = await ExportHarness.open();
    const captures = await harness.store(40, { capturedAt: at });
    const lost = join(harness.library.path, captures[3]?.filepath ?? '');
    const bytes = readFileSync(lost);
    rmSync(lost);
    const job = await harness.job({});
    const stop = new AbortController();
    let steps = 0;
    // A cancelled job can be gone on with.
    const stopped = harness.work(job, stop.signal, () => {
      steps += 1;
      if (steps === 5) stop.abort(new Error('cancelled'));
    });
    await expect(stopped).rejects.toThrow('cancelled');
    expect(filesBelow(harness.path())).not.toContain('manifest.json');
    expect((await harness.events.getRecentEvents())[0]?.summary).toContain('without a manifest');
    writeFileSync(lost, bytes);
    job.retry();
    expect(await harness.work(job)).toMatchObject({ exported: 40, failed: 0 });
    expect(manifestIn(harness.path()).failed).toEqual([]);
    expect(new Set(manifestIn(harness.path()).files.map((file) => file.id))).toEqual(
      new Set(captures.map((each) => each.id)),
    );
    expect(job.items.get(captures[3]?.id ?? '')).toMatchObject({ status: 'done' });
  });

  it('gives each picture a name of its own, also where names differ in case alone', async () => {
    const harness = await ExportHarness.open();
    const names = ['Photo.jpg', 'PHOTO.JPG', 'photo.jpeg', 'photo_2.jpg', 'e\u0301.jpg', 'É.jpg'];
    for (const [index, originalFilename] of names.entries()) {
      await harness.store(1, { capturedAt: at + index * 60_000, originalFilename });
    }
    await harness.work(await harness.job({ layout: 'flat', nameTemplate: '{name}' }));
    expect(manifestIn(harness.path()).files.map((file) => file.path)).toEqual([
      'Photo.jpg',
      'PHOTO_2.jpg',
      'photo_3.jpg',
      'photo_2_2.jpg',
      'é.jpg',
      'É_2.jpg',
    ]);
  });

  it('says so where nothing fits', async () => {
    const harness = await ExportHarness.open();
    await expect(harness.work(await harness.job({}))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('writes into no folder that a link leads to', async () => {
    const harness = await ExportHarness.open();
    await harness.store(2, { capturedAt: at - 3_600_000 });
    const job = await harness.job({});
    await harness.workUntilKilled(job, 3);
    const elsewhere = harness.path('elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(harness.path(), '2026'));
    await expect(harness.work(job)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(filesBelow(elsewhere)).toEqual([]);
  });
});
