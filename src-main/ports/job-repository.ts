import type { Job, JobItem } from '../../src-shared/contract/jobs.ts';
import type { ErrorCode } from '../../src-shared/domain/app-error.ts';
import type { JobStatus, JobType } from '../../src-shared/domain/vocabulary.ts';
import type { JobCheckpoint, JobItemStatus } from './jobs.ts';

/** A job as it is stored. Times are UTC ms. */
export interface JobRecord
  extends Omit<Job, 'title' | 'cancelling' | 'itemsPerSecond' | 'secondsLeft' | 'progressTotal'> {
  readonly progressTotal: number | null;
  /** What its last checkpoint left for the next attempt. */
  readonly state: unknown;
  readonly cancelRequestedAt: number | null;
  /** The process that works on it, and until when it has said to. */
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
}

/** What is counted of the queue. */
export type QueueState = Extract<JobStatus, 'pending' | 'running' | 'failed'>;

export interface JobClaim {
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** Types this process can do. */
  readonly types: readonly JobType[];
  /** Only this job. */
  readonly id?: string;
  /** No more than this many jobs are worked on at once, by all processes together. */
  readonly mostAtOnce: number;
  /** A job is due when its time has come, and also when it lies further ahead than this: then the clock was set back. */
  readonly longestDelayMs: number;
  /** Whether nobody works on this running job any more. */
  readonly isAbandoned: (job: JobRecord) => boolean;
  /** What becomes of a job whose process ended without a word. */
  readonly afterLoss: (job: JobRecord) => JobSetback;
}

/** What a failure or a lost process does to a job. */
export type JobSetback =
  | {
      readonly status: 'pending';
      readonly retryCount: number;
      readonly notBefore: number | null;
      readonly errorCode: ErrorCode | null;
      readonly errorMessage: string | null;
    }
  | {
      readonly status: 'failed' | 'cancelled';
      readonly errorCode: ErrorCode | null;
      readonly errorMessage: string | null;
    };

/** What a claim found: a job to do now, and those that ended because their process was lost. */
export interface JobClaimed {
  readonly job: JobRecord | undefined;
  /** Jobs that were taken from processes that are gone, as they stand now. */
  readonly recovered: readonly JobRecord[];
}

/** The queue in the database. Whatever a process does to a job it works on is refused once the job is not its own. */
export interface JobRepository {
  /** With `unlessWaiting`, returns a pending or running job of the same type and payload instead. */
  enqueue(
    job: { type: JobType; payload: Readonly<Record<string, unknown>>; createdAt: number },
    options: { unlessWaiting: boolean },
  ): Promise<JobRecord>;
  byId(id: string): Promise<JobRecord | undefined>;
  page(query: {
    status?: JobStatus;
    type?: JobType;
    cursor?: string;
    limit: number;
  }): Promise<{ items: JobRecord[]; nextCursor: string | null }>;
  /** How many wait, run and have failed. */
  depth(): Promise<Record<QueueState, number>>;
  items(
    id: string,
    query: { status?: JobItemStatus; cursor?: string; limit: number },
  ): Promise<{ items: JobItem[]; nextCursor: string | null }>;
  itemStatus(id: string, captureIds: readonly string[]): Promise<ReadonlyMap<string, JobItemStatus>>;
  /** Captures of this job that are noted as pending, in the order of their ids. */
  pendingItems(id: string, limit: number): Promise<readonly string[]>;
  /** Takes back what dead processes left, then takes the oldest job that is due. One transaction. */
  claim(claim: JobClaim): Promise<JobClaimed>;
  /** Undefined when the job is not `owner`'s any more; else whether it is to be cancelled. */
  lease(id: string, owner: string): Promise<{ cancelRequested: boolean } | undefined>;
  /** Moves the lease on, with the progress so far. False when the job is not `owner`'s any more. */
  renew(
    id: string,
    owner: string,
    leaseUntil: number,
    progress: { current: number; total: number | null } | undefined,
  ): Promise<boolean>;
  /** Progress, state and items in one transaction. Undefined when the job is not `owner`'s any more. */
  checkpoint(
    id: string,
    owner: string,
    leaseUntil: number,
    checkpoint: JobCheckpoint,
  ): Promise<{ cancelRequested: boolean } | undefined>;
  /** Ends a job well. False when it is not `owner`'s any more. */
  complete(
    id: string,
    owner: string,
    end: {
      completedAt: number;
      result: Readonly<Record<string, unknown>>;
      progress: { current: number; total: number | null };
    },
  ): Promise<boolean>;
  /** Notes a failure or a cancellation. False when the job is not `owner`'s any more. */
  setBack(id: string, owner: string, setback: JobSetback, now: number): Promise<boolean>;
  /** Puts a job back as it is, for whoever comes next. */
  release(id: string, owner: string): Promise<boolean>;
  /** Cancels a waiting job at once and asks a running one to stop. Undefined where there is nothing to cancel. */
  requestCancel(id: string, now: number, isAbandoned: (job: JobRecord) => boolean): Promise<JobRecord | undefined>;
  /** Makes a failed or cancelled job wait again, its failed items too. Undefined for any other. */
  retry(id: string): Promise<JobRecord | undefined>;
  /** Deletes all but the newest so many of the jobs that have ended; tells how many went. */
  prune(keep: number): Promise<number>;
}
