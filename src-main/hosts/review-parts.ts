import type { Duplicates } from '../core/duplicates/duplicates.ts';
import type { LibraryStorage } from '../core/library/storage.ts';
import type { ThumbnailCache } from '../core/library/thumbnail-cache.ts';
import type { LiveBus } from '../core/live-bus.ts';
import type { EventLog } from '../core/memory/event-log.ts';
import type { PreferenceService } from '../core/memory/preference-service.ts';
import { FileMover } from '../core/review/file-mover.ts';
import { KeptFiles } from '../core/review/kept-files.ts';
import { createPurgeHandler } from '../core/review/purge-job.ts';
import { ReviewService } from '../core/review/review-service.ts';
import { TrashService } from '../core/review/trash-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';

export interface ReviewComposition {
  readonly database: LibraryDatabase;
  readonly storage: LibraryStorage;
  readonly thumbnails: ThumbnailCache;
  readonly preferences: PreferenceService;
  readonly duplicates: Pick<Duplicates, 'outlines' | 'outline'>;
  /** The queue is made of the handlers, so it is there only when something is asked of it. */
  readonly jobs: () => Jobs;
  readonly events: EventLog;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly report: (summary: string, error: unknown) => void;
}

/** Review and trash over one library, with the one mover of files they share. */
export function createReview(given: ReviewComposition): {
  review: ReviewService;
  trash: TrashService;
  handlers: readonly JobHandler[];
} {
  const { database, storage, thumbnails, preferences, duplicates, events, live, clock, report } = given;
  const moves = database.fileMoves;
  const mover = new FileMover({ moves, storage, clock, events, report });
  return {
    review: new ReviewService({
      decisions: database.decisions,
      captures: database.captures,
      duplicates,
      thumbnails,
      mover,
      keptFiles: new KeptFiles({ moves, captures: database.captures, storage, live, clock }),
      events,
      live,
      clock,
    }),
    trash: new TrashService({
      trash: database.trash,
      decisions: database.decisions,
      preferences,
      mover,
      jobs: { enqueue: (type, payload, options) => given.jobs().enqueue(type, payload, options) },
      live,
      clock,
      report,
    }),
    handlers: [createPurgeHandler({ trash: database.trash, moves, mover, storage, thumbnails, events, live, clock })],
  };
}
