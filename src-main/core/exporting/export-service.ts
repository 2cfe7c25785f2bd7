import type {
  ContactSheetRequest,
  ExportPreview,
  ExportSelection,
  ExportTarget,
  TimeLapseRequest,
} from '../../../src-shared/contract/exporting.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { ExportRepository } from '../../ports/export-repository.ts';
import type { Jobs } from '../../ports/jobs.ts';
import { expectWebpPath, sheetFormatOf } from './day-picture-run.ts';
import { type ExportPayload, exportPayloadSchema } from './export-payload.ts';
import type { Exporting } from './exporting.ts';
import { readNameTemplate } from './file-names.ts';
import { isUnfinishedFolder } from './folder-sink.ts';
import { realTarget, settleTarget } from './target.ts';

export interface ExportServiceParts {
  readonly exports: Pick<ExportRepository, 'measure'>;
  readonly libraryPath: string;
  /** The queue is made of the handlers, so it is there only when something is asked of it. */
  readonly jobs: () => Pick<Jobs, 'enqueue' | 'list' | 'retry'>;
}

/** Looks at what is wanted while whoever wants it is still there, and leaves the work to a job. */
export class ExportService implements Exporting {
  readonly #parts: ExportServiceParts;

  constructor(parts: ExportServiceParts) {
    this.#parts = parts;
  }

  preview(what: ExportSelection): Promise<ExportPreview> {
    return this.#parts.exports.measure(what);
  }

  async start(what: ExportSelection, to: ExportTarget): Promise<Job> {
    readNameTemplate(to.nameTemplate);
    const kind = to.kind === 'folder' ? 'folder' : 'file';
    return this.#start(kind, to.path, what, (path) => ({ kind: 'copy', what, to: { ...to, path } }));
  }

  async timeLapse(request: TimeLapseRequest): Promise<Job> {
    expectWebpPath(request.path);
    const payloadAt = (path: string): ExportPayload => ({ kind: 'time_lapse', request: { ...request, path } });
    return this.#start('file', request.path, ofDay(request), payloadAt);
  }

  async contactSheet(request: ContactSheetRequest): Promise<Job> {
    sheetFormatOf(request.path);
    const payloadAt = (path: string): ExportPayload => ({ kind: 'contact_sheet', request: { ...request, path } });
    return this.#start('file', request.path, ofDay(request), payloadAt);
  }

  async #start(
    kind: 'folder' | 'file',
    given: string,
    what: ExportSelection,
    payloadAt: (path: string) => ExportPayload,
  ): Promise<Job> {
    const jobs = this.#parts.jobs();
    const { path } = await realTarget(given);
    // What lies there may be what an interrupted job of the very same export left: then that one goes on.
    const earlier = await newestOf(jobs, exportPayloadSchema.parse(payloadAt(path)));
    if (earlier?.status === 'pending' || earlier?.status === 'running') return earlier;
    if (earlier && earlier.status !== 'completed' && (await isUnfinishedFolder(path))) return jobs.retry(earlier.id);
    await settleTarget(kind, given, this.#parts.libraryPath);
    if ((await this.preview(what)).captures === 0) {
      throw new AppError(
        'NOT_FOUND',
        'No picture of the library fits what was asked for, so there is nothing to export.',
      );
    }
    return jobs.enqueue('export', { ...payloadAt(path) });
  }
}

/** The job that does exactly this: the one that has not ended, else the newest. */
async function newestOf(jobs: Pick<Jobs, 'list'>, payload: ExportPayload): Promise<Job | undefined> {
  const wanted = JSON.stringify(payload);
  for (const status of ['running', 'pending', undefined] as const) {
    for (let cursor: string | undefined; ; ) {
      const page = await jobs.list({ status, type: 'export', limit: 100, ...(cursor === undefined ? {} : { cursor }) });
      for (const job of page.items) {
        const read = exportPayloadSchema.safeParse(job.payload);
        if (read.success && JSON.stringify(read.data) === wanted) return job;
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
  }
  return undefined;
}

function ofDay({ day, displayId }: { day: string; displayId?: string | undefined }): ExportSelection {
  return { day, displayId };
}
