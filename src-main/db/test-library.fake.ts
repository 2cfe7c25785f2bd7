import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { prepareLibraryFolder } from '../core/library/marker.ts';
import { LibraryStorage } from '../core/library/storage.ts';
import { FakeClock } from '../ports/clock.fake.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';
import { databaseFileName } from './database-files.ts';
import { openLibraryDatabase } from './open.ts';

export { makeCapture } from './sample-capture.fake.ts';

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
    onTestFinished(() => this[Symbol.asyncDispose]());
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

  /** Called by itself when the test is over; calling it again does nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const database of this.#open) await database.close();
    for (const disk of this.#disks.splice(0)) execFileSync('umount', ['--lazy', disk]);
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
