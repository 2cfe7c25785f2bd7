import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as uuidV7 } from 'uuid';
import { runAfterimage } from '../e2e/fixtures/afterimage.ts';
import { seedLibrary } from '../scripts/seed.ts';
import { createSystemClock } from '../src-main/adapters/system/system-clock.ts';
import { prepareLibraryFolder } from '../src-main/core/library/marker.ts';
import { openLibraryDatabase } from '../src-main/db/open.ts';

const minuteMs = 60_000;
const kinds = ['status', 'metric', 'action', 'alert'] as const;

/** A library with this many captures and events; the captures are copied from one that was seeded before, if given. */
export async function makeLoadLibrary(
  libraryPath: string,
  environment: NodeJS.ProcessEnv,
  wanted: { readonly captures: number; readonly events: number; readonly library?: string | undefined },
): Promise<void> {
  await backUpEmpty(libraryPath);
  if (wanted.library === undefined) await seedLibrary({ libraryPath, captures: wanted.captures });
  else {
    await copyFile(join(wanted.library, 'afterimage.db'), join(libraryPath, 'afterimage.db'));
    // A start would do this too, before it answers.
    const { code, stderr } = await runAfterimage(['--library', libraryPath, 'migrate'], environment);
    if (code !== 0) throw new Error(`The library could not be migrated: ${stderr}`);
  }
  seedEvents(libraryPath, wanted.events);
  // What still waits to be written to the disk would be waited for by the first commits.
  const file = await open(join(libraryPath, 'afterimage.db'), 'r+');
  await file.sync();
  await file.close();
}

/** A start would make the daily backup first, and read and write all of the library for it. This one is made at once. */
async function backUpEmpty(libraryPath: string): Promise<void> {
  await prepareLibraryFolder(libraryPath, { create: true });
  const clock = createSystemClock();
  const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: true, clock });
  try {
    await database.backUp(new AbortController().signal);
  } finally {
    await database.close();
  }
}

/** One event a minute up to now; one in a hundred is an alert, of which the newest few wait. */
function seedEvents(libraryPath: string, count: number): void {
  const database = new Database(join(libraryPath, 'afterimage.db'));
  try {
    // A seeded library can be seeded again.
    database.pragma('synchronous = OFF');
    const insert = database.prepare(
      `INSERT INTO events (id, timestamp, type, severity, source, node, summary, details, resolved, resolved_at,
        resolved_by, occurrences, last_at, fold_key, notified_at)
        VALUES (?, ?, ?, 'info', 'system', ?, ?, ?, ?, ?, ?, 1, NULL, NULL, ?)`,
    );
    const begin = Date.now() - count * minuteMs;
    database.transaction(() => {
      for (let index = 0; index < count; index += 1) {
        const timestamp = begin + index * minuteMs;
        const type = index % 100 === 0 ? 'alert' : (kinds[index % 3] ?? 'status');
        const waits = type === 'alert' && index > count - 1000;
        const id = uuidV7({ msecs: timestamp });
        const details = JSON.stringify({ display: index % 3, captures: index });
        const resolved = waits ? [0, null, null] : type === 'alert' ? [1, timestamp, 'user'] : [1, null, null];
        const node = `seed-display-${index % 3}`;
        insert.run(id, timestamp, type, node, `What happened for the ${index}th time`, details, ...resolved, timestamp);
      }
    })();
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}
