import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samplePictures } from '../../adapters/image/sample-pictures.fake.ts';
import { fileTime, ImportHarness, jpegOf } from './import-harness.fake.ts';

describe('an import', () => {
  it('stores the bytes of each picture in the dated folder of its day, with its name and path, and changes no original', async () => {
    const harness = await ImportHarness.make();
    const bytes = await jpegOf(1);
    const path = harness.put('holiday/日本 “am See” 🏞.jpg', bytes);
    const before = lstatSync(path);
    const { result, files, id } = await harness.import();
    expect(result).toEqual({
      dryRun: false,
      files: 1,
      bytes: bytes.length,
      importable: 0,
      importableBytes: 0,
      imported: 1,
      importedBytes: bytes.length,
      linked: 0,
      failed: 0,
      skipped: 0,
      uncertain: 1,
    });
    const { captureId } = files.of('holiday/日本 “am See” 🏞.jpg');
    const capture = await harness.database.captures.byId(captureId ?? '');
    expect(capture).toMatchObject({
      origin: 'import',
      filepath: `captures/2024/05/17/${captureId}.jpg`,
      originalFilename: '日本 “am See” 🏞.jpg',
      originalPath: path,
      capturedAt: fileTime,
      timestampSource: 'filesystem',
      confidence: 'low',
      width: 48,
      height: 48,
      fileSize: bytes.length,
      displayId: null,
    });
    expect(harness.bytesOf(capture?.filepath ?? '')).toEqual(bytes);
    expect(readFileSync(path)).toEqual(bytes);
    const after = lstatSync(path);
    expect([after.mtimeMs, after.ino, after.mode]).toEqual([before.mtimeMs, before.ino, before.mode]);
    expect((await harness.jobs.items(id, { limit: 9 })).items).toMatchObject([{ captureId, status: 'done' }]);
    await harness.expectHealthy();
  });

  it('takes every format by its content, whatever the file is called', async () => {
    const harness = await ImportHarness.make();
    for (const [format, bytes] of await samplePictures()) harness.put(`${format}.dat`, bytes);
    const { files } = await harness.import();
    const extensions = await Promise.all(
      files.all.map(async ({ path, status, captureId }) => {
        const capture = await harness.database.captures.byId(captureId ?? '');
        return [basename(path, '.dat'), status, capture?.filepath.split('.').pop(), capture?.mimeType];
      }),
    );
    expect(extensions).toEqual([
      ['avif', 'imported', 'avif', 'image/avif'],
      ['bmp', 'imported', 'bmp', 'image/bmp'],
      ['gif', 'imported', 'gif', 'image/gif'],
      ['heic', 'imported', 'heic', 'image/heic'],
      ['jpeg', 'imported', 'jpg', 'image/jpeg'],
      ['png', 'imported', 'png', 'image/png'],
      ['tiff', 'imported', 'tif', 'image/tiff'],
      ['webp', 'imported', 'webp', 'image/webp'],
    ]);
    await harness.expectHealthy();
  });

  it('adds nothing when it runs again, and says what is there already', async () => {
    const harness = await ImportHarness.make();
    for (let seed = 0; seed < 5; seed += 1) harness.put(`${seed}.jpg`, await jpegOf(seed));
    const first = await harness.import();
    const stored = harness.stored();
    const again = await harness.import();
    expect(again.result).toMatchObject({ imported: 0, linked: 5, failed: 0 });
    expect(harness.stored()).toEqual(stored);
    expect(again.files.all.map((file) => file.captureId)).toEqual(first.files.all.map((file) => file.captureId));
    expect((await harness.jobs.items(again.id, { limit: 9, status: 'skipped' })).items).toHaveLength(5);
  });

  it('links files with the same bytes to the first of them, whichever was read first', async () => {
    const harness = await ImportHarness.make();
    const bytes = await jpegOf(1, 300);
    for (let copy = 0; copy < 150; copy += 1) harness.put(`${String(copy).padStart(3, '0')}.jpg`, bytes);
    const { result, files } = await harness.import();
    expect(result).toMatchObject({ imported: 1, linked: 149 });
    const first = files.of('000.jpg');
    expect(first.status).toBe('imported');
    expect(new Set(files.all.map((file) => file.captureId))).toEqual(new Set([first.captureId]));
    expect(harness.stored()).toHaveLength(1);
  });

  it('counts what is in the trash as there, and what was deleted for good as gone', async () => {
    const harness = await ImportHarness.make();
    harness.put('a.jpg', await jpegOf(1));
    harness.put('b.jpg', await jpegOf(2));
    const { files } = await harness.import();
    const [a, b] = [files.of('a.jpg').captureId ?? '', files.of('b.jpg').captureId ?? ''];
    harness.library.raw((native) => {
      native.exec(`INSERT INTO reviews VALUES ('${a}', 'discarded', 5, 5, 5, NULL)`);
      native.exec(`UPDATE captures SET purged_at = 5 WHERE id = '${b}'`);
    });
    const again = await harness.import();
    expect(again.files.of('a.jpg')).toMatchObject({ status: 'linked', captureId: a });
    expect(again.files.of('b.jpg').status).toBe('imported');
    expect(again.files.of('b.jpg').captureId).not.toBe(b);
  });

  it('stores anew what the library lost the file of', async () => {
    const harness = await ImportHarness.make();
    harness.put('a.jpg', await jpegOf(1));
    const first = await harness.import();
    const capture = await harness.database.captures.byId(first.files.of('a.jpg').captureId ?? '');
    await harness.library.storage.delete(capture?.filepath ?? '');
    expect((await harness.import()).result).toMatchObject({ imported: 1, linked: 0 });
  });

  it('tells the windows of many pictures at once, looks for duplicates when all are there, and leaves a line', async () => {
    const harness = await ImportHarness.make();
    for (let seed = 0; seed < 100; seed += 1) harness.put(`${seed}.jpg`, await jpegOf(seed, 16));
    await harness.import();
    const types = harness.messages.map(({ type }) => type);
    expect(types).not.toContain('capture-stored');
    const told = types.filter((type) => type === 'captures-changed').length;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(20);
    expect((await harness.jobs.list({ limit: 9, type: 'scan_duplicates' })).items).toMatchObject([
      { status: 'pending', payload: { sign: false } },
    ]);
    expect((await harness.database.events.page({ limit: 9 })).items).toMatchObject([
      { type: 'action', severity: 'info', summary: expect.stringMatching(/^Imported 100 pictures \(/) },
    ]);
    const signed = harness.library.raw((native) =>
      native.prepare('SELECT count(*) FROM signatures JOIN tile_signatures USING (key)').pluck().get(),
    );
    expect(signed).toBe(100);
  });

  it('keeps what tells when a picture was taken', async () => {
    const harness = await ImportHarness.make();
    harness.put('2024/03/01/Screenshot_20240301-101522.jpg', await jpegOf(1));
    const { files } = await harness.import();
    const { captureId } = files.all[0] ?? {};
    const row = harness.library.raw((native) =>
      native.prepare('SELECT * FROM imported_pictures WHERE capture_id = ?').get(captureId),
    ) as { evidence: string; job_id: string };
    const kinds = (JSON.parse(row.evidence) as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['file_name', 'folder_name', 'file_modified']));
    expect(await harness.database.captures.byId(captureId ?? '')).toMatchObject({
      timestampSource: 'filename',
      localDay: '2024-03-01',
    });
  });
});

describe('what is asked for', () => {
  it('is refused where it is not whole, not there, or in the library', async () => {
    const harness = await ImportHarness.make();
    const inLibrary = join(harness.library.path, 'captures');
    writeFileSync(join(harness.folder, 'a.jpg'), await jpegOf(1));
    for (const paths of [[], ['pictures'], [join(harness.folder, 'nowhere')], [inLibrary], [harness.library.path]]) {
      await expect(harness.start({ paths }), String(paths)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    await expect(harness.start({ uploadId: '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await harness.jobs.list({ limit: 9 })).items).toEqual([]);
  });

  it('may be a file, and the same file in several ways counts once', async () => {
    const harness = await ImportHarness.make();
    const path = harness.put('folder/a.jpg', await jpegOf(1));
    const paths = [path, harness.folder, `${harness.folder}/`, join(harness.folder, 'folder', '..', 'folder')];
    expect((await harness.import({ paths })).result).toMatchObject({ files: 1, imported: 1 });
    expect((await harness.import({ paths: [path] })).result).toMatchObject({ files: 1, linked: 1 });
  });

  it('may be a long list of files, which is not shown with the job each time', async () => {
    const harness = await ImportHarness.make();
    const paths: string[] = [];
    for (let seed = 0; seed < 50; seed += 1) paths.push(harness.put(`${seed}.jpg`, await jpegOf(seed, 16)));
    const { id, payload, title } = await harness.start({ paths });
    expect(payload.paths).toEqual(paths.slice(0, 20));
    expect(title).toBe(`Import ${paths[0]} and 49 more`);
    await harness.service.begin();
    await harness.service.stop();
    expect(await harness.work(id)).toMatchObject({ status: 'completed', result: { files: 50, imported: 50 } });
    expect(await harness.database.imports.rootLists()).toEqual([]);
    await harness.jobs.cancel((await harness.start({ paths })).id);
    expect(await harness.database.imports.rootLists()).toHaveLength(1);
    harness.library.raw((native) => native.exec("UPDATE jobs SET status = 'completed', completed_at = 5"));
    await harness.service.begin();
    await harness.service.stop();
    expect(await harness.database.imports.rootLists()).toEqual([]);
  });

  it('leaves the library out of a folder that holds it', async () => {
    const harness = await ImportHarness.make();
    harness.put('a.jpg', await jpegOf(1));
    const { result, id } = await harness.import({ paths: [harness.library.root] });
    expect(result).toMatchObject({ imported: 1, skipped: 1, linked: 0 });
    expect((await harness.service.files(id, { status: 'skipped', limit: 9 })).items).toMatchObject([
      { path: harness.library.path, errorMessage: expect.stringMatching(/the library itself/) },
    ]);
  });

  it('is answered with the import that does the same already', async () => {
    const harness = await ImportHarness.make();
    harness.put('a.jpg', await jpegOf(1));
    expect((await harness.start()).id).toBe((await harness.start()).id);
  });
});

describe('the files of an import', () => {
  it('are listed page by page, also those of one status, and of imports alone', async () => {
    const harness = await ImportHarness.make();
    for (let seed = 0; seed < 4; seed += 1) harness.put(`${seed}.jpg`, await jpegOf(seed));
    harness.put('text.jpg', 'no');
    const { id } = await harness.import();
    const first = await harness.service.files(id, { status: 'imported', limit: 3 });
    expect(first.items.map((file) => file.number)).toEqual([1, 2, 3]);
    const second = await harness.service.files(id, { status: 'imported', limit: 3, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ items: [{ number: 4 }], nextCursor: null });
    await expect(harness.service.files(id, { cursor: 'nonsense', limit: 3 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const [scan] = (await harness.jobs.list({ limit: 9, type: 'scan_duplicates' })).items;
    await expect(harness.service.files(scan?.id ?? '', { limit: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
