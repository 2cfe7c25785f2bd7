import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Exporting } from '../core/exporting/exporting.ts';
import type { Importing } from '../core/importing/importing.ts';
import type { Times } from '../core/importing/times.ts';
import { TimesService } from '../core/importing/times-service.ts';
import type { Review } from '../core/review/review.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';

const notHere = () => Promise.reject(new AppError('UNSUPPORTED', 'This is not built yet.'));

export const importing: Importing = { start: notHere, files: notHere, beginUpload: notHere, receiveUpload: notHere };

/** What tells when imported pictures were taken, over one library. */
export function createTimes({ database, review }: { database: LibraryDatabase; review: Review }): Times {
  return new TimesService({ times: database.times, review });
}

export const exporting: Exporting = { preview: notHere, start: notHere, timeLapse: notHere, contactSheet: notHere };
