import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { LiveMessage } from '../../../src-shared/contract/live.ts';
import { createPictureReader } from '../../adapters/image/picture-reader.ts';
import { createSharpCodec } from '../../adapters/image/sharp-codec.ts';
import { createSystemClock } from '../../adapters/system/system-clock.ts';
import { DuplicateService } from '../../core/duplicates/duplicate-service.ts';
import { signPixels } from '../../core/duplicates/signature/sign-pixels.ts';
import { ThumbnailCache } from '../../core/library/thumbnail-cache.ts';
import { LiveBus } from '../../core/live-bus.ts';
import { EventLog } from '../../core/memory/event-log.ts';
import { PreferenceService } from '../../core/memory/preference-service.ts';
import { makeCapture, TestLibrary } from '../../db/test-library.fake.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import type { LibraryDatabase, NewCapture } from '../../ports/repositories.ts';
import { createReview } from '../review-parts.ts';
import { createDuplicateFinder } from './duplicates-thread.ts';
import { createPictureSigner } from './signing-thread.ts';

/** One drawn screen: text lines by their words, so that a test says what is the same and what is not. */
export interface Screen {
  readonly lines: readonly string[];
  readonly clock?: string;
  readonly width?: number;
  readonly quality?: number;
}

/** The first so many lines of a text that begins at a place; the same words for the same place. */
export function textFrom(line: number, count = 40): string[] {
  return Array.from({ length: count }, (_, place) => {
    let state = (line + place + 1) * 2_654_435_761;
    const words: string[] = [];
    for (let word = 0; word < 9; word += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      words.push(state.toString(36).slice(0, 3 + (state % 5)));
    }
    return words.join(' ');
  });
}

/** Draws a screen as a JPEG of 1280 × 720. */
export async function draw(screen: Screen): Promise<Buffer> {
  const rows = screen.lines.map((line, row) => `<text x="40" y="${40 + row * 18}">${line}</text>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
    <rect width="1280" height="720" fill="#fff"/>
    <g font-family="monospace" font-size="14" fill="#222">${rows}</g>
    <rect width="1280" height="20" fill="#345"/>
    <text x="1200" y="15" font-family="monospace" font-size="12" fill="#fff">${screen.clock ?? '10:00'}</text></svg>`;
  const picture = sharp(Buffer.from(svg));
  if (screen.width !== undefined) picture.resize({ width: screen.width });
  return picture.jpeg({ quality: screen.quality ?? 85 }).toBuffer();
}

/** A real library with the real service, threads and queue on it. */
export class DuplicatesHarness {
  readonly library: TestLibrary;
  readonly database: LibraryDatabase;
  readonly live = new LiveBus();
  readonly messages: LiveMessage[] = [];
  readonly problems: unknown[] = [];
  service!: DuplicateService;
  jobs!: JobQueue;
  review!: ReturnType<typeof createReview>['review'];
  preferences!: PreferenceService;
  #time = Date.UTC(2026, 5, 15, 9);

  private constructor(library: TestLibrary, database: LibraryDatabase) {
    this.library = library;
    this.database = database;
    this.live.subscribe((message) => this.messages.push(message));
  }

  static async open(library?: TestLibrary): Promise<DuplicatesHarness> {
    const own = library ?? (await TestLibrary.make());
    const harness = new DuplicatesHarness(own, await own.open());
    await harness.#compose();
    onTestFinished(() => harness.close());
    return harness;
  }

  async #compose(): Promise<void> {
    const { database, live, library } = this;
    const clock = createSystemClock();
    this.preferences = await PreferenceService.load(database.preferences, live, clock);
    const report = (_: string, error: unknown) => this.problems.push(error);
    this.service = new DuplicateService({
      finder: createDuplicateFinder(library.path),
      duplicates: database.duplicates,
      signatures: database.signatures,
      createSigner: createPictureSigner,
      storage: library.storage,
      preferences: this.preferences,
      jobs: () => this.jobs,
      live,
      clock,
      report,
    });
    this.jobs = new JobQueue({
      repository: database.jobs,
      handlers: this.service.handlers,
      notOffered: ['import', 'export', 'verify', 'purge_trash'],
      clock,
      announce: (job) => live.publish({ type: 'job-changed', job }),
      note: async () => {},
      settled: async () => {},
      report,
    });
    this.review = createReview({
      database,
      storage: library.storage,
      thumbnails: new ThumbnailCache(library.storage, createSharpCodec()),
      preferences: this.preferences,
      duplicates: this.service,
      jobs: () => this.jobs,
      events: new EventLog(database.events, live, clock),
      live,
      clock,
      report,
    }).review;
    await this.jobs.start();
  }

  async close(): Promise<void> {
    await this.jobs.stop();
    await this.service.stop();
  }

  /** Stores a picture file and its row, one second after the last one; signed as at a tick unless told otherwise. */
  async store(
    bytes: Buffer,
    given: Partial<NewCapture> & { signed?: boolean; announce?: boolean } = {},
  ): Promise<NewCapture> {
    this.#time += 1000;
    const { signed = true, announce = false, ...fields } = given;
    const plain = makeCapture({ capturedAt: this.#time, ...fields });
    const file = await this.library.storage.store({
      id: plain.id,
      localDay: plain.localDay,
      extension: 'jpg',
      bytes,
    });
    const facts = await sharp(bytes)
      .metadata()
      .catch(() => ({ width: 1280, height: 720 }));
    const capture = { ...plain, ...file, width: facts.width, height: facts.height };
    const signature = signed ? signPixels((await createPictureReader().read(bytes)).pixels) : undefined;
    await this.database.captures.insert([signature ? { ...capture, signature } : capture]);
    if (announce) {
      const stored = await this.database.captures.byId(capture.id);
      if (stored) this.live.publish({ type: 'capture-stored', capture: stored });
    }
    return capture;
  }

  /** Runs a job to its end and gives it as it ended. */
  async ended(id: string): Promise<Awaited<ReturnType<JobQueue['get']>>> {
    for await (const job of this.jobs.watch(id, undefined)) {
      if (job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled') return job;
    }
    return this.jobs.get(id);
  }

  /** Resolves with the next message of this type. */
  told(type: LiveMessage['type']): Promise<LiveMessage> {
    return new Promise((resolve) => {
      const unsubscribe = this.live.subscribe((message) => {
        if (message.type !== type) return;
        unsubscribe();
        resolve(message);
      });
    });
  }

  async scan(request: Parameters<DuplicateService['scan']>[0] = {}) {
    return this.ended((await this.service.scan(request)).id);
  }
}
