/**
 * Fills a library with plausible captures, for the bench and for looking at the window with years of history:
 * `npm run seed -- --captures 1000000 [--library DIR] [--days N] [--displays 3] [--files N] [--signatures] [--force]`.
 * Seeded captures have no file and are marked so; `--files N` writes the newest N as real pictures. Screens come back, so
 * that files are equal; `--signatures` also writes what near duplicates are found by (about 12 KB a capture).
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { createIdGenerator } from '../src-main/core/library/id-generator.ts';
import { prepareLibraryFolder } from '../src-main/core/library/marker.ts';
import { capturePath } from '../src-main/core/library/storage.ts';
import { acquireCaptureLock } from '../src-main/db/capture-lock.ts';
import { databaseFileName } from '../src-main/db/database-files.ts';
import { openLibraryDatabase } from '../src-main/db/open.ts';
import { readEnvironment } from '../src-main/hosts/environment.ts';
import type { Clock } from '../src-main/ports/clock.ts';
import type { Signature } from '../src-main/ports/signatures.ts';
import { makeSeedPictures, type SeedFile, writeSeedPicture } from './seed-pictures.ts';
import {
  createRandom,
  localToday,
  offsetAtNoon,
  planDays,
  planMoments,
  type SeedMoment,
  ticksOver,
} from './seed-plan.ts';
import { type SeedScreen, SeedScreens, seedSha256 } from './seed-screens.ts';
import { SeedSignatures } from './seed-signatures.ts';
import { seedTileSignature } from './seed-tiles.ts';

export interface SeedOptions {
  readonly libraryPath: string;
  readonly captures: number;
  readonly days?: number;
  readonly displays?: number;
  readonly files?: number;
  /** Writes signatures too, all yet to be matched. */
  readonly signatures?: boolean;
  /** Seeds also where there are captures already. */
  readonly force?: boolean;
  /** The moment at which the seeded past ends; the present one unless given. */
  readonly nowMs?: number;
  readonly onProgress?: (rowsWritten: number) => void;
}

const columns = [
  ...['id', 'group_id', 'origin', 'filepath', 'captured_at', 'utc_offset_minutes', 'local_day', 'ended_at'],
  ...['timestamp_source', 'confidence', 'monitor_index', 'display_id', 'display_name', 'display_x', 'display_y'],
  ...['display_width', 'display_height', 'display_scale', 'display_rotation'],
  ...['width', 'height', 'file_size', 'mime_type', 'sha256', 'app_name'],
  ...['window_title', 'missing_at', 'created_at', 'updated_at'],
];
const rowsPerStatement = 200;
const rowsPerReport = 100_000;

const layouts = [
  { name: 'Left', x: 0, y: 0, width: 1920, height: 1080, meanBytes: 210_000 },
  { name: 'Middle', x: 1920, y: 0, width: 2560, height: 1440, meanBytes: 330_000 },
  { name: 'Right', x: 4480, y: 200, width: 1280, height: 1024, meanBytes: 120_000 },
];
const windows = [
  ['Code', 'timeline-service.ts - afterimage'],
  ['Firefox', 'SQLite Query Planning'],
  ['Terminal', 'npm test'],
  ['Mail', 'Inbox'],
  ['Figma', 'Wall of monitors'],
] as const;

/** Seeds a library and tells how many rows it has now and how long it took. */
export async function seedLibrary(options: SeedOptions): Promise<{ captures: number; seconds: number }> {
  const started = performance.now();
  const displays = options.displays ?? 3;
  await prepareLibraryFolder(options.libraryPath, { create: true });
  const lock = await acquireCaptureLock(options.libraryPath, 'cli');
  try {
    const captures = await fill(options, displays);
    return { captures, seconds: (performance.now() - started) / 1000 };
  } finally {
    lock.release();
  }
}

async function fill(options: SeedOptions, displays: number): Promise<number> {
  const random = createRandom(options.captures + displays);
  const library = await openLibraryDatabase({
    libraryPath: options.libraryPath,
    mode: 'read-write',
    migrate: true,
    clock: systemClock,
  });
  const before = await library.captures.totals();
  const newestId = await library.captures.newestId();
  // All that a start would look for is known already.
  await library.bookkeeping.set('reconcile', { completeAtMs: Date.now(), left: [] });
  await library.close();
  if (before.captures > 0 && !options.force) {
    throw new Error(`This library already has ${before.captures} captures. Give --force to add to them.`);
  }

  // One more than the captures need: today may have only just begun.
  const days = options.days ?? Math.ceil(options.captures / 2700) + 1;
  const nowMs = options.nowMs ?? Date.now();
  const lastDay = localToday(nowMs);
  const lastDayTicks = ticksOver(lastDay, offsetAtNoon(lastDay), nowMs);
  const plans = planDays({ captures: options.captures, days, displays, lastDay, lastDayTicks, random });
  const pictures = options.files ? await makeSeedPictures() : [];
  const firstWithFile = options.captures - (options.files ?? 0);

  const database = new Database(join(options.libraryPath, databaseFileName));
  database.pragma('journal_mode = WAL');
  database.pragma('foreign_keys = ON');
  // A seeded library can be seeded again: speed before safety, for this connection only.
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -1000000');
  const insertMany = database.prepare(insertSql(rowsPerStatement));
  const insertOne = database.prepare(insertSql(1));
  const insertGap = database.prepare(
    'INSERT INTO gaps (id, started_at, ended_at, reason, display_id) VALUES (?, ?, ?, ?, NULL)',
  );
  const nextId = createIdGenerator(newestId);
  const screens = new SeedScreens(random, before.captures);
  const signatures = options.signatures ? new SeedSignatures(database) : undefined;
  let written = 0;
  let pending: unknown[] = [];
  const flush = () => {
    const whole = pending.length === rowsPerStatement * columns.length;
    if (whole) insertMany.run(pending);
    else {
      for (let at = 0; at < pending.length; at += columns.length) insertOne.run(pending.slice(at, at + columns.length));
    }
    pending = [];
    signatures?.write();
  };
  // All of it or nothing: a seed that is killed leaves the library as it was, with its indexes and counts.
  database.exec('BEGIN');
  const restore = setAside(database);
  try {
    for (const plan of plans) {
      const offset = offsetAtNoon(plan.day);
      const { moments, breaks } = planMoments(plan, displays, offset, random);
      let groupId = '';
      let groupTick = -1;
      for (const moment of moments) {
        const id = nextId(moment.capturedAt);
        if (moment.tick !== groupTick) {
          groupId = id;
          groupTick = moment.tick;
        }
        const filepath = capturePath(id, plan.day, 'jpg');
        const picture = written >= firstWithFile ? pictures[written % pictures.length] : undefined;
        const file = picture && (await writeSeedPicture(options.libraryPath, filepath, picture, id));
        const screen = screens.next(moment.displayIndex);
        pending.push(...rowOf(id, groupId, filepath, moment, plan.day, offset, file ?? fileOf(screen, moment), random));
        signatures?.add(id, () => picture?.signature ?? signatureOf(screen, layoutOf(moment)));
        written += 1;
        if (pending.length === rowsPerStatement * columns.length) flush();
        if (written % rowsPerReport === 0) options.onProgress?.(written);
      }
      for (const stretch of breaks) {
        insertGap.run(
          nextId(stretch.startedAt),
          stretch.startedAt,
          stretch.endedAt,
          random() < 0.6 ? 'idle' : 'locked',
        );
      }
    }
    flush();
    for (const statement of restore) database.exec(statement);
    database.exec('COMMIT');
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
  return before.captures + written;
}

/** Drops what every single row would have to keep up to date; returns the statements that make it anew at once. */
function setAside(database: Database.Database): string[] {
  const found = database
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'captures' AND type IN ('index', 'trigger') AND sql IS NOT NULL",
    )
    .all();
  for (const { type, name } of found) database.exec(`DROP ${type} ${name}`);
  const recount = `
    DELETE FROM capture_days;
    INSERT INTO capture_days (local_day, display_id, captures, bytes)
    SELECT local_day, coalesce(display_id, ''), count(*), sum(file_size)
    FROM captures WHERE id NOT IN (SELECT capture_id FROM reviews WHERE trashed_at IS NOT NULL) AND purged_at IS NULL
    GROUP BY 1, 2`;
  return [recount, ...found.map(({ sql }) => sql)];
}

function rowOf(
  id: string,
  groupId: string,
  filepath: string,
  moment: SeedMoment,
  day: string,
  offset: number,
  file: SeedFile,
  random: () => number,
): unknown[] {
  const layout = layoutOf(moment);
  const [app, title] = windows[Math.floor(random() ** 2 * windows.length)] ?? windows[0];
  return [
    ...[id, groupId, 'screen', filepath, moment.capturedAt, offset, day, moment.endedAt, 'capture', 'high'],
    ...[moment.displayIndex, `seed-display-${moment.displayIndex}`, layout.name, layout.x, layout.y],
    ...[layout.width, layout.height, 1, 0],
    ...[layout.width, layout.height, file.bytes],
    ...['image/jpeg', file.sha256, app, title],
    ...[file.isWritten ? null : moment.capturedAt, moment.capturedAt, moment.capturedAt],
  ];
}

function layoutOf(moment: SeedMoment): (typeof layouts)[number] {
  const layout = layouts[moment.displayIndex % layouts.length];
  if (!layout) throw new Error('There is no layout for this display.');
  return layout;
}

function signatureOf(screen: SeedScreen, { width, height }: { width: number; height: number }): Signature {
  return { perceptualHash: screen.perceptualHash, tileSignature: seedTileSignature(screen, width, height) };
}

/** The file a screen would have: the same one each time it is shown. */
function fileOf(screen: SeedScreen, moment: SeedMoment): SeedFile {
  const sha256 = seedSha256(screen.contentKey);
  const share = Number.parseInt(sha256.slice(0, 8), 16) / 0xffffffff;
  return { sha256, bytes: Math.round(layoutOf(moment).meanBytes * (0.4 + 1.2 * share)), isWritten: false };
}

function insertSql(rows: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`;
  return `INSERT INTO captures (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`;
}

const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  utcOffsetMinutes: (at) => -new Date(at).getTimezoneOffset(),
  nextLocalMidnight: (at) => new Date(at).setHours(24, 0, 0, 0),
  setTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} needs a whole number.`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      captures: { type: 'string' },
      library: { type: 'string' },
      days: { type: 'string' },
      displays: { type: 'string' },
      files: { type: 'string' },
      signatures: { type: 'boolean' },
      force: { type: 'boolean' },
    },
  });
  const captures = wholeNumber(values.captures, 'captures');
  if (!captures) throw new Error('Say how many: npm run seed -- --captures 1000000 [--library DIR]');
  const libraryPath = values.library ? resolve(values.library) : readEnvironment().defaultLibraryPath;
  const result = await seedLibrary({
    libraryPath,
    captures,
    days: wholeNumber(values.days, 'days'),
    displays: wholeNumber(values.displays, 'displays'),
    files: wholeNumber(values.files, 'files'),
    signatures: values.signatures,
    force: values.force,
    onProgress: (rows) => process.stderr.write(`${rows} of ${captures}\n`),
  });
  process.stdout.write(`${libraryPath} has ${result.captures} captures now (${result.seconds.toFixed(1)} s).\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
