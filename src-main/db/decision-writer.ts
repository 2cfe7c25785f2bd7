import { sql } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { DecisionBatch } from '../../src-shared/contract/review.ts';
import { type BatchSum, mostIdsNamed } from '../ports/review-repository.ts';
import type { Connection } from './connection.ts';

/**
 * The captures of one batch while it is written, with what held of them before and what holds after. Everything is
 * done with whole sets: ten thousand statements would take longer than the commit. Belongs to the connection alone.
 */
const touchedTable = `CREATE TEMP TABLE IF NOT EXISTS touched (
  capture_id TEXT NOT NULL,
  decision_type TEXT NOT NULL,
  decision_value TEXT,
  state_before TEXT,
  trashed_before INTEGER,
  decision_before INTEGER,
  state_after TEXT,
  trashed_after INTEGER,
  decision_after INTEGER,
  purged_at INTEGER,
  taken_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  local_day TEXT NOT NULL,
  display_id TEXT NOT NULL
)`;

/** Runs plain SQL with values, prepared once. */
export function execute(connection: Connection, text: string, ...values: unknown[]): number {
  return connection.prepared(text).run(...values).changes;
}

export function query<Row>(connection: Connection, text: string, ...values: unknown[]): Row[] {
  return connection.prepared(text).all(...values) as Row[];
}

/** Begins a batch: nothing is touched yet. */
export function touchNothing(connection: Connection): void {
  connection.native.exec(touchedTable);
  execute(connection, 'DELETE FROM temp.touched');
}

/** Touches the captures that an object names as its keys; its values are the groups they were decided in, or null. */
export function touch(
  connection: Connection,
  captures: string,
  type: string,
  after: { state: 'kept' | 'discarded'; trashedAt: number | null },
): number {
  return execute(
    connection,
    `INSERT INTO temp.touched
      SELECT e.key, ?, CASE WHEN e.value IS NULL THEN NULL ELSE json_quote(e.value) END,
        r.review_state, r.trashed_at, r.decision_key, ?, ?, NULL,
        c.purged_at, c.captured_at, c.file_size, c.local_day, coalesce(c.display_id, '')
      FROM json_each(?) AS e
        CROSS JOIN captures AS c ON c.id = e.key
        LEFT JOIN reviews AS r ON r.capture_id = c.id`,
    type,
    after.state,
    after.trashedAt,
    captures,
  );
}

export function sumOfTouched(connection: Connection): BatchSum {
  const [sum] = query<BatchSum>(
    connection,
    `SELECT coalesce(sum(state_after = 'discarded'), 0) AS discarded, coalesce(sum(state_after = 'kept'), 0) AS kept,
      coalesce(sum(CASE WHEN state_after = 'discarded' THEN bytes END), 0) AS bytes FROM temp.touched`,
  );
  return sum ?? { discarded: 0, kept: 0, bytes: 0 };
}

/** The ids of a batch end in zeros, which its decisions count up; its time is in front, so ids sort by it. */
function newBatchId(decidedAt: number): string {
  return `${uuidV7({ msecs: decidedAt }).slice(0, 28)}00000000`;
}

/** The id of a decision for the outside. */
export function decisionId(batchId: string, place: number): string {
  return batchId.slice(0, 28) + place.toString(16).padStart(8, '0');
}

export interface WrittenBatch extends DecisionBatch {
  readonly key: number;
  readonly firstDecision: number;
}

export function insertBatch(
  connection: Connection,
  draft: { summary: string; decisions: number; bytes: number; decidedAt: number },
): WrittenBatch {
  const id = newBatchId(draft.decidedAt);
  const row = connection.first(
    connection.kysely
      .insertInto('decision_batches')
      .values({
        id,
        summary: draft.summary,
        decisions: draft.decisions,
        bytes: draft.bytes,
        first_decision: sql<number>`(SELECT coalesce(max(key), 0) + 1 FROM decisions)`,
        decided_at: draft.decidedAt,
        undone_at: null,
      })
      .returning(['key', 'first_decision']),
  );
  if (!row) throw new Error('The batch was not written.');
  return { ...draft, id, undoneAt: null, key: row.key, firstDecision: row.first_decision };
}

/**
 * Appends a decision for each touched capture; their keys go on from the first one of the batch. Type and value were
 * made in this room; checking each again takes as long as writing it.
 */
export function insertDecisions(connection: Connection, batch: WrittenBatch): void {
  connection.withoutChecks(() =>
    execute(
      connection,
      `INSERT INTO decisions (batch_key, capture_id, decision_type, decision_value, replaces, decided_at)
        SELECT ?, capture_id, decision_type, decision_value, decision_before, ? FROM temp.touched ORDER BY rowid`,
      batch.key,
      batch.decidedAt,
    ),
  );
}

/**
 * Lets every touched capture be in its state after; the decision in force is the one of this batch, whose decisions
 * were appended in the order in which the captures were touched.
 */
export function writeDecided(connection: Connection, batch: WrittenBatch): void {
  execute(
    connection,
    `INSERT INTO reviews (capture_id, review_state, trashed_at, taken_at, bytes, decision_key)
      SELECT capture_id, state_after, trashed_after, taken_at, bytes, ? + rowid FROM temp.touched WHERE true
      ON CONFLICT (capture_id) DO UPDATE SET review_state = excluded.review_state, trashed_at = excluded.trashed_at,
        decision_key = excluded.decision_key`,
    batch.firstDecision - 1,
  );
}

/** The same when a batch is undone: the decision in force is the one that was replaced, where there was one. */
export function writeUndone(connection: Connection): void {
  execute(
    connection,
    `DELETE FROM reviews WHERE capture_id IN (SELECT capture_id FROM temp.touched WHERE state_after IS NULL)`,
  );
  execute(
    connection,
    `INSERT INTO reviews (capture_id, review_state, trashed_at, taken_at, bytes, decision_key)
      SELECT capture_id, state_after, trashed_after, taken_at, bytes, decision_after
      FROM temp.touched WHERE state_after IS NOT NULL
      ON CONFLICT (capture_id) DO UPDATE SET review_state = excluded.review_state, trashed_at = excluded.trashed_at,
        decision_key = excluded.decision_key`,
  );
}

/** Brings the counts per day to what the touched captures are now: in the trash they do not count. */
export function writeCounts(connection: Connection): void {
  const changes = query<{ day: string; display: string; captures: number; bytes: number }>(
    connection,
    `SELECT local_day AS day, display_id AS display,
      sum((trashed_after IS NULL) - (trashed_before IS NULL)) AS captures,
      sum(((trashed_after IS NULL) - (trashed_before IS NULL)) * bytes) AS bytes
      FROM temp.touched WHERE (trashed_after IS NULL) <> (trashed_before IS NULL) GROUP BY 1, 2`,
  );
  for (const { day, display, captures, bytes } of changes) {
    const known = execute(
      connection,
      'UPDATE capture_days SET captures = captures + ?, bytes = bytes + ? WHERE local_day = ? AND display_id = ?',
      captures,
      bytes,
      day,
      display,
    );
    if (known === 0) execute(connection, 'INSERT INTO capture_days VALUES (?, ?, ?, ?)', day, display, captures, bytes);
    execute(
      connection,
      'DELETE FROM capture_days WHERE local_day = ? AND display_id = ? AND captures = 0',
      day,
      display,
    );
  }
}

/** Notes that files of this batch may have to be moved: one line, however many they are. */
export function noteFileMoves(connection: Connection, batch: { key: number; firstDecision: number }): void {
  execute(
    connection,
    `INSERT INTO file_moves (batch_key, next_decision) SELECT ?, ?
      WHERE EXISTS (SELECT 1 FROM temp.touched WHERE (trashed_after IS NULL) <> (trashed_before IS NULL))`,
    batch.key,
    batch.firstDecision,
  );
}

/** The same where all that is known is that some of them have to be. */
export function noteAllFiles(connection: Connection, batch: { key: number; firstDecision: number }): void {
  execute(
    connection,
    'INSERT INTO file_moves (batch_key, next_decision) VALUES (?, ?)',
    batch.key,
    batch.firstDecision,
  );
}

/** The ids of the touched captures, or null where there are too many to name. */
export function touchedIds(connection: Connection): readonly string[] | null {
  const [{ count } = { count: 0 }] = query<{ count: number }>(connection, 'SELECT count(*) AS count FROM temp.touched');
  if (count > mostIdsNamed) return null;
  const ids = query<{ id: string }>(connection, 'SELECT capture_id AS id FROM temp.touched ORDER BY capture_id');
  return ids.map((row) => row.id);
}
