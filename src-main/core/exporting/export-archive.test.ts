import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../adapters/archives/archive-reader.ts';
import { createArchive } from '../../adapters/archives/create-archive.ts';
import { mountReason, TestLibrary } from '../../db/test-library.fake.ts';
import { ExportHarness, filesBelow, manifestIn, type WholeManifest } from './export-harness.fake.ts';
import { openExport } from './open-export.ts';
import { type VerifyProblem, verifyExport } from './verify-export.ts';

const at = Date.UTC(2026, 5, 15, 9);

async function contentsOf(path: string): Promise<Map<string, string>> {
  const reader = await openExport(path, openArchive);
  const contents = new Map<string, string>();
  for await (const file of reader.files()) {
    const pieces: Uint8Array[] = [];
    for await (const piece of file.pieces()) pieces.push(piece);
    contents.set(file.path, Buffer.concat(pieces).toString('base64'));
  }
  await reader.close();
  return contents;
}

async function verify(path: string): Promise<string[]> {
  const reader = await openExport(path, openArchive);
  const problems: VerifyProblem[] = [];
  await verifyExport(reader, (problem) => problems.push(problem)).finally(() => reader.close());
  return problems.map(({ kind, path: where }) => `${kind} ${where}`).sort();
}

it('finds a time that was changed in the manifest', async () => {
  const harness = await ExportHarness.open();
  await harness.store(3, { capturedAt: at });
  await harness.work(await harness.job({}));
  expect(await verify(harness.path())).toEqual([]);
  const path = join(harness.path(), 'manifest.json');
  const told = readFileSync(path, 'utf8');
  writeFileSync(path, told.replace('"captured_at":"2026', '"captured_at":"2016'));
  expect(await verify(harness.path())).toEqual(['manifest manifest.json']);
  writeFileSync(path, `${told} `);
  expect(await verify(harness.path())).toEqual(['manifest manifest.json']);
});

describe.each(['zip', 'tar'] as const)('an export to a %s', (kind) => {
  it.each([1, 2, 3, 4, 5, 6, 7])(
    'is the same after a kill at its checkpoint %i, and leaves nothing else',
    async (checkpoint) => {
      const harness = await ExportHarness.open();
      const captures = await harness.store(70, { capturedAt: at });
      rmSync(join(harness.library.path, captures[40]?.filepath ?? ''));
      const [calm, killed] = [harness.path('calm'), harness.path('killed')];
      const result = await harness.work(await harness.job({ kind, path: calm }));
      const job = await harness.job({ kind, path: killed });
      expect(await harness.workUntilKilled(job, checkpoint)).toBe(true);
      // As a real kill leaves it, whatever was tidied up here.
      if (checkpoint > 2) for (const end of ['', '.json', '.csv']) writeFileSync(`${killed}${end}.partial`, 'half');
      expect(await harness.work(job)).toEqual({ ...result, path: killed });
      expect(await contentsOf(killed)).toEqual(await contentsOf(calm));
      expect(filesBelow(harness.library.root).filter((path) => path.includes('partial'))).toEqual([]);
      expect(await verify(killed)).toEqual([]);
    },
  );

  it('is removed when it is cancelled', async () => {
    const harness = await ExportHarness.open();
    await harness.store(70, { capturedAt: at });
    const stop = new AbortController();
    let steps = 0;
    const work = harness.work(await harness.job({ kind }), stop.signal, () => {
      steps += 1;
      if (steps === 5) stop.abort(new Error('cancelled'));
    });
    await expect(work).rejects.toThrow('cancelled');
    expect(filesBelow(harness.library.root).filter((path) => path.startsWith('export'))).toEqual([]);
    expect((await harness.events.getRecentEvents())[0]?.summary).toContain('removed');
  });

  it('takes the place of nothing that came there meanwhile', async () => {
    const harness = await ExportHarness.open();
    await harness.store(3, { capturedAt: at });
    const job = await harness.job({ kind });
    await harness.workUntilKilled(job, 1);
    writeFileSync(`${harness.path()}.partial`, 'mine');
    await expect(harness.work(job)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(readFileSync(`${harness.path()}.partial`, 'utf8')).toBe('mine');
    rmSync(`${harness.path()}.partial`);
    await harness.workUntilKilled(job, 3);
    writeFileSync(harness.path(), 'mine too');
    await expect(harness.work(job)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(readFileSync(harness.path(), 'utf8')).toBe('mine too');
  });
});

const noMounts = mountReason();
describe.skipIf(noMounts !== undefined)('on a full disk', () => {
  it.each(['folder', 'zip', 'tar'])(
    'an export to a %s says so, harms nothing, and goes on when there is room',
    async (kind) => {
      const disk = await TestLibrary.onSmallDisk(1);
      const harness = await ExportHarness.open();
      const captures = await harness.store(20, { capturedAt: at });
      const path = join(disk.root, 'export');
      // What is left is too little for the manifest alone.
      const filler = join(disk.root, 'filler');
      for (let bytes = 1_000_000; bytes > 4096; bytes -= 4096) {
        try {
          writeFileSync(filler, Buffer.alloc(bytes));
          break;
        } catch {
          rmSync(filler, { force: true });
        }
      }
      const job = await harness.job({ kind, path });
      await expect(harness.work(job)).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(existsSync(join(path, 'manifest.json'))).toBe(false);
      if (kind !== 'folder') expect(filesBelow(disk.root).filter((name) => name.startsWith('export'))).toEqual([]);
      rmSync(filler);
      expect(await harness.work(job)).toMatchObject({ exported: captures.length, failed: 0 });
      expect(await verify(path)).toEqual([]);
      expect((await harness.database.captures.totals()).captures).toBe(captures.length);
    },
  );

  it.each(['zip', 'tar'] as const)('a %s that fills it up ends with the reason, and no other', async (kind) => {
    const disk = await TestLibrary.onSmallDisk(2);
    const path = join(disk.root, 'filling');
    const picture = Buffer.alloc(300_000, 7);
    async function* pieces() {
      for (let from = 0; from < picture.length; from += 60_000) yield picture.subarray(from, from + 60_000);
    }
    const fill = async () => {
      const writer = await createArchive(kind, path);
      try {
        for (let number = 0; number < 20; number += 1) {
          await writer.add({ path: `${number}.jpg`, bytes: picture.length, modifiedAt: at, pieces: pieces() });
        }
      } finally {
        await writer.abandon();
        rmSync(path);
      }
    };
    for (let round = 0; round < 20; round += 1) await expect(fill()).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

describe('checking an export', () => {
  it('finds what is missing, changed, added, and what leads out of it', async () => {
    const harness = await ExportHarness.open();
    await harness.store(8, { capturedAt: at });
    await harness.work(await harness.job({ layout: 'flat', nameTemplate: '{id}' }));
    const root = harness.path();
    expect(await verify(root)).toEqual([]);
    const manifest = manifestIn(root);
    const [missing, changed, grown, renamed, out, twice] = manifest.files as [
      (typeof manifest.files)[0],
      ...(typeof manifest.files)[],
    ] as (typeof manifest.files)[number][];
    if (!missing || !changed || !grown || !renamed || !out || !twice) throw new Error('Too few.');
    rmSync(join(root, missing.path));
    writeFileSync(join(root, changed.path), Buffer.alloc(changed.bytes));
    writeFileSync(join(root, grown.path), Buffer.concat([readFileSync(join(root, grown.path)), Buffer.alloc(1)]));
    writeFileSync(join(root, 'extra.txt'), 'x');
    const table = readFileSync(join(root, 'manifest.csv'));
    writeFileSync(join(root, 'manifest.csv'), Buffer.concat([table, Buffer.from('x')]));
    const outPath = out.path;
    out.path = '../outside';
    manifest.files.push({ ...twice });
    writeFileSync(join(root, 'manifest.json'), JSON.stringify(manifest, null, 4));
    expect(await verify(root)).toEqual(
      [
        `changed ${changed.path}`,
        `changed ${grown.path}`,
        'changed manifest.csv',
        `extra ${outPath}`,
        'extra extra.txt',
        'manifest ../outside',
        `manifest ${twice.path}`,
        'manifest manifest.json',
        'manifest manifest.json',
        `missing ${missing.path}`,
      ].sort(),
    );
    for (const broken of ['{', '[]', '{"files": [{}]}', JSON.stringify({ ...manifest, version: 99 })]) {
      writeFileSync(join(root, 'manifest.json'), broken);
      expect(await verify(root)).toContain('manifest manifest.json');
    }
    rmSync(join(root, 'manifest.json'));
    expect(await verify(root)).toEqual(['manifest manifest.json']);
    await expect(openExport(join(root, 'nothing'), openArchive)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(openExport(join(root, 'extra.txt'), openArchive)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('what else is made', () => {
  it('has the time in copies that can hold it, and never in the library', async () => {
    const harness = await ExportHarness.open();
    const [capture] = await harness.store(1, { capturedAt: at, utcOffsetMinutes: 120 });
    if (!capture) throw new Error('Nothing was stored.');
    await harness.work(await harness.job({ writeTimes: true }));
    const [entry] = manifestIn(harness.path()).files;
    const copy = readFileSync(join(harness.path(), entry?.path ?? ''));
    const original = readFileSync(join(harness.library.path, capture.filepath));
    expect((await sharp(copy).metadata()).exif?.toString('latin1')).toContain('2026:06:15 11:00:00');
    expect((await sharp(original).metadata()).exif).toBeUndefined();
    expect(entry).toMatchObject({ bytes: copy.length, original: { sha256: capture.sha256, bytes: original.length } });
    expect(await verify(harness.path())).toEqual([]);
  });

  it.each(['folder', 'zip'] as const)(
    'has no time that is only a guess in a copy in a %s, and says how many',
    async (kind) => {
      const harness = await ExportHarness.open();
      const expected = new Map<string, boolean>();
      for (const [confidence, isWritten] of [
        ['high', true],
        ['medium', true],
        ['low', false],
        ['none', false],
      ] as const) {
        const [capture] = await harness.store(1, { capturedAt: at, confidence });
        expected.set(capture?.id ?? '', isWritten);
      }
      const path = harness.path();
      const result = await harness.work(await harness.job({ kind, path, writeTimes: true }));
      expect(result).toMatchObject({ exported: 4, guessedTimes: 2 });
      const contents = await contentsOf(path);
      const manifest = JSON.parse(
        Buffer.from(contents.get('manifest.json') ?? '', 'base64').toString(),
      ) as WholeManifest;
      const written = new Map<string, boolean>();
      for (const { id, path: name, original, captured_at } of manifest.files) {
        const { exif } = await sharp(Buffer.from(contents.get(name) ?? '', 'base64')).metadata();
        expect([exif !== undefined, captured_at]).toEqual([original !== undefined, new Date(at).toISOString()]);
        written.set(id, exif !== undefined);
      }
      expect(written).toEqual(expected);
      expect(await verify(path)).toEqual([]);
    },
  );

  it.each([
    ['time_lapse', 'day.webp', { widthPixels: 64, framesPerSecond: 5, mostFrames: 50 }],
    ['contact_sheet', 'day.png', { columns: 3, cellWidthPixels: 80, mostPictures: 50 }],
  ])('is a %s of a day, the same after a kill', async (kind, name, options) => {
    const harness = await ExportHarness.open();
    const captures = await harness.store(5, { capturedAt: at });
    await harness.store(3, { capturedAt: at + 86_400_000 });
    rmSync(join(harness.library.path, captures[2]?.filepath ?? ''));
    const request = (path: string) => ({ kind, request: { day: '2026-06-15', path, ...options } });
    const job = await harness.jobOf(request(harness.path(`killed-${name}`)));
    expect(await harness.workUntilKilled(job, 2)).toBe(true);
    const result = await harness.work(job);
    expect(result).toMatchObject({ exported: 4, failed: 1 });
    const calm = await harness.jobOf(request(harness.path(name)));
    await harness.work(calm);
    expect(calm.items.get(captures[2]?.id ?? '')).toMatchObject({ status: 'failed' });
    const bytes = readFileSync(harness.path(name));
    expect(readFileSync(harness.path(`killed-${name}`)).equals(bytes)).toBe(true);
    const { format, width = 0 } = await sharp(bytes).metadata();
    expect([format, width >= 64]).toEqual([name.slice(4), true]);
    await expect(harness.work(await harness.jobOf(request(harness.path(name))))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(readFileSync(harness.path(name)).equals(bytes)).toBe(true);
  });
});
