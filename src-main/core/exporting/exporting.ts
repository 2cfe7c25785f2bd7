import type {
  ContactSheetRequest,
  ExportPreview,
  ExportSelection,
  ExportTarget,
  TimeLapseRequest,
} from '../../../src-shared/contract/exporting.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';

/** Captures on their way out of the library, as copies. */
export interface Exporting {
  preview(what: ExportSelection): Promise<ExportPreview>;
  /** Throws `CONFLICT` where something is at the path already, `BAD_INPUT` for one that is not whole or in the library. */
  start(what: ExportSelection, to: ExportTarget): Promise<Job>;
  timeLapse(request: TimeLapseRequest): Promise<Job>;
  contactSheet(request: ContactSheetRequest): Promise<Job>;
}
