import { createArchive } from '../adapters/archives/create-archive.ts';
import { createPictureMaker } from '../adapters/image/picture-maker.ts';
import { writeTime } from '../adapters/image/time-writer.ts';
import { ExportJob } from '../core/exporting/export-job.ts';
import { ExportService } from '../core/exporting/export-service.ts';
import type { Exporting } from '../core/exporting/exporting.ts';
import type { LibraryStorage } from '../core/library/storage.ts';
import type { EventLog } from '../core/memory/event-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';

export interface ExportingComposition {
  readonly database: LibraryDatabase;
  readonly storage: LibraryStorage;
  /** The queue is made of the handlers, so it is there only when something is asked of it. */
  readonly jobs: () => Jobs;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly appVersion: string;
}

/** Exports over one library, and the job that does them. */
export function createExporting(given: ExportingComposition): {
  exporting: Exporting;
  handlers: readonly JobHandler[];
} {
  const { database, storage, events, clock, appVersion } = given;
  const { captures, exports } = database;
  return {
    exporting: new ExportService({ exports, libraryPath: storage.libraryPath, jobs: given.jobs }),
    handlers: [
      new ExportJob({
        captures,
        exports,
        storage,
        createArchive,
        writeTime,
        maker: createPictureMaker(),
        events,
        clock,
        appVersion,
      }),
    ],
  };
}
