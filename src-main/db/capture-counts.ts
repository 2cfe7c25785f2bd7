import { sql } from 'kysely';
import type { CountDifference } from '../ports/repositories.ts';
import type { Connection } from './connection.ts';

interface DifferenceRow {
  day: string;
  display_id: string;
  kept_captures: number;
  counted_captures: number;
  kept_bytes: number;
  counted_bytes: number;
}

/** Compares the maintained counts with a recount of all rows. */
export function countDifferences(connection: Connection): CountDifference[] {
  const rows = connection.all({
    compile: () =>
      sql<DifferenceRow>`
        WITH counted AS (
          SELECT local_day, coalesce(display_id, '') AS display_id, count(*) AS captures, sum(file_size) AS bytes
          FROM captures WHERE purged_at IS NULL AND id NOT IN (SELECT capture_id FROM reviews WHERE trashed_at IS NOT NULL)
          GROUP BY 1, 2
        )
        SELECT coalesce(kept.local_day, counted.local_day) AS day,
          coalesce(kept.display_id, counted.display_id) AS display_id,
          coalesce(kept.captures, 0) AS kept_captures, coalesce(counted.captures, 0) AS counted_captures,
          coalesce(kept.bytes, 0) AS kept_bytes, coalesce(counted.bytes, 0) AS counted_bytes
        FROM capture_days AS kept
        FULL JOIN counted ON counted.local_day = kept.local_day AND counted.display_id = kept.display_id
        WHERE kept.captures IS NOT counted.captures OR kept.bytes IS NOT counted.bytes
        ORDER BY 1, 2`.compile(connection.kysely),
  });
  return rows.map((row) => ({
    day: row.day,
    displayId: row.display_id === '' ? null : row.display_id,
    captures: { kept: row.kept_captures, counted: row.counted_captures },
    bytes: { kept: row.kept_bytes, counted: row.counted_bytes },
  }));
}

/** Writes the maintained counts anew from the rows, in one transaction. */
export function recount(connection: Connection): void {
  connection.transaction(() => {
    connection.run(connection.kysely.deleteFrom('capture_days'));
    connection.run({
      compile: () =>
        sql`
          INSERT INTO capture_days (local_day, display_id, captures, bytes)
          SELECT local_day, coalesce(display_id, ''), count(*), sum(file_size)
          FROM captures WHERE purged_at IS NULL AND id NOT IN (SELECT capture_id FROM reviews WHERE trashed_at IS NOT NULL)
          GROUP BY 1, 2`.compile(connection.kysely),
    });
  });
}
