import type { Clock } from '../../ports/clock.ts';
import type { CreateArchive } from '../../ports/export-archives.ts';
import type { ExportRepository } from '../../ports/export-repository.ts';
import type { PictureMaker, WriteTime } from '../../ports/picture-making.ts';
import type { CaptureRepository } from '../../ports/repositories.ts';
import type { LibraryStorage } from '../library/storage.ts';
import type { EventLog } from '../memory/event-log.ts';

/** What exports are made of. */
export interface ExportParts {
  readonly captures: Pick<CaptureRepository, 'page' | 'byId'>;
  readonly exports: ExportRepository;
  readonly storage: LibraryStorage;
  readonly createArchive: CreateArchive;
  readonly writeTime: WriteTime;
  readonly maker: PictureMaker;
  readonly events: Pick<EventLog, 'saveEvent'>;
  readonly clock: Clock;
  /** Written into manifests. */
  readonly appVersion: string;
}
