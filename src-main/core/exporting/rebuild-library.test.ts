import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openArchive } from '../../adapters/archives/archive-reader.ts';
import { readPictureHeader } from '../../adapters/image/picture-header.ts';
import { createSharpCodec } from '../../adapters/image/sharp-codec.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import type { ArchiveReader } from '../../ports/export-archives.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { runDoctor } from '../library/doctor.ts';
import { contentsBelow, ExportHarness, manifestIn, type WholeManifest } from './export-harness.fake.ts';
import { openExport } from './open-export.ts';
import { lookAtManifest, type RebuildProblem, type RebuildResult, rebuildLibrary } from './rebuild-library.ts';
import { type VerifyProblem, verifyExport } from './verify-export.ts';

const at = Date.UTC(2026, 5, 15, 21, 59, 0);

/** A library with everything in it that an export tells. */
async function livedIn(): Promise<ExportHarness> {
  const harness = await ExportHarness.open();
  const { decisions } = harness.database;
  const captures = await harness.store(6, { capturedAt: at, utcOffsetMinutes: 120, windowTitle: '日本語 “quoted”\n' });
  const [a, b, c, d, e] = captures.map((each) => each.id) as [string, string, string, string, string];
  const imported = {
    jobId: '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1',
    camera: 'Canon EOS',
    evidence: [
      {
        kind: 'exif_original' as const,
        source: 'exif' as const,
        capturedAt: at,
        utcOffsetMinutes: 0,
        offset: 'assumed' as const,
        says: 'wall' as const,
        precisionMs: 1000,
        ambiguous: false,
        text: '2026:06:15 21:59:00',
      },
    ],
  };
  const [photo] = await harness.store(1, {
    capturedAt: at + 7_200_000,
    origin: 'import',
    originalFilename: 'IMG_1.JPG',
    originalPath: '/home/somebody/IMG_1.JPG',
    displayId: null,
    displayName: null,
    monitorIndex: null,
    displayX: null,
    displayY: null,
    displayWidth: null,
    displayHeight: null,
    displayScale: null,
    displayRotation: null,
    timestampSource: 'exif',
    confidence: 'medium',
  });
  const photoId = photo?.id ?? '';
  harness.library.raw((native) =>
    native
      .prepare('INSERT INTO imported_pictures (capture_id, job_id, camera, evidence) VALUES (?, ?, ?, ?)')
      .run(photoId, imported.jobId, imported.camera, JSON.stringify(imported.evidence)),
  );
  const decide = (verdict: 'keep' | 'discard' | 'keep_duplicate', ids: string[], now: number) =>
    decisions.decide(
      [{ verdict, captures: new Map(ids.map((id) => [id, verdict === 'keep_duplicate' ? 'a group' : null])) }],
      () => `${verdict} ${ids.length}`,
      now,
    );
  await decide('keep', [a, b], at + 1);
  await decide('discard', [b, c], at + 2);
  await decisions.undo(undefined, (summary) => summary, at + 3);
  await decide('discard', [d], at + 4);
  await decide('keep_duplicate', [e], at + 5);
  await decisions.tag([a, photoId], 'work; “x”', true, (count) => `Tagged ${count}`, at + 6);
  await decisions.tag([a], 'other', true, () => 'Tagged', at + 7);
  await decisions.tag([a], 'other', false, () => 'Untagged', at + 8);
  const moved = { capturedAt: at - 86_400_000, utcOffsetMinutes: 60, localDay: '2026-06-14' };
  await decisions.overrideTimes([{ captureId: e, ...moved }], 'Moved', at + 9);
  return harness;
}

interface Rebuilt {
  readonly library: TestLibrary;
  readonly database: LibraryDatabase;
  readonly problems: RebuildProblem[];
  readonly result: RebuildResult;
}

/** Breaks off after so many files, as a program that is ended. */
const endingAfter = (count: number) => (reader: ArchiveReader) =>
  ({
    file: (path) => reader.file(path),
    close: () => reader.close(),
    async *files() {
      let left = count;
      for await (const file of reader.files()) {
        if (left === 0) throw new Error('broken off');
        left -= 1;
        yield file;
      }
    },
  }) satisfies ArchiveReader;

async function rebuild(
  from: string,
  into?: TestLibrary,
  through: (reader: ArchiveReader) => ArchiveReader = (reader) => reader,
): Promise<Rebuilt> {
  const library = into ?? (await TestLibrary.make());
  const database = await library.open();
  const reader = through(await openExport(from, openArchive));
  onTestFinished(() => reader.close());
  const problems: RebuildProblem[] = [];
  const tell = (problem: RebuildProblem) => problems.push(problem);
  const parts = { reader, storage: library.storage, database, readHeader: readPictureHeader, tell };
  return { library, database, problems, result: await rebuildLibrary(parts, await lookAtManifest(reader)) };
}

async function verify(path: string): Promise<VerifyProblem[]> {
  const reader = await openExport(path, openArchive);
  const problems: VerifyProblem[] = [];
  await verifyExport(reader, (problem) => problems.push(problem)).finally(() => reader.close());
  return problems;
}

async function exportAgain({ library }: Rebuilt): Promise<WholeManifest> {
  const harness = await ExportHarness.open(library);
  await harness.work(await harness.job({ path: harness.path('again') }));
  return manifestIn(harness.path('again'));
}

/** Without what says when and by what it was exported. */
function told({ files, failed, totals }: WholeManifest) {
  return { files: files.toSorted((one, other) => (one.id < other.id ? -1 : 1)), failed, totals };
}

describe('a library that is built of an export', () => {
  it.each(['folder', 'zip', 'tar'])(
    'of a %s says the same as the one that was exported, and is whole',
    async (kind) => {
      const harness = await livedIn();
      const path = harness.path(`export.${kind}`);
      await harness.work(await harness.job({ kind, path }));
      const folder = harness.path('calm');
      await harness.work(await harness.job({ path: folder }));
      expect(await verify(path)).toEqual([]);
      const rebuilt = await rebuild(path);
      expect(rebuilt.problems).toEqual([]);
      expect(rebuilt.result).toMatchObject({ captures: 6, already: 0, problems: 0 });
      const manifest = await exportAgain(rebuilt);
      expect(told(manifest)).toEqual(told(manifestIn(folder)));
      expect(manifest.files.flatMap((file) => file.decisions).length).toBeGreaterThan(7);
      const report = await runDoctor({
        libraryPath: rebuilt.library.path,
        repair: false,
        checksums: true,
        isCapturing: false,
        openDatabase: (mode) =>
          openLibraryDatabase({
            libraryPath: rebuilt.library.path,
            mode,
            migrate: false,
            clock: rebuilt.library.clock,
          }),
        codec: createSharpCodec(),
        clock: rebuilt.library.clock,
      });
      expect(report.findings).toEqual([]);
      expect(await rebuilt.database.captures.countDifferences()).toEqual([]);
    },
  );

  it('lets what was decided there be taken back here', async () => {
    const harness = await livedIn();
    await harness.work(await harness.job({}));
    const { database } = await rebuild(harness.path());
    const undo = () => database.decisions.undo(undefined, (summary) => summary, at + 100);
    const states = async () =>
      new Set((await database.captures.walk(null, 100)).map((each) => `${each.reviewState} ${each.timestampSource}`));
    expect(await states()).toContain('kept user');
    for (let undone = 0; ; undone += 1) {
      const outcome = await undo();
      if ('refusal' in outcome) {
        expect([undone, outcome.refusal]).toEqual([6, { reason: 'nothing' }]);
        break;
      }
    }
    expect(await states()).toEqual(new Set(['unreviewed capture', 'unreviewed exif']));
    expect(await database.decisions.tags()).toEqual([]);
  });

  it('is the same after it was broken off and done again, and refuses another library', async () => {
    const harness = await livedIn();
    await harness.store(60, { capturedAt: at + 86_400_000 });
    await harness.work(await harness.job({}));
    const library = await TestLibrary.make();
    await expect(rebuild(harness.path(), library, endingAfter(55))).rejects.toThrow('broken off');
    const again = await rebuild(harness.path(), library);
    expect(again).toMatchObject({ problems: [], result: { captures: 16, already: 50 } });
    expect(told(await exportAgain(again))).toEqual(told(manifestIn(harness.path())));
    const marked = { manifest: 'another', result: null };
    for (const mark of [null, 'another', marked, { ...marked, result: again.result }]) {
      await again.database.bookkeeping.set('rebuild', mark);
      await expect(rebuild(harness.path(), library)).rejects.toMatchObject({ code: 'LIBRARY_NOT_EMPTY' });
    }
  });

  it('says so where it was finished before, as when a kill came before it could say so, and changes nothing', async () => {
    const harness = await livedIn();
    await harness.work(await harness.job({}));
    const library = await TestLibrary.make();
    const first = await rebuild(harness.path(), library);
    const [deleted] = await first.database.captures.walk(null, 1);
    await first.database.captures.delete(deleted?.id ?? '');
    const again = await rebuild(harness.path(), library);
    expect(again).toMatchObject({ problems: [], result: { ...first.result, isDoneBefore: true } });
    expect(await again.database.captures.byId(deleted?.id ?? '')).toBeUndefined();
  });

  it('leaves out what does not fit, and lists it', async () => {
    const harness = await ExportHarness.open();
    await harness.store(9, { capturedAt: at });
    await harness.work(await harness.job({ layout: 'flat', nameTemplate: '{id}' }));
    const manifest = manifestIn(harness.path());
    const file = (index: number) => manifest.files[index] as WholeManifest['files'][number];
    writeFileSync(harness.path(`export/${file(0).path}`), 'another file');
    writeFileSync(harness.path('outside.jpg'), readFileSync(harness.path(`export/${file(1).path}`)));
    file(1).path = '../outside.jpg';
    file(2).path = '/etc/hostname';
    file(3).mime = 'image/svg+xml';
    (file(4) as { sha256: unknown }).sha256 = 'x';
    file(5).ended_at = '1999-01-01T00:00:00.000Z';
    file(6).id = file(7).id;
    writeFileSync(harness.path('export/manifest.json'), JSON.stringify(manifest, null, 2));
    const { result, problems, database } = await rebuild(harness.path());
    expect(result).toMatchObject({ captures: 2, problems: 8, leftOut: 7 });
    expect(problems.filter(({ about }) => about === 'manifest')).toMatchObject([{ path: 'manifest.json' }]);
    expect(problems.map((problem) => problem.path).sort()).toEqual(
      ['manifest.json', ...[0, 1, 2, 3, 4, 5, 7].map((index) => file(index).path)].sort(),
    );
    expect(await database.captures.walk(null, 10)).toHaveLength(2);
  });

  it('is not begun of what is no export', async () => {
    const harness = await ExportHarness.open();
    await harness.store(1, { capturedAt: at });
    await harness.work(await harness.job({}));
    const whole = readFileSync(harness.path('export/manifest.json'), 'utf8');
    for (const [text, code] of [
      [whole.slice(0, -30), 'BAD_INPUT'],
      [whole.replace('"version": 1', '"version": 2'), 'UNSUPPORTED'],
      ['{"files":[]}', 'BAD_INPUT'],
      ['', 'BAD_INPUT'],
    ] as const) {
      writeFileSync(harness.path('export/manifest.json'), text);
      await expect(rebuild(harness.path())).rejects.toMatchObject({ code });
    }
    rmSync(harness.path('export/manifest.json'));
    await expect(rebuild(harness.path())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(contentsBelow(harness.path('export')).size).toBe(2);
  });
});
