import { type Kysely, sql } from 'kysely';
import type { Capture } from '../../src-shared/contract/captures.ts';
import type { Buried, TrashPlace, TrashRepository } from '../ports/review-repository.ts';
import { captureColumns } from './capture-queries.ts';
import type { Connection } from './connection.ts';
import { execute, query } from './decision-writer.ts';
import { decodeCursor, encodeCursor } from './keyset.ts';
import type { Schema } from './schema-types.ts';

/** One page of the trash, discarded last first, and one row more that tells whether there is a next one. */
export function trashPageQuery(kysely: Kysely<Schema>, listing: { cursor?: string; limit: number }) {
  let select = kysely
    .selectFrom('reviews as marked')
    .crossJoin('captures')
    .whereRef('captures.id', '=', 'marked.capture_id')
    .where('marked.trashed_at', 'is not', null)
    .select(captureColumns);
  if (listing.cursor !== undefined) {
    const { time, id } = decodeCursor(listing.cursor);
    select = select.where(sql<boolean>`(marked.trashed_at, marked.capture_id) < (${time}, ${id})`);
  }
  return select
    .orderBy('marked.trashed_at', 'desc')
    .orderBy('marked.capture_id', 'desc')
    .limit(listing.limit + 1);
}

/** The trash in SQLite. */
export class SqliteTrashRepository implements TrashRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async summary(): Promise<{ captures: number; bytes: number; oldestTrashedAt: number | null }> {
    const [row] = query<{ captures: number; bytes: number; oldestTrashedAt: number | null }>(
      this.#connection,
      `SELECT count(*) AS captures, coalesce(sum(bytes), 0) AS bytes, min(trashed_at) AS oldestTrashedAt
        FROM reviews WHERE trashed_at IS NOT NULL`,
    );
    return row ?? { captures: 0, bytes: 0, oldestTrashedAt: null };
  }

  async bytesOfSlice(after: TrashPlace | null, limit: number): Promise<{ bytes: number; last: TrashPlace | null }> {
    const slice = `FROM reviews WHERE trashed_at IS NOT NULL AND (trashed_at, capture_id) > (?, ?)
      ORDER BY trashed_at, capture_id`;
    const place = [after?.trashedAt ?? Number.MIN_SAFE_INTEGER, after?.captureId ?? ''];
    const [sum] = query<{ bytes: number }>(
      this.#connection,
      `SELECT coalesce(sum(bytes), 0) AS bytes FROM (SELECT bytes ${slice} LIMIT ?)`,
      ...place,
      limit,
    );
    const [last] = query<TrashPlace>(
      this.#connection,
      `SELECT trashed_at AS trashedAt, capture_id AS captureId ${slice} LIMIT 1 OFFSET ?`,
      ...place,
      limit - 1,
    );
    return { bytes: sum?.bytes ?? 0, last: last ?? null };
  }

  async list(listing: { cursor?: string; limit: number }): Promise<{ items: Capture[]; nextCursor: string | null }> {
    const items = this.#connection.all(trashPageQuery(this.#connection.kysely, listing));
    const hasMore = items.length > listing.limit;
    if (hasMore) items.length = listing.limit;
    const last = items.at(-1);
    return {
      items,
      nextCursor: hasMore && last ? encodeCursor({ time: last.trashedAt ?? 0, id: last.id }) : null,
    };
  }

  async due(trashedUpTo: number): Promise<{ captures: number; bytes: number }> {
    const [row] = query<{ captures: number; bytes: number }>(
      this.#connection,
      `SELECT count(*) AS captures, coalesce(sum(bytes), 0) AS bytes FROM reviews
        WHERE trashed_at IS NOT NULL AND trashed_at <= ?`,
      trashedUpTo,
    );
    return row ?? { captures: 0, bytes: 0 };
  }

  async bury(trashedUpTo: number, limit: number, purgedAt: number): Promise<readonly Buried[]> {
    return this.#connection.transaction(() => {
      const rows = query<{ captureId: string; filepath: string; localDay: string; bytes: number }>(
        this.#connection,
        `SELECT c.id AS captureId, c.filepath AS filepath, c.local_day AS localDay, c.file_size AS bytes
          FROM reviews AS r CROSS JOIN captures AS c ON c.id = r.capture_id
          WHERE r.trashed_at IS NOT NULL AND r.trashed_at <= ? AND r.review_state = 'discarded'
          ORDER BY r.trashed_at, r.capture_id LIMIT ?`,
        trashedUpTo,
        limit,
      );
      if (rows.length === 0) return [];
      const ids = JSON.stringify(rows.map((row) => row.captureId));
      const named = 'IN (SELECT value FROM json_each(?))';
      execute(this.#connection, `INSERT OR REPLACE INTO files_under_way SELECT value, NULL FROM json_each(?)`, ids);
      execute(
        this.#connection,
        `UPDATE captures SET purged_at = ?, app_name = NULL, window_title = NULL, ocr_text = NULL,
          original_filename = NULL, original_path = NULL, missing_at = NULL WHERE id ${named}`,
        purgedAt,
        ids,
      );
      execute(this.#connection, `UPDATE reviews SET trashed_at = NULL WHERE capture_id ${named}`, ids);
      execute(this.#connection, `DELETE FROM signatures WHERE capture_id ${named}`, ids);
      execute(this.#connection, `DELETE FROM duplicates WHERE capture_id ${named}`, ids);
      execute(this.#connection, `DELETE FROM duplicates WHERE duplicate_of_id ${named}`, ids);
      execute(this.#connection, `DELETE FROM capture_tags WHERE capture_id ${named}`, ids);
      // What told its time are names of files and folders, too.
      execute(this.#connection, `DELETE FROM imported_pictures WHERE capture_id ${named}`, ids);
      return rows.map((row) => ({ ...row, trashed: false, purged: true }));
    });
  }
}
