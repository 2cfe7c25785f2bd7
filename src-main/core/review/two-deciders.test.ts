import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openLibraryDatabase } from '../../db/open.ts';
import { runDoctor } from '../library/doctor.ts';
import { codec } from '../library/test-pictures.fake.ts';
import { ReviewHarness } from './review-harness.fake.ts';

const script = fileURLToPath(new URL('./deciding-process.fake.ts', import.meta.url));
const rounds = 12;

it('two processes decide about the same and other pictures at once, and every file ends in one place', async () => {
  const harness = await ReviewHarness.open();
  const { library } = harness;
  const captures = await harness.store(18);
  const ids = captures.map((capture) => capture.id);
  const common = ids.slice(0, 6).join(',');
  const run = async (own: string[]) => {
    const words = [script, library.path, String(rounds), own.join(','), common];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    return JSON.parse(stdout) as Record<string, number>;
  };
  const answers = await Promise.all([run(ids.slice(6, 12)), run(ids.slice(12))]);
  for (const { done = 0, CONFLICT: conflicts = 0, ...others } of answers) {
    expect(others).toEqual({});
    // Its own pictures always; the common ones where the other was not faster. What was decided is taken back.
    expect(done).toBe(2 * rounds + 2 * (rounds - conflicts));
  }
  expect(captures.map((capture) => harness.places(capture))).toEqual(captures.map(() => ['captures']));
  expect((await harness.trash.summary()).captures).toBe(0);
  expect(await harness.database.fileMoves.pending()).toBe(0);
  expect(await harness.database.captures.countDifferences()).toEqual([]);
  const report = await runDoctor({
    libraryPath: library.path,
    repair: false,
    checksums: true,
    isCapturing: false,
    openDatabase: (mode) =>
      openLibraryDatabase({ libraryPath: library.path, mode, migrate: false, clock: library.clock }),
    codec,
    clock: library.clock,
  });
  expect(report).toMatchObject({ clean: true, findings: [] });
}, 60_000);
