import type { ExportResult } from '../../../src-shared/contract/exporting.ts';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { JobHandler, JobRun } from '../../ports/jobs.ts';
import { pictureCount, sizeWords } from '../review/review-words.ts';
import { CopyRun } from './copy-run.ts';
import { type DayPayload, DayPictureRun } from './day-picture-run.ts';
import type { ExportParts } from './export-parts.ts';
import { type CopyPayload, exportPayloadSchema } from './export-payload.ts';

/** Copies pictures out of the library, and makes pictures of whole days. */
export class ExportJob implements JobHandler {
  readonly type = 'export';
  /** The disk is a person's, who waits for the export and is the only one to make room. */
  readonly lastingCodes = ['DISK_FULL'] as const;
  readonly #parts: ExportParts;

  constructor(parts: ExportParts) {
    this.#parts = parts;
  }

  title(given: Readonly<Record<string, unknown>>): string {
    const payload = exportPayloadSchema.parse(given);
    switch (payload.kind) {
      case 'copy':
        return `Export to ${payload.to.path}`;
      case 'time_lapse':
        return `Make a time-lapse of ${payload.request.day}`;
      case 'contact_sheet':
        return `Make a contact sheet of ${payload.request.day}`;
    }
  }

  async run(run: JobRun): Promise<Readonly<Record<string, unknown>>> {
    const read = exportPayloadSchema.safeParse(run.payload);
    if (!read.success) throw new AppError('BAD_INPUT', 'This export was asked for by another version of Afterimage.');
    const payload = read.data;
    if (payload.kind !== 'copy') {
      const result = await new DayPictureRun(run, payload, this.#parts).work();
      await this.#tellMade(run, payload, result);
      return { ...result };
    }
    const copy = new CopyRun(run, payload, this.#parts);
    try {
      const result = await copy.work();
      await this.#tell(run, result);
      return { ...result };
    } catch (error) {
      if (run.signal.aborted) await this.#tellStopped(run, payload, copy.exported).catch(() => undefined);
      throw error;
    }
  }

  async #tell(run: JobRun, result: ExportResult): Promise<void> {
    const { exported, failed, bytes, path } = result;
    const without = failed > 0 ? `; ${pictureCount(failed)} could not be` : '';
    await this.#parts.events.saveEvent({
      type: 'action',
      severity: failed > 0 ? 'warning' : 'info',
      source: 'user',
      summary: `Exported ${pictureCount(exported)} (${sizeWords(bytes)}) to ${path}${without}.`,
      details: { ...result, jobId: run.id },
      foldKey: `export ${run.id}`,
    });
  }

  async #tellMade(run: JobRun, { kind, request }: DayPayload, result: ExportResult): Promise<void> {
    const what = kind === 'time_lapse' ? 'a time-lapse' : 'a contact sheet';
    await this.#parts.events.saveEvent({
      type: 'action',
      severity: 'info',
      source: 'user',
      summary: `Made ${what} of ${request.day} from ${pictureCount(result.exported)} at ${result.path}.`,
      details: { ...result, jobId: run.id },
      foldKey: `export ${run.id}`,
    });
  }

  /** What lies there now: whoever stopped it should know. */
  async #tellStopped(run: JobRun, { to }: CopyPayload, exported: number): Promise<void> {
    const left =
      to.kind === 'folder'
        ? `${pictureCount(exported)} of it are in ${to.path}, without a manifest: go on with the job, or delete the folder`
        : 'What there was of the archive is removed';
    await this.#parts.events.saveEvent({
      type: 'action',
      severity: 'info',
      source: 'user',
      summary: `An export was stopped. ${left}.`,
      details: { path: to.path, exported, jobId: run.id },
      foldKey: `export stopped ${run.id}`,
    });
  }
}
