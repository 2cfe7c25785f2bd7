import type { AppInfo } from '../../src-shared/contract/app.ts';
import type { CaptureStatus } from '../../src-shared/contract/capture-control.ts';
import type { LibraryStatus } from '../../src-shared/contract/library.ts';
import type { DesktopShell } from '../ports/desktop-shell.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { AccessService } from './access/access-service.ts';
import type { CaptureService } from './capture/capture-service.ts';
import type { Duplicates } from './duplicates/duplicates.ts';
import type { Exporting } from './exporting/exporting.ts';
import type { CaptureReceiver } from './importing/capture-receiver.ts';
import type { Importing } from './importing/importing.ts';
import type { Times } from './importing/times.ts';
import type { LibraryStorage } from './library/storage.ts';
import type { ThumbnailCache } from './library/thumbnail-cache.ts';
import type { LiveBus } from './live-bus.ts';
import type { ConversationStore } from './memory/conversation-store.ts';
import type { EventLog } from './memory/event-log.ts';
import type { PreferenceService } from './memory/preference-service.ts';
import type { SnapshotStore } from './memory/snapshot-store.ts';
import type { Review, Trash } from './review/review.ts';
import type { StatusService } from './status/status-service.ts';
import type { TimelineService } from './timeline/timeline-service.ts';

/** What a window or the command line can ask of capture; a process that only looks on answers it too. */
export type CaptureControl = Pick<
  CaptureService,
  'start' | 'stop' | 'status' | 'displays' | 'consent' | 'setEnabled' | 'pause' | 'resume' | 'now'
>;

/** The services of one opened library. They live exactly as long as it is open. */
export interface OpenLibrary {
  readonly path: string;
  readonly timeline: TimelineService;
  readonly events: EventLog;
  readonly conversations: ConversationStore;
  readonly snapshots: SnapshotStore;
  readonly preferences: PreferenceService;
  readonly access: AccessService;
  readonly status: StatusService;
  readonly storage: LibraryStorage;
  readonly thumbnails: ThumbnailCache;
  readonly capture: CaptureControl;
  readonly receiver: CaptureReceiver;
  readonly importing: Importing;
  readonly times: Times;
  readonly exporting: Exporting;
  readonly jobs: Jobs;
  readonly duplicates: Duplicates;
  readonly review: Review;
  readonly trash: Trash;
}

/**
 * The one object every transport works on. The library behind it may be closed, broken or on its way to another
 * folder; `library()` then throws a typed error, and everything else still answers.
 */
export interface Session {
  readonly live: LiveBus;
  readonly appInfo: AppInfo;
  readonly shell: DesktopShell;
  /** Where this process answers other programs now, newest last. A host notes its own and takes it away again. */
  readonly apiAddresses: Set<string>;
  /** Throws `LIBRARY_UNAVAILABLE` with the reason where none is open. */
  library(): OpenLibrary;
  /** Always answers: without a library the state is `library_unavailable`. */
  captureStatus(): CaptureStatus;
  libraryStatus(): Promise<LibraryStatus>;
  retry(): Promise<LibraryStatus>;
  restoreBackup(name: string): Promise<LibraryStatus>;
  openLibrary(path: string): Promise<LibraryStatus>;
  moveLibrary(path: string): Promise<LibraryStatus>;
  close(): Promise<void>;
}
