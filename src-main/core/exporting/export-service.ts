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
import type { ExportPayload } from './export-payload.ts';
import type { Exporting } from './exporting.ts';
import { readNameTemplate } from './file-names.ts';
import { settleTarget } from './target.ts';

export interface ExportServiceParts {
  readonly exports: Pick<ExportRepository, 'measure'>;
  readonly libraryPath: string;
  /** The queue is made of the handlers, so it is there only when something is asked of it. */
  readonly jobs: () => Pick<Jobs, 'enqueue'>;
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
    const path = await this.#settle(to.kind === 'folder' ? 'folder' : 'file', to.path, what);
    return this.#enqueue({ kind: 'copy', what, to: { ...to, path } });
  }

  async timeLapse(request: TimeLapseRequest): Promise<Job> {
    expectWebpPath(request.path);
    const path = await this.#settle('file', request.path, ofDay(request));
    return this.#enqueue({ kind: 'time_lapse', request: { ...request, path } });
  }

  async contactSheet(request: ContactSheetRequest): Promise<Job> {
    sheetFormatOf(request.path);
    const path = await this.#settle('file', request.path, ofDay(request));
    return this.#enqueue({ kind: 'contact_sheet', request: { ...request, path } });
  }

  async #settle(kind: 'folder' | 'file', path: string, what: ExportSelection): Promise<string> {
    const settled = await settleTarget(kind, path, this.#parts.libraryPath);
    if ((await this.preview(what)).captures > 0) return settled;
    throw new AppError(
      'NOT_FOUND',
      'No picture of the library fits what was asked for, so there is nothing to export.',
    );
  }

  #enqueue(payload: ExportPayload): Promise<Job> {
    return this.#parts.jobs().enqueue('export', { ...payload });
  }
}

function ofDay({ day, displayId }: { day: string; displayId?: string | undefined }): ExportSelection {
  return { day, displayId };
}
