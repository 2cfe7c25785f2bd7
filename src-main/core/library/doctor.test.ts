import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibraryDatabase } from '../../db/open.ts';
import { mountReason, TestLibrary } from '../../db/test-library.fake.ts';
import { runDoctor } from './doctor.ts';
import type { DoctorReport, FindingCode } from './doctor-findings.ts';
import { createIdGenerator } from './id-generator.ts';
import { markerFileName } from './marker.ts';
import { codec, jpeg, plant, storePictures } from './test-pictures.fake.ts';

const noMount = mountReason();

function examine(
  library: TestLibrary,
  options: { repair?: boolean; isCapturing?: boolean; checksums?: boolean } = {},
): Promise<DoctorReport> {
  return runDoctor({
    libraryPath: library.path,
    repair: options.repair ?? false,
    isCapturing: options.isCapturing ?? false,
    checksums: options.checksums,
    openDatabase: (mode) =>
      openLibraryDatabase({ libraryPath: library.path, mode, migrate: false, clock: library.clock }),
    codec,
    clock: library.clock,
  });
}

const codesOf = (report: DoctorReport): FindingCode[] => report.findings.map((finding) => finding.code).toSorted();

/** A closed library with three pictures. */
async function sound() {
  const library = await TestLibrary.make();
  const database = await library.open();
  const captures = await storePictures(library, database, 3);
  await database.close();
  const [first] = captures;
  if (!first) throw new Error('There is no picture.');
  return { library, captures, first, path: library.storage.absolutePath(first.filepath) };
}

/** Everything in the library with its content, to see that a look changed nothing. */
function contentOf(library: TestLibrary): Map<string, string> {
  const files = readdirSync(library.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path, `${statSync(path).mode} ${readFileSync(path).toString('base64')}`];
    }),
  );
}

describe('doctor', () => {
  it('finds nothing in a sound library', async () => {
    const { library, captures } = await sound();
    const report = await examine(library);
    const bytes = captures.reduce((sum, capture) => sum + capture.fileSize, 0);
    expect(report).toEqual({ clean: true, findings: [], counts: {}, checked: { days: 1, files: 3, bytes, rows: 3 } });
  });

  it('counts a day once that has pictures in the trash too', async () => {
    const { library, captures } = await sound();
    const trash = join(library.path, 'trash', ...(captures[0]?.localDay ?? '').split('-'));
    mkdirSync(trash, { recursive: true, mode: 0o700 });
    expect((await examine(library)).checked).toMatchObject({ days: 1, files: 3 });
  });

  it('counts no day of which only the folder is left', async () => {
    const { library } = await sound();
    for (const name of ['captures/2019/05/04', 'trash/2019/05/05']) {
      const folder = join(library.path, name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    expect(await examine(library)).toMatchObject({ clean: true, checked: { days: 1, files: 3 } });
  });

  it('finds every kind of damage, changes nothing on a dry run, and mends what can be mended', async () => {
    const { library, captures, first, path } = await sound();
    const [, second, third] = captures;
    const nextId = createIdGenerator();
    const orphan = nextId(library.clock.now());
    const folder = 'captures/2026/06/15';
    plant(library, `${folder}/${orphan}.jpg`, await jpeg(77));
    plant(library, `${folder}/${nextId(library.clock.now())}.jpg`, 'no picture');
    plant(library, `${folder}/.${orphan}.jpg.partial`, 'half');
    plant(library, `${folder}/notes.txt`, 'mine');
    rmSync(path);
    const bytes = readFileSync(library.storage.absolutePath(second?.filepath ?? ''));
    bytes[bytes.length - 10] = (bytes[bytes.length - 10] ?? 0) ^ 0xff;
    writeFileSync(library.storage.absolutePath(second?.filepath ?? ''), bytes);
    chmodSync(library.storage.absolutePath(third?.filepath ?? ''), 0o644);
    chmodSync(join(library.path, 'captures/2026'), 0o755);
    rmSync(join(library.path, 'thumbnails'), { recursive: true });
    library.raw((native) => {
      native.exec('UPDATE capture_days SET bytes = bytes + 1');
      native.prepare("INSERT INTO gaps (id, started_at, reason) VALUES (?, 5, 'paused')").run('0'.repeat(36));
      native.pragma('wal_checkpoint(TRUNCATE)');
    });

    const before = contentOf(library);
    const dry = await examine(library);
    expect(codesOf(dry)).toEqual([
      'checksum_differs',
      'counts_differ',
      'file_missing',
      'folder_missing',
      'foreign_file',
      'gap_open',
      'orphan_file',
      'orphan_file',
      'permissions_open',
      'permissions_open',
      'temporary_file',
    ]);
    expect(dry.clean).toBe(false);
    expect(dry.findings.some((finding) => finding.repaired)).toBe(false);
    const after = contentOf(library);
    for (const name of [...after.keys()].filter((key) => /-(wal|shm)$/.test(key))) after.delete(name);
    expect(after).toEqual(before);

    const repaired = await examine(library, { repair: true });
    expect(
      repaired.findings
        .filter((finding) => !finding.repaired)
        .map((finding) => finding.code)
        .toSorted(),
    ).toEqual(['checksum_differs', 'foreign_file']);

    const left = await examine(library);
    expect(codesOf(left)).toEqual(['checksum_differs', 'file_known_missing', 'foreign_file']);
    expect(left.findings.filter((finding) => finding.severity !== 'info').map((finding) => finding.path)).toEqual([
      second?.filepath,
    ]);
    const database = await library.open();
    expect(await database.captures.byId(orphan)).toMatchObject({ confidence: 'low' });
    const mended = repaired.findings.filter((finding) => finding.repaired);
    expect((await database.events.page({ limit: 9 })).items).toMatchObject([
      { summary: `The library was repaired: ${mended.length} findings were mended.`, details: { orphan_file: 2 } },
    ]);
    expect((await database.captures.byId(first.id))?.missingAt).toBe(library.clock.now());
    expect(readdirSync(join(library.path, 'quarantine'))).toHaveLength(1);
  });

  it('finds what a killed process had received, and leaves alone what one that runs receives', async () => {
    const { library } = await sound();
    const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    const ended = once(other, 'exit');
    // Files get their times from the real clock.
    library.clock.now = () => Date.now();
    const living = `incoming/.${other.pid}-aa-bb.partial`;
    const dead = ['incoming/.999999999-aa-bb.partial', `incoming/upload-999999999-${createIdGenerator()(1)}`];
    plant(library, living, 'half');
    plant(library, dead[0] ?? '', 'half');
    plant(library, `${dead[1]}/files.jsonl`, '');
    for (const repair of [false, true]) {
      const { findings, clean } = await examine(library, { repair });
      expect(findings.map(({ code, path, repaired }) => [code, path, repaired])).toEqual(
        dead.map((path) => ['temporary_file', path, repair]),
      );
      expect(clean).toBe(repair);
    }
    expect(readdirSync(join(library.path, 'incoming'))).toEqual([basename(living)]);
    other.kill('SIGKILL');
    await ended;
    expect(codesOf(await examine(library))).toEqual(['temporary_file']);
  });

  it('sees a file that is back, and one of another size', async () => {
    const { library, captures, first, path } = await sound();
    renameSync(path, join(library.root, 'away'));
    expect((await examine(library, { repair: true })).clean).toBe(true);
    renameSync(join(library.root, 'away'), path);
    writeFileSync(library.storage.absolutePath(captures[1]?.filepath ?? ''), 'short');
    expect(codesOf(await examine(library))).toEqual(['file_found_again', 'size_differs']);
    expect(codesOf(await examine(library, { repair: true, checksums: false }))).toEqual([
      'file_found_again',
      'size_differs',
    ]);
    expect((await (await library.open()).captures.byId(first.id))?.missingAt).toBeNull();
  });

  it('finds a whole day that is gone', async () => {
    const { library } = await sound();
    rmSync(join(library.path, 'captures/2026'), { recursive: true });
    const report = await examine(library);
    expect(report.counts).toEqual({ file_missing: 3 });
  });

  it('leaves what is on its way alone while somebody captures', async () => {
    const { library } = await sound();
    const id = createIdGenerator()(library.clock.now());
    plant(library, `captures/2026/06/15/.${id}.jpg.partial`, 'half');
    plant(library, `captures/2026/06/15/${id}.jpg`, await jpeg());
    library.raw((native) =>
      native.prepare("INSERT INTO gaps (id, started_at, reason) VALUES (?, 5, 'paused')").run('0'.repeat(36)),
    );
    // Files get their times from the real clock.
    library.clock.now = () => Date.now();
    expect(codesOf(await examine(library, { isCapturing: true }))).toEqual([]);
    library.clock.now = () => Date.now() + 120_000;
    expect(codesOf(await examine(library, { isCapturing: true }))).toEqual(['orphan_file', 'temporary_file']);
  });

  it('says that a database is damaged, gone or too new, and still looks at the files', async () => {
    const { library } = await sound();
    plant(library, 'captures/2026/06/15/.half.jpg.partial', 'half');
    const database = join(library.path, 'afterimage.db');
    library.raw((native) => native.exec("INSERT INTO schema_revisions VALUES ('9999-future', 1)"));
    expect(codesOf(await examine(library))).toEqual(['database_too_new', 'temporary_file']);
    writeFileSync(database, 'this is not a database, whatever its name says '.repeat(50));
    const report = await examine(library, { repair: true });
    expect(report.findings).toMatchObject([
      { code: 'database_corrupt', severity: 'error', path: 'afterimage.db', repaired: false },
      { code: 'temporary_file', repaired: true },
    ]);
    rmSync(database);
    expect(codesOf(await examine(library))).toEqual(['database_missing']);
    expect(existsSync(database)).toBe(false);
  });

  it('finds damage inside the database, and writes nothing into it', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await storePictures(library, database, 1);
    await database.close();
    const page = library.raw((native) =>
      Number(native.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'captures_by_group'").pluck().get()),
    );
    const path = join(library.path, 'afterimage.db');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, (page - 1) * 4096, page * 4096);
    writeFileSync(path, bytes);
    plant(library, `captures/2026/06/15/${createIdGenerator()(1)}.jpg`, await jpeg());
    const report = await examine(library, { repair: true });
    expect(report.clean).toBe(false);
    expect(report.findings.every((finding) => ['integrity', 'database_corrupt'].includes(finding.code))).toBe(true);
    expect(report.findings.length).toBeGreaterThan(0);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('says where there is no library, and puts a lost marker back where there is a database', async () => {
    const { library } = await sound();
    rmSync(join(library.path, markerFileName));
    expect(codesOf(await examine(library))).toEqual(['marker_missing']);
    expect(existsSync(join(library.path, markerFileName))).toBe(false);
    expect((await examine(library, { repair: true })).clean).toBe(true);
    writeFileSync(join(library.path, markerFileName), 'rubbish');
    expect(codesOf(await examine(library))).toEqual(['marker_unreadable']);
    expect((await examine(library, { repair: true })).clean).toBe(true);
    expect((await examine(library)).findings).toEqual([]);
    rmSync(library.path, { recursive: true });
    const report = await examine(library, { repair: true });
    expect(report).toMatchObject({ clean: false, findings: [{ code: 'marker_missing', repaired: false }] });
    expect(existsSync(library.path)).toBe(false);
  });

  it.skipIf(noMount)(`looks at a library that can only be read${noMount ? ` (skipped: ${noMount})` : ''}`, async () => {
    const library = await TestLibrary.onSmallDisk(8);
    const database = await library.open();
    await storePictures(library, database, 2);
    await database.close();
    library.remount('ro');
    expect(await examine(library)).toMatchObject({ clean: true, checked: { files: 2, rows: 2 } });
    library.remount('rw');
  });
});
