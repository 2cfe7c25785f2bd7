import type { DecisionBatch } from '../../../src-shared/contract/review.ts';
import type { DatedPicture, ShiftAmount, ShiftPreview, ShiftScope } from '../../../src-shared/contract/times.ts';

/** What tells when imported pictures were taken, and what a person says of it. */
export interface Times {
  /** Throws `NOT_FOUND`. */
  evidence(id: string): Promise<DatedPicture>;
  uncertain(query: {
    camera?: string;
    jobId?: string;
    cursor?: string;
    limit: number;
  }): Promise<{ items: DatedPicture[]; nextCursor: string | null; total: number }>;
  cameras(): Promise<{ cameras: { camera: string; captures: number; uncertain: number }[] }>;
  confirm(captureIds: readonly string[]): Promise<DecisionBatch>;
  shiftPreview(which: ShiftScope, by: ShiftAmount): Promise<ShiftPreview>;
  shift(which: ShiftScope, by: ShiftAmount, expected: ShiftPreview): Promise<DecisionBatch>;
}
