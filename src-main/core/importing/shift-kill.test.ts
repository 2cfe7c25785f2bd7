import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openLibraryDatabase } from '../../db/open.ts';
import { runDoctor } from '../library/doctor.ts';
import { codec } from '../library/test-pictures.fake.ts';
import { ReviewHarness } from '../review/review-harness.fake.ts';
import { storeImported } from './imported-files.fake.ts';

const script = fileURLToPath(new URL('./shifting-process.fake.ts', import.meta.url));
const camera = 'NIKON D50';
const noon = Date.UTC(2024, 2, 1, 12);
const day = 86_400_000;
const pictures = 40;

/** Kills the process a little after it has said so many lines. Returns what it said. */
async function shiftAndKill(libraryPath: string, lines: number, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, libraryPath, camera], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) setTimeout(() => child.kill('SIGKILL'), afterMs);
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return said;
}

it('a process that is killed while it shifts a camera leaves all of it shifted or none, each file in its day', async () => {
  const harness = await ReviewHarness.open();
  const { library } = harness;
  const captures = await storeImported(harness, pictures, { capturedAt: noon }, { camera });
  await harness.database.close();
  const kills = fc.sample(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 25 })), {
    numRuns: 6,
    seed: 20261129,
  });
  for (const [lines, afterMs] of kills) {
    const said = await shiftAndKill(library.path, lines, afterMs);
    expect(said.length).toBeGreaterThanOrEqual(lines);
    const after = await ReviewHarness.open(library);
    await after.trash.settle();
    const first = await after.database.captures.byId(captures[0]?.id ?? '');
    const movedMs = (first?.capturedAt ?? 0) - noon;
    expect([0, day]).toContain(movedMs);
    for (const { id, capturedAt } of captures) {
      const capture = await after.database.captures.byId(id);
      expect(capture).toMatchObject({
        capturedAt: capturedAt + movedMs,
        timestampSource: movedMs ? 'user' : 'filename',
      });
      expect(after.places({ id, localDay: capture?.localDay ?? '' })).toEqual(['captures']);
    }
    expect(await after.database.fileMoves.pending()).toBe(0);
    // As it was before the next one.
    if (movedMs !== 0) await after.review.undo();
    await after.mover.drain();
    await after.trash.stop();
    await after.database.close();
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
  }
}, 120_000);
