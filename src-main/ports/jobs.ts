import type { Job, JobItem } from '../../src-shared/contract/jobs.ts';
import type { ErrorCode } from '../../src-shared/domain/app-error.ts';
import type { JobStatus, JobType, jobCaptureStatuses } from '../../src-shared/domain/vocabulary.ts';

export type JobItemStatus = (typeof jobCaptureStatuses)[number];

/** What a job noted about one capture. */
export interface JobItemNote {
  readonly captureId: string;
  readonly status: JobItemStatus;
  /** One sentence, where it failed or was skipped. */
  readonly errorMessage?: string;
}

/** How far a job has come; written in one go, so that after a kill it is all there or not at all. */
export interface JobCheckpoint {
  readonly current: number;
  readonly total: number | null;
  /** Whatever the handler needs to go on from here: JSON. */
  readonly state?: unknown;
  readonly items?: readonly JobItemNote[];
}

/** One attempt at a job, as its handler sees it. */
export interface JobRun {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** What the last checkpoint left; `{}` at the first attempt. */
  readonly state: unknown;
  /** Aborted when the job is cancelled, its lease is lost, or the library closes. Handlers then throw its reason. */
  readonly signal: AbortSignal;
  /** Durable when it returns. Throws when the job is not ours any more. */
  checkpoint(checkpoint: JobCheckpoint): Promise<void>;
  /** Shown at once and written with the next heartbeat; for progress between two checkpoints. */
  progress(current: number, total: number | null): void;
  /** How this job stands in the list of items already; to leave out what is done. */
  itemStatus(captureIds: readonly string[]): Promise<ReadonlyMap<string, JobItemStatus>>;
  /** Items noted as pending, in the order of their ids: noted so by the handler, or failed before a retry. */
  pendingItems(limit: number): Promise<readonly string[]>;
}

/** Does the jobs of one type. Must be safe to begin again at any checkpoint: what is done is not done twice. */
export interface JobHandler {
  readonly type: JobType;
  /** What only a person can mend, besides the kinds that always are lasting: it fails a job of this type at once too. */
  readonly lastingCodes?: readonly ErrorCode[];
  /** What this job does, in a few words for a person. */
  title(payload: Readonly<Record<string, unknown>>): string;
  /**
   * Returns counts for the result. What it throws fails the job: an `AppError` of a lasting kind (`BAD_INPUT`,
   * `NOT_FOUND`, `CONFLICT`, `UNSUPPORTED`, or of `lastingCodes`) at once, anything else after its retries.
   */
  run(run: JobRun): Promise<Readonly<Record<string, unknown>>>;
}

/** The queue of background work, as everybody but its handlers sees it. */
export interface Jobs {
  /** Adds a job; with `unlessWaiting`, returns a pending or running one of the same type and payload instead. */
  enqueue(type: JobType, payload: Record<string, unknown>, options?: { unlessWaiting?: boolean }): Promise<Job>;
  list(query: { status?: JobStatus; type?: JobType; cursor?: string; limit: number }): Promise<{
    items: Job[];
    nextCursor: string | null;
  }>;
  /** Throws `NOT_FOUND`. */
  get(id: string): Promise<Job>;
  items(
    id: string,
    query: { status?: JobItemStatus; cursor?: string; limit: number },
  ): Promise<{ items: JobItem[]; nextCursor: string | null }>;
  cancel(id: string): Promise<Job>;
  retry(id: string): Promise<Job>;
  /** The job now and whenever it changes, until it has ended or the signal is aborted. */
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<Job>;
  /** Begins to work on what waits. */
  start(): Promise<void>;
  /** Stops all work at its next checkpoint and waits for it; the jobs go on at the next start. */
  stop(): Promise<void>;
}
