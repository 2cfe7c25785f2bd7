import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished } from 'vitest';
import type { ImportFile, ImportRequest, ImportResult } from '../../../src-shared/contract/importing.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { LiveMessage } from '../../../src-shared/contract/live.ts';
import { createZipArchives } from '../../adapters/archives/zip-archives.ts';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import { createPictureIntake } from '../../hosts/workers/intake-thread.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { handlerOf } from '../../jobs/queue-harness.fake.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import { runDoctor } from '../library/doctor.ts';
import { codec } from '../library/test-pictures.fake.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { ImportService, type ImportServiceParts } from './import-service.ts';
import { Uploads } from './uploads.ts';

/** A time that all test files have, unless a test says otherwise. */
export const fileTime = Date.UTC(2024, 4, 17, 12);

/** A small picture that no other seed gives. */
export async function jpegOf(seed: number, size = 48): Promise<Buffer> {
  const data = Buffer.alloc(size * size * 3);
  let state = seed + 1;
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[at] = state >>> 24;
  }
  return sharp(data, { raw: { width: size, height: size, channels: 3 } })
    .jpeg()
    .toBuffer();
}

/** A real library and a real folder, with the real import, threads and queue between them. */
export class ImportHarness {
  readonly library: TestLibrary;
  readonly database: LibraryDatabase;
  readonly service: ImportService;
  readonly uploads: Uploads;
  readonly jobs: JobQueue;
  readonly live = new LiveBus();
  readonly messages: LiveMessage[] = [];
  readonly problems: string[] = [];
  /** Where a test puts what it imports. */
  readonly folder: string;

  private constructor(library: TestLibrary, database: LibraryDatabase, given: Partial<ImportServiceParts>) {
    this.library = library;
    this.database = database;
    this.folder = join(library.root, 'pictures');
    mkdirSync(this.folder, { recursive: true });
    this.live.subscribe((message) => this.messages.push(message));
    const { live } = this;
    const clock = createSystemClock();
    const report = (summary: string, error: unknown) => this.problems.push(`${summary}: ${error}`);
    this.uploads = new Uploads({ libraryPath: library.path, now: () => Date.now(), expectRoom: async () => {} });
    this.service = new ImportService({
      imports: database.imports,
      captures: database.captures,
      jobRecords: database.jobs,
      storage: library.storage,
      archives: createZipArchives(),
      uploads: this.uploads,
      createIntake: createPictureIntake,
      room: async () => null,
      jobs: () => this.jobs,
      events: new EventLog(database.events, live, clock),
      live,
      clock,
      report,
      ...given,
    });
    this.jobs = new JobQueue({
      repository: database.jobs,
      handlers: [...this.service.handlers, handlerOf('scan_duplicates', async () => ({}))],
      notOffered: ['process', 'export', 'verify', 'purge_trash'],
      clock,
      announce: () => {},
      note: async () => {},
      settled: async () => {},
      report,
    });
  }

  static async make(given: Partial<ImportServiceParts> = {}, library?: TestLibrary): Promise<ImportHarness> {
    const own = library ?? (await TestLibrary.make());
    const harness = new ImportHarness(own, await own.open(), given);
    onTestFinished(() => harness.jobs.stop());
    return harness;
  }

  /** Writes a file below the folder; a `/` in its name makes folders. */
  put(name: string, bytes: Buffer | string, modifiedAt = fileTime): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    utimesSync(path, modifiedAt / 1000, modifiedAt / 1000);
    return path;
  }

  async start(given: Partial<ImportRequest> = {}): Promise<Job> {
    return this.service.start({ paths: given.uploadId ? [] : [this.folder], mode: 'copy', dryRun: false, ...given });
  }

  /** Works on a job until it has ended or `signal` is aborted. */
  async work(id: string, signal = new AbortController().signal): Promise<Job> {
    return this.jobs.workOn(id, signal);
  }

  /** Works on a job that fails, until it waits to be tried again. */
  async workUntilSetBack(id: string): Promise<void> {
    const stopping = new AbortController();
    const working = this.jobs.workOn(id, stopping.signal).catch(() => {});
    for await (const job of this.jobs.watch(id, undefined)) {
      if (job.status === 'pending' && job.errorMessage !== null) break;
    }
    stopping.abort();
    await working;
  }

  /** Imports to the end, and gives the files by what comes after the folder. */
  async import(given: Partial<ImportRequest> = {}): Promise<{ id: string; result: ImportResult; files: Files }> {
    const { id } = await this.start(given);
    const job = await this.work(id);
    expect(job).toMatchObject({ status: 'completed', errorMessage: null });
    return { id, result: job.result as unknown as ImportResult, files: await this.files(id) };
  }

  /** Imports after a look, which must have told of every file what the import then made of it. */
  async importAfterLook(): ReturnType<ImportHarness['import']> {
    const look = await this.import({ dryRun: true });
    const done = await this.import();
    const told = (file: ImportFile) => ({
      ...file,
      status: file.status === 'importable' ? 'imported' : file.status,
      // A look makes no captures that it could name.
      captureId: null,
    });
    expect(look.files.all.map(told)).toEqual(done.files.all.map(told));
    const { importable: imported, importableBytes: importedBytes } = look.result;
    const foretold = { dryRun: false, importable: 0, importableBytes: 0, imported, importedBytes };
    // When pictures were taken is only judged as they come.
    expect({ ...look.result, ...foretold }).toEqual({ ...done.result, uncertain: 0 });
    return done;
  }

  async files(id: string): Promise<Files> {
    const files: ImportFile[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await this.service.files(id, { limit: 500, ...(cursor ? { cursor } : {}) });
      files.push(...page.items);
      cursor = page.nextCursor ?? undefined;
      more = cursor !== undefined;
    }
    return new Files(files, this.folder);
  }

  /** Every file in the library but the database's own, and what only waits to be looked at. */
  stored(): string[] {
    return ['captures', 'trash', 'incoming', 'quarantine']
      .filter((name) => existsSync(join(this.library.path, name)))
      .flatMap((name) =>
        readdirSync(join(this.library.path, name), { recursive: true, withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map((entry) => join(entry.parentPath, entry.name).slice(this.library.path.length + 1)),
      )
      .sort();
  }

  bytesOf(filepath: string): Buffer {
    return readFileSync(join(this.library.path, filepath));
  }

  async expectHealthy(): Promise<void> {
    const report = await runDoctor({
      libraryPath: this.library.path,
      repair: false,
      isCapturing: false,
      openDatabase: (mode) =>
        openLibraryDatabase({ libraryPath: this.library.path, mode, migrate: false, clock: this.library.clock }),
      codec,
      clock: this.library.clock,
    });
    expect(report.findings).toEqual([]);
    expect(this.problems).toEqual([]);
  }
}

/** The files of an import, by their names. */
export class Files {
  readonly all: readonly ImportFile[];
  readonly #folder: string;

  constructor(all: readonly ImportFile[], folder: string) {
    this.all = all;
    this.#folder = folder;
  }

  /** A file by its path below the folder, with `!` before its name in an archive. */
  of(name: string): ImportFile {
    const found = this.all.find((file) => this.#nameOf(file) === name);
    if (!found) throw new Error(`There is no ${name} among ${this.all.map((file) => this.#nameOf(file)).join(', ')}`);
    return found;
  }

  /** What became of each, by name. */
  get statuses(): Record<string, string> {
    return Object.fromEntries(this.all.map((file) => [this.#nameOf(file), file.status]));
  }

  #nameOf({ path, entry }: ImportFile): string {
    const short = path.startsWith(`${this.#folder}/`) ? path.slice(this.#folder.length + 1) : path;
    return entry === null ? short : `${short}!${entry}`;
  }
}
