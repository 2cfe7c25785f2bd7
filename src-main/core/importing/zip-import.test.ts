import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { fileTime, ImportHarness, jpegOf } from './import-harness.fake.ts';

interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mode?: number;
  readonly stored?: boolean;
}

/** An archive with these entries. Names that no writer takes are put in afterwards, in place of ones as long. */
async function zipOf(entries: readonly Entry[]): Promise<Buffer> {
  const zip = new ZipFile();
  const renamed = new Map<string, string>();
  for (const [index, { name, bytes, mode, stored }] of entries.entries()) {
    const harmless = String(index).padStart(Buffer.byteLength(name), 'x');
    renamed.set(harmless, name);
    zip.addBuffer(bytes, harmless, { mtime: new Date(fileTime), compress: stored !== true, ...(mode ? { mode } : {}) });
  }
  zip.end();
  let archive = await buffer(zip.outputStream as unknown as NodeJS.ReadableStream);
  for (const [harmless, name] of renamed) archive = replaceAll(archive, harmless, name);
  return archive;
}

function replaceAll<Bytes extends Buffer>(bytes: Bytes, from: string, to: string): Bytes {
  const [wanted, put] = [Buffer.from(from), Buffer.from(to)];
  expect(put.length).toBe(wanted.length);
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) put.copy(bytes, at);
  return bytes;
}

/** Where in an archive the list names an entry. */
function listed(archive: Buffer, name: string): number {
  return archive.lastIndexOf(Buffer.from(name)) - 46;
}

describe('a zip archive', () => {
  it('is imported entry by entry, from wherever it lies, and stays as it is', async () => {
    const harness = await ImportHarness.make();
    const bytes = await jpegOf(1);
    harness.put(
      'sub/holiday.ZIP',
      await zipOf([
        { name: '2023/07/04/IMG_20230704_101522.jpg', bytes },
        { name: 'notes.txt', bytes: Buffer.from('text') },
        { name: '日本 “x”.jpg', bytes: await jpegOf(2), stored: true },
      ]),
    );
    const { files, result } = await harness.import({ mode: 'move' });
    expect(files.statuses).toEqual({
      'sub/holiday.ZIP!2023/07/04/IMG_20230704_101522.jpg': 'imported',
      'sub/holiday.ZIP!notes.txt': 'skipped',
      'sub/holiday.ZIP!日本 “x”.jpg': 'imported',
    });
    expect(result).toMatchObject({ files: 3, imported: 2, skipped: 1 });
    const { captureId, path } = files.of('sub/holiday.ZIP!2023/07/04/IMG_20230704_101522.jpg');
    const capture = await harness.database.captures.byId(captureId ?? '');
    expect(capture).toMatchObject({
      originalFilename: 'IMG_20230704_101522.jpg',
      originalPath: `${path}/2023/07/04/IMG_20230704_101522.jpg`,
      localDay: '2023-07-04',
    });
    expect(harness.bytesOf(capture?.filepath ?? '')).toEqual(bytes);
    await harness.expectHealthy();
    expect((await harness.import({ paths: [path] })).result).toMatchObject({ imported: 0, linked: 2, skipped: 1 });
  });

  it('leads nowhere: each name that leaves it, each link and each device fails alone', async () => {
    const harness = await ImportHarness.make();
    const evil = [
      '../../evil.jpg',
      'a/../../../evil.jpg',
      '/etc/evil.jpg',
      'C:/evil.jpg',
      'c:evil.jpg',
      '..\\..\\evil.jpg',
      'nul\0evil.jpg',
    ];
    const entries: Entry[] = [
      ...(await Promise.all(evil.map(async (name, seed) => ({ name, bytes: await jpegOf(seed) })))),
      { name: 'link.jpg', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'pipe.jpg', bytes: await jpegOf(20), mode: 0o010644 },
      { name: 'good.jpg', bytes: await jpegOf(30) },
    ];
    harness.put('evil.zip', await zipOf(entries));
    const { files, result } = await harness.importAfterLook();
    expect(result).toMatchObject({ files: 10, imported: 1, failed: 9 });
    for (const name of evil) expect(files.of(`evil.zip!${name}`).errorMessage).toMatch(/was not read|no valid name/);
    expect(files.of('evil.zip!link.jpg').errorMessage).toMatch(/is a link/);
    expect(harness.stored()).toHaveLength(1);
    await harness.expectHealthy();
  });

  it('does not unpack bombs: by what they say, by what they pack, and by what they hold beyond what they say', async () => {
    const harness = await ImportHarness.make();
    const large = Buffer.alloc(64 * 1024 * 1024);
    const liar = await jpegOf(1, 200);
    const archive = await zipOf([
      { name: 'ratio.jpg', bytes: Buffer.concat([await jpegOf(2), large]) },
      { name: 'liar.jpg', bytes: liar },
      { name: 'claim.jpg', bytes: await jpegOf(3) },
      { name: 'good.jpg', bytes: await jpegOf(4) },
    ]);
    archive.writeUInt32LE(1000, listed(archive, 'liar.jpg') + 24);
    archive.writeUInt32LE(0xfffffff0, listed(archive, 'claim.jpg') + 24);
    harness.put('bomb.zip', archive);
    const { files } = await harness.importAfterLook();
    expect(files.of('bomb.zip!good.jpg').status).toBe('imported');
    expect(files.of('bomb.zip!ratio.jpg').errorMessage).toMatch(/200 times its size/);
    expect(files.of('bomb.zip!claim.jpg').errorMessage).toMatch(/larger than 512 MB/);
    expect(files.of('bomb.zip!liar.jpg')).toMatchObject({
      status: 'failed',
      errorMessage: expect.stringMatching(/archive/),
    });
  });

  it('whose entries share their bytes is made to fill a disk', async () => {
    const harness = await ImportHarness.make();
    const archive = await zipOf([
      { name: 'a.jpg', bytes: await jpegOf(1, 200) },
      { name: 'b.jpg', bytes: await jpegOf(2, 200) },
    ]);
    // Both claim to be as long as the whole archive.
    for (const name of ['a.jpg', 'b.jpg']) archive.writeUInt32LE(archive.length - 100, listed(archive, name) + 20);
    harness.put('overlap.zip', archive);
    const { files } = await harness.importAfterLook();
    expect(files.of('overlap.zip!b.jpg').errorMessage).toMatch(/overlap/);
    expect(files.of('overlap.zip!b.jpg').status).toBe('failed');
  });

  it('with an entry that is encrypted, damaged, double or an archive itself has only that one fail', async () => {
    const harness = await ImportHarness.make();
    const inner = await zipOf([{ name: 'x.jpg', bytes: await jpegOf(9) }]);
    const archive = await zipOf([
      { name: 'secret.jpg', bytes: await jpegOf(1) },
      { name: 'damaged.jpg', bytes: await jpegOf(2), stored: true },
      { name: 'double.jpg', bytes: await jpegOf(3) },
      { name: 'doubl_.jpg', bytes: await jpegOf(4) },
      { name: 'inner.zip', bytes: inner },
      { name: '__MACOSX/._double.jpg', bytes: Buffer.from('x') },
    ]);
    replaceAll(archive, 'doubl_.jpg', 'double.jpg');
    archive.writeUInt16LE(
      archive.readUInt16LE(listed(archive, 'secret.jpg') + 8) | 1,
      listed(archive, 'secret.jpg') + 8,
    );
    const damaged = archive.indexOf('damaged.jpg') + 400;
    archive[damaged] = (archive[damaged] ?? 0) ^ 0xff;
    harness.put('mixed.zip', archive);
    const { files, result } = await harness.importAfterLook();
    expect(result).toMatchObject({ imported: 2, failed: 2, skipped: 2 });
    expect(files.of('mixed.zip!secret.jpg').errorMessage).toMatch(/encrypted/);
    expect(files.of('mixed.zip!damaged.jpg').errorMessage).toMatch(/damaged/);
    expect(files.of('mixed.zip!inner.zip').errorMessage).toMatch(/within an archive/);
    const doubles = files.all.filter(({ entry }) => entry === 'double.jpg');
    expect(doubles.map(({ status }) => status)).toEqual(['imported', 'imported']);
    expect(new Set(doubles.map(({ captureId }) => captureId)).size).toBe(2);
    await harness.expectHealthy();
  });

  it('whose list is broken gives what comes before, and says so', async () => {
    const harness = await ImportHarness.make();
    const archive = await zipOf([
      { name: 'first.jpg', bytes: await jpegOf(1) },
      { name: 'second.jpg', bytes: await jpegOf(2) },
    ]);
    archive.write('XX', listed(archive, 'second.jpg'));
    harness.put('broken.zip', archive);
    harness.put('truncated.zip', archive.subarray(0, 500));
    const { files } = await harness.importAfterLook();
    expect(files.statuses).toEqual({
      'broken.zip!first.jpg': 'imported',
      'broken.zip': 'failed',
      'truncated.zip': 'failed',
    });
    expect(files.of('broken.zip').errorMessage).toMatch(/^The archive could not be read: /);
  });

  it('that cannot be opened leaves nothing to do, and the job says that all is done', async () => {
    const harness = await ImportHarness.make();
    harness.put('truncated.zip', (await zipOf([{ name: 'a.jpg', bytes: await jpegOf(1) }])).subarray(0, 200));
    const { id } = await harness.start();
    expect(await harness.work(id)).toMatchObject({ status: 'completed', progressCurrent: 1, progressTotal: 1 });
  });

  it('is what its content says: a picture of that name is a picture', async () => {
    const harness = await ImportHarness.make();
    harness.put('picture.zip', await jpegOf(1));
    expect((await harness.importAfterLook()).files.statuses).toEqual({ 'picture.zip': 'imported' });
  });
});
