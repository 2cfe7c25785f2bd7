import { createZipArchives } from '../adapters/archives/zip-archives.ts';
import { ImportService, type ImportServiceParts } from '../core/importing/import-service.ts';
import { expectRoomFor } from '../core/importing/received-files.ts';
import type { Times } from '../core/importing/times.ts';
import { TimesService } from '../core/importing/times-service.ts';
import { Uploads } from '../core/importing/uploads.ts';
import type { Review } from '../core/review/review.ts';
import type { Clock } from '../ports/clock.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';
import { createPictureIntake } from './workers/intake-thread.ts';

export interface ImportingComposition
  extends Pick<ImportServiceParts, 'storage' | 'room' | 'jobs' | 'events' | 'live' | 'clock' | 'report'> {
  readonly database: LibraryDatabase;
}

/** Imports over one library. */
export function createImporting({ database, ...others }: ImportingComposition): ImportService {
  const { storage, clock, room } = others;
  const uploads = new Uploads({
    libraryPath: storage.libraryPath,
    now: () => clock.now(),
    expectRoom: async (bytes) => expectRoomFor(await room(), bytes),
  });
  return new ImportService({
    ...others,
    imports: database.imports,
    captures: database.captures,
    jobRecords: database.jobs,
    archives: createZipArchives(),
    uploads,
    createIntake: createPictureIntake,
  });
}

interface TimesComposition {
  readonly database: LibraryDatabase;
  readonly review: Review;
  readonly clock: Clock;
}

/** What tells when imported pictures were taken, over one library. */
export function createTimes({ database, review, clock }: TimesComposition): Times {
  return new TimesService({ times: database.times, review, clock });
}
