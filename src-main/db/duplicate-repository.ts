import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import { storedLevels } from '../ports/duplicate-library.ts';
import type { CaptureMatch, DayRange, DuplicateRepository } from '../ports/duplicate-repository.ts';
import type { Connection } from './connection.ts';

/** Where the number of written batches is kept. */
export const matchBatchesKey = 'duplicates.match-batches';

const levelColumns = storedLevels.map((level) => `level_${level}`).join(', ');

/** Groups of duplicates as they are written. Read by `duplicate-library.ts`, in another thread. */
export class SqliteDuplicateRepository implements DuplicateRepository {
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  async saveMatches(matchBatches: number, matches: readonly CaptureMatch[]): Promise<void> {
    if (matches.length === 0) return;
    const now = this.#clock.now();
    this.#connection.lightTransaction(() => {
      const batches = this.#connection
        .prepared('SELECT value FROM bookkeeping WHERE key = ?')
        .pluck()
        .get(matchBatchesKey);
      if (Number(batches ?? 0) !== matchBatches) {
        throw new AppError('CONFLICT', 'Another process has found duplicates meanwhile.');
      }
      const mark = this.#connection.prepared(
        'UPDATE signatures SET matched = 1 WHERE key = ? AND perceptual_hash IS NOT NULL',
      );
      const join = this.#connection.prepared(
        `INSERT OR REPLACE INTO duplicate_members (key, picture, ${levelColumns})
          VALUES (?, ?${', ?'.repeat(storedLevels.length)})`,
      );
      // A capture that its pair names may have gone meanwhile, and then there is no pair.
      const pair = this.#connection.prepared(
        `INSERT OR REPLACE INTO duplicates
          (capture_id, duplicate_of_id, match_type, similarity_score, detected_at, scrolled_pixels)
          SELECT one.id, other.id, ?, ?, ?, ? FROM captures one, captures other
          WHERE one.rowid = ? AND other.rowid = ?`,
      );
      for (const match of matches) {
        if (mark.run(match.key).changes === 0) continue;
        join.run(match.key, match.picture, ...match.groups);
        for (const { matchType, similarity, scrolledPixels, duplicateOf } of match.pairs) {
          pair.run(matchType, similarity, now, scrolledPixels, match.capture, duplicateOf);
        }
      }
      this.#countBatch(matchBatches + 1, now);
    });
  }

  async forget(afterKey: number, limit: number, days: DayRange): Promise<number | null> {
    const now = this.#clock.now();
    return this.#connection.lightTransaction(() => {
      const { native } = this.#connection;
      const keys = native
        .prepare<[number, number], number>('SELECT key FROM signatures WHERE key > ? ORDER BY key LIMIT ?')
        .pluck()
        .all(afterKey, limit);
      const last = keys.at(-1);
      if (last === undefined) return null;
      const chosen = `SELECT s.key FROM signatures s JOIN captures c ON c.id = s.capture_id
        WHERE s.key > @after AND s.key <= @last AND s.matched = 1 AND c.local_day BETWEEN @from AND @to`;
      const range = { after: afterKey, last, from: days.from ?? '', to: days.to ?? '9' };
      native
        .prepare(`DELETE FROM duplicates WHERE capture_id IN
          (SELECT capture_id FROM signatures WHERE key IN (${chosen}))`)
        .run(range);
      native.prepare(`DELETE FROM duplicate_members WHERE key IN (${chosen})`).run(range);
      native.prepare(`UPDATE signatures SET matched = 0 WHERE key IN (${chosen})`).run(range);
      const batches = native.prepare('SELECT value FROM bookkeeping WHERE key = ?').pluck().get(matchBatchesKey);
      this.#countBatch(Number(batches ?? 0) + 1, now);
      return last;
    });
  }

  async trimChanges(keep: number, atMost: number): Promise<boolean> {
    return this.#connection.transaction(() => {
      const { native } = this.#connection;
      const [first, last] = native
        .prepare<[], [number | null, number | null]>(
          'SELECT (SELECT min(number) FROM capture_changes), (SELECT max(number) FROM capture_changes)',
        )
        .raw()
        .get() ?? [null, null];
      if (first === null || last === null || last - first < keep) return false;
      const upTo = Math.min(last - keep, first + atMost - 1);
      native.prepare('DELETE FROM capture_changes WHERE number <= ?').run(upTo);
      return upTo < last - keep;
    });
  }

  #countBatch(batches: number, now: number): void {
    this.#connection.native
      .prepare(
        `INSERT INTO bookkeeping (key, value, updated_at) VALUES (?, ?, ?)
          ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
      )
      .run(matchBatchesKey, String(batches), now);
  }
}
