import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLibraryDatabase } from '../../db/open.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import { runDoctor } from '../library/doctor.ts';
import { codec, jpeg, startAgain } from '../library/test-pictures.fake.ts';
import { removeLeftFiles } from './received-files.ts';
import { createReceiver } from './receiving.fake.ts';

async function* pieces(bytes: Buffer, size = 300): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function files(library: TestLibrary): string[] {
  return ['incoming', 'captures']
    .filter((root) => existsSync(join(library.path, root)))
    .flatMap((root) =>
      readdirSync(join(library.path, root), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${root}/${entry.name}`),
    );
}

describe('the disk floor', () => {
  it('is kept: a picture that would leave too little room is refused, and told of once', async () => {
    const library = await TestLibrary.make();
    const database = await library.open();
    let freeBytes = 5000;
    const room = async () => ({ freeBytes, floorBytes: 4500 });
    const receiver = createReceiver({ ...library, database }, { room });
    const bytes = await jpeg();
    for (let again = 0; again < 3; again += 1) {
      await expect(receiver.receive(pieces(bytes), 501)).rejects.toMatchObject({ code: 'DISK_FULL' });
    }
    const unresolved = () => database.events.page({ resolved: false, limit: 10 });
    expect((await unresolved()).items).toMatchObject([{ occurrences: 3, details: { code: 'DISK_FULL' } }]);
    expect(files(library)).toEqual([]);
    // Without a word of its length it is refused when it is there.
    for (let again = 0; again < 2; again += 1) {
      const received = await receiver.receive(pieces(bytes), 0);
      freeBytes = 4499;
      await expect(receiver.store(received, { tags: [] })).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(files(library)).toEqual([]);
      freeBytes = 5000;
    }
    expect((await unresolved()).items).toMatchObject([{ severity: 'error', occurrences: 5 }]);
    const stored = await receiver.store(await receiver.receive(pieces(bytes), 500), { tags: [] });
    expect(stored).toMatchObject({ duplicate: false, capture: { fileSize: bytes.length } });
    expect((await unresolved()).items).toEqual([]);
    await receiver.close();
  });
});

describe('files that were being received', () => {
  it('are removed where nobody receives them any more, and left alone where somebody does', async () => {
    const library = await TestLibrary.make();
    const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    const ended = once(other, 'exit');
    const folder = join(library.path, 'incoming');
    mkdirSync(folder);
    const plant = (pid: number | undefined, name: string, ageHours = 0) => {
      const path = join(folder, `.${pid}-${name}.partial`);
      writeFileSync(path, 'half');
      const at = Date.now() / 1000 - ageHours * 3600;
      utimesSync(path, at, at);
    };
    plant(other.pid, 'now');
    plant(other.pid, 'long-ago', 2);
    plant(process.pid, 'of-an-earlier-run');
    plant(undefined, 'of-nobody');
    expect(await removeLeftFiles(library.path, Date.now())).toBe(3);
    expect(files(library)).toEqual([`incoming/.${other.pid}-now.partial`]);
    other.kill('SIGKILL');
    await ended;
    expect(await removeLeftFiles(library.path, Date.now())).toBe(1);
    expect(files(library)).toEqual([]);
  });
});

const moduleUrl = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Receives and stores pictures as fast as it can, and says so when one is stored. */
const receiving = (libraryPath: string) => `
  const { openLibraryDatabase } = await import(${moduleUrl('../../db/open.ts')});
  const { jpeg } = await import(${moduleUrl('../library/test-pictures.fake.ts')});
  const { LibraryStorage } = await import(${moduleUrl('../library/storage.ts')});
  const { FakeClock } = await import(${moduleUrl('../../ports/clock.fake.ts')});
  const { createReceiver } = await import(${moduleUrl('./receiving.fake.ts')});
  const libraryPath = ${JSON.stringify(libraryPath)};
  const clock = new FakeClock();
  const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: true, clock });
  const receiver = createReceiver({ database, storage: new LibraryStorage(libraryPath), clock });
  const bytes = await jpeg(1, 640, 480);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 400) yield bytes.subarray(at, at + 400);
  }
  const first = Date.UTC(2026, 5, 1) + process.pid * 10_000;
  for (let count = 0; ; count += 1) {
    const file = await receiver.receive(pieces(), bytes.length);
    const { capture } = await receiver.store(file, { capturedAt: first + count, tags: [] });
    process.stdout.write(capture.id + '\\n');
  }
`;

async function receiveAndKill(library: TestLibrary, pictures: number, furtherTurns: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', receiving(library.path)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.length === 36) acknowledged.push(line);
    if (acknowledged.length === pictures) {
      for (let turn = 0; turn < furtherTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
    }
  }
  await exit;
  return acknowledged;
}

describe('a process that is killed while it receives', () => {
  it('loses nothing that it answered, and leaves nothing in two places', async () => {
    const library = await TestLibrary.make();
    const kills = fc.sample(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 400 })), {
      numRuns: 5,
      seed: 20261122,
    });
    for (const [pictures, furtherTurns] of kills) {
      const acknowledged = await receiveAndKill(library, pictures, furtherTurns);
      expect(acknowledged.length).toBeGreaterThanOrEqual(pictures);
      const database = await library.open();
      await startAgain(library, database);
      for (const id of acknowledged) {
        const capture = await database.captures.byId(id);
        expect(capture?.origin).toBe('import');
        expect(await library.storage.retrieve(capture?.filepath ?? '')).toHaveLength(capture?.fileSize ?? 0);
      }
      const { captures } = await database.captures.totals();
      expect(files(library)).toHaveLength(captures);
      expect(readdirSync(join(library.path, 'incoming'))).toEqual([]);
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
  }, 120_000);
});
