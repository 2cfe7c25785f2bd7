import type { SourceName } from '../../../src-shared/domain/vocabulary.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ImageCodec } from '../../ports/image-codec.ts';
import type { CaptureRepository, GapRepository } from '../../ports/repositories.ts';
import type { ScreenSourceCandidate } from '../../ports/screen-source.ts';
import type { ActiveWindow, CapturePermission, Disk, Power } from '../../ports/surroundings.ts';
import type { LiveBus } from '../live-bus.ts';
import type { EventLog } from '../memory/event-log.ts';
import type { PreferenceService } from '../memory/preference-service.ts';

/** What capture needs of the library's storage. */
export interface FrameStorage {
  readonly libraryPath: string;
  /** Durable when it returns. Throws `DISK_FULL`, `LIBRARY_READ_ONLY` or `LIBRARY_MISSING`. */
  store(picture: {
    id: string;
    localDay: string;
    extension: string;
    bytes: Buffer;
  }): Promise<{ filepath: string; fileSize: number; sha256: string }>;
  delete(filepath: string): Promise<boolean>;
}

/** The command line's wishes. Asking it to capture is consent; nothing of it is written to the preferences. */
export interface CaptureOverride {
  readonly enabled?: boolean;
  readonly intervalSeconds?: number;
  readonly source?: SourceName | 'auto';
}

export interface CaptureDependencies {
  readonly captures: CaptureRepository;
  readonly gaps: GapRepository;
  readonly events: EventLog;
  readonly preferences: PreferenceService;
  readonly storage: FrameStorage;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly codec: ImageCodec;
  /** Best first; `auto` takes the first that works. */
  readonly candidates: readonly ScreenSourceCandidate[];
  readonly activeWindow: ActiveWindow;
  readonly power: Power;
  readonly disk: Disk;
  readonly permission: CapturePermission;
  /** Whether the library is there and can be written; by default its marker and the file system are asked. */
  readonly libraryPresent?: () => Promise<boolean>;
  readonly override?: CaptureOverride;
  /** Takes what went wrong beside the pictures to the program's own log. */
  readonly report?: (summary: string, error: unknown) => void;
}
