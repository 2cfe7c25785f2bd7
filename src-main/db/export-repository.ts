import type { ExportPreview, ExportSelection } from '../../src-shared/contract/exporting.ts';
import type { TimeEvidence } from '../../src-shared/contract/times.ts';
import type { CaptureMarksTold, ExportRepository, PlannedFile, ToldDecision } from '../ports/export-repository.ts';
import type { Connection } from './connection.ts';
import { decisionId, execute, query } from './decision-writer.ts';

const plannedColumns = 'number, capture_id AS captureId, export_files.path, folded';

/** Plans of exports in SQLite. */
export class SqliteExportRepository implements ExportRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async measure(what: ExportSelection): Promise<ExportPreview> {
    const { text, values } = measureQuery(what);
    const [sum] = query<ExportPreview>(this.#connection, text, ...values);
    return sum ?? { captures: 0, bytes: 0 };
  }

  async plan(jobId: string, files: readonly PlannedFile[]): Promise<void> {
    this.#connection.transaction(() => {
      for (const file of files) {
        execute(
          this.#connection,
          `INSERT INTO export_files (job_id, number, capture_id, path, folded) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (job_id, capture_id) DO NOTHING`,
          ...[jobId, file.number, file.captureId, file.path, file.folded],
        );
      }
    });
  }

  async forgetAfter(jobId: string, number: number): Promise<void> {
    this.#execute('DELETE FROM export_files WHERE job_id = ? AND number > ?', jobId, number);
  }

  async taken(jobId: string, folded: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = query<{ folded: string }>(
      this.#connection,
      'SELECT value AS folded FROM json_each(?) CROSS JOIN export_files ON job_id = ? AND folded = value',
      JSON.stringify(folded),
      jobId,
    );
    return new Set(rows.map((row) => row.folded));
  }

  async planned(jobId: string, afterNumber: number, limit: number): Promise<readonly PlannedFile[]> {
    return query<PlannedFile>(
      this.#connection,
      `SELECT ${plannedColumns} FROM export_files WHERE job_id = ? AND number > ? ORDER BY number LIMIT ?`,
      ...[jobId, afterNumber, limit],
    );
  }

  async plannedOf(jobId: string, captureIds: readonly string[]): Promise<readonly PlannedFile[]> {
    return query<PlannedFile>(
      this.#connection,
      `SELECT ${plannedColumns} FROM json_each(?) CROSS JOIN export_files ON job_id = ? AND capture_id = value
        ORDER BY number`,
      JSON.stringify(captureIds),
      jobId,
    );
  }

  async note(jobId: string, problems: readonly { number: number; problem: string | null }[]): Promise<void> {
    if (problems.length === 0) return;
    this.#connection.transaction(() => {
      for (const { number, problem } of problems) {
        execute(
          this.#connection,
          'UPDATE export_files SET problem = ? WHERE job_id = ? AND number = ?',
          ...[problem, jobId, number],
        );
      }
    });
  }

  async problems(
    jobId: string,
    afterNumber: number,
    limit: number,
  ): Promise<readonly (PlannedFile & { problem: string })[]> {
    return query<PlannedFile & { problem: string }>(
      this.#connection,
      `SELECT ${plannedColumns}, problem FROM export_files
        WHERE job_id = ? AND number > ? AND problem IS NOT NULL ORDER BY number LIMIT ?`,
      ...[jobId, afterNumber, limit],
    );
  }

  async clearProblems(jobId: string): Promise<void> {
    this.#execute('UPDATE export_files SET problem = NULL WHERE job_id = ? AND problem IS NOT NULL', jobId);
  }

  async clear(jobId: string): Promise<void> {
    this.#execute('DELETE FROM export_files WHERE job_id = ?', jobId);
  }

  async marks(captureIds: readonly string[]): Promise<ReadonlyMap<string, CaptureMarksTold>> {
    const ids = JSON.stringify(captureIds);
    const told = new Map<
      string,
      { tags: string[]; decisions: ToldDecision[]; imported: CaptureMarksTold['imported'] }
    >();
    for (const id of captureIds) told.set(id, { tags: [], decisions: [], imported: null });
    for (const { id, tag } of query<{ id: string; tag: string }>(
      this.#connection,
      `SELECT capture_id AS id, tag FROM json_each(?) CROSS JOIN capture_tags ON capture_id = value
        ORDER BY capture_id, tag`,
      ids,
    )) {
      told.get(id)?.tags.push(tag);
    }
    for (const row of query<DecisionRow>(this.#connection, decisionsOfCaptures, ids)) {
      told.get(row.captureId)?.decisions.push(toToldDecision(row));
    }
    for (const row of query<ImportedRow>(
      this.#connection,
      `SELECT capture_id AS id, job_id AS jobId, camera, evidence
        FROM json_each(?) CROSS JOIN imported_pictures ON capture_id = value`,
      ids,
    )) {
      const one = told.get(row.id);
      const { jobId, camera } = row;
      if (one) one.imported = { jobId, camera, evidence: JSON.parse(row.evidence) as TimeEvidence[] };
    }
    return told;
  }

  #execute(text: string, ...values: unknown[]): void {
    this.#connection.transaction(() => execute(this.#connection, text, ...values));
  }
}

interface ImportedRow {
  readonly id: string;
  readonly jobId: string | null;
  readonly camera: string | null;
  readonly evidence: string;
}

interface DecisionRow extends Omit<ToldDecision, 'id' | 'replaces'> {
  readonly captureId: string;
  readonly place: number;
  readonly replacedBatch: string | null;
  readonly replacedPlace: number | null;
}

const decisionsOfCaptures = `SELECT d.capture_id AS captureId, b.id AS batchId, d.key - b.first_decision + 1 AS place,
    b.summary, d.decision_type AS type, d.decision_value AS value, d.decided_at AS decidedAt, d.undone_at AS undoneAt,
    pb.id AS replacedBatch, p.key - pb.first_decision + 1 AS replacedPlace
  FROM json_each(?) CROSS JOIN decisions AS d ON d.capture_id = value
    JOIN decision_batches AS b ON b.key = d.batch_key
    LEFT JOIN decisions AS p ON p.key = d.replaces
    LEFT JOIN decision_batches AS pb ON pb.key = p.batch_key
  ORDER BY d.capture_id, b.id, d.key`;

function toToldDecision(row: DecisionRow): ToldDecision {
  const { captureId: _captureId, place, replacedBatch, replacedPlace, ...decision } = row;
  return {
    ...decision,
    id: decisionId(row.batchId, place),
    replaces: replacedBatch === null || replacedPlace === null ? null : decisionId(replacedBatch, replacedPlace),
  };
}

/** Counts what a selection holds. Exported for its plans. */
export function measureQuery(what: ExportSelection): { text: string; values: unknown[] } {
  const first = what.day ?? what.from;
  const last = what.day ?? what.to;
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: string, value: unknown) => {
    conditions.push(condition);
    values.push(value);
  };
  const narrow = what.captureIds !== undefined || what.tag !== undefined || what.reviewState !== undefined;
  const table = narrow ? 'c' : 'd';
  if (what.captureIds) values.push(JSON.stringify(what.captureIds));
  else if (what.tag !== undefined) values.push(what.tag);
  if (first !== undefined) add(`${table}.local_day >= ?`, first);
  if (last !== undefined) add(`${table}.local_day <= ?`, last);
  if (what.displayId !== undefined) add(`${table}.display_id = ?`, what.displayId);
  // Both ends where one day or a range is meant together with a day.
  if (what.day !== undefined && what.from !== undefined) add(`${table}.local_day >= ?`, what.from);
  if (what.day !== undefined && what.to !== undefined) add(`${table}.local_day <= ?`, what.to);
  if (!narrow) {
    // Days and displays are counted already.
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    return {
      text: `SELECT coalesce(sum(captures), 0) AS captures, coalesce(sum(bytes), 0) AS bytes
        FROM capture_days AS d ${where}`,
      values,
    };
  }
  conditions.push('c.purged_at IS NULL', 'r.trashed_at IS NULL');
  if (what.reviewState === 'kept') conditions.push("r.review_state = 'kept'");
  if (what.reviewState === 'unreviewed') conditions.push('r.capture_id IS NULL');
  if (what.captureIds && what.tag !== undefined) {
    add('EXISTS (SELECT 1 FROM capture_tags AS k WHERE k.capture_id = c.id AND k.tag = ?)', what.tag);
  }
  const from = what.captureIds
    ? '(SELECT DISTINCT value FROM json_each(?)) AS e CROSS JOIN captures AS c ON c.id = e.value'
    : what.tag !== undefined
      ? '(SELECT capture_id FROM capture_tags WHERE tag = ?) AS e CROSS JOIN captures AS c ON c.id = e.capture_id'
      : what.reviewState === 'kept'
        ? "(SELECT capture_id FROM reviews WHERE review_state = 'kept') AS e CROSS JOIN captures AS c ON c.id = e.capture_id"
        : 'captures AS c';
  return {
    text: `SELECT count(*) AS captures, coalesce(sum(c.file_size), 0) AS bytes
      FROM ${from} LEFT JOIN reviews AS r ON r.capture_id = c.id WHERE ${conditions.join(' AND ')}`,
    values,
  };
}
