import type { DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { BulkAction, BulkPreview, Decision, DecisionBatch, Verdict } from '../../../src-shared/contract/review.ts';
import type { TrashedCapture, TrashSummary } from '../../../src-shared/contract/trash.ts';

/** One group instead of all of a view, and the member that stays in it instead of the suggested one. */
export interface OneGroup {
  readonly groupId?: string;
  readonly keepId?: string;
}

/** When a picture was really taken, in UTC ms, and the offset of the wall clock there, in minutes east of UTC. */
export interface SaidTime {
  readonly captureId: string;
  readonly capturedAt: number;
  readonly utcOffsetMinutes: number;
  /** The time that it is moved from. */
  readonly expected?: { readonly capturedAt: number; readonly utcOffsetMinutes: number };
}

/** What a person decides, and takes back. Every call is one batch, committed whole before it returns. */
export interface Review {
  decide(decisions: readonly { captureId: string; verdict: Verdict }[], groupId?: string): Promise<DecisionBatch>;
  bulkPreview(view: DuplicateView, action: BulkAction, only?: OneGroup): Promise<BulkPreview>;
  bulk(view: DuplicateView, action: BulkAction, expected: BulkPreview, only?: OneGroup): Promise<DecisionBatch>;
  undo(batchId?: string): Promise<DecisionBatch>;
  history(query: { cursor?: string; limit: number }): Promise<{ items: DecisionBatch[]; nextCursor: string | null }>;
  ofCapture(id: string): Promise<{ decisions: Decision[]; tags: string[] }>;
  tags(): Promise<{ tag: string; captures: number }[]>;
  tag(captureIds: readonly string[], tag: string, assigned: boolean): Promise<DecisionBatch>;
  overrideTime(captureId: string, capturedAt: number, utcOffsetMinutes: number): Promise<DecisionBatch>;
  /**
   * Says of many pictures when they were taken, each its own time, in one batch with this summary. The time that one has
   * already is confirmed by it; `CONFLICT` where a person has said that before, or where one has another time by now than
   * it is expected to have.
   */
  overrideTimes(times: readonly SaidTime[], summary: string): Promise<DecisionBatch>;
}

/** What was discarded and is not gone yet. */
export interface Trash {
  summary(): Promise<TrashSummary>;
  list(query: { cursor?: string; limit: number }): Promise<{ items: TrashedCapture[]; nextCursor: string | null }>;
  restore(captureIds: readonly string[]): Promise<DecisionBatch>;
  empty(expected: { captures: number; bytes: number }): Promise<Job>;
  /** Moves every file to where the decisions want it, also what an interrupted run left. */
  settle(): Promise<void>;
  /** Looks again and again whether something was in the trash long enough. */
  start(): Promise<void>;
  stop(): Promise<void>;
}
