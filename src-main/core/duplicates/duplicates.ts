import type {
  Comparison,
  DuplicateCounts,
  DuplicateGroup,
  DuplicateScope,
  DuplicateView,
} from '../../../src-shared/contract/duplicates.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { GroupOutline } from '../../ports/duplicate-finder.ts';

export type { GroupOutline };

export interface ScanRequest {
  readonly threshold?: number;
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly again?: boolean;
}

/** Groups of duplicates, and the jobs that find them. All but the jobs only read. */
export interface Duplicates {
  counts(scope: DuplicateScope): Promise<DuplicateCounts>;
  groups(
    query: DuplicateView & { pendingOnly: boolean; cursor?: string; limit: number },
  ): Promise<{ items: DuplicateGroup[]; nextCursor: string | null; threshold: number }>;
  /** Throws `NOT_FOUND`. */
  group(id: string, view: DuplicateView): Promise<DuplicateGroup>;
  /** All groups with something to decide, for the bulk actions. */
  outlines(view: DuplicateView): Promise<readonly GroupOutline[]>;
  /** One of them; undefined where nothing of it is in this view. Throws `NOT_FOUND` where there is no such group. */
  outline(id: string, view: DuplicateView): Promise<GroupOutline | undefined>;
  /** Throws `NOT_FOUND`, or `CONFLICT` for a picture that could not be read, or was not yet. */
  compare(referenceId: string, candidateId: string): Promise<Comparison>;
  scan(request: ScanRequest): Promise<Job>;
  process(): Promise<Job>;
  /** Begins to match captures as they arrive. */
  start(): Promise<void>;
  stop(): Promise<void>;
}
