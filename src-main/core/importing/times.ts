import type { DecisionBatch } from '../../../src-shared/contract/review.ts';
import type { DatedPicture, ShiftAmount, ShiftPreview, ShiftScope } from '../../../src-shared/contract/times.ts';

/** What tells when imported pictures were taken, and what a person says of it. */
export interface Times {
  /** Throws `NOT_FOUND`. */
  evidence(id: string): Promise<DatedPicture>;
  /** Throws `BAD_INPUT` for a cursor that was never given out. */
  uncertain(query: {
    camera?: string;
    jobId?: string;
    cursor?: string;
    limit: number;
  }): Promise<{ items: DatedPicture[]; nextCursor: string | null; total: number }>;
  cameras(): Promise<{ cameras: { camera: string; captures: number; uncertain: number }[] }>;
  /** All or nothing; throws `NOT_FOUND`, `BAD_INPUT` for a picture of a screen, `CONFLICT` for one in the trash. */
  confirm(captureIds: readonly string[]): Promise<DecisionBatch>;
  /**
   * By an amount the instant moves and the offset stays; into a time zone the time on the wall stays, and the instant
   * changes. Throws what `confirm` does, and `BAD_INPUT` for what would leave the years 1970 to 9999.
   */
  shiftPreview(which: ShiftScope, by: ShiftAmount): Promise<ShiftPreview>;
  /** Throws `CONFLICT` where it would do other than was expected. */
  shift(which: ShiftScope, by: ShiftAmount, expected: ShiftPreview): Promise<DecisionBatch>;
}
