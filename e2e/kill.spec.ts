import { join } from 'node:path';
import type { DoctorReport } from '../src-main/core/library/doctor-findings.ts';
import { openRestlessDesk } from './displays/restless-desk.ts';
import { runAfterimage, runForJson, startAfterimage } from './fixtures/afterimage.ts';
import { inspectLibrary } from './fixtures/inspect-library.ts';
import { runKills } from './fixtures/kill-run.ts';
import { reviewLoads, runReviewKills } from './fixtures/review-kill-run.ts';
import { runScanKills } from './fixtures/scan-kill-run.ts';
import { seededRandom } from './fixtures/seeded-random.ts';
import { expect, test } from './fixtures/test.ts';

const kills = 20;

test(`${kills} kills at random moments lose nothing that was acknowledged`, async ({ home }, info) => {
  test.setTimeout(kills * 15_000);
  const desk = process.platform === 'linux' ? await openRestlessDesk() : undefined;
  try {
    const seed = Date.now() % 1_000_000;
    const lines = [`seed ${seed}`];
    const result = await runKills({
      libraryPath: home.libraryPath,
      environment: home.environment(desk?.displays.environment()),
      source: desk ? 'native' : 'demo',
      kills,
      random: seededRandom(seed),
      log: (line) => lines.push(line),
    });
    await info.attach('kills.txt', { body: lines.join('\n'), contentType: 'text/plain' });
    expect(result.failures).toEqual([]);
    expect(result.acknowledged).toBeGreaterThan(kills / 2);
  } finally {
    await desk?.close();
  }
});

const reviewKills = 5;

for (const what of reviewLoads) {
  test(`${reviewKills} kills during ${what} lose no decision and leave each file in one place`, async ({
    home,
  }, info) => {
    test.setTimeout(reviewKills * 30_000);
    const seed = Date.now() % 1_000_000;
    const lines = [`seed ${seed}`];
    const result = await runReviewKills({
      libraryPath: home.libraryPath,
      environment: home.environment(),
      what,
      kills: reviewKills,
      random: seededRandom(seed),
      log: (line) => lines.push(line),
    });
    await info.attach('kills.txt', { body: lines.join('\n'), contentType: 'text/plain' });
    expect(result.failures).toEqual([]);
    expect(result.acknowledged).toBeGreaterThan(0);
  });
}

test('a search for duplicates that is killed goes on where it was, and finds what an undisturbed one finds', async ({
  home,
}, info) => {
  test.setTimeout(600_000);
  const seed = Date.now() % 1_000_000;
  const lines = [`seed ${seed}`];
  const result = await runScanKills({
    libraryPath: home.libraryPath,
    environment: home.environment(),
    captures: 1500,
    kills: 4,
    random: seededRandom(seed),
    log: (line) => lines.push(line),
  });
  await info.attach('kills.txt', { body: lines.join('\n'), contentType: 'text/plain' });
  expect(result.failures).toEqual([]);
  expect(result.completed).toBeGreaterThan(0);
  expect(result.grouped).toBeGreaterThan(100);
});

test('a kill while the library is being made leaves a folder that the next start makes whole', async ({ home }) => {
  test.setTimeout(240_000);
  const environment = home.environment();
  for (const milliseconds of [40, 120, 180, 240, 300, 360, 450]) {
    const libraryPath = join(home.folder, `library-${milliseconds}`);
    const program = await startAfterimage(['--library', libraryPath, 'capture', '--source', 'demo'], environment);
    await Promise.race([program.ended, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
    program.signal('SIGKILL');
    await program.ended;
    const next = await runAfterimage(['--library', libraryPath, 'capture', '--once', '--source', 'demo'], environment);
    expect(next, `killed after ${milliseconds} ms`).toMatchObject({ code: 0 });
    const { code, document } = await runForJson<DoctorReport>(['--library', libraryPath, 'doctor'], environment);
    expect(document.findings).toEqual([]);
    expect(code).toBe(0);
    const left = await inspectLibrary(libraryPath);
    expect(left).toMatchObject({ damage: [], orphans: [], temporaryFiles: [] });
    expect(left.rows.length).toBeGreaterThanOrEqual(2);
  }
});
