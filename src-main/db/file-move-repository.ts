import type { FileMoveRepository, FilePlace, FileUnderWay, MoveSlice } from '../ports/review-repository.ts';
import { tryLock } from './capture-lock.ts';
import type { Connection } from './connection.ts';
import { execute, query } from './decision-writer.ts';

export const movesLockFileName = 'moves.lock';

interface PlaceRow {
  readonly captureId: string;
  readonly filepath: string;
  readonly localDay: string;
  readonly fileSize: number;
  readonly trashed: 0 | 1;
  readonly purged: 0 | 1;
}

const placeColumns = `c.id AS captureId, c.filepath AS filepath, c.local_day AS localDay,
  c.file_size AS fileSize,
  EXISTS (SELECT 1 FROM reviews AS r WHERE r.capture_id = c.id AND r.trashed_at IS NOT NULL) AS trashed,
  c.purged_at IS NOT NULL AS purged`;

/** Which files wait to be moved, in SQLite: a line for each batch, and one for each file while it is being moved. */
export class SqliteFileMoveRepository implements FileMoveRepository {
  readonly #connection: Connection;

  readonly #libraryPath: string;

  constructor(connection: Connection, libraryPath: string) {
    this.#connection = connection;
    this.#libraryPath = libraryPath;
  }

  tryLock(): { release(): void } | undefined {
    return tryLock(this.#libraryPath, movesLockFileName);
  }

  async nextSlice(limit: number): Promise<MoveSlice | undefined> {
    return this.#connection.transaction(() => {
      const [move] = query<{ moveKey: number; batchKey: number; nextDecision: number; end: number }>(
        this.#connection,
        `SELECT m.key AS moveKey, m.batch_key AS batchKey, m.next_decision AS nextDecision,
          b.first_decision + b.decisions AS end
          FROM file_moves AS m JOIN decision_batches AS b ON b.key = m.batch_key ORDER BY m.key LIMIT 1`,
      );
      if (!move) return undefined;
      const rows = query<PlaceRow & { key: number }>(
        this.#connection,
        `SELECT d.key AS key, ${placeColumns} FROM decisions AS d CROSS JOIN captures AS c ON c.id = d.capture_id
          WHERE d.key >= ? AND d.key < ? AND d.batch_key = ? ORDER BY d.key LIMIT ?`,
        move.nextDecision,
        move.end,
        move.batchKey,
        limit,
      );
      return {
        moveKey: move.moveKey,
        places: rows.map(toPlace),
        nextDecision: (rows.at(-1)?.key ?? move.end) + 1,
        last: rows.length < limit,
      };
    });
  }

  async pending(): Promise<number> {
    const [row] = query<{ count: number }>(
      this.#connection,
      'SELECT (SELECT count(*) FROM file_moves) + (SELECT count(*) FROM files_under_way) AS count',
    );
    return row?.count ?? 0;
  }

  async underWay(): Promise<readonly FileUnderWay[]> {
    const rows = query<PlaceRow & { target: string | null }>(
      this.#connection,
      `SELECT ${placeColumns}, u.target AS target FROM files_under_way AS u JOIN captures AS c ON c.id = u.capture_id`,
    );
    return rows.map((row) => ({ ...toPlace(row), target: row.target }));
  }

  async begin(moves: readonly { captureId: string; target: string }[]): Promise<void> {
    this.#connection.transaction(() => {
      for (const { captureId, target } of moves) {
        execute(
          this.#connection,
          'INSERT INTO files_under_way VALUES (?, ?) ON CONFLICT DO UPDATE SET target = excluded.target',
          captureId,
          target,
        );
      }
    });
  }

  async finish(arrived: readonly { captureId: string; filepath: string }[], slice?: MoveSlice): Promise<void> {
    this.#connection.transaction(() => {
      for (const { captureId, filepath } of arrived) {
        execute(
          this.#connection,
          'UPDATE captures SET filepath = ?, missing_at = NULL WHERE id = ? AND filepath <> ?',
          filepath,
          captureId,
          filepath,
        );
        execute(this.#connection, 'DELETE FROM files_under_way WHERE capture_id = ? AND target NOT NULL', captureId);
      }
      if (!slice) return;
      if (slice.last) execute(this.#connection, 'DELETE FROM file_moves WHERE key = ?', slice.moveKey);
      else {
        execute(
          this.#connection,
          'UPDATE file_moves SET next_decision = ? WHERE key = ?',
          slice.nextDecision,
          slice.moveKey,
        );
      }
    });
  }

  async deleted(captureIds: readonly string[]): Promise<void> {
    execute(
      this.#connection,
      'DELETE FROM files_under_way WHERE target IS NULL AND capture_id IN (SELECT value FROM json_each(?))',
      JSON.stringify(captureIds),
    );
  }

  async targetOf(captureId: string): Promise<string | undefined> {
    const [row] = query<{ target: string | null }>(
      this.#connection,
      'SELECT target FROM files_under_way WHERE capture_id = ?',
      captureId,
    );
    return row?.target ?? undefined;
  }

  async astray(): Promise<readonly string[]> {
    const rows = query<{ id: string }>(
      this.#connection,
      `SELECT id FROM (
          SELECT c.id AS id FROM captures AS c
            WHERE c.filepath >= 'trash/' AND c.filepath < 'trash0' AND c.purged_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM reviews AS r WHERE r.capture_id = c.id AND r.trashed_at IS NOT NULL)
          UNION ALL
          SELECT c.id FROM reviews AS r CROSS JOIN captures AS c ON c.id = r.capture_id
            WHERE r.trashed_at IS NOT NULL AND c.filepath >= 'captures/' AND c.filepath < 'captures0')
        WHERE NOT EXISTS (SELECT 1 FROM file_moves) AND id NOT IN (SELECT capture_id FROM files_under_way)`,
    );
    return rows.map((row) => row.id);
  }

  async places(captureIds: readonly string[]): Promise<readonly FilePlace[]> {
    const rows = query<PlaceRow>(
      this.#connection,
      `SELECT ${placeColumns} FROM json_each(?) AS e CROSS JOIN captures AS c ON c.id = e.value`,
      JSON.stringify(captureIds),
    );
    return rows.map(toPlace);
  }
}

function toPlace(row: PlaceRow): FilePlace {
  const { captureId, filepath, localDay, fileSize } = row;
  return { captureId, filepath, localDay, fileSize, trashed: row.trashed === 1, purged: row.purged === 1 };
}
