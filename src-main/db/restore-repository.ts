import type { RestoreRepository, ToldDecision } from '../ports/export-repository.ts';
import type { Connection } from './connection.ts';
import { execute, query } from './decision-writer.ts';

/**
 * Decisions until all of them are there: those of a batch are found here and there, and have consecutive keys. Belongs
 * to the connection alone; whoever begins again lays everything by again.
 */
const laidTable = `CREATE TEMP TABLE IF NOT EXISTS laid (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  summary TEXT NOT NULL,
  capture_id TEXT NOT NULL,
  decision_type TEXT NOT NULL,
  decision_value TEXT,
  replaces TEXT,
  decided_at INTEGER NOT NULL,
  undone_at INTEGER
) WITHOUT ROWID`;

/** What a manifest says, by its paths: archives have their files in any order. */
const toldTable = `CREATE TEMP TABLE IF NOT EXISTS told (
  path TEXT NOT NULL PRIMARY KEY,
  capture_id TEXT NOT NULL UNIQUE,
  entry TEXT
) WITHOUT ROWID`;

/** What a library that is built anew gets besides its captures. */
export class SqliteRestoreRepository implements RestoreRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async remember(told: readonly { path: string; id: string; entry: string }[]): Promise<readonly string[]> {
    this.#connection.native.exec(toldTable);
    return this.#connection.transaction(() =>
      told
        .filter(
          ({ path, id, entry }) =>
            execute(
              this.#connection,
              'INSERT INTO temp.told (path, capture_id, entry) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
              ...[path, id, entry],
            ) === 0,
        )
        .map(({ path }) => path),
    );
  }

  async recall(path: string): Promise<string | undefined> {
    const [row] = query<{ entry: string | null }>(this.#connection, 'SELECT entry FROM temp.told WHERE path = ?', path);
    if (typeof row?.entry !== 'string') return undefined;
    execute(this.#connection, 'UPDATE temp.told SET entry = NULL WHERE path = ?', path);
    return row.entry;
  }

  async left(afterPath: string, limit: number): Promise<readonly string[]> {
    const rows = query<{ path: string }>(
      this.#connection,
      'SELECT path FROM temp.told WHERE path > ? AND entry IS NOT NULL ORDER BY path LIMIT ?',
      ...[afterPath, limit],
    );
    return rows.map((row) => row.path);
  }

  async known(captureIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = query<{ id: string }>(
      this.#connection,
      'SELECT c.id FROM json_each(?) AS e CROSS JOIN captures AS c ON c.id = e.value',
      JSON.stringify(captureIds),
    );
    return new Set(rows.map((row) => row.id));
  }

  async lay(
    captures: readonly { id: string; tags: readonly string[]; decisions: readonly ToldDecision[] }[],
  ): Promise<void> {
    this.#connection.native.exec(laidTable);
    this.#connection.transaction(() => {
      for (const { id, tags, decisions } of captures) {
        for (const tag of tags) {
          execute(
            this.#connection,
            `INSERT INTO capture_tags (tag, capture_id, taken_at) SELECT ?, id, captured_at FROM captures WHERE id = ?
              ON CONFLICT DO NOTHING`,
            ...[tag, id],
          );
        }
        for (const decision of decisions) this.#layOne(id, decision);
      }
    });
  }

  async finish(): Promise<number> {
    this.#connection.native.exec(laidTable);
    return this.#connection.transaction(() => {
      const batches = query<LaidBatch>(
        this.#connection,
        `SELECT batch_id AS id, max(summary) AS summary, max(place) AS decisions, min(decided_at) AS decidedAt,
          CASE WHEN count(undone_at) = count(*) THEN max(undone_at) END AS undoneAt
          FROM temp.laid WHERE batch_id NOT IN (SELECT id FROM decision_batches) GROUP BY batch_id ORDER BY batch_id`,
      );
      let written = 0;
      for (const batch of batches) written += this.#writeBatch(batch);
      this.#linkReplaced();
      execute(this.#connection, 'DELETE FROM temp.laid');
      return written;
    });
  }

  #layOne(captureId: string, decision: ToldDecision): void {
    execute(
      this.#connection,
      `INSERT OR REPLACE INTO temp.laid (id, batch_id, place, summary, capture_id, decision_type, decision_value,
        replaces, decided_at, undone_at) SELECT ?, ?, ?, ?, id, ?, ?, ?, ?, ? FROM captures WHERE id = ?`,
      decision.id,
      decision.batchId,
      Number.parseInt(decision.id.slice(28), 16),
      decision.summary,
      decision.type,
      decision.value,
      decision.replaces,
      decision.decidedAt,
      decision.undoneAt,
      captureId,
    );
  }

  /** Decisions of a batch keep their places in it; those of captures that were not exported leave holes. */
  #writeBatch(batch: LaidBatch): number {
    const [{ first } = { first: 1 }] = query<{ first: number }>(
      this.#connection,
      `SELECT max((SELECT coalesce(max(key), 0) FROM decisions),
        (SELECT coalesce(max(first_decision + decisions - 1), 0) FROM decision_batches)) + 1 AS first`,
    );
    execute(
      this.#connection,
      `INSERT INTO decision_batches (id, summary, decisions, bytes, first_decision, decided_at, undone_at)
        VALUES (?, ?, ?, 0, ?, ?, ?)`,
      ...[batch.id, batch.summary, batch.decisions, first, batch.decidedAt, batch.undoneAt],
    );
    return execute(
      this.#connection,
      `INSERT INTO decisions (key, batch_key, capture_id, decision_type, decision_value, decided_at, undone_at)
        SELECT ? + place - 1, (SELECT key FROM decision_batches WHERE id = ?), capture_id, decision_type,
          decision_value, decided_at, undone_at FROM temp.laid WHERE batch_id = ?`,
      ...[first, batch.id, batch.id],
    );
  }

  /** Which decision stands on which, and which is in force, now that all have their keys. */
  #linkReplaced(): void {
    execute(
      this.#connection,
      `UPDATE decisions SET replaces = p.key
        FROM temp.laid AS l
          JOIN decision_batches AS b ON b.id = l.batch_id
          JOIN decision_batches AS pb ON pb.id = substr(l.replaces, 1, 28) || '00000000'
          JOIN temp.laid AS pl ON pl.id = l.replaces
          JOIN decisions AS p ON p.key = pb.first_decision + pl.place - 1 AND p.capture_id = l.capture_id
        WHERE decisions.key = b.first_decision + l.place - 1 AND decisions.capture_id = l.capture_id`,
    );
    execute(
      this.#connection,
      `UPDATE reviews SET decision_key = (SELECT max(d.key) FROM decisions AS d
          WHERE d.capture_id = reviews.capture_id AND d.undone_at IS NULL
            AND d.decision_type IN ('keep', 'discard', 'keep_duplicate', 'discard_duplicate'))
        WHERE decision_key IS NULL AND capture_id IN (SELECT capture_id FROM temp.laid)`,
    );
  }
}

interface LaidBatch {
  readonly id: string;
  readonly summary: string;
  readonly decisions: number;
  readonly decidedAt: number;
  readonly undoneAt: number | null;
}
