import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { openLibraryDatabase } from '../../db/open.ts';
import { LibraryStorage } from '../library/storage.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { FileMover } from '../review/file-mover.ts';
import { KeptFiles } from '../review/kept-files.ts';
import { ReviewService } from '../review/review-service.ts';
import { TimesService } from './times-service.ts';

/**
 * A process of its own that moves a camera by a day and takes it back, again and again, with the files, until it is
 * killed. Prints a line when a decision is written. Arguments: the library, the camera.
 */
const [libraryPath = '', camera = ''] = process.argv.slice(2);
const clock = createSystemClock();
const database = await openLibraryDatabase({ libraryPath, mode: 'read-write', migrate: false, clock });
const storage = new LibraryStorage(libraryPath);
const live = new LiveBus();
const events = new EventLog(database.events, live, clock);
const report = (summary: string, error: unknown) => {
  throw new Error(summary, { cause: error });
};
const mover = new FileMover({ moves: database.fileMoves, storage, clock, events, report });
const review = new ReviewService({
  decisions: database.decisions,
  captures: database.captures,
  duplicates: { outlines: async () => [], outline: async () => undefined },
  thumbnails: { removeAll: async () => {} },
  mover,
  keptFiles: new KeptFiles({ moves: database.fileMoves, captures: database.captures, storage, live, clock }),
  events,
  live,
  clock,
});
const times = new TimesService({ times: database.times, review, clock });
const by = { byMs: 86_400_000 };
for (let round = 0; ; round += 1) {
  const { id } = await times.shift({ camera }, by, await times.shiftPreview({ camera }, by));
  console.log(`shifted ${id}`);
  if (round % 2 === 0) await mover.drain();
  await review.undo(id);
  console.log(`undone ${id}`);
  if (round % 3 === 0) await mover.drain();
}
