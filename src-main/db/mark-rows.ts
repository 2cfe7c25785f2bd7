import type { Connection } from './connection.ts';
import { execute, query } from './decision-writer.ts';

/** What a time override is undone with: the times before it, and those after. */
export interface TimeChange {
  readonly from: TimeMarks;
  readonly to: TimeMarks;
}

interface TimeMarks {
  readonly capturedAt: number;
  readonly endedAt: number;
  readonly utcOffsetMinutes: number;
  readonly localDay: string;
  readonly timestampSource: string;
}

/** Gives or takes a tag of the touched captures; those that it changes nothing of are touched no more. */
export function changeTag(connection: Connection, tag: string, assigned: boolean): number {
  const has = 'EXISTS (SELECT 1 FROM capture_tags AS k WHERE k.capture_id = touched.capture_id AND k.tag = ?)';
  const count = () => query<{ count: number }>(connection, 'SELECT count(*) AS count FROM temp.touched')[0]?.count ?? 0;
  const unchanged = assigned ? has : `NOT ${has}`;
  const changing = query<{ count: number }>(
    connection,
    `SELECT count(*) AS count FROM temp.touched WHERE NOT (${unchanged})`,
    tag,
  )[0]?.count;
  if (!changing) return 0;
  execute(connection, `DELETE FROM temp.touched WHERE ${unchanged}`, tag);
  setTag(connection, tag, assigned);
  return count();
}

/** Gives or takes a tag of all touched captures. */
export function setTag(connection: Connection, tag: string, assigned: boolean): void {
  if (assigned) {
    execute(
      connection,
      `INSERT INTO capture_tags (tag, capture_id, taken_at) SELECT ?, capture_id, taken_at FROM temp.touched WHERE true
        ON CONFLICT DO NOTHING`,
      tag,
    );
  } else {
    execute(
      connection,
      'DELETE FROM capture_tags WHERE tag = ? AND capture_id IN (SELECT capture_id FROM temp.touched)',
      tag,
    );
  }
}

/** Gives the touched capture another time, and notes both in its decision. False where it has that time already. */
export function moveInTime(
  connection: Connection,
  captureId: string,
  time: { capturedAt: number; utcOffsetMinutes: number; localDay: string },
): boolean {
  const [from] = query<TimeMarks>(
    connection,
    `SELECT captured_at AS capturedAt, ended_at AS endedAt, utc_offset_minutes AS utcOffsetMinutes,
      local_day AS localDay, timestamp_source AS timestampSource FROM captures WHERE id = ?`,
    captureId,
  );
  if (!from) return false;
  if (from.capturedAt === time.capturedAt && from.utcOffsetMinutes === time.utcOffsetMinutes) return false;
  const to = { ...time, endedAt: time.capturedAt + (from.endedAt - from.capturedAt), timestampSource: 'user' };
  setTime(connection, captureId, to);
  execute(connection, 'UPDATE temp.touched SET decision_value = ?', JSON.stringify({ from, to }));
  return true;
}

/** Writes the time of a capture everywhere it is kept. */
export function setTime(connection: Connection, captureId: string, time: TimeMarks): void {
  execute(
    connection,
    `UPDATE captures SET captured_at = ?, ended_at = ?, utc_offset_minutes = ?, local_day = ?, timestamp_source = ?
      WHERE id = ?`,
    time.capturedAt,
    time.endedAt,
    time.utcOffsetMinutes,
    time.localDay,
    time.timestampSource,
    captureId,
  );
  execute(connection, 'UPDATE reviews SET taken_at = ? WHERE capture_id = ?', time.capturedAt, captureId);
  execute(connection, 'UPDATE capture_tags SET taken_at = ? WHERE capture_id = ?', time.capturedAt, captureId);
}
