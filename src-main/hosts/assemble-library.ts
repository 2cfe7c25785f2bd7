import type { AppError, ErrorCode } from '../../src-shared/domain/app-error.ts';
import type { HostName } from '../../src-shared/domain/vocabulary.ts';
import { loginSigner } from '../adapters/access/login-signer.ts';
import { passwordHasher } from '../adapters/access/password-hasher.ts';
import { readPictureHeader } from '../adapters/image/picture-header.ts';
import type { ReportProblem } from '../api/typed-errors.ts';
import { AccessService } from '../core/access/access-service.ts';
import type { CaptureOverride } from '../core/capture/capture-dependencies.ts';
import { CaptureService } from '../core/capture/capture-service.ts';
import { DuplicateService } from '../core/duplicates/duplicate-service.ts';
import { CaptureReceiver } from '../core/importing/capture-receiver.ts';
import { DailyBackup } from '../core/library/daily-backup.ts';
import { reconcile } from '../core/library/reconcile.ts';
import { LibraryStorage } from '../core/library/storage.ts';
import { ThumbnailCache } from '../core/library/thumbnail-cache.ts';
import type { LiveBus } from '../core/live-bus.ts';
import { ConversationStore } from '../core/memory/conversation-store.ts';
import { EventLog } from '../core/memory/event-log.ts';
import { notePreferenceChanges } from '../core/memory/preference-notes.ts';
import { PreferenceService } from '../core/memory/preference-service.ts';
import { SnapshotKeeper } from '../core/memory/snapshot-keeper.ts';
import { SnapshotStore } from '../core/memory/snapshot-store.ts';
import { type RunningVersions, readWholeState } from '../core/memory/whole-state.ts';
import type { CaptureControl, OpenLibrary } from '../core/session.ts';
import { OnlookerCapture } from '../core/status/onlooker-capture.ts';
import { StatusService } from '../core/status/status-service.ts';
import { TimelineService } from '../core/timeline/timeline-service.ts';
import { readHolder } from '../db/capture-lock.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { ImageCodec } from '../ports/image-codec.ts';
import type { LibraryDatabase } from '../ports/repositories.ts';
import type { ScreenSourceCandidate } from '../ports/screen-source.ts';
import type { ActiveWindow, CapturePermission, Disk, Power } from '../ports/surroundings.ts';
import { listDisplays } from './displays.ts';
import { createExporting } from './exporting-parts.ts';
import { createImporting, createTimes } from './importing-parts.ts';
import { createJobHandlers } from './job-handlers.ts';
import { createJobQueue } from './job-queue-parts.ts';
import { createReview } from './review-parts.ts';
import { createDuplicateFinder } from './workers/duplicates-thread.ts';
import { createPictureSigner } from './workers/signing-thread.ts';

/** The adapters a library runs on. */
export interface LibraryParts {
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly codec: ImageCodec;
  readonly disk: Disk;
  readonly activeWindow: ActiveWindow;
  readonly power: Power;
  readonly permission: CapturePermission;
  readonly candidates: readonly ScreenSourceCandidate[];
  readonly host: HostName;
  /** What a snapshot says runs, besides the host. */
  readonly versions: Omit<RunningVersions, 'host'>;
  /** False for a process that only looks on. */
  readonly capture: boolean;
  readonly override?: CaptureOverride;
  readonly report: ReportProblem;
  /** Called when what `libraryStatus()` tells has changed by itself. */
  readonly onLibraryChanged?: () => void;
}

/** An open library with what only the composition may touch. */
export interface OpenedLibrary extends OpenLibrary {
  readonly database: LibraryDatabase;
  readonly jobs: JobQueue;
  /** Set in a process that does not capture here. */
  readonly onlooker: OnlookerCapture | undefined;
  /** Why this process, which wanted to capture, only looks on. */
  readonly refusal: AppError | undefined;
  /** Settles when the files have been compared with the rows and capture, if wanted, has begun. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** How long the comparison of files with rows may hold up what comes after it. */
export const reconcileBudgetMs = 10_000;

/** Where nothing can be written, what is there can still be looked through. */
export const onlyReadableCodes: ReadonlySet<ErrorCode> = new Set(['LIBRARY_READ_ONLY', 'DISK_FULL']);

/** The capture lock, or why it is not ours. */
export interface LockAnswer {
  readonly lock: { release(): void } | undefined;
  readonly refusal: AppError | undefined;
}

/** Whether this process may write what the database of this revision can take. */
export function isWritable(database: LibraryDatabase, refusal: AppError | undefined): boolean {
  return database.revision.pending === 0 && !(refusal && onlyReadableCodes.has(refusal.code));
}

/** Puts the services of an open database together, and begins what runs by itself. */
export async function assembleLibrary(
  path: string,
  database: LibraryDatabase,
  parts: LibraryParts,
  { lock, refusal }: LockAnswer,
): Promise<OpenedLibrary> {
  const { live, clock, codec, disk } = parts;
  const preferences = await PreferenceService.load(database.preferences, live, clock);
  const events = new EventLog(database.events, live, clock);
  const access = new AccessService({
    repository: database.access,
    events,
    signer: loginSigner,
    hasher: passwordHasher,
    clock,
    report: parts.report,
  });
  notePreferenceChanges(preferences, events, parts.report);
  const storage = new LibraryStorage(path);
  const thumbnails = new ThumbnailCache(storage, codec);
  const onlooker = lock
    ? undefined
    : new OnlookerCapture({
        database,
        preferences,
        live,
        clock,
        readHolder: () => readHolder(path),
        refusal: refusal?.code === 'LIBRARY_BUSY' ? undefined : refusal,
        listDisplays: () => listDisplays(parts.candidates, preferences.current().source),
      });
  const capture: CaptureControl =
    onlooker ??
    new CaptureService({
      captures: database.captures,
      gaps: database.gaps,
      events,
      preferences,
      storage,
      live,
      clock,
      codec,
      candidates: parts.candidates,
      activeWindow: parts.activeWindow,
      power: parts.power,
      disk,
      permission: parts.permission,
      override: parts.override,
      report: parts.report,
    });
  const status = new StatusService({ database, preferences, disk, clock, libraryPath: path });
  const dailyBackup = new DailyBackup({
    database,
    events,
    clock,
    room: () => status.disk(),
    onMade: () => parts.onLibraryChanged?.(),
    report: parts.report,
  });
  const duplicates: DuplicateService = new DuplicateService({
    finder: createDuplicateFinder(path),
    duplicates: database.duplicates,
    signatures: database.signatures,
    createSigner: createPictureSigner,
    storage,
    preferences,
    jobs: () => jobs,
    live,
    clock,
    report: parts.report,
  });
  const { review, trash, handlers } = createReview({
    database,
    storage,
    thumbnails,
    preferences,
    duplicates,
    jobs: () => jobs,
    events,
    live,
    clock,
    report: parts.report,
  });
  const importing = createImporting({
    database,
    storage,
    room: () => status.disk(),
    jobs: () => jobs,
    events,
    live,
    clock,
    report: parts.report,
  });
  const { exporting, handlers: exportHandlers } = createExporting({
    database,
    storage,
    jobs: () => jobs,
    events,
    clock,
    appVersion: parts.versions.app,
  });
  const jobs: JobQueue = createJobQueue({
    database,
    events,
    live,
    clock,
    handlers: createJobHandlers({
      database,
      duplicates,
      review: { handlers },
      importing,
      exporting: { handlers: exportHandlers },
    }),
    report: parts.report,
    // Whoever captures works on everything that waits; where nobody does, a window that looks on does it.
    mayWork: async () => lock !== undefined || (await readHolder(path)) === null,
  });
  const receiver = new CaptureReceiver({
    captures: database.captures,
    storage,
    review,
    readHeader: readPictureHeader,
    createSigner: createPictureSigner,
    room: () => status.disk(),
    events,
    live,
    clock,
    report: parts.report,
  });
  const snapshots = new SnapshotStore(database.snapshots, live, clock);
  const snapshotKeeper = new SnapshotKeeper({
    store: snapshots,
    repository: database.snapshots,
    readState: () =>
      readWholeState({
        database,
        events,
        capture,
        room: () => status.disk(),
        versions: { ...parts.versions, host: parts.host },
      }),
    isRecording: () => capture.status().recording,
    preferences,
    live,
    clock,
    report: parts.report,
  });
  const worksOnJobs = lock !== undefined || (parts.host !== 'cli' && isWritable(database, refusal));
  let closed = false;
  // Reconcile looks for files without a row: it must be through before capture writes any.
  const ready = (async () => {
    if (lock) {
      try {
        await reconcile({ database, storage, codec, events, clock, budgetMs: reconcileBudgetMs });
      } catch (error) {
        parts.report('The library could not be compared with its files', error);
      }
    }
    if (!closed) await capture.start();
    if (!closed && lock) dailyBackup.start();
    if (!closed && lock) await snapshotKeeper.start();
    if (!closed && lock) await trash.start();
    if (!closed && lock) await duplicates.start();
    if (!closed && lock) await importing.begin();
    if (!closed && worksOnJobs) await jobs.start();
  })();
  ready.catch((error: unknown) => parts.report('Capture could not be started', error));
  return {
    path,
    database,
    timeline: new TimelineService({
      captures: database.captures,
      gaps: database.gaps,
      clock,
      intervalSeconds: () => parts.override?.intervalSeconds ?? preferences.current().intervalSeconds,
    }),
    events,
    conversations: new ConversationStore(database.conversations, clock),
    snapshots,
    preferences,
    access,
    status,
    storage,
    thumbnails,
    capture,
    receiver,
    importing,
    times: createTimes({ database, review, clock }),
    exporting,
    jobs,
    duplicates,
    review,
    trash,
    onlooker,
    refusal,
    ready,
    close: async () => {
      closed = true;
      await ready.catch(() => {});
      await receiver.close();
      await dailyBackup.stop();
      await jobs.stop();
      await importing.stop();
      await duplicates.stop();
      await trash.stop();
      access.close();
      try {
        await capture.stop();
        await snapshotKeeper.stop();
      } finally {
        await database.close();
        lock?.release();
      }
    },
  };
}
