import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createArchive } from '../../adapters/archives/create-archive.ts';
import { createPictureMaker } from '../../adapters/image/picture-maker.ts';
import { writeTime } from '../../adapters/image/time-writer.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import type { JobItemStatus, JobRun } from '../../ports/jobs.ts';
import type { LibraryDatabase, NewCapture } from '../../ports/repositories.ts';
import { storePictures } from '../library/test-pictures.fake.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { ExportJob } from './export-job.ts';
import type { ExportParts } from './export-parts.ts';
import type { ManifestEntry, ManifestFrame, ManifestProblem } from './manifest.ts';

/** What ends an attempt as a killed process does: nothing after it is written, and nobody tidies up. */
export class Killed extends Error {}

/** A whole manifest, as a parser reads it that holds all at once. */
export type WholeManifest = Omit<ManifestFrame, 'files' | 'failed'> & {
  files: ManifestEntry[];
  failed: ManifestProblem[];
};

/** What one job keeps between its attempts. */
export class KeptJob {
  readonly id: string;
  readonly payload: Record<string, unknown>;
  state = '{}';
  readonly items = new Map<string, { status: JobItemStatus; errorMessage?: string | undefined }>();
  progress: { current: number; total: number | null } = { current: 0, total: null };

  constructor(id: string, payload: Record<string, unknown>) {
    this.id = id;
    this.payload = payload;
  }

  /** One attempt, which may be stopped by `onCheckpoint`. */
  run(signal: AbortSignal, onCheckpoint: () => void): JobRun {
    return {
      id: this.id,
      payload: this.payload,
      state: JSON.parse(this.state),
      signal,
      checkpoint: async ({ current, total, state, items }) => {
        onCheckpoint();
        this.state = JSON.stringify(state);
        this.progress = { current, total };
        for (const { captureId, ...note } of items ?? []) this.items.set(captureId, note);
        signal.throwIfAborted();
      },
      progress: () => {},
      itemStatus: async (ids) =>
        new Map(
          ids.flatMap((id) => {
            const item = this.items.get(id);
            return item ? [[id, item.status] as const] : [];
          }),
        ),
      pendingItems: async (limit) =>
        [...this.items]
          .filter(([, item]) => item.status === 'pending')
          .map(([id]) => id)
          .slice(0, limit),
    };
  }

  /** What asking to try again does to items. */
  retry(): void {
    for (const item of this.items.values()) if (item.status === 'failed') item.status = 'pending';
  }
}

/** Exports of a real library to a real folder beside it. */
export class ExportHarness {
  readonly library: TestLibrary;
  database!: LibraryDatabase;
  events!: EventLog;
  parts!: ExportParts;

  private constructor(library: TestLibrary) {
    this.library = library;
  }

  static async open(library?: TestLibrary): Promise<ExportHarness> {
    const harness = new ExportHarness(library ?? (await TestLibrary.make()));
    harness.database = await harness.library.open();
    const { database } = harness;
    const { storage, clock } = harness.library;
    harness.events = new EventLog(database.events, new LiveBus(), clock);
    harness.parts = {
      captures: database.captures,
      exports: database.exports,
      storage,
      createArchive,
      writeTime,
      maker: createPictureMaker(),
      events: harness.events,
      clock,
      appVersion: '1.2.3',
    };
    return harness;
  }

  store(count: number, given: Partial<NewCapture> = {}): Promise<NewCapture[]> {
    return storePictures(this.library, this.database, count, given);
  }

  /** A path beside the library. */
  path(name = 'export'): string {
    return join(this.library.root, name);
  }

  job(to: Record<string, unknown>, what: Record<string, unknown> = {}): Promise<KeptJob> {
    return this.jobOf({
      kind: 'copy',
      what,
      to: {
        kind: 'folder',
        path: this.path(),
        layout: 'dated',
        nameTemplate: '{date}_{time}_{id}',
        writeTimes: false,
        ...to,
      },
    });
  }

  async jobOf(payload: Record<string, unknown>): Promise<KeptJob> {
    const { id } = await this.database.jobs.enqueue(
      { type: 'export', payload, createdAt: this.library.clock.now() },
      { unlessWaiting: false },
    );
    return new KeptJob(id, payload);
  }

  /** One attempt at a job to its end. */
  work(job: KeptJob, signal = new AbortController().signal, onCheckpoint = () => {}): Promise<Record<string, unknown>> {
    return new ExportJob(this.parts).run(job.run(signal, onCheckpoint));
  }

  /** The same, killed at its so-many-th checkpoint before that is written. False where it came to its end before. */
  async workUntilKilled(job: KeptJob, checkpoint: number): Promise<boolean> {
    let left = checkpoint;
    const onCheckpoint = () => {
      left -= 1;
      if (left <= 0) throw new Killed('killed');
    };
    try {
      await this.work(job, new AbortController().signal, onCheckpoint);
      return false;
    } catch (error) {
      if (error instanceof Killed) return true;
      throw error;
    }
  }
}

/** All files below a folder by their paths, with forward slashes, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** All files below a folder with what is in them. */
export function contentsBelow(folder: string): Map<string, string> {
  return new Map(
    filesBelow(folder).map((path) => [
      path,
      `${statSync(join(folder, path)).mtimeMs} ${readFileSync(join(folder, path)).toString('base64')}`,
    ]),
  );
}

export function manifestIn(folder: string): WholeManifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as WholeManifest;
}
