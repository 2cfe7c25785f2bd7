import type { LeftDay, TimeOverride } from '../ports/review-repository.ts';
import type { Connection } from './connection.ts';
import { execute, query } from './decision-writer.ts';

/** The times that the touched captures are to have, while a batch is written. Belongs to the connection alone. */
export const newTimesTable = `CREATE TEMP TABLE IF NOT EXISTS new_times (
  capture_id TEXT NOT NULL PRIMARY KEY,
  captured_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  utc_offset_minutes INTEGER NOT NULL,
  local_day TEXT NOT NULL,
  timestamp_source TEXT NOT NULL,
  confidence TEXT NOT NULL,
  expected_at INTEGER,
  expected_offset INTEGER
) WITHOUT ROWID`;

function beginTimes(connection: Connection): void {
  connection.native.exec(newTimesTable);
  execute(connection, 'DELETE FROM temp.new_times');
}

/** Notes the times that a person says of captures. Each lasts as long as before. */
export function noteOverrides(connection: Connection, overrides: readonly TimeOverride[]): void {
  beginTimes(connection);
  const rows = overrides.map(({ captureId, capturedAt, utcOffsetMinutes, localDay, expected }) => [
    captureId,
    capturedAt,
    utcOffsetMinutes,
    localDay,
    expected?.capturedAt ?? null,
    expected?.utcOffsetMinutes ?? null,
  ]);
  execute(
    connection,
    `INSERT INTO temp.new_times
      SELECT c.id, e.value ->> 1, (e.value ->> 1) + c.ended_at - c.captured_at, e.value ->> 2, e.value ->> 3,
        'user', 'high', e.value ->> 4, e.value ->> 5
      FROM json_each(?) AS e CROSS JOIN captures AS c ON c.id = e.value ->> 0`,
    JSON.stringify(rows),
  );
}

/** Why a touched capture cannot have the time that is noted for it, as an expression of SQL; null where it can. */
export const timeRefusal = `(SELECT CASE
    WHEN n.expected_at <> c.captured_at OR n.expected_offset <> c.utc_offset_minutes THEN 'moved'
    WHEN n.captured_at = c.captured_at AND n.utc_offset_minutes = c.utc_offset_minutes
      AND c.timestamp_source = 'user' THEN 'same' END
  FROM temp.new_times AS n CROSS JOIN captures AS c ON c.id = n.capture_id
  WHERE n.capture_id = temp.touched.capture_id)`;

const marksOf = (table: string) => `json_object('capturedAt', ${table}.captured_at, 'endedAt', ${table}.ended_at,
  'utcOffsetMinutes', ${table}.utc_offset_minutes, 'localDay', ${table}.local_day,
  'timestampSource', ${table}.timestamp_source, 'confidence', ${table}.confidence)`;

/** Notes in the decisions of the touched captures the times before them and those after. */
export function noteBothTimes(connection: Connection): void {
  execute(
    connection,
    `UPDATE temp.touched SET decision_value = (
      SELECT json_object('from', ${marksOf('c')}, 'to', ${marksOf('n')})
        FROM temp.new_times AS n CROSS JOIN captures AS c ON c.id = n.capture_id
        WHERE n.capture_id = temp.touched.capture_id)`,
  );
}

/**
 * Notes the times that the touched captures had before the decisions that they were touched with. A decision of an
 * earlier version says nothing of the confidence, and did not change it.
 */
export function noteTimesBefore(connection: Connection): void {
  beginTimes(connection);
  const before = (name: string) => `t.decision_value ->> '$.from.${name}'`;
  execute(
    connection,
    `INSERT INTO temp.new_times
      SELECT c.id, ${before('capturedAt')}, ${before('endedAt')}, ${before('utcOffsetMinutes')}, ${before('localDay')},
        ${before('timestampSource')}, coalesce(${before('confidence')}, c.confidence), NULL, NULL
      FROM temp.touched AS t CROSS JOIN captures AS c ON c.id = t.capture_id`,
  );
}

const sourceColumns = 'timestamp_source = n.timestamp_source, confidence = n.confidence';
const timeColumns = 'captured_at = n.captured_at, ended_at = n.ended_at, utc_offset_minutes = n.utc_offset_minutes';

/** With the plus the noted times are walked through, and never all captures or tags beside them. */
const fromNoted = (id: string, differs: string) =>
  `FROM temp.new_times AS n WHERE +n.capture_id = ${id} AND (${differs})`;

/**
 * Each row is written once, and only what changes of it: the days keep counts, and the times are in many indexes. What
 * one statement has written does not differ any more for the next.
 */
export const timeWrites: readonly string[] = [
  `UPDATE captures SET local_day = n.local_day, ${timeColumns}, ${sourceColumns}
    ${fromNoted('captures.id', 'captures.local_day <> n.local_day')}`,
  `UPDATE captures SET ${timeColumns}, ${sourceColumns}
    ${fromNoted(
      'captures.id',
      `captures.captured_at <> n.captured_at OR captures.ended_at <> n.ended_at
        OR captures.utc_offset_minutes <> n.utc_offset_minutes`,
    )}`,
  `UPDATE captures SET ${sourceColumns}
    ${fromNoted(
      'captures.id',
      'captures.timestamp_source <> n.timestamp_source OR captures.confidence <> n.confidence',
    )}`,
  `UPDATE reviews SET taken_at = n.captured_at ${fromNoted('reviews.capture_id', 'reviews.taken_at <> n.captured_at')}`,
  `UPDATE capture_tags SET taken_at = n.captured_at
    ${fromNoted('capture_tags.capture_id', 'capture_tags.taken_at <> n.captured_at')}`,
];

/** Writes the noted times everywhere they are kept. Returns the captures that come to lie in another day. */
export function writeTimes(connection: Connection): readonly LeftDay[] {
  const leftDays = query<LeftDay>(
    connection,
    `SELECT c.id AS id, c.local_day AS localDay FROM temp.new_times AS n CROSS JOIN captures AS c ON c.id = n.capture_id
      WHERE c.local_day <> n.local_day`,
  );
  for (const text of timeWrites) execute(connection, text);
  return leftDays;
}
