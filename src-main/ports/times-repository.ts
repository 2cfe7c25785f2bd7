import type { DatedPicture } from '../../src-shared/contract/times.ts';
import type { CaptureOrigin, TimestampSource } from '../../src-shared/domain/vocabulary.ts';
import type { CaptureTime } from './review-repository.ts';

/** The time of a capture as far as moving it asks for it. */
export interface TimedCapture extends CaptureTime {
  readonly captureId: string;
  readonly localDay: string;
  readonly origin: CaptureOrigin;
  readonly timestampSource: TimestampSource;
  readonly trashed: boolean;
  readonly purged: boolean;
}

/** Imported pictures that belong together: those of one camera, of one import, or of one camera in one import. */
export interface ImportedSet {
  readonly camera?: string | undefined;
  readonly jobId?: string | undefined;
}

export interface CameraCount {
  readonly camera: string;
  readonly captures: number;
  readonly uncertain: number;
}

/** What tells when imported pictures were taken. What is in the trash is in no list and no count. */
export interface TimesRepository {
  /** Of any capture, also one in the trash; without evidence where it was not imported from a file. */
  evidence(captureId: string): Promise<DatedPicture | undefined>;
  /** Imported pictures of low or no confidence that nobody has said a time of, oldest first, and how many there are. */
  uncertain(
    query: ImportedSet & { cursor?: string | undefined; limit: number },
  ): Promise<{ items: DatedPicture[]; nextCursor: string | null; total: number }>;
  /** Those with most pictures first. */
  cameras(limit: number): Promise<CameraCount[]>;
  /** Those of these ids that there are, also in the trash and purged, in no order. */
  timesOf(captureIds: readonly string[]): Promise<readonly TimedCapture[]>;
  /** Those of a set, at most so many, in no order. */
  timesWithin(set: ImportedSet, limit: number): Promise<readonly TimedCapture[]>;
}
