import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { Program } from '../e2e/fixtures/program.ts';
import { createSystemClock } from '../src-main/adapters/system/system-clock.ts';
import type { GroupOutline } from '../src-main/core/duplicates/duplicates.ts';
import { LibraryStorage } from '../src-main/core/library/storage.ts';
import { LiveBus } from '../src-main/core/live-bus.ts';
import { EventLog } from '../src-main/core/memory/event-log.ts';
import { KeptFiles } from '../src-main/core/review/kept-files.ts';
import { ReviewService } from '../src-main/core/review/review-service.ts';
import { openLibraryDatabase } from '../src-main/db/open.ts';
import type { LibraryDatabase } from '../src-main/ports/repositories.ts';
import { median, quantile } from './measure.ts';
import { milliseconds, printTable, ratio, type Target } from './report.ts';

const decisionsAtOnce = 10_000;
const membersPerGroup = 20;
const view = { kind: 'similar', threshold: 0.97, scope: { displays: 'across' } } as const;

/**
 * Ten thousand decisions in one go, and taking them back: the whole call, until everything is on the disk and every
 * list and count is right. Beside them a bare INSERT of as many decision rows in one transaction, which is the least
 * that appending them can cost. Moving the files comes after the call and is not in it.
 */
export async function benchDecisions(options: { captures?: number; rounds?: number } = {}): Promise<Target[]> {
  const { captures = 200_000, rounds = 9 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-bench-'));
  try {
    const libraryPath = join(folder, 'library');
    await seed(libraryPath, captures);
    const clock = createSystemClock();
    const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: true, clock });
    try {
      return await measureDecisions(database, libraryPath, rounds);
    } finally {
      await database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function seed(libraryPath: string, captures: number): Promise<void> {
  const script = resolve(import.meta.dirname, '../scripts/seed.ts');
  const words = [script, '--captures', String(captures), '--library', libraryPath];
  const program = await Program.start(process.execPath, words);
  if ((await program.ended).code !== 0) throw new Error(`Seeding failed:\n${program.output}`);
}

async function measureDecisions(database: LibraryDatabase, libraryPath: string, rounds: number): Promise<Target[]> {
  const live = new LiveBus();
  const clock = createSystemClock();
  let outlines: GroupOutline[] = [];
  const review = new ReviewService({
    decisions: database.decisions,
    captures: database.captures,
    duplicates: { outlines: async () => outlines, outline: async (id) => outlines.find((each) => each.id === id) },
    thumbnails: { removeAll: async () => {} },
    mover: { kick: () => {} },
    keptFiles: new KeptFiles({
      moves: database.fileMoves,
      captures: database.captures,
      storage: new LibraryStorage(libraryPath),
      live,
      clock,
    }),
    events: new EventLog(database.events, live, clock),
    live,
    clock,
  });
  const decideTimes: number[] = [];
  const undoTimes: number[] = [];
  const bareTimes: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    outlines = readOutlines(libraryPath, round);
    await writeKeepers(database, libraryPath, outlines);
    const expected = await review.bulkPreview(view, 'discard_others');
    if (expected.discarded + expected.kept !== decisionsAtOnce) throw new Error('The library is too small.');
    const decided = await timed(() => review.bulk(view, 'discard_others', expected));
    const undone = await timed(() => review.undo());
    const bare = await timed(async () => insertBare(libraryPath, outlines));
    // The first round fills the caches, which is not what is measured.
    if (round === 0) continue;
    decideTimes.push(decided);
    undoTimes.push(undone);
    bareTimes.push(bare);
  }
  if ((await database.captures.countDifferences()).length > 0) throw new Error('The counts are wrong.');
  const row = (name: string, values: readonly number[]) => [
    name,
    milliseconds(median(values)),
    milliseconds(quantile(values, 1)),
    ratio(median(values), median(bareTimes)),
  ];
  printTable(`${decisionsAtOnce} decisions at once`, [
    ['', 'median', 'longest', 'of the bare INSERT'],
    row('decided, committed, lists and counts right', decideTimes),
    row('undone, committed, lists and counts right', undoTimes),
    row('bare INSERT of the decision rows alone', bareTimes),
  ]);
  const target = (name: string, values: readonly number[]): Target => ({
    name,
    target: '≤ 100 ms',
    measured: milliseconds(median(values)),
    reached: median(values) <= 100,
  });
  return [
    target(`${decisionsAtOnce} bulk decisions committed, median`, decideTimes),
    target(`undo of ${decisionsAtOnce} bulk decisions, median`, undoTimes),
  ];
}

/** Neighbours in time are what duplicates are; every round takes others. */
function readOutlines(libraryPath: string, round: number): GroupOutline[] {
  const raw = new Database(join(libraryPath, 'afterimage.db'), { readonly: true });
  try {
    const rows = raw
      .prepare<[number, number], { id: string; fileSize: number }>(
        'SELECT id, file_size AS fileSize FROM captures ORDER BY captured_at, id LIMIT ? OFFSET ?',
      )
      .all(decisionsAtOnce, round * decisionsAtOnce);
    const groups: GroupOutline[] = [];
    for (let start = 0; start < rows.length; start += membersPerGroup) {
      const pending = rows.slice(start, start + membersPerGroup);
      groups.push({ id: `970.${round}.${start}`, referenceId: pending[0]?.id ?? '', pending });
    }
    return groups;
  } finally {
    raw.close();
  }
}

/** Seeded captures have no files; those that stay must have one. */
async function writeKeepers(
  database: LibraryDatabase,
  libraryPath: string,
  outlines: readonly GroupOutline[],
): Promise<void> {
  for (const { filepath } of await database.fileMoves.places(outlines.map(({ referenceId }) => referenceId))) {
    const path = join(libraryPath, filepath);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x');
  }
}

function insertBare(libraryPath: string, outlines: readonly GroupOutline[]): void {
  const raw = new Database(join(libraryPath, 'afterimage.db'));
  try {
    raw.pragma('synchronous = FULL');
    raw.pragma('foreign_keys = ON');
    const insert = raw.prepare(
      "INSERT INTO decisions (batch_key, capture_id, decision_type, decision_value, decided_at, undone_at) VALUES (1, ?, 'discard_duplicate', ?, 1, 1)",
    );
    raw
      .transaction(() => {
        for (const group of outlines) for (const { id } of group.pending) insert.run(id, JSON.stringify(group.id));
      })
      .immediate();
  } finally {
    raw.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
