import { describe, expect, it } from 'vitest';
import { tileSimilarity } from '../src-main/core/duplicates/signature/compare-tiles.ts';
import { runDoctor } from '../src-main/core/library/doctor.ts';
import { codec } from '../src-main/core/library/test-pictures.fake.ts';
import { openLibraryDatabase } from '../src-main/db/open.ts';
import { TestLibrary } from '../src-main/db/test-library.fake.ts';
import { seedLibrary } from './seed.ts';
import { createRandom, planDays, planMoments, ticksPerDay } from './seed-plan.ts';

describe('seeding', () => {
  it('leaves a sound library with exactly what was asked for, and does so once', async () => {
    const library = await TestLibrary.make();
    const indexes = () =>
      library.raw((native) => native.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all());
    await (await library.open()).close();
    const before = indexes();
    const options = { libraryPath: library.path, captures: 5000, days: 6, files: 12 };
    expect((await seedLibrary(options)).captures).toBe(5000);
    expect(indexes()).toEqual(before);

    const database = await library.open();
    expect((await database.captures.totals()).captures).toBe(5000);
    const { items } = await database.captures.page({ order: 'newest', limit: 500 });
    expect(items.filter((capture) => capture.missingAt === null)).toHaveLength(12);
    expect(items.slice(0, 12).every((capture) => capture.missingAt === null)).toBe(true);
    const report = await runDoctor({
      libraryPath: library.path,
      repair: false,
      isCapturing: false,
      openDatabase: (mode) =>
        openLibraryDatabase({ libraryPath: library.path, mode, migrate: false, clock: library.clock }),
      codec,
      clock: library.clock,
    });
    expect(report).toMatchObject({ clean: true, counts: { file_known_missing: 4988 }, checked: { files: 12 } });
    await database.close();

    await expect(seedLibrary(options)).rejects.toThrow('--force');
    expect((await seedLibrary({ ...options, captures: 100, files: 0, force: true })).captures).toBe(5100);
  });

  it('repeats screens as sessions do, with signatures that are yet to be matched where they are asked for', async () => {
    const library = await TestLibrary.make();
    await seedLibrary({ libraryPath: library.path, captures: 4000, days: 6, files: 48, signatures: true });
    await seedLibrary({ libraryPath: library.path, captures: 1000, signatures: true, force: true });
    const count = (query: string) => library.raw((native) => native.prepare<[], number>(query).pluck().get() ?? 0);
    expect(count('SELECT count(*) FROM signatures JOIN tile_signatures USING (key) WHERE matched = 0')).toBe(5000);
    expect(count('SELECT count(*) FROM signatures WHERE capture_id NOT IN (SELECT id FROM captures)')).toBe(0);
    // A display left alone.
    const largest = 'FROM (SELECT count(*) AS captures FROM captures GROUP BY sha256)';
    expect(count(`SELECT max(captures) ${largest}`)).toBeGreaterThan(50);
    expect(count(`SELECT count(*) ${largest} WHERE captures > 1`)).toBeGreaterThan(200);
    // Files that are equal have all of it equal.
    const differing = `SELECT count(*) FROM (SELECT sha256 FROM captures JOIN signatures ON capture_id = id
      JOIN tile_signatures USING (key) GROUP BY sha256
      HAVING count(DISTINCT perceptual_hash || bytes || file_size || width) > 1)`;
    expect(count(differing)).toBe(0);
    // A screen in which little changed has a file of its own, tiles that mostly agree, and a hash not far off.
    const tiles = library.raw((native) =>
      native.prepare<[], Buffer>(`SELECT bytes FROM tile_signatures ORDER BY key LIMIT 600`).pluck().all(),
    );
    const alike = tiles.filter((one, index) =>
      tiles.slice(index + 1).some((other) => !one.equals(other) && tileSimilarity(one, other, 0.97) > 0),
    );
    expect(alike.length).toBeGreaterThan(200);
  });

  it('spreads captures as a working life does', () => {
    const random = createRandom(1);
    const days = planDays({ captures: 1_000_000, days: 370, displays: 3, lastDay: '2026-06-15', random });
    expect(days.reduce((sum, day) => sum + day.captures, 0)).toBe(1_000_000);
    const most = Math.max(...days.map((day) => day.captures));
    expect(most).toBeGreaterThan(20_000);
    const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    const mean = (list: typeof days) => list.reduce((sum, day) => sum + day.captures, 0) / list.length;
    expect(mean(days.filter((day) => isWeekend(day.day)))).toBeLessThan(
      mean(days.filter((day) => !isWeekend(day.day))) / 3,
    );
  });

  it.each([1, 500, 8000, 31_104])('plans a day of %d captures, in order, none held into the next', (captures) => {
    const { moments, breaks } = planMoments(
      { day: '2026-06-15', captures, ticks: ticksPerDay },
      3,
      120,
      createRandom(captures),
    );
    expect(moments).toHaveLength(captures);
    const midnight = Date.parse('2026-06-14T22:00:00Z');
    const nextOfDisplay = new Map<number, number>();
    for (const moment of moments.toReversed()) {
      expect(moment.capturedAt).toBeGreaterThanOrEqual(midnight);
      expect(moment.capturedAt).toBeLessThan(midnight + 86_400_000 + 5000);
      expect(moment.endedAt).toBeGreaterThanOrEqual(moment.capturedAt);
      expect(moment.endedAt).toBeLessThanOrEqual(nextOfDisplay.get(moment.displayIndex) ?? moment.capturedAt);
      nextOfDisplay.set(moment.displayIndex, moment.capturedAt);
    }
    expect(breaks.every((stretch) => stretch.endedAt > stretch.startedAt)).toBe(true);
  });

  it.each([
    ['just after midnight', '00:00:03'],
    ['before work', '06:10:00'],
    ['at noon', '12:00:00'],
    ['at the end of the day', '23:59:58'],
  ])('writes nothing into the future %s', async (_when, time) => {
    const library = await TestLibrary.make();
    const nowMs = new Date(`2026-06-15T${time}`).getTime();
    expect((await seedLibrary({ libraryPath: library.path, captures: 3000, nowMs })).captures).toBe(3000);
    const late = library.raw((native) =>
      native
        .prepare<[number, number, number, number], { late: number }>(
          `SELECT (SELECT count(*) FROM captures WHERE captured_at > ? OR ended_at > ?)
            + (SELECT count(*) FROM gaps WHERE started_at > ? OR ended_at > ?) AS late`,
        )
        .get(nowMs, nowMs, nowMs, nowMs),
    );
    expect(late).toEqual({ late: 0 });
  });

  it('says so when the days cannot hold the captures', () => {
    const options = { captures: 100_000, days: 1, displays: 1, lastDay: '2026-06-15', random: createRandom(1) };
    expect(() => planDays(options)).toThrow('--days');
  });
});
