import type { DecisionBatch } from '../../src-shared/contract/review.ts';
import type { LeftDay, Undone, UndoRefusal } from '../ports/review-repository.ts';
import type { Connection } from './connection.ts';
import {
  execute,
  noteAllFiles,
  noteFileMoves,
  query,
  touchedIds,
  touchNothing,
  writeCounts,
  writeUndone,
} from './decision-writer.ts';
import { setTag } from './mark-rows.ts';
import { noteTimesBefore, writeTimes } from './time-rows.ts';

/** Thrown inside the transaction to leave it without a trace. */
class UndoRefused extends Error {
  readonly refusal: UndoRefusal;

  constructor(refusal: UndoRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

interface StoredBatch extends DecisionBatch {
  readonly key: number;
  readonly firstDecision: number;
}

/** The decisions of a batch by their keys; what was deleted since has left a hole, which a later batch may fill. */
const ofBatch = 'd.key >= ? AND d.key < ? AND d.batch_key = ?';

/** What an undo is told, and what it says of a batch that it took back in part. */
export interface UndoRequest {
  readonly batchId: string | undefined;
  readonly undoneAt: number;
  /** The summary of a batch of which so many pictures stay deleted. */
  readonly inPart: (summary: string, gone: number) => string;
}

/**
 * Takes a batch back: the named one, or the newest of which anything can be taken back. Any batch may be taken back in
 * any order, as long as nothing that was decided later stands on it: then going back to the decisions it replaced is
 * what the remaining decisions say. Pictures that were deleted for good stay as they are.
 */
export function undoBatch(connection: Connection, request: UndoRequest): Undone {
  // All that is written belongs to captures that the batch refers to.
  return connection.transactionOfKnownRows(() => {
    let refusal: UndoRefusal | undefined;
    for (const batch of candidates(connection, request.batchId)) {
      // Everything that refuses does so before anything is written.
      try {
        return takeBack(connection, batch, request);
      } catch (error) {
        if (!(error instanceof UndoRefused)) throw error;
        refusal ??= error.refusal;
      }
    }
    return { refusal: refusal ?? { reason: request.batchId === undefined ? 'nothing' : 'unknown' } };
  });
}

/** The named batch, or all that are not undone, newest first. */
function* candidates(connection: Connection, batchId: string | undefined): Generator<StoredBatch> {
  const columns = `SELECT key, id, summary, decisions, bytes, first_decision AS firstDecision, decided_at AS decidedAt,
    undone_at AS undoneAt FROM decision_batches`;
  if (batchId !== undefined) {
    yield* query<StoredBatch>(connection, `${columns} WHERE id = ?`, batchId);
    return;
  }
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const [batch] = query<StoredBatch>(
      connection,
      `${columns} WHERE undone_at IS NULL AND key < ? ORDER BY key DESC LIMIT 1`,
      before,
    );
    if (!batch) return;
    before = batch.key;
    yield batch;
  }
}

function takeBack(connection: Connection, stored: StoredBatch, { undoneAt, inPart }: UndoRequest): Undone {
  const { key, firstDecision, ...batch } = stored;
  if (batch.undoneAt !== null) throw new UndoRefused({ reason: 'undone' });
  const range = [firstDecision, firstDecision + batch.decisions, key] as const;
  touchNothing(connection);
  const [{ type } = { type: '' }] = query<{ type: string }>(
    connection,
    `SELECT decision_type AS type FROM decisions AS d WHERE ${ofBatch} LIMIT 1`,
    ...range,
  );
  let gone: number;
  let leftDays: readonly LeftDay[] = [];
  if (type === 'tag_assignment' || type === 'timestamp_override') {
    ({ gone, leftDays } = undoMarks(connection, type, range));
    if (leftDays.length > 0) noteAllFiles(connection, { key, firstDecision });
  } else {
    gone = undoVerdicts(connection, range, undoneAt);
    noteFileMoves(connection, { key, firstDecision });
  }
  // What was decided about a picture that is deleted for good stays in force.
  const taken = gone === 0 ? '' : 'AND d.capture_id IN (SELECT capture_id FROM temp.touched)';
  const summary = gone === 0 ? batch.summary : inPart(batch.summary, gone);
  execute(connection, `UPDATE decisions AS d SET undone_at = ? WHERE ${ofBatch} ${taken}`, undoneAt, ...range);
  execute(connection, 'UPDATE decision_batches SET undone_at = ?, summary = ? WHERE key = ?', undoneAt, summary, key);
  return {
    batch: { ...batch, summary, undoneAt },
    captureIds: touchedIds(connection),
    timesChanged: type === 'timestamp_override',
    leftDays,
  };
}

type Range = readonly [first: number, end: number, batchKey: number];

/** Returns how many pictures of the batch are deleted for good. */
function undoVerdicts(connection: Connection, range: Range, undoneAt: number): number {
  // A picture that goes back into the trash gets its whole time there again.
  const touched = execute(
    connection,
    `INSERT INTO temp.touched
      SELECT d.capture_id, d.decision_type, NULL, r.review_state, r.trashed_at, r.decision_key,
        CASE WHEN p.decision_type LIKE 'keep%' THEN 'kept' WHEN p.decision_type LIKE 'discard%' THEN 'discarded' END,
        CASE WHEN p.decision_type LIKE 'discard%' THEN ? END, d.replaces,
        c.purged_at, c.captured_at, c.file_size, c.local_day, coalesce(c.display_id, '')
      FROM decisions AS d
        CROSS JOIN captures AS c ON c.id = d.capture_id
        LEFT JOIN reviews AS r ON r.capture_id = d.capture_id
        LEFT JOIN decisions AS p ON p.key = d.replaces
      WHERE ${ofBatch} AND (r.decision_key IS d.key)`,
    undoneAt,
    ...range,
  );
  const buried = execute(connection, 'DELETE FROM temp.touched WHERE purged_at IS NOT NULL');
  const gone = touched - buried === range[1] - range[0] ? 0 : requireRest(connection, range);
  writeUndone(connection);
  writeCounts(connection);
  return gone;
}

/**
 * Whether a batch can be taken back of which not everything is as it left it. Where all it discarded is deleted for
 * good, it is over. Returns how many of its pictures are deleted for good.
 */
function requireRest(connection: Connection, range: Range): number {
  const [found] = query<Record<'decisions' | 'gone' | 'discarded' | 'discardedGone' | 'newer', number | null>>(
    connection,
    `SELECT count(*) AS decisions, sum(gone) AS gone, sum(discards) AS discarded, sum(discards AND gone) AS discardedGone,
      sum(covered AND NOT gone) AS newer
      FROM (SELECT c.purged_at IS NOT NULL AS gone, d.decision_type LIKE 'discard%' AS discards,
          r.decision_key IS NOT d.key AS covered
        FROM decisions AS d CROSS JOIN captures AS c ON c.id = d.capture_id
          LEFT JOIN reviews AS r ON r.capture_id = d.capture_id
        WHERE ${ofBatch})`,
    ...range,
  );
  const { decisions = 0, gone = 0, discarded = 0, discardedGone = 0, newer = 0 } = found ?? {};
  if (gone === decisions || (discarded && discarded === discardedGone)) {
    throw new UndoRefused({
      reason: 'purged',
      captureId: oneOf(connection, range, 'c.purged_at IS NOT NULL'),
      count: gone ?? 0,
    });
  }
  if (newer) {
    const captureId = oneOf(connection, range, 'c.purged_at IS NULL AND r.decision_key IS NOT d.key');
    throw new UndoRefused({ reason: 'newer', captureId, count: newer });
  }
  return gone ?? 0;
}

function oneOf(connection: Connection, range: Range, condition: string): string {
  const [first] = query<{ id: string }>(
    connection,
    `SELECT d.capture_id AS id FROM decisions AS d CROSS JOIN captures AS c ON c.id = d.capture_id
      LEFT JOIN reviews AS r ON r.capture_id = d.capture_id WHERE ${ofBatch} AND ${condition} LIMIT 1`,
    ...range,
  );
  return first?.id ?? '';
}

/** Tags and times: a later one of the same kind about the same capture (and tag) stands on this one. */
function undoMarks(connection: Connection, type: string, range: Range): { gone: number; leftDays: readonly LeftDay[] } {
  execute(
    connection,
    `INSERT INTO temp.touched
      SELECT d.capture_id, d.decision_type, d.decision_value, r.review_state, r.trashed_at, r.decision_key,
        r.review_state, r.trashed_at, r.decision_key,
        c.purged_at, c.captured_at, c.file_size, c.local_day, coalesce(c.display_id, '')
      FROM decisions AS d CROSS JOIN captures AS c ON c.id = d.capture_id
        LEFT JOIN reviews AS r ON r.capture_id = d.capture_id
      WHERE ${ofBatch}`,
    ...range,
  );
  const gone = execute(connection, 'DELETE FROM temp.touched WHERE purged_at IS NOT NULL');
  const [first] = query<{ value: string }>(connection, 'SELECT decision_value AS value FROM temp.touched LIMIT 1');
  if (!first) {
    const captureId = oneOf(connection, range, 'c.purged_at IS NOT NULL');
    throw new UndoRefused({ reason: 'purged', captureId, count: gone });
  }
  const [newer] = query<{ captureId: string; count: number }>(
    connection,
    `SELECT capture_id AS captureId, count(*) OVER () AS count FROM temp.touched AS t
      WHERE EXISTS (SELECT 1 FROM decisions AS n WHERE n.capture_id = t.capture_id AND n.key >= ?
        AND n.undone_at IS NULL AND n.decision_type = ?
        AND (json_extract(n.decision_value, '$.tag') IS json_extract(t.decision_value, '$.tag'))) LIMIT 1`,
    range[1],
    type,
  );
  if (newer) throw new UndoRefused({ reason: 'newer', ...newer });
  if (type === 'tag_assignment') {
    const { tag, assigned } = JSON.parse(first.value) as { tag: string; assigned: boolean };
    setTag(connection, tag, !assigned);
    return { gone, leftDays: [] };
  }
  noteTimesBefore(connection);
  return { gone, leftDays: writeTimes(connection) };
}
