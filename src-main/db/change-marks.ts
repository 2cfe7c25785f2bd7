import { sql } from 'kysely';
import type { ChangeMark, ChangesSince } from '../ports/repositories.ts';
import type { Connection } from './connection.ts';

/** As `duplicate-repository.ts` counts the batches of matches it writes. */
const matchBatchesKey = 'duplicates.match-batches';

/** What was written after a mark, by anybody. Reads a few index entries, and only the lines that are new. */
export function changesSince(connection: Connection, mark: ChangeMark | undefined): ChangesSince {
  const first = <Row>(query: ReturnType<typeof sql<Row>>) =>
    connection.first<Row>({ compile: () => query.compile(connection.kysely) });
  const now: ChangeMark = {
    change: first(sql<{ last: number | null }>`SELECT max(number) AS last FROM capture_changes`)?.last ?? 0,
    matchBatch:
      first(sql<{ value: string }>`SELECT value FROM bookkeeping WHERE key = ${matchBatchesKey}`)?.value ?? '',
    // A new line, one that was counted up, and one that was resolved or waits anew.
    events:
      first(sql<{ state: string }>`SELECT concat_ws(' ', (SELECT max(rowid) FROM events),
        (SELECT max(last_at) FROM events WHERE last_at IS NOT NULL),
        (SELECT count(*) FROM events WHERE resolved = 0)) AS state`)?.state ?? '',
  };
  if (!mark) return { mark: now, captures: false, reviews: false, groups: false, events: false };
  // Lines that were cut off, or counted anew: what they said is not known.
  const lost = now.change < mark.change;
  const batch = lost
    ? undefined
    : first(
        sql<{ number: number }>`SELECT number FROM capture_changes
          WHERE number > ${mark.change} AND batch_key IS NOT NULL LIMIT 1`,
      );
  return {
    mark: now,
    captures: now.change !== mark.change,
    reviews: lost || batch !== undefined,
    groups: now.matchBatch !== mark.matchBatch,
    events: now.events !== mark.events,
  };
}
