import type { Decision, DecisionBatch } from '../../src-shared/contract/review.ts';
import type { ReviewState } from '../../src-shared/domain/vocabulary.ts';
import type {
  BatchSum,
  DecisionRepository,
  Refusal,
  TimeOverride,
  TimesWritten,
  Undone,
  VerdictGroup,
  Written,
} from '../ports/review-repository.ts';
import type { Connection } from './connection.ts';
import {
  decisionId,
  execute,
  insertBatch,
  insertDecisions,
  noteAllFiles,
  noteFileMoves,
  query,
  sumOfTouched,
  touch,
  touchedIds,
  touchNothing,
  writeCounts,
  writeDecided,
} from './decision-writer.ts';
import { decodeCursor, encodeCursor } from './keyset.ts';
import { changeTag } from './mark-rows.ts';
import { noteBothTimes, noteOverrides, timeRefusal, writeTimes } from './time-rows.ts';
import { undoBatch } from './undo.ts';

/** Thrown inside a transaction to leave it without a trace. */
class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/** Decisions in SQLite. See the README of this room for how ten thousand of them fit into a tenth of a second. */
export class SqliteDecisionRepository implements DecisionRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async decide(
    groups: readonly VerdictGroup[],
    summarize: (sum: BatchSum) => string,
    decidedAt: number,
  ): Promise<Written> {
    return this.#writeKnown(() => {
      for (const { verdict, captures } of groups) {
        const after = verdict.startsWith('keep')
          ? ({ state: 'kept', trashedAt: null } as const)
          : ({ state: 'discarded', trashedAt: decidedAt } as const);
        this.#touchAll(captures, verdict, after);
      }
      this.#refuse(
        `CASE WHEN purged_at IS NOT NULL THEN 'purged' WHEN trashed_before IS NOT NULL THEN 'trashed'
          WHEN state_before = state_after THEN 'same'
          WHEN state_before IS NOT NULL AND decision_type LIKE '%_duplicate' THEN 'decided' END`,
      );
      return this.#append(summarize, decidedAt);
    });
  }

  async restore(
    captureIds: readonly string[],
    summarize: (sum: BatchSum) => string,
    decidedAt: number,
  ): Promise<Written> {
    return this.#writeKnown(() => {
      const captures = new Map(captureIds.map((id) => [id, null]));
      this.#touchAll(captures, 'keep', { state: 'kept', trashedAt: null });
      this.#refuse(`CASE WHEN purged_at IS NOT NULL THEN 'purged' WHEN trashed_before IS NULL THEN 'not_trashed' END`);
      return this.#append(summarize, decidedAt);
    });
  }

  async tag(
    captureIds: readonly string[],
    tag: string,
    assigned: boolean,
    summarize: (changed: number) => string,
    decidedAt: number,
  ): Promise<Written> {
    return this.#write(() => {
      this.#touchMarked(captureIds, 'tag_assignment', JSON.stringify({ tag, assigned }));
      const changed = changeTag(this.#connection, tag, assigned);
      if (changed === 0) this.#throwFirst('same');
      const { batch, captureIds: named } = this.#appendMarks(summarize(changed), decidedAt);
      return { batch, sum: { discarded: 0, kept: 0, bytes: 0 }, captureIds: named };
    });
  }

  async overrideTimes(overrides: readonly TimeOverride[], summary: string, decidedAt: number): Promise<TimesWritten> {
    const captureIds = overrides.map((each) => each.captureId);
    return this.#writeKnown(() => {
      this.#touchMarked(captureIds, 'timestamp_override', null);
      noteOverrides(this.#connection, overrides);
      this.#refuse(timeRefusal);
      noteBothTimes(this.#connection);
      const { batch, captureIds: named, firstDecision, key } = this.#appendMarks(summary, decidedAt);
      const leftDays = writeTimes(this.#connection);
      if (leftDays.length > 0) noteAllFiles(this.#connection, { key, firstDecision });
      return { batch, captureIds: named, leftDays };
    });
  }

  async undo(
    batchId: string | undefined,
    inPart: (summary: string, gone: number) => string,
    undoneAt: number,
  ): Promise<Undone> {
    return undoBatch(this.#connection, { batchId, inPart, undoneAt });
  }

  async history(listing: {
    cursor?: string;
    limit: number;
  }): Promise<{ items: DecisionBatch[]; nextCursor: string | null }> {
    const before = listing.cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(listing.cursor).time;
    const rows = query<DecisionBatch & { key: number }>(
      this.#connection,
      `SELECT key, id, summary, decisions, bytes, decided_at AS decidedAt, undone_at AS undoneAt
        FROM decision_batches WHERE key < ? ORDER BY key DESC LIMIT ?`,
      before,
      listing.limit + 1,
    );
    const hasMore = rows.length > listing.limit;
    if (hasMore) rows.length = listing.limit;
    const last = rows.at(-1);
    return {
      items: rows.map(({ key: _key, ...batch }) => batch),
      nextCursor: hasMore && last ? encodeCursor({ time: last.key, id: last.id }) : null,
    };
  }

  async ofCapture(captureId: string): Promise<{ decisions: Decision[]; tags: string[] }> {
    const rows = query<Omit<Decision, 'id' | 'batchId'> & { batchId: string; place: number }>(
      this.#connection,
      `SELECT b.id AS batchId, d.key - b.first_decision + 1 AS place, d.capture_id AS captureId, decision_type AS type,
          decision_value AS value, d.decided_at AS decidedAt, d.undone_at AS undoneAt
        FROM decisions AS d JOIN decision_batches AS b ON b.key = d.batch_key
        WHERE d.capture_id = ? ORDER BY d.key DESC`,
      captureId,
    );
    const tags = query<{ tag: string }>(
      this.#connection,
      'SELECT tag FROM capture_tags WHERE capture_id = ? ORDER BY tag',
      captureId,
    );
    return {
      decisions: rows.map(({ place, ...row }) => ({ id: decisionId(row.batchId, place), ...row })),
      tags: tags.map((row) => row.tag),
    };
  }

  async tags(): Promise<{ tag: string; captures: number }[]> {
    return query(
      this.#connection,
      `SELECT tag, count(*) AS captures FROM capture_tags
        WHERE NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.capture_id = capture_tags.capture_id
          AND reviews.trashed_at IS NOT NULL)
        GROUP BY tag ORDER BY tag`,
    );
  }

  #write<Done>(work: () => Done): Done | { refusal: Refusal } {
    return this.#orRefusal(() => this.#connection.transaction(() => this.#begin(work)));
  }

  /** Every row written refers to a capture or a batch of the same transaction, so nothing has to be looked up again. */
  #writeKnown<Done>(work: () => Done): Done | { refusal: Refusal } {
    return this.#orRefusal(() => this.#connection.transactionOfKnownRows(() => this.#begin(work)));
  }

  #begin<Done>(work: () => Done): Done {
    touchNothing(this.#connection);
    return work();
  }

  #orRefusal<Done>(work: () => Done): Done | { refusal: Refusal } {
    try {
      return work();
    } catch (error) {
      if (error instanceof Refused) return { refusal: error.refusal };
      throw error;
    }
  }

  #touchAll(
    captures: ReadonlyMap<string, string | null>,
    type: string,
    after: { state: 'kept' | 'discarded'; trashedAt: number | null },
  ): void {
    const named = toJsonObject(captures);
    if (touch(this.#connection, named, type, after) === captures.size) return;
    const [unknown] = query<{ id: string }>(
      this.#connection,
      'SELECT key AS id FROM json_each(?) WHERE key NOT IN (SELECT capture_id FROM temp.touched) LIMIT 1',
      named,
    );
    throw new Refused({ reason: 'unknown', captureId: unknown?.id ?? '' });
  }

  /** Touches captures whose state stays as it is. */
  #touchMarked(captureIds: readonly string[], type: string, value: string | null): void {
    const captures = new Map(captureIds.map((id) => [id, null]));
    this.#touchAll(captures, type, { state: 'kept', trashedAt: null });
    this.#refuse(`CASE WHEN purged_at IS NOT NULL THEN 'purged' WHEN trashed_before IS NOT NULL THEN 'trashed' END`);
    execute(
      this.#connection,
      'UPDATE temp.touched SET decision_value = ?, state_after = state_before, decision_before = NULL',
      value,
    );
  }

  /** Refuses the batch where this expression gives a reason for any touched capture. */
  #refuse(reason: string): void {
    const [first] = query<{ captureId: string; reason: 'same'; state: ReviewState; count: number }>(
      this.#connection,
      `SELECT capture_id AS captureId, reason, coalesce(state_before, 'unreviewed') AS state, count(*) OVER () AS count
        FROM (SELECT *, ${reason} AS reason FROM temp.touched) WHERE reason IS NOT NULL ORDER BY capture_id LIMIT 1`,
    );
    if (first) throw new Refused(first);
  }

  #throwFirst(reason: 'same'): never {
    const [first] = query<{ captureId: string; state: ReviewState; count: number }>(
      this.#connection,
      `SELECT capture_id AS captureId, coalesce(state_before, 'unreviewed') AS state, count(*) OVER () AS count
        FROM temp.touched LIMIT 1`,
    );
    throw new Refused({ reason, captureId: first?.captureId ?? '', state: 'unreviewed', count: 1, ...first });
  }

  #append(summarize: (sum: BatchSum) => string, decidedAt: number): Written {
    const connection = this.#connection;
    const sum = sumOfTouched(connection);
    const written = insertBatch(connection, {
      summary: summarize(sum),
      decisions: sum.discarded + sum.kept,
      bytes: sum.bytes,
      decidedAt,
    });
    insertDecisions(connection, written);
    writeDecided(connection, written);
    writeCounts(connection);
    noteFileMoves(connection, written);
    const { key: _key, firstDecision: _first, ...batch } = written;
    return { batch, sum, captureIds: touchedIds(connection) };
  }

  #appendMarks(
    summary: string,
    decidedAt: number,
  ): { batch: DecisionBatch; key: number; firstDecision: number; captureIds: readonly string[] | null } {
    const captureIds = touchedIds(this.#connection);
    const decisions =
      query<{ count: number }>(this.#connection, 'SELECT count(*) AS count FROM temp.touched')[0]?.count ?? 0;
    const written = insertBatch(this.#connection, { summary, decisions, bytes: 0, decidedAt });
    insertDecisions(this.#connection, written);
    const { key, firstDecision, ...batch } = written;
    return { batch, key, firstDecision, captureIds };
  }
}

/** Text of an object with these keys; made piece by piece, since an object with ten thousand keys is slow to fill. */
function toJsonObject(entries: ReadonlyMap<string, string | null>): string {
  const pieces: string[] = [];
  for (const [key, value] of entries) pieces.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${pieces.join(',')}}`;
}
