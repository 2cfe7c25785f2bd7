import type { ImportResult } from '../../../src-shared/contract/importing.ts';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import type { JobHandler, JobRun } from '../../ports/jobs.ts';
import { missingBytesAt, noRoom } from '../library/no-room.ts';
import { ImportAttempt, type ImportJobParts, stateSchema } from './import-attempt.ts';
import { importPayloadSchema } from './import-payload.ts';
import { importTitle, recordImport } from './import-words.ts';

/**
 * Imports files. What was found and what became of it is in the database, file by file, so that a job that was killed
 * goes on after the last file that was done.
 */
export class ImportJob implements JobHandler {
  readonly type = 'import';
  /** A person waits for it, and is the only one to make room. */
  readonly lastingCodes = ['DISK_FULL'] as const;
  readonly #parts: ImportJobParts;

  constructor(parts: ImportJobParts) {
    this.#parts = parts;
  }

  title(given: Readonly<Record<string, unknown>>): string {
    return importTitle(importPayloadSchema.parse(given));
  }

  async run(run: JobRun): Promise<Readonly<Record<string, unknown>>> {
    const { data: payload } = importPayloadSchema.safeParse(run.payload);
    if (!payload) throw new AppError('BAD_INPUT', 'What this import was asked for is not understood.');
    const { imports, events, report } = this.#parts;
    const { uploadId } = payload;
    const uploadFolder = uploadId === undefined ? undefined : await this.#parts.uploads.folderOf(uploadId);
    const state = stateSchema.parse(run.state ?? {});
    const attempt = new ImportAttempt({ run, payload, state, uploadFolder }, this.#parts);
    const record = async (isWhole: boolean) => {
      const counts = await imports.counts(run.id);
      await recordImport(events, { jobId: run.id, payload, counts, isWhole, undeleted: attempt.undeleted });
    };
    try {
      await attempt.work();
    } catch (error) {
      // What was imported stays, and nobody else says so of a job that is cancelled.
      const isCancelled = (run.signal.reason as { why?: unknown } | undefined)?.why === 'cancelled';
      if (isCancelled) await record(false).catch(() => {});
      throw await this.#withMissing(error, run.id, payload.dryRun);
    } finally {
      await attempt.close();
    }
    await record(true).catch((error: unknown) => report('That an import ended could not be written down', error));
    const { pending: _, pendingBytes: __, ...counts } = await imports.counts(run.id);
    return { dryRun: payload.dryRun, ...counts } satisfies ImportResult;
  }

  /** A full disk with its place, and with how much more room everything that is left takes. */
  async #withMissing(error: unknown, id: string, dryRun: boolean): Promise<unknown> {
    if (!isAppError(error) || error.code !== 'DISK_FULL') return error;
    const { libraryPath: path } = this.#parts.storage;
    const missingBytes = dryRun ? undefined : await this.#missingBytes(id, path).catch(() => undefined);
    return noRoom('the import', path, { cause: error, missingBytes });
  }

  /** Some of what is left may be in the library already: that shows only when it is read. */
  async #missingBytes(id: string, path: string): Promise<number | undefined> {
    const { imports, room } = this.#parts;
    const { pendingBytes } = await imports.counts(id);
    const space = await room();
    if (!space) return missingBytesAt(path, pendingBytes);
    const missing = pendingBytes + space.floorBytes - space.freeBytes;
    return missing > 0 ? missing : undefined;
  }
}
