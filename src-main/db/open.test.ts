import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type Migration, migrations } from '../../migrations/index.ts';
import { backupsKept, listBackups, restoreBackup } from './backups.ts';
import { largestLogBytes } from './connection.ts';
import { inspectRevision, openLibraryDatabase } from './open.ts';
import { makeCapture } from './sample-capture.fake.ts';
import { mountReason, TestLibrary } from './test-library.fake.ts';

const noMount = mountReason();

/** The revision that a library of this version has. */
const newestName = migrations.at(-1)?.name ?? '';

/** A migration of a later version, for as many of them as a test needs. */
function later(number: number): Migration {
  return {
    name: `${String(1000 + number)}-later`,
    up: async (database) => {
      await sql.raw(`CREATE TABLE later_${number} (value TEXT) STRICT`).execute(database);
    },
  };
}

async function openWith(library: TestLibrary, known: readonly Migration[]) {
  await library.clock.advance(1000);
  const database = await openLibraryDatabase({
    libraryPath: library.path,
    mode: 'read-write',
    migrate: true,
    clock: library.clock,
    migrations: known,
  });
  await database.close();
}

const backupsOf = (library: TestLibrary) => readdirSync(join(library.path, 'backups')).toSorted();

/** Overwrites the middle of a file, as a failing disk does. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 4096, bytes.length);
  writeFileSync(path, bytes);
}

describe('opening a database', () => {
  it('makes a new one at the newest revision, without a backup, for nobody else to read', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const latest = migrations.at(-1)?.name;
    expect(database.revision).toEqual({ current: latest, latest, pending: 0 });
    expect(await database.health()).toEqual({ healthy: true, message: 'The database can be read and written.' });
    expect(backupsOf(library)).toEqual([]);
    for (const file of ['afterimage.db', 'afterimage.db-wal', 'afterimage.db-shm']) {
      expect(statSync(join(library.path, file)).mode & 0o777).toBe(0o600);
    }
  });

  it('writes with a log, synced, and holds the database alone after it was closed', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    await database.captures.insert([makeCapture()]);
    expect(library.raw((native) => native.pragma('journal_mode', { simple: true }))).toBe('wal');
    await database.close();
    expect(readdirSync(library.path).filter((name) => name.startsWith('afterimage.db'))).toEqual(['afterimage.db']);
    expect(await database.health()).toEqual({ healthy: false, message: 'The database is closed.' });
  });

  it('refuses a database of a newer app and leaves every byte of it as it is', async () => {
    const library = await TestLibrary.make();
    await openWith(library, [...migrations, later(2)]);
    const path = join(library.path, 'afterimage.db');
    const before = createHash('sha256').update(readFileSync(path)).digest('hex');
    await expect(library.open()).rejects.toMatchObject({ code: 'DATABASE_TOO_NEW' });
    await expect(inspectRevision(library.path)).rejects.toMatchObject({ code: 'DATABASE_TOO_NEW' });
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(before);
    expect(backupsOf(library)).toEqual([]);
  });

  it.each([
    { what: 'text', bytes: Buffer.from('This is no database at all, and longer than a header.'.repeat(40)) },
    { what: 'zeros', bytes: Buffer.alloc(100_000, 1) },
  ])('calls a file of $what a damaged database', async ({ bytes }) => {
    const library = await TestLibrary.make();
    const path = join(library.path, 'afterimage.db');
    writeFileSync(path, bytes);
    await expect(library.open()).rejects.toMatchObject({ code: 'DATABASE_CORRUPT' });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('does not take the database of another program for its own', async () => {
    const library = await TestLibrary.make();
    library.raw((native) => native.exec('CREATE TABLE notes (text TEXT)'));
    await expect(library.open()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('makes no empty database where a backup says that there was a full one', async () => {
    const library = await TestLibrary.make();
    writeFileSync(join(library.path, 'backups', 'afterimage-20260615T090000000Z-0001-captures.db'), '');
    await expect(library.open()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(existsSync(join(library.path, 'afterimage.db'))).toBe(false);
  });

  it('tells which migrations wait, without making anything', async () => {
    const library = await TestLibrary.make();
    await expect(inspectRevision(library.path)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(existsSync(join(library.path, 'afterimage.db'))).toBe(false);
    await openWith(library, migrations);
    expect(await inspectRevision(library.path, [...migrations, later(2), later(3)])).toEqual({
      current: newestName,
      latest: later(3).name,
      pending: 2,
    });
  });

  it('only reads when it is asked to', async () => {
    const library = await TestLibrary.make();
    await (await library.open()).captures.insert([makeCapture()]);
    const reader = await library.open('read-only');
    expect((await reader.captures.totals()).captures).toBe(1);
    expect((await reader.health()).healthy).toBe(true);
    await expect(reader.captures.insert([makeCapture()])).rejects.toMatchObject({ code: 'LIBRARY_READ_ONLY' });
  });

  it('keeps its log small while somebody only writes', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    for (let round = 0; round < 20; round += 1) {
      await database.captures.insert(Array.from({ length: 500 }, () => makeCapture({ windowTitle: 'x'.repeat(2000) })));
    }
    expect(statSync(join(library.path, 'afterimage.db-wal')).size).toBeLessThan(40 * 1024 * 1024);
  });

  it('lets no writer wait for somebody who reads for long, as a backup does, and has a small log again after it', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    const logBytes = () => statSync(join(library.path, 'afterimage.db-wal')).size;
    const write = (captures: number) =>
      database.captures.insert(Array.from({ length: captures }, () => makeCapture({ windowTitle: 'x'.repeat(2000) })));
    const reader = new Database(join(library.path, 'afterimage.db'), { readonly: true });
    try {
      reader.exec('BEGIN');
      reader.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
      while (logBytes() < largestLogBytes) await write(500);
      // Waiting for the reader takes five seconds each time: with all these writes, longer than a test may run.
      for (let round = 0; round < 150; round += 1) await write(1);
      expect(logBytes()).toBeGreaterThan(largestLogBytes);
    } finally {
      reader.close();
    }
    for (let round = 0; round < 20; round += 1) await write(1);
    expect(logBytes()).toBeLessThan(largestLogBytes);
  });
});

describe.skipIf(noMount)(`opening a database on a small disk${noMount ? ` (skipped: ${noMount})` : ''}`, () => {
  it('calls a full disk a full disk, and keeps what was stored', async () => {
    const library = await TestLibrary.onSmallDisk(4);
    const database = await library.open();
    const stored: string[] = [];
    const fill = async () => {
      for (let round = 0; round < 200; round += 1) {
        const captures = Array.from({ length: 100 }, () => makeCapture({ windowTitle: 'x'.repeat(1000) }));
        await database.captures.insert(captures);
        stored.push(...captures.map((capture) => capture.id));
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(stored.length).toBeGreaterThan(0);
    expect((await database.captures.totals()).captures).toBe(stored.length);
    await database.close();
    const again = await library.open('read-only');
    expect((await again.captures.totals()).captures).toBe(stored.length);
    expect(await again.integrity()).toEqual({ ok: true, problems: [] });
  });

  it('calls a disk that can only be read so, and still reads from it', async () => {
    const library = await TestLibrary.onSmallDisk(4);
    const database = await library.open();
    await database.captures.insert([makeCapture()]);
    await database.close();
    library.remount('ro');
    await expect(library.open()).rejects.toMatchObject({ code: 'LIBRARY_READ_ONLY' });
    const reader = await library.open('read-only');
    expect((await reader.captures.totals()).captures).toBe(1);
    expect((await inspectRevision(library.path)).pending).toBe(0);
    await reader.close();
    library.remount('rw');
  });
});

describe('migrating', () => {
  it('backs up first, checks the copy, and can go back to it', async () => {
    const library = await TestLibrary.make();
    await openWith(library, migrations);
    const database = await library.open();
    const capture = makeCapture();
    await database.captures.insert([capture]);
    await database.close();
    await openWith(library, [...migrations, later(2)]);

    const [backup] = await listBackups(library.path);
    expect(backup).toMatchObject({ revision: newestName, verified: true, createdAt: library.clock.now() });
    expect(statSync(join(library.path, 'backups', backup?.name ?? '')).mode & 0o777).toBe(0o600);

    const aside = await restoreBackup(library.path, backup?.name ?? '', library.clock);
    expect(existsSync(join(library.path, aside ?? 'none'))).toBe(true);
    expect(await (await library.open()).captures.byId(capture.id)).toMatchObject({ id: capture.id });
  });

  it('brings a library of the first version to the newest, with every capture, count and index as it was', async () => {
    const library = await TestLibrary.make();
    await openWith(library, migrations.slice(0, 1));
    const captures = Array.from({ length: 20 }, (_, index) =>
      makeCapture({ capturedAt: Date.UTC(2026, 5, 1 + index, 12), windowTitle: `Window ${index}` }),
    );
    library.raw((native) => {
      const insert = native.prepare(
        `INSERT INTO captures (id, group_id, origin, filepath, captured_at, utc_offset_minutes, local_day, ended_at,
          timestamp_source, confidence, width, height, file_size, mime_type, sha256, window_title, created_at, updated_at,
          perceptual_hash)
        VALUES (?, ?, 'screen', ?, ?, 0, ?, ?, 'capture', 'high', 1, 1, 1000, 'image/jpeg', ?, ?, 1, 1, x'00')`,
      );
      for (const each of captures) {
        const { id, groupId, filepath, capturedAt, localDay, sha256, windowTitle } = each;
        insert.run(id, groupId, filepath, capturedAt, localDay, capturedAt, sha256, windowTitle);
      }
    });
    const database = await library.open();
    expect(database.revision).toEqual({ current: newestName, latest: newestName, pending: 0 });
    const page = await database.captures.page({ order: 'oldest', limit: 100 });
    expect(page.items.map((each) => [each.id, each.windowTitle])).toEqual(
      captures.map((each) => [each.id, each.windowTitle]),
    );
    expect(await database.captures.countDifferences()).toEqual([]);
    expect(await database.captures.totals()).toMatchObject({ captures: 20, bytes: 20_000 });
    expect(await database.integrity()).toEqual({ ok: true, problems: [] });
    expect((await listBackups(library.path)).map((backup) => backup.revision)).toEqual(['0001-captures']);
  });

  it('undoes a migration that fails, and names the backup', async () => {
    const library = await TestLibrary.make();
    await openWith(library, migrations);
    const failing: Migration = {
      name: '9999-failing',
      up: async (database) => {
        await sql.raw('CREATE TABLE half (value TEXT) STRICT').execute(database);
        await sql.raw('CREATE TABLE half (value TEXT) STRICT').execute(database);
      },
    };
    await expect(openWith(library, [...migrations, later(2), failing])).rejects.toThrow();
    expect((await inspectRevision(library.path, [...migrations, later(2), failing])).current).toBe(later(2).name);
    expect(library.raw((native) => native.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get())).toBe(
      undefined,
    );
    expect(await listBackups(library.path)).toHaveLength(1);
  });

  it('keeps three backups, the newest ones', async () => {
    const library = await TestLibrary.make();
    for (let count = 0; count <= 5; count += 1) {
      await openWith(library, [...migrations, ...Array.from({ length: count }, (_, index) => later(index + 2))]);
    }
    const kept = await listBackups(library.path);
    expect(kept).toHaveLength(backupsKept);
    expect(kept.map((backup) => backup.revision)).toEqual([5, 4, 3].map((number) => later(number).name));
  });

  it('never lets a damaged backup push out a good one', async () => {
    const library = await TestLibrary.make();
    const upTo = (count: number) => [...migrations, ...Array.from({ length: count }, (_, index) => later(index + 2))];
    for (let count = 0; count <= 3; count += 1) await openWith(library, upTo(count));
    const [newest, middle] = await listBackups(library.path);
    for (const spoiled of [newest, middle]) damage(join(library.path, 'backups', spoiled?.name ?? ''));
    await openWith(library, upTo(4));
    await openWith(library, upTo(5));
    const names = backupsOf(library);
    // Three good ones: the oldest and the two newest. The damaged ones count for nothing and are still there to look at.
    expect(names.map((name) => name.split('-').slice(2).join('-').replace('.db', ''))).toEqual([
      newestName,
      ...[2, 3, 4, 5].map((number) => later(number).name),
    ]);
  });

  it('does not migrate a database whose backup fails its check', async () => {
    const library = await TestLibrary.make();
    await openWith(library, migrations);
    const database = await library.open();
    await database.captures.insert(Array.from({ length: 400 }, () => makeCapture()));
    await database.close();
    // Pages of an index in the middle of the file; the first pages with the schema stay readable.
    const path = join(library.path, 'afterimage.db');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, bytes.length - 40 * 4096, bytes.length - 20 * 4096);
    writeFileSync(path, bytes);
    await expect(openWith(library, [...migrations, later(2)])).rejects.toMatchObject({ code: 'DATABASE_CORRUPT' });
    expect((await inspectRevision(library.path)).current).toBe(newestName);
    const backups = await listBackups(library.path);
    expect(backups.map((backup) => backup.verified)).toEqual([false]);
    await expect(restoreBackup(library.path, backups[0]?.name ?? '', library.clock)).rejects.toMatchObject({
      code: 'DATABASE_CORRUPT',
    });
    const present = await library.open('read-only');
    expect((await present.integrity()).ok).toBe(false);
  });
});

describe('restoring a backup', () => {
  it('keeps the present database with its log beside it', async () => {
    const library = await TestLibrary.make();
    await openWith(library, migrations);
    await openWith(library, [...migrations, later(2)]);
    writeFileSync(join(library.path, 'afterimage.db'), 'broken');
    writeFileSync(join(library.path, 'afterimage.db-wal'), 'log of the broken one');
    const [backup] = await listBackups(library.path);
    const aside = await restoreBackup(library.path, backup?.name ?? '', library.clock);
    expect(readFileSync(join(library.path, aside ?? ''), 'utf8')).toBe('broken');
    expect(readFileSync(join(library.path, `${aside}-wal`), 'utf8')).toBe('log of the broken one');
    expect((await library.open()).revision.current).toBe(newestName);
  });

  it.each(['../afterimage.db', 'nothing.db', 'afterimage-20200101T000000000Z-0001-captures.db'])(
    'refuses the name %s',
    async (name) => {
      const library = await TestLibrary.make();
      await expect(restoreBackup(library.path, name, library.clock)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );

  it('leaves the database alone when the backup is damaged', async () => {
    const library = await TestLibrary.make();
    await openWith(library, migrations);
    await openWith(library, [...migrations, later(2)]);
    const [backup] = await listBackups(library.path);
    truncateSync(join(library.path, 'backups', backup?.name ?? ''), 10_000);
    const before = readFileSync(join(library.path, 'afterimage.db'));
    await expect(restoreBackup(library.path, backup?.name ?? '', library.clock)).rejects.toMatchObject({
      code: 'DATABASE_CORRUPT',
    });
    expect(readFileSync(join(library.path, 'afterimage.db')).equals(before)).toBe(true);
  });
});
