import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LibraryDatabase } from '../ports/repositories.ts';
import { backupsKept, listBackups, restoreBackup } from './backups.ts';
import { makeCapture, TestLibrary } from './test-library.fake.ts';

const dayMs = 86_400_000;
const never = new AbortController().signal;

async function withCaptures(library: TestLibrary, count = 400): Promise<LibraryDatabase> {
  const database = await library.open();
  await database.captures.insert(Array.from({ length: count }, () => makeCapture()));
  return database;
}

/** Pages of an index in the middle of the file; the first pages with the schema stay readable. */
function damageMiddle(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, bytes.length - 40 * 4096, bytes.length - 20 * 4096);
  writeFileSync(path, bytes);
}

const filesIn = (library: TestLibrary) => readdirSync(join(library.path, 'backups')).toSorted();

describe('a daily backup', () => {
  it('is a checked copy of everything committed, for its owner alone, that can be restored', async () => {
    const library = await TestLibrary.make();
    const database = await withCaptures(library);
    const backup = await database.backUp(never);
    expect(backup).toMatchObject({ verified: true, occasion: 'daily', revision: database.revision.current });
    expect(await listBackups(library.path)).toEqual([backup]);
    expect(filesIn(library)).toEqual([backup.name]);
    expect(statSync(join(library.path, 'backups', backup.name)).mode & 0o777).toBe(0o600);
    await database.close();
    writeFileSync(join(library.path, 'afterimage.db'), 'broken');
    await restoreBackup(library.path, backup.name, library.clock);
    expect((await (await library.open()).captures.totals()).captures).toBe(400);
  });

  it('holds one moment, while captures go on being written', async () => {
    const library = await TestLibrary.make();
    const database = await withCaptures(library, 5000);
    let running = true;
    const made = database.backUp(never).finally(() => {
      running = false;
    });
    let written = 0;
    while (running) {
      await database.captures.insert([makeCapture()]);
      written += 1;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const { name } = await made;
    expect(written).toBeGreaterThan(10);
    await database.close();
    await restoreBackup(library.path, name, library.clock);
    const restored = await library.open();
    const { captures } = await restored.captures.totals();
    expect(captures).toBeGreaterThanOrEqual(5000);
    expect(captures).toBeLessThanOrEqual(5000 + written);
    expect(await restored.captures.countDifferences()).toEqual([]);
  });

  it('pushes out the oldest of more than three, and none made before a migration', async () => {
    const library = await TestLibrary.make();
    const database = await withCaptures(library, 1);
    const before = 'afterimage-20200101T000000000Z-0001-captures.db';
    const made: string[] = [];
    for (let day = 0; day < 5; day += 1) {
      made.push((await database.backUp(never)).name);
      if (day === 0) writeFileSync(join(library.path, 'backups', before), 'from long ago');
      library.clock.stepWall(dayMs);
    }
    expect(filesIn(library)).toEqual([before, ...made.slice(-backupsKept)]);
  });

  it('never lets a damaged one push out a good one', async () => {
    const library = await TestLibrary.make();
    const database = await withCaptures(library);
    const made: string[] = [];
    for (let day = 0; day < 3; day += 1) {
      made.push((await database.backUp(never)).name);
      library.clock.stepWall(dayMs);
    }
    damageMiddle(join(library.path, 'backups', made[1] ?? ''));
    made.push((await database.backUp(never)).name);
    expect(filesIn(library)).toEqual(made);
  });

  it('of a damaged database is refused and thrown away, and the good ones stay', async () => {
    const library = await TestLibrary.make();
    const database = await withCaptures(library);
    const good = await database.backUp(never);
    await database.close();
    damageMiddle(join(library.path, 'afterimage.db'));
    library.clock.stepWall(dayMs);
    const damaged = await library.open();
    await expect(damaged.backUp(never)).rejects.toMatchObject({ code: 'DATABASE_CORRUPT' });
    expect(filesIn(library)).toEqual([good.name]);
  });

  it('that is broken off leaves nothing behind, and neither does one that was killed', async () => {
    const library = await TestLibrary.make();
    const database = await withCaptures(library);
    const breaking = new AbortController();
    const broken = database.backUp(breaking.signal);
    setImmediate(() => breaking.abort(new Error('enough')));
    await expect(broken).rejects.toThrow('enough');
    writeFileSync(join(library.path, 'backups', '.afterimage-20200101T000000000Z-x.daily.tmp'), 'left over');
    const { name } = await database.backUp(never);
    expect(filesIn(library)).toEqual([name]);
  });
});
