import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLibraryDatabase } from '../../db/open.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import { runDoctor } from './doctor.ts';
import { codec, startAgain } from './test-pictures.fake.ts';

const moduleUrl = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Stores pictures with their rows as fast as it can, and says so when a row is on the disk. */
const writer = (libraryPath: string) => `
  const { openLibraryDatabase } = await import(${moduleUrl('../../db/open.ts')});
  const { makeCapture } = await import(${moduleUrl('../../db/sample-capture.fake.ts')});
  const { jpeg } = await import(${moduleUrl('./test-pictures.fake.ts')});
  const { LibraryStorage } = await import(${moduleUrl('./storage.ts')});
  const { createIdGenerator } = await import(${moduleUrl('./id-generator.ts')});
  const { FakeClock } = await import(${moduleUrl('../../ports/clock.fake.ts')});
  const libraryPath = ${JSON.stringify(libraryPath)};
  const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: true, clock: new FakeClock() });
  const storage = new LibraryStorage(libraryPath);
  const nextId = createIdGenerator(await database.captures.newestId());
  const bytes = await jpeg(1, 1280, 720);
  for (let count = 0; ; count += 1) {
    const capturedAt = Date.UTC(2026, 5, 15, 9) + count;
    const capture = makeCapture({ id: nextId(capturedAt), capturedAt });
    const stored = await storage.store({ id: capture.id, localDay: capture.localDay, extension: 'jpg', bytes });
    await database.captures.insert([{ ...capture, ...stored }]);
    process.stdout.write(capture.id + '\\n');
  }
`;

/** Lets the writer write this many pictures, kills it, and returns the ids it acknowledged. */
async function writeAndKill(library: TestLibrary, pictures: number, furtherTurns: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', writer(library.path)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.length === 36) acknowledged.push(line);
    if (acknowledged.length === pictures) {
      // A few turns of the event loop further on, so that it is hit anywhere between two acknowledgements.
      for (let turn = 0; turn < furtherTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
    }
  }
  await exit;
  return acknowledged;
}

describe('a killed process', () => {
  it('loses nothing it acknowledged, and leaves nothing that a start does not mend', async () => {
    const library = await TestLibrary.make();
    const kills = fc.sample(fc.tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 0, max: 400 })), {
      numRuns: 6,
      seed: 20260615,
    });
    for (const [pictures, furtherTurns] of kills) {
      const acknowledged = await writeAndKill(library, pictures, furtherTurns);
      expect(acknowledged.length).toBeGreaterThanOrEqual(pictures);
      const database = await library.open();
      await startAgain(library, database);
      for (const id of acknowledged) {
        const capture = await database.captures.byId(id);
        expect(await library.storage.retrieve(capture?.filepath ?? '')).toHaveLength(capture?.fileSize ?? 0);
      }
      await database.close();
      const report = await runDoctor({
        libraryPath: library.path,
        repair: false,
        isCapturing: false,
        openDatabase: (mode) =>
          openLibraryDatabase({ libraryPath: library.path, mode, migrate: false, clock: library.clock }),
        codec,
        clock: library.clock,
      });
      expect(report.findings).toEqual([]);
    }
  }, 60_000);
});
