import { z } from 'zod';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { Archives } from '../../ports/archives.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ImportRepository, ImportRow } from '../../ports/import-repository.ts';
import type { JobRun, Jobs } from '../../ports/jobs.ts';
import type { PictureIntake } from '../../ports/picture-intake.ts';
import type { CaptureRepository } from '../../ports/repositories.ts';
import { Throttle } from '../duplicates/throttle.ts';
import type { LibraryStorage } from '../library/storage.ts';
import type { LiveBus } from '../live-bus.ts';
import type { EventLog } from '../memory/event-log.ts';
import { sizeWords } from '../review/review-words.ts';
import { BatchReader, discardCopies, type ReadFile } from './batch-reader.ts';
import { listFolders, writeFileList } from './file-list.ts';
import type { WalkPlace } from './folder-walk.ts';
import type { ImportPayload } from './import-payload.ts';
import { dryOutcomes, ImportWriter, type StoredFile } from './import-writer.ts';
import { OriginalRemover } from './original-remover.ts';
import type { Room } from './received-files.ts';
import { prepareIncomingFolder } from './received-files.ts';
import { RowSources } from './row-sources.ts';
import type { Uploads } from './uploads.ts';

const walkPlaceSchema = z.object({ root: z.number(), names: z.array(z.string()).readonly() });

/** What only the job knows; everything else is in the list of its files. */
export const stateSchema = z.object({
  /** Files on the list, and where the walk goes on after them; `listed` when it is through. */
  files: z.number().default(0),
  place: z.union([walkPlaceSchema, z.number()]).optional(),
  listed: z.boolean().default(false),
  /** The last file up to which everything that follows from being stored is done. */
  settled: z.number().default(0),
});
export type ImportState = z.infer<typeof stateSchema>;

/** Files that are read, and then written, together. */
const filesPerBatch = 32;
/** Copies of one batch take no more room than this on the disk before they are pictures; one larger file may. */
const bytesPerBatch = 256 * 1024 * 1024;

/** The windows are told of new captures no more often than this. */
const tellEveryMs = 1000;

export interface ImportJobParts {
  readonly imports: ImportRepository;
  readonly captures: Pick<CaptureRepository, 'byId'>;
  readonly storage: LibraryStorage;
  readonly archives: Archives;
  readonly uploads: Uploads;
  readonly createIntake: () => PictureIntake;
  /** Ends and removes what imports and processes that ended had left, as a start does: also where nobody captures. */
  readonly tidyUp: () => Promise<void>;
  /** Null where the system does not tell. */
  readonly room: () => Promise<Room>;
  readonly jobs: () => Pick<Jobs, 'enqueue'>;
  readonly events: EventLog;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly report: (summary: string, error: unknown) => void;
}

export interface AttemptBegin {
  readonly run: JobRun;
  readonly payload: ImportPayload;
  readonly state: ImportState;
  readonly uploadFolder: string | undefined;
}

/** One attempt at an import. */
export class ImportAttempt {
  /** Originals that could not be deleted in this attempt. */
  undeleted = 0;
  readonly #run: JobRun;
  readonly #payload: ImportPayload;
  readonly #state: ImportState;
  readonly #parts: ImportJobParts;
  readonly #intake: PictureIntake;
  readonly #sources: RowSources;
  readonly #reader: BatchReader;
  readonly #writer: ImportWriter;
  readonly #remover: OriginalRemover;
  readonly #tell: Throttle;
  #imported = 0;
  #done = 0;

  constructor({ run, payload, state, uploadFolder }: AttemptBegin, parts: ImportJobParts) {
    this.#run = run;
    this.#payload = payload;
    this.#state = { ...state };
    this.#parts = parts;
    const { imports, captures, storage, archives, clock, live } = parts;
    this.#intake = parts.createIntake();
    this.#sources = new RowSources(archives, uploadFolder);
    this.#writer = new ImportWriter({ imports, storage, clock });
    this.#remover = new OriginalRemover({ captures, storage, intake: this.#intake, sources: this.#sources });
    this.#tell = new Throttle(clock, tellEveryMs, () => live.publish({ type: 'captures-changed' }));
    this.#reader = new BatchReader({
      imports,
      storage,
      intake: this.#intake,
      sources: this.#sources,
      jobId: run.id,
      dryRun: payload.dryRun,
      signal: run.signal,
    });
  }

  async work(): Promise<void> {
    const { imports, storage } = this.#parts;
    const { id } = this.#run;
    if (!this.#payload.dryRun) {
      await prepareIncomingFolder(storage.libraryPath);
      await this.#parts.tidyUp();
    }
    this.#imported += (await this.#writer.finishPlans(await imports.planned({ jobId: id }), this.#intake)).length;
    if (!this.#state.listed) await this.#list();
    await this.#settleLeft();
    const { files, pending } = await imports.counts(id);
    this.#done = files - pending;
    // An archive that cannot be opened has failed as it was listed: there may be nothing left that tells of it.
    if (this.#done > 0) await this.#checkpoint([]);
    await this.#takeAll();
    if (this.#payload.uploadId && !this.#payload.dryRun) await this.#parts.uploads.remove(this.#payload.uploadId);
  }

  /** Ends the threads, and tells what this attempt has added. */
  async close(): Promise<void> {
    const { live, jobs, report } = this.#parts;
    await this.#intake.close();
    await this.#sources.close();
    this.#tell.stop();
    if (this.#imported === 0) return;
    live.publish({ type: 'captures-changed' });
    // Near duplicates are looked for when all are there, in a job that can be seen.
    await jobs()
      .enqueue('scan_duplicates', { sign: false }, { unlessWaiting: true })
      .catch((error: unknown) => report('Imported pictures could not be compared with the others', error));
  }

  async #list(): Promise<void> {
    const { imports, archives, storage, uploads } = this.#parts;
    const { id: jobId, signal } = this.#run;
    const { pathsId, uploadId } = this.#payload;
    const paths = pathsId === undefined ? this.#payload.paths : await imports.roots(pathsId);
    const { files, place } = this.#state;
    const listed =
      uploadId === undefined
        ? listFolders(paths, {
            libraryPath: storage.libraryPath,
            after: typeof place === 'number' ? undefined : place,
            signal,
          })
        : uploads.listed(uploadId, typeof place === 'number' ? place : 0);
    this.#state.files = await writeFileList<WalkPlace | number>(listed, files, {
      imports,
      archives,
      jobId,
      signal,
      pathOf: (file) => this.#sources.pathOf(file),
      onWritten: async (written, reached) => {
        this.#state.files = written;
        this.#state.place = reached;
        await this.#checkpoint([]);
      },
    });
    this.#state.listed = true;
    this.#state.place = undefined;
    await this.#checkpoint([]);
    if (pathsId !== undefined) await imports.forgetRoots(pathsId);
  }

  /** Reads one batch while the one before is written. */
  async #takeAll(): Promise<void> {
    let reading = this.#readAfter(0);
    try {
      for (let batch = await reading; batch.length > 0; batch = await reading) {
        const last = batch.at(-1)?.row.number ?? 0;
        const files = batch;
        // What goes wrong is told when it is asked for.
        const next = this.#writeBatch(files);
        next.catch(() => {});
        reading = this.#readAfter(last);
        reading.catch(() => {});
        await next;
        this.#reader.settled(files);
      }
    } finally {
      // What was read for nothing leaves nothing behind.
      await discardCopies(await reading.catch(() => []));
    }
  }

  async #readAfter(after: number): Promise<readonly ReadFile[]> {
    const { imports, room } = this.#parts;
    this.#run.signal.throwIfAborted();
    const rows = fitting(await imports.pending(this.#run.id, after, filesPerBatch));
    const space = this.#payload.dryRun || rows.length === 0 ? null : await room();
    if (space && space.freeBytes - bytesOf(rows) < space.floorBytes) {
      throw new AppError(
        'DISK_FULL',
        `The disk that holds the library is nearly full: ${sizeWords(space.floorBytes)} of it are to stay free.`,
      );
    }
    return this.#reader.read(rows);
  }

  async #writeBatch(files: readonly ReadFile[]): Promise<void> {
    const { imports } = this.#parts;
    const { id } = this.#run;
    let stored: readonly StoredFile[] = [];
    if (this.#payload.dryRun) await imports.finish(id, dryOutcomes(files), []);
    else {
      try {
        stored = await this.#writer.write(id, files);
      } finally {
        await discardCopies(files);
      }
      this.#imported += stored.filter(({ status }) => status === 'imported').length;
      if (stored.length > 0) this.#tell.soon();
    }
    this.#done += files.length;
    await this.#settle(stored, files.at(-1)?.row.number ?? this.#state.settled);
  }

  /** What a killed process had stored, and had done nothing more about. */
  async #settleLeft(): Promise<void> {
    if (this.#payload.dryRun) return;
    for (;;) {
      const rows = await this.#parts.imports.stored(this.#run.id, this.#state.settled, filesPerBatch);
      const last = rows.at(-1);
      if (!last) return;
      this.#imported += rows.filter(({ status }) => status === 'imported').length;
      await this.#settle(rows.flatMap(toStored), last.number);
    }
  }

  /** Everything that follows from being stored: the original goes, where that was asked for, and the job notes it. */
  async #settle(stored: readonly StoredFile[], last: number): Promise<void> {
    if (this.#payload.mode === 'move') await this.#removeOriginals(stored);
    this.#state.settled = Math.max(this.#state.settled, last);
    await this.#checkpoint(stored);
  }

  async #removeOriginals(stored: readonly StoredFile[]): Promise<void> {
    const { imports } = this.#parts;
    for (const file of stored) {
      const errorMessage = await this.#remover.remove(file);
      if (errorMessage === undefined) continue;
      this.undeleted += 1;
      const { status, captureId } = file;
      await imports.finish(this.#run.id, [{ number: file.row.number, status, captureId, errorMessage }], []);
    }
  }

  #checkpoint(stored: readonly StoredFile[]): Promise<void> {
    // One capture may stand for several files; it is done where one of them became it.
    const linked = stored.filter(({ status }) => status === 'linked');
    const imported = new Set(stored.flatMap(({ status, captureId }) => (status === 'imported' ? [captureId] : [])));
    return this.#run.checkpoint({
      current: this.#done,
      total: this.#state.files,
      state: this.#state,
      items: [
        ...linked
          .filter(({ captureId }) => !imported.has(captureId))
          .map(({ captureId }) => ({
            captureId,
            status: 'skipped' as const,
            errorMessage: 'The same bytes are in the library already.',
          })),
        ...[...imported].map((captureId) => ({ captureId, status: 'done' as const })),
      ],
    });
  }
}

function toStored(row: ImportRow): StoredFile[] {
  const { status, captureId, sha256 } = row;
  if ((status !== 'imported' && status !== 'linked') || captureId === null || sha256 === null) return [];
  return [{ row, status, captureId, sha256, identity: null }];
}

/** As many of these files as fit into one batch, and at least one. */
function fitting(rows: readonly ImportRow[]): readonly ImportRow[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += row.bytes ?? 0;
    return index > 0 && bytes > bytesPerBatch;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function bytesOf(rows: readonly ImportRow[]): number {
  return rows.reduce((sum, row) => sum + (row.bytes ?? 0), 0);
}
