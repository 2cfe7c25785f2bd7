import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as uuidV7 } from 'uuid';
import { localDayOf } from '../../src-shared/domain/local-time.ts';
import { prepareLibraryFolder } from '../core/library/marker.ts';
import { LibraryStorage } from '../core/library/storage.ts';
import { FakeClock } from '../ports/clock.fake.ts';
import type { LibraryDatabase, NewCapture } from '../ports/repositories.ts';
import { databaseFileName } from './database-files.ts';
import { openLibraryDatabase } from './open.ts';

/** A real library in a folder of its own that goes away with the test. */
export class TestLibrary implements AsyncDisposable {
  readonly root: string;
  readonly path: string;
  readonly clock = new FakeClock();
  readonly storage: LibraryStorage;
  readonly #open: LibraryDatabase[] = [];
  readonly #disks: string[] = [];

  private constructor(root: string) {
    this.root = root;
    this.path = join(root, 'library');
    this.storage = new LibraryStorage(this.path);
  }

  static async make(): Promise<TestLibrary> {
    const library = new TestLibrary(mkdtempSync(join(tmpdir(), 'afterimage-test-')));
    await prepareLibraryFolder(library.path, { create: true });
    return library;
  }

  /** A library on a small file system of its own; see `mountReason` for where there is none. */
  static async onSmallDisk(megabytes: number): Promise<TestLibrary> {
    const root = mkdtempSync(join(tmpdir(), 'afterimage-test-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', root]);
    const library = new TestLibrary(root);
    library.#disks.push(root);
    await prepareLibraryFolder(library.path, { create: true });
    return library;
  }

  async open(mode: 'read-write' | 'read-only' = 'read-write'): Promise<LibraryDatabase> {
    const database = await openLibraryDatabase({ libraryPath: this.path, mode, migrate: true, clock: this.clock });
    this.#open.push(database);
    return database;
  }

  /** The database file as anybody can open it, to damage it or to look behind the repositories. */
  raw<Result>(work: (native: Database.Database) => Result): Result {
    const native = new Database(join(this.path, databaseFileName));
    try {
      return work(native);
    } finally {
      native.close();
    }
  }

  remount(mode: 'ro' | 'rw'): void {
    execFileSync('mount', ['-o', `remount,${mode}`, this.root]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const database of this.#open) await database.close();
    for (const disk of this.#disks) execFileSync('umount', ['--lazy', disk]);
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Why no small file system can be mounted here; undefined where one can. */
export function mountReason(): string | undefined {
  if (process.platform !== 'linux') return 'needs tmpfs mounts, which only Linux has';
  if (process.getuid?.() !== 0) return 'needs root to mount a small file system';
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs the right to mount, which this machine does not give';
  }
}

/** A capture with everything it needs; give what the test is about. */
export function makeCapture(given: Partial<NewCapture> = {}): NewCapture {
  const capturedAt = given.capturedAt ?? Date.UTC(2026, 5, 15, 9, 0, 0);
  const utcOffsetMinutes = given.utcOffsetMinutes ?? 0;
  const id = given.id ?? uuidV7({ msecs: Math.max(0, capturedAt) });
  const localDay = given.localDay ?? localDayOf(capturedAt, utcOffsetMinutes);
  return {
    id,
    groupId: randomUUID(),
    origin: 'screen',
    filepath: `captures/${localDay.replaceAll('-', '/')}/${id}.jpg`,
    originalFilename: null,
    originalPath: null,
    capturedAt,
    utcOffsetMinutes,
    localDay,
    endedAt: capturedAt,
    timestampSource: 'capture',
    confidence: 'high',
    monitorIndex: 0,
    displayId: 'display-a',
    displayName: 'Left',
    displayX: 0,
    displayY: 0,
    displayScale: 1,
    displayRotation: 0,
    width: 1920,
    height: 1080,
    fileSize: 1000,
    mimeType: 'image/jpeg',
    sha256: 'a'.repeat(64),
    appName: null,
    windowTitle: null,
    reviewState: 'unreviewed',
    trashedAt: null,
    missingAt: null,
    ...given,
  };
}
