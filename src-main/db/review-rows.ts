import { sql } from 'kysely';
import type { NewCapture } from '../ports/repositories.ts';
import type { Connection } from './connection.ts';

/** Writes down what is decided about a capture that is stored as reviewed already. Belongs into its transaction. */
export function insertReview(connection: Connection, capture: NewCapture): void {
  if (capture.reviewState === 'unreviewed' && capture.trashedAt === null) return;
  connection.run(
    connection.kysely.insertInto('reviews').values({
      capture_id: capture.id,
      review_state: capture.trashedAt === null && capture.reviewState === 'kept' ? 'kept' : 'discarded',
      trashed_at: capture.trashedAt,
      taken_at: capture.capturedAt,
      bytes: capture.fileSize,
      decision_key: null,
    }),
  );
  if (capture.trashedAt === null) return;
  const displayId = capture.displayId ?? '';
  connection.run({
    compile: () =>
      sql`UPDATE capture_days SET captures = captures - 1, bytes = bytes - ${capture.fileSize}
        WHERE local_day = ${capture.localDay} AND display_id = ${displayId}`.compile(connection.kysely),
  });
  connection.run(
    connection.kysely
      .deleteFrom('capture_days')
      .where('local_day', '=', capture.localDay)
      .where('display_id', '=', displayId)
      .where('captures', '=', 0),
  );
}
