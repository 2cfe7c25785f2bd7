import type { DecisionBatch } from '../../src-shared/contract/review.ts';
import type { Undone, UndoRefusal } from '../ports/review-repository.ts';
import type { Connection } from './connection.ts';
import {
  execute,
  noteFileMoves,
  query,
  touchedIds,
  touchNothing,
  writeCounts,
  writeUndone,
} from './decision-writer.ts';
import { setTag, setTime, type TimeChange } from './mark-rows.ts';

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

/**
 * Takes a batch back. Any batch may be taken back in any order, as long as nothing that was decided later stands on
 * it: then going back to the decisions it replaced is what the remaining decisions say.
 */
export function undoBatch(connection: Connection, batchId: string | undefined, undoneAt: number): Undone {
  try {
    return connection.transaction(() => {
      const { key, firstDecision, ...batch } = find(connection, batchId);
      const range = [firstDecision, firstDecision + batch.decisions, key] as const;
      touchNothing(connection);
      const [{ type } = { type: '' }] = query<{ type: string }>(
        connection,
        `SELECT decision_type AS type FROM decisions AS d WHERE ${ofBatch} LIMIT 1`,
        ...range,
      );
      if (type === 'tag_assignment' || type === 'timestamp_override') {
        undoMarks(connection, type, range);
        if (type === 'timestamp_override') {
          execute(connection, 'INSERT INTO file_moves (batch_key, next_decision) VALUES (?, ?)', key, firstDecision);
        }
      } else {
        undoVerdicts(connection, range, undoneAt);
        noteFileMoves(connection, { key, firstDecision });
      }
      execute(connection, `UPDATE decisions AS d SET undone_at = ? WHERE ${ofBatch}`, undoneAt, ...range);
      execute(connection, 'UPDATE decision_batches SET undone_at = ? WHERE key = ?', undoneAt, key);
      return {
        batch: { ...batch, undoneAt },
        captureIds: touchedIds(connection),
        timesChanged: type === 'timestamp_override',
      };
    });
  } catch (error) {
    if (error instanceof UndoRefused) return { refusal: error.refusal };
    throw error;
  }
}

function find(connection: Connection, batchId: string | undefined): StoredBatch {
  const columns = `SELECT key, id, summary, decisions, bytes, first_decision AS firstDecision, decided_at AS decidedAt,
    undone_at AS undoneAt FROM decision_batches`;
  const [batch] =
    batchId === undefined
      ? query<StoredBatch>(connection, `${columns} WHERE undone_at IS NULL ORDER BY key DESC LIMIT 1`)
      : query<StoredBatch>(connection, `${columns} WHERE id = ?`, batchId);
  if (!batch) throw new UndoRefused({ reason: batchId === undefined ? 'nothing' : 'unknown' });
  if (batch.undoneAt !== null) throw new UndoRefused({ reason: 'undone' });
  return batch;
}

type Range = readonly [first: number, end: number, batchKey: number];

function undoVerdicts(connection: Connection, range: Range, undoneAt: number): void {
  // A picture that goes back into the trash gets its whole time there again.
  execute(
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
  const [purged] = query<{ captureId: string; count: number }>(
    connection,
    'SELECT capture_id AS captureId, count(*) OVER () AS count FROM temp.touched WHERE purged_at IS NOT NULL LIMIT 1',
  );
  if (purged) throw new UndoRefused({ reason: 'purged', ...purged });
  const [newer] = query<{ captureId: string; count: number }>(
    connection,
    `SELECT d.capture_id AS captureId, count(*) OVER () AS count
      FROM decisions AS d LEFT JOIN reviews AS r ON r.capture_id = d.capture_id
      WHERE ${ofBatch} AND r.decision_key IS NOT d.key LIMIT 1`,
    ...range,
  );
  if (newer) throw new UndoRefused({ reason: 'newer', ...newer });
  writeUndone(connection);
  writeCounts(connection);
}

/** Tags and times: a later one of the same kind about the same capture (and tag) stands on this one. */
function undoMarks(connection: Connection, type: string, range: Range): void {
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
  const [purged] = query<{ captureId: string; count: number }>(
    connection,
    'SELECT capture_id AS captureId, count(*) OVER () AS count FROM temp.touched WHERE purged_at IS NOT NULL LIMIT 1',
  );
  if (purged) throw new UndoRefused({ reason: 'purged', ...purged });
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
  const [first] = query<{ captureId: string; value: string }>(
    connection,
    'SELECT capture_id AS captureId, decision_value AS value FROM temp.touched LIMIT 1',
  );
  if (!first) return;
  if (type === 'tag_assignment') {
    const { tag, assigned } = JSON.parse(first.value) as { tag: string; assigned: boolean };
    setTag(connection, tag, !assigned);
  } else {
    setTime(connection, first.captureId, (JSON.parse(first.value) as TimeChange).from);
  }
}
