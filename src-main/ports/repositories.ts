import type {
  Capture,
  CaptureFilter,
  CaptureMarks,
  CapturePage,
  ListOrder,
} from '../../src-shared/contract/captures.ts';
import type { Backup } from '../../src-shared/contract/library.ts';
import type { DayCount, Gap, Lane } from '../../src-shared/contract/timeline.ts';
import type { GapReason } from '../../src-shared/domain/vocabulary.ts';
import type { DuplicateLibrary } from './duplicate-library.ts';
import type { DuplicateRepository, SignatureRepository } from './duplicate-repository.ts';
import type { ExportRepository, RestoreRepository } from './export-repository.ts';
import type { ImportRepository } from './import-repository.ts';
import type { JobRepository } from './job-repository.ts';
import type {
  AccessRepository,
  ConversationRepository,
  EventRepository,
  PreferenceRepository,
  SnapshotRepository,
} from './memory-repository.ts';
import type { SignedCapture } from './new-captures.ts';
import type { DecisionRepository, FileMoveRepository, TrashRepository } from './review-repository.ts';
import type { TimesRepository } from './times-repository.ts';

export type { ImportedFacts, NewCapture, SignedCapture } from './new-captures.ts';

/** Repositories only query; what to do about the answer is decided in `core`. All times are UTC ms. */
export interface CaptureRepository {
  /** One transaction for all of them: after it returns the rows are on the disk. */
  insert(captures: readonly SignedCapture[]): Promise<void>;
  /**
   * Moves `endedAt` of held captures on, in one transaction; never back. Also of those that a person discarded, so that
   * taking that back shows the whole time; their ids are returned, since nobody is to be shown them meanwhile.
   */
  extend(held: readonly { id: string; endedAt: number }[]): Promise<ReadonlySet<string>>;
  byId(id: string): Promise<Capture | undefined>;
  /**
   * A capture whose file has these bytes, of this display or of none, and of this moment where one is given. Also one
   * in the trash, but none that was deleted for good.
   */
  sameFile(file: { sha256: string; displayId: string | null; capturedAt?: number }): Promise<Capture | undefined>;
  page(query: CaptureFilter & { order: ListOrder; cursor?: string; limit: number }): Promise<CapturePage>;
  neighbours(id: string, sameDisplay: boolean): Promise<{ previous: Capture | null; next: Capture | null }>;
  at(query: { at: number; direction: 'nearest' | 'before' | 'after'; displayId?: string }): Promise<Capture | null>;
  /** For each display seen in the day before this moment (stored or held): its last capture at or before it. */
  lastPerDisplay(at: number): Promise<readonly Capture[]>;
  days(range: { from?: string; to?: string }): Promise<readonly DayCount[]>;
  /** With marks, only of the captures that fit, and without what a screen held since the day before. */
  lanes(day: string, marks?: CaptureMarks): Promise<readonly Lane[]>;
  /** The first and last capture of a day, and the nearest days that have some; with marks, of those that fit. */
  dayBounds(
    day: string,
    marks?: CaptureMarks,
  ): Promise<{ first: Capture | null; last: Capture | null; previousDay: string | null; nextDay: string | null }>;
  totals(): Promise<{ captures: number; bytes: number; firstDay: string | null; lastDay: string | null }>;
  /** Marks or unmarks rows whose file is gone. */
  setMissing(ids: readonly string[], missingAt: number | null): Promise<void>;
  /** Which of these relative paths have a row. */
  knownPaths(filepaths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Rows after this id in id order, to walk the whole table in pieces. */
  walk(afterId: string | null, limit: number): Promise<readonly Capture[]>;
  /** What the database says of the files below a folder (relative, with forward slashes), in order of their path. */
  filesUnder(folder: string): Promise<readonly StoredFile[]>;
  /** The greatest id there is, so that a new process goes on after it; null in an empty library. */
  newestId(): Promise<string | null>;
  /** Days and displays whose maintained counts differ from a recount. Reads the whole table. */
  countDifferences(): Promise<readonly CountDifference[]>;
  /** Writes the maintained counts anew from the rows. */
  recount(): Promise<void>;
  delete(id: string): Promise<boolean>;
}

/** A row's file, as `filesUnder` lists it. */
export type StoredFile = Pick<Capture, 'id' | 'filepath' | 'fileSize' | 'sha256' | 'missingAt'>;

export interface CountDifference {
  readonly day: string;
  readonly displayId: string | null;
  readonly captures: { readonly kept: number; readonly counted: number };
  readonly bytes: { readonly kept: number; readonly counted: number };
}

export interface GapRepository {
  /** Opens a gap, or lets an open one of the same reason and display go on. Returns its id. */
  open(gap: { startedAt: number; reason: GapReason; displayId: string | null }): Promise<string>;
  close(id: string, endedAt: number): Promise<void>;
  /** Writes a whole gap that lies in the past. */
  record(gap: Omit<Gap, 'id'>): Promise<string>;
  /** Gaps that touch this stretch, oldest first. */
  between(from: number, to: number): Promise<readonly Gap[]>;
  /** Gaps without an end, as a killed process leaves them. */
  stillOpen(): Promise<readonly Gap[]>;
  /** The latest end of a closed gap; null where there is none. */
  lastEnd(): Promise<number | null>;
}

/** What the library remembers about itself, as JSON values; no preference of the person's. */
export interface Bookkeeping {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

export interface IntegrityReport {
  readonly ok: boolean;
  /** What SQLite reported, at most a hundred lines. */
  readonly problems: readonly string[];
}

/** How far the logs of changes are, as of one moment. */
export interface ChangeMark {
  readonly change: number;
  readonly matchBatch: string;
  readonly events: string;
}

/** What was written after a mark, by whichever process. */
export interface ChangesSince {
  readonly mark: ChangeMark;
  readonly captures: boolean;
  /** Decisions, or their undoing. */
  readonly reviews: boolean;
  /** Groups of duplicates. */
  readonly groups: boolean;
  /** Lines of the activity log, also counted up or resolved. */
  readonly events: boolean;
}

/** What became of a database when it was opened. */
export interface Upgrade {
  /** The last migration that it had been through; null for a new database. */
  readonly from: string | null;
  readonly to: string;
  /** The name of the backup from before; null for a new database, which had nothing to lose. */
  readonly backup: string | null;
}

/** One open database file. Made by `db/open.ts`; `core` sees only this. */
export interface LibraryDatabase {
  readonly captures: CaptureRepository;
  readonly gaps: GapRepository;
  readonly events: EventRepository;
  readonly conversations: ConversationRepository;
  readonly snapshots: SnapshotRepository;
  readonly preferences: PreferenceRepository;
  readonly access: AccessRepository;
  readonly bookkeeping: Bookkeeping;
  readonly jobs: JobRepository;
  readonly signatures: SignatureRepository;
  readonly duplicates: DuplicateRepository;
  /** For the thread that finds duplicates; its answers take long in a large library. */
  readonly duplicateLibrary: DuplicateLibrary;
  readonly decisions: DecisionRepository;
  readonly times: TimesRepository;
  readonly fileMoves: FileMoveRepository;
  readonly trash: TrashRepository;
  readonly imports: ImportRepository;
  readonly exports: ExportRepository;
  readonly restore: RestoreRepository;
  /** The version of SQLite in use. */
  readonly sqliteVersion: string;
  readonly revision: { readonly current: string | null; readonly latest: string; readonly pending: number };
  /** What opening it changed: migrations that were applied, and the backup from before. Null where there were none. */
  readonly upgrade: Upgrade | null;
  /** A quick read and a quick write that is rolled back. */
  health(): Promise<{ healthy: boolean; message: string }>;
  /** `PRAGMA integrity_check` and `foreign_key_check`; takes seconds on a large database. */
  integrity(): Promise<IntegrityReport>;
  backups(): Promise<readonly Backup[]>;
  /** A checked copy of the whole database, made beside everything else. Throws `DATABASE_CORRUPT` or `DISK_FULL`. */
  backUp(signal: AbortSignal): Promise<Backup>;
  databaseBytes(): Promise<number>;
  /** A number that changes whenever another process has written. */
  dataVersion(): Promise<number>;
  /** What was written after this mark, by this process too. Without one: the mark of now, and no changes. */
  changesSince(mark: ChangeMark | undefined): Promise<ChangesSince>;
  /** Writes the log back into the database file, so that the file alone holds everything. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}
