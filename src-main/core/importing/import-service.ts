import { randomUUID } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import type { ImportRequest } from '../../../src-shared/contract/importing.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { ImportFileStatus } from '../../../src-shared/domain/vocabulary.ts';
import type { JobRepository } from '../../ports/job-repository.ts';
import type { JobHandler, Jobs } from '../../ports/jobs.ts';
import { isWithin, outermost } from './folder-walk.ts';
import type { ImportJobParts } from './import-attempt.ts';
import { ImportJob } from './import-job.ts';
import { isUploadWanted, isWantedByImport } from './import-wants.ts';
import { ImportWriter } from './import-writer.ts';
import type { Importing } from './importing.ts';
import { longestReceivingMs, removeLeftFiles } from './received-files.ts';
import type { SentFile } from './uploads.ts';

/** Paths that are shown with a job; more of them are kept beside it. */
const mostShownPaths = 20;

/** What nobody imports is looked for so often. */
const lookForOldEveryMs = 60 * 60_000;

export interface ImportServiceParts extends Omit<ImportJobParts, 'jobs' | 'tidyUp'> {
  readonly jobs: () => Pick<Jobs, 'enqueue' | 'get'>;
  readonly jobRecords: Pick<JobRepository, 'page'>;
}

/** Imports as everybody asks for them. */
export class ImportService implements Importing {
  /** The job this does, for the queue. */
  readonly handlers: readonly JobHandler[];
  readonly #parts: ImportServiceParts;
  #cancelTimer: () => void = () => {};
  #cleaning: Promise<void> = Promise.resolve();

  constructor(parts: ImportServiceParts) {
    this.#parts = parts;
    this.handlers = [new ImportJob({ ...parts, tidyUp: () => this.#tidyUp() })];
  }

  async start({ paths, uploadId, mode, dryRun }: ImportRequest): Promise<Job> {
    if ((uploadId === undefined) === (paths.length === 0)) {
      throw new AppError('BAD_INPUT', 'Name files or folders to import, or one upload.');
    }
    if (uploadId !== undefined) await this.#parts.uploads.expect(uploadId);
    const payload = {
      ...(await this.#listed(await this.#checked(paths))),
      ...(uploadId === undefined ? { mode } : { uploadId, mode: 'move' as const }),
      dryRun,
    };
    return this.#parts.jobs().enqueue('import', payload, { unlessWaiting: true });
  }

  async files(id: string, query: { status?: ImportFileStatus; cursor?: string; limit: number }) {
    const { type } = await this.#parts.jobs().get(id);
    if (type !== 'import') throw new AppError('NOT_FOUND', 'This job is no import.');
    return this.#parts.imports.page(id, query);
  }

  async beginUpload(): Promise<{ uploadId: string }> {
    return { uploadId: await this.#parts.uploads.begin() };
  }

  receiveUpload(uploadId: string, file: SentFile, source: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#parts.uploads.receive(uploadId, file, source);
  }

  /**
   * Ends what imports that have ended left half done, and removes old uploads, now and every hour. For the process that
   * holds the lock; imports that wait go on by themselves.
   */
  async begin(): Promise<void> {
    await this.#finishEnded();
    this.#clean();
  }

  async stop(): Promise<void> {
    this.#cancelTimer();
    await this.#cleaning;
  }

  /** A cancelled import may have been killed before: its files in the library are pictures all the same. */
  async #finishEnded(): Promise<void> {
    const { imports, storage, clock, createIntake, report } = this.#parts;
    try {
      const rows = await imports.planned({ endedJobs: true });
      if (rows.length === 0) return;
      const intake = createIntake();
      await new ImportWriter({ imports, storage, clock }).finishPlans(rows, intake).finally(() => intake.close());
    } catch (error) {
      report('What an import had left half done could not be finished', error);
    }
  }

  /**
   * Before an import goes on. What an ended one has given its place is in the library then, and not taken in again; what
   * processes that ended had received is gone. An import may run beside the process that holds the lock, whose windows may
   * go on with an upload of an earlier run: only one that nobody has added to for long is certainly given up.
   */
  async #tidyUp(): Promise<void> {
    await this.#finishEnded();
    const { storage, uploads, jobRecords, clock } = this.#parts;
    await removeLeftFiles(storage.libraryPath, clock.now());
    await uploads.removeOld((id) => isUploadWanted(jobRecords, id), longestReceivingMs);
  }

  #clean(): void {
    const { uploads, jobRecords, clock, report } = this.#parts;
    this.#cleaning = Promise.all([uploads.removeOld((id) => isUploadWanted(jobRecords, id)), this.#forgetLists()])
      .then(() => {})
      .catch((error: unknown) => report('Old uploads could not be removed', error));
    this.#cancelTimer = clock.setTimer(lookForOldEveryMs, () => this.#clean());
  }

  /** A long list of paths is kept beside the job. */
  async #listed(paths: readonly string[]): Promise<{ paths: string[]; pathsId?: string; pathCount?: number }> {
    const shown = paths.slice(0, mostShownPaths);
    if (shown.length === paths.length) return { paths: shown };
    const pathsId = randomUUID();
    await this.#parts.imports.saveRoots(pathsId, paths);
    return { paths: shown, pathsId, pathCount: paths.length };
  }

  /** Lists of imports that ended before they had looked them through. */
  async #forgetLists(): Promise<void> {
    const { imports, jobRecords } = this.#parts;
    for (const listId of await imports.rootLists()) {
      const isWanted = await isWantedByImport(jobRecords, ({ pathsId }) => pathsId === listId);
      if (!isWanted) await imports.forgetRoots(listId);
    }
  }

  /** Whole paths that are there, without those inside another one. */
  async #checked(given: readonly string[]): Promise<string[]> {
    const library = await realpath(this.#parts.storage.libraryPath);
    for (const path of given) {
      if (!isAbsolute(path) || path.includes('\0')) {
        throw new AppError('BAD_INPUT', `“${path}” is not a whole path: begin it at the root of the disk.`);
      }
      await lstat(path).catch((cause: unknown) => {
        throw new AppError('BAD_INPUT', `There is nothing at ${path}.`, { cause });
      });
      const real = await realpath(path).catch((cause: unknown) => {
        throw new AppError('BAD_INPUT', `${path} is a link that leads nowhere.`, { cause });
      });
      if (isWithin(real, library)) {
        throw new AppError('BAD_INPUT', `${path} is in the library already. Name a folder outside of it.`);
      }
    }
    const trimmed = given.map((path) => trimEnd(normalize(path)));
    return trimmed.length === 0 ? [] : outermost(trimmed);
  }
}

/** A folder without the separator at its end, so that paths below it have one only. */
function trimEnd(path: string): string {
  return path.length > 1 && /[\\/]$/.test(path) && !/^[a-z]:\\$/i.test(path) ? path.slice(0, -1) : path;
}
