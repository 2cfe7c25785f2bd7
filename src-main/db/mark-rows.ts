import type { Connection } from './connection.ts';
import { execute, query } from './decision-writer.ts';

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
