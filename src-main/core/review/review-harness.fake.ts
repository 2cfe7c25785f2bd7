import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { LiveMessage } from '../../../src-shared/contract/live.ts';
import { TestLibrary } from '../../db/test-library.fake.ts';
import type { JobHandler, JobRun } from '../../ports/jobs.ts';
import type { LibraryDatabase, NewCapture } from '../../ports/repositories.ts';
import type { GroupOutline } from '../duplicates/duplicates.ts';
import { TimesService } from '../importing/times-service.ts';
import { codec, storePictures } from '../library/test-pictures.fake.ts';
import { ThumbnailCache } from '../library/thumbnail-cache.ts';
import { LiveBus } from '../live-bus.ts';
import { EventLog } from '../memory/event-log.ts';
import { PreferenceService } from '../memory/preference-service.ts';
import { FileMover } from './file-mover.ts';
import { KeptFiles } from './kept-files.ts';
import { createPurgeHandler } from './purge-job.ts';
import { ReviewService } from './review-service.ts';
import { TrashService } from './trash-service.ts';

/** Review and trash over a real library; jobs run at once, in the test's own time. */
export class ReviewHarness {
  readonly library: TestLibrary;
  database!: LibraryDatabase;
  review!: ReviewService;
  trash!: TrashService;
  times!: TimesService;
  mover!: FileMover;
  thumbnails!: ThumbnailCache;
  preferences!: PreferenceService;
  events!: EventLog;
  purge!: JobHandler;
  outlines: GroupOutline[] = [];
  readonly live = new LiveBus();
  readonly messages: LiveMessage[] = [];
  readonly problems: unknown[] = [];
  readonly enqueued: Record<string, unknown>[] = [];

  private constructor(library: TestLibrary) {
    this.library = library;
    this.live.subscribe((message) => this.messages.push(message));
  }

  static async open(library?: TestLibrary): Promise<ReviewHarness> {
    const harness = new ReviewHarness(library ?? (await TestLibrary.make()));
    await harness.start();
    return harness;
  }

  async start(): Promise<void> {
    const { library, live } = this;
    const { storage, clock } = library;
    this.database = await library.open();
    const { database } = this;
    const report = (_summary: string, error: unknown) => this.problems.push(error);
    this.events = new EventLog(database.events, live, clock);
    this.thumbnails = new ThumbnailCache(storage, codec);
    this.preferences = await PreferenceService.load(database.preferences, live, clock);
    this.mover = new FileMover({ moves: database.fileMoves, storage, clock, events: this.events, report });
    const { mover, thumbnails, events, preferences } = this;
    this.review = new ReviewService({
      decisions: database.decisions,
      captures: database.captures,
      duplicates: {
        outlines: async () => this.outlines,
        outline: async (id) => this.outlines.find((outline) => outline.id === id),
      },
      thumbnails,
      mover,
      keptFiles: new KeptFiles({ moves: database.fileMoves, captures: database.captures, storage, live, clock }),
      events,
      live,
      clock,
    });
    this.times = new TimesService({ times: database.times, review: this.review, clock });
    this.purge = createPurgeHandler({
      trash: database.trash,
      moves: database.fileMoves,
      mover,
      storage,
      thumbnails,
      events,
      live,
      clock,
    });
    this.trash = new TrashService({
      trash: database.trash,
      decisions: database.decisions,
      preferences,
      mover,
      live,
      clock,
      report,
      jobs: {
        enqueue: async (_type, payload) => {
          this.enqueued.push(payload);
          return { payload } as Job;
        },
      },
    });
  }

  /** A restart, as far as decisions are concerned. */
  async restart(): Promise<void> {
    await this.trash.stop();
    await this.database.close();
    await this.start();
    await this.trash.settle();
  }

  store(count: number, given: Partial<NewCapture> = {}): Promise<NewCapture[]> {
    return storePictures(this.library, this.database, count, given);
  }

  /** Runs what was enqueued, as the queue would; returns its result. */
  async runPurge(signal = new AbortController().signal): Promise<Readonly<Record<string, unknown>>> {
    const payload = this.enqueued.shift();
    if (!payload) throw new Error('Nothing was enqueued.');
    const run = {
      id: '01a200ac-b5dd-778c-a4ba-7d9e2ab74bd1',
      payload,
      state: {},
      signal,
      checkpoint: async () => {},
      progress: () => {},
    } satisfies Partial<JobRun>;
    // A purge asks nothing else of its run.
    return this.purge.run(run as unknown as JobRun);
  }

  async empty(): Promise<Readonly<Record<string, unknown>>> {
    const { captures, bytes } = await this.trash.summary();
    await this.trash.empty({ captures, bytes });
    return this.runPurge();
  }

  /** Where the file of a picture lies: in which of the two folders, or nowhere. */
  places(capture: { id: string; localDay: string }): string[] {
    const day = capture.localDay.replaceAll('-', '/');
    return ['captures', 'trash'].filter((folder) =>
      existsSync(join(this.library.path, folder, day, `${capture.id}.jpg`)),
    );
  }
}
