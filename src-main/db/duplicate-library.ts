import { sql } from 'kysely';
import type { Capture } from '../../src-shared/contract/captures.ts';
import type { CaptureFacts, DuplicateLibrary, MemberRow, UnsignedCapture } from '../ports/duplicate-library.ts';
import { storedLevels } from '../ports/duplicate-library.ts';
import { captureColumns } from './capture-queries.ts';
import type { Connection } from './connection.ts';
import { matchBatchesKey } from './duplicate-repository.ts';

/** Changes read at once; more than this and everything is read anew sooner. */
const mostChanges = 200_000;

/** Numbers are handed over as one JSON text, so that a statement is the same for any number of them. */
const these = 'IN (SELECT value FROM json_each(?))';

const factsColumns = `c.rowid, c.id, c.captured_at, CAST(replace(c.local_day, '-', '') AS INTEGER), c.display_id,
  c.width, c.height, c.file_size, c.sha256, r.review_state IS NULL, r.review_state IS 'kept',
  r.trashed_at IS NOT NULL OR c.purged_at IS NOT NULL OR c.missing_at IS NOT NULL,
  EXISTS (SELECT 1 FROM capture_tags t WHERE t.capture_id = c.id),
  s.key, s.perceptual_hash IS NOT NULL, s.matched`;

const factsFrom = `SELECT ${factsColumns} FROM captures c
  LEFT JOIN signatures s ON s.capture_id = c.id
  LEFT JOIN reviews r ON r.capture_id = c.id`;

/** The reading side of finding duplicates, in statements that bring many rows at once. */
export class SqliteDuplicateLibrary implements DuplicateLibrary {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  dataVersion(): number {
    return Number(this.#connection.pragma('data_version'));
  }

  matchBatches(): number {
    return Number(this.#value('SELECT value FROM bookkeeping WHERE key = ?', matchBatchesKey) ?? 0);
  }

  lastChange(): number {
    return Number(this.#value('SELECT max(number) FROM capture_changes') ?? 0);
  }

  changesAfter(number: number): { captures: readonly number[]; last: number } | undefined {
    const last = this.lastChange();
    if (last === number) return { captures: [], last };
    const first = Number(this.#value('SELECT min(number) FROM capture_changes') ?? 0);
    if (last < number || first > number + 1 || last - number > mostChanges) return undefined;
    // Decisions of a batch have consecutive keys.
    const captures = this.#statement(
      `SELECT capture FROM capture_changes WHERE number > :after AND number <= :last AND capture IS NOT NULL
        UNION
        SELECT c.rowid FROM capture_changes h
          JOIN decision_batches b ON b.key = h.batch_key
          JOIN decisions d ON d.key >= b.first_decision AND d.key < b.first_decision + b.decisions
          JOIN captures c ON c.id = d.capture_id
          WHERE h.number > :after AND h.number <= :last AND h.batch_key IS NOT NULL`,
    )
      .pluck()
      .all({ after: number, last }) as number[];
    return { captures, last };
  }

  facts(afterCapture: number, limit: number): readonly CaptureFacts[] {
    return this.#rows(`${factsFrom} WHERE c.rowid > ? ORDER BY c.rowid LIMIT ?`, afterCapture, limit);
  }

  factsOf(captures: readonly number[]): readonly CaptureFacts[] {
    return this.#rows(`${factsFrom} WHERE c.rowid ${these} ORDER BY c.rowid`, JSON.stringify(captures));
  }

  members(afterKey: number, limit: number): readonly MemberRow[] {
    const levels = storedLevels.map((level) => `level_${level}`).join(', ');
    return this.#rows(
      `SELECT key, picture, ${levels} FROM duplicate_members WHERE key > ? ORDER BY key LIMIT ?`,
      afterKey,
      limit,
    );
  }

  hashes(afterKey: number, limit: number): { keys: Uint32Array; packed: Uint32Array } {
    // One long text is read many times as fast as a blob a row.
    const [keys, hashes] = this.#rows<[string | null, string | null]>(
      `SELECT group_concat(key), group_concat(hex(perceptual_hash), '') FROM
        (SELECT key, perceptual_hash FROM signatures
          WHERE key > ? AND perceptual_hash IS NOT NULL ORDER BY key LIMIT ?)`,
      afterKey,
      limit,
    )[0] ?? [null, null];
    if (keys === null || hashes === null) return { keys: new Uint32Array(), packed: new Uint32Array() };
    const bytes = new Uint8Array(Buffer.from(hashes, 'hex'));
    return { keys: Uint32Array.from(keys.split(','), Number), packed: new Uint32Array(bytes.buffer) };
  }

  hash(key: number): Uint8Array | undefined {
    return (this.#value('SELECT perceptual_hash FROM signatures WHERE key = ?', key) ?? undefined) as
      | Uint8Array
      | undefined;
  }

  tiles(key: number): Uint8Array | undefined {
    return this.#value('SELECT bytes FROM tile_signatures WHERE key = ?', key) as Uint8Array | undefined;
  }

  problem(key: number): string | null {
    return (this.#value('SELECT problem FROM signatures WHERE key = ?', key) ?? null) as string | null;
  }

  captureOf(id: string): number | undefined {
    return this.#value('SELECT rowid FROM captures WHERE id = ?', id) as number | undefined;
  }

  captures(captures: readonly number[]): ReadonlyMap<number, { capture: Capture; tags: string[] }> {
    const found = new Map<number, { capture: Capture; tags: string[] }>();
    const { kysely } = this.#connection;
    const numbers = JSON.stringify(captures);
    const rows = this.#connection.all(
      kysely
        .selectFrom('captures')
        .select(captureColumns)
        .select(sql<number>`captures.rowid`.as('number'))
        .where(sql<boolean>`captures.rowid IN (SELECT value FROM json_each(${numbers}))`),
    );
    for (const { number, ...capture } of rows) found.set(number, { capture, tags: [] });
    const tags = this.#rows<[number, string]>(
      `SELECT c.rowid, t.tag FROM captures c JOIN capture_tags t ON t.capture_id = c.id
        WHERE c.rowid ${these} ORDER BY t.tag`,
      numbers,
    );
    for (const [number, tag] of tags) found.get(number)?.tags.push(tag);
    return found;
  }

  files(captures: readonly number[]): readonly UnsignedCapture[] {
    return this.#rows<[number, string, string, number, string]>(
      `SELECT rowid, id, filepath, file_size, sha256 FROM captures WHERE rowid ${these} ORDER BY rowid`,
      JSON.stringify(captures),
    ).map(([capture, id, filepath, fileSize, sha256]) => ({ capture, id, filepath, fileSize, sha256 }));
  }

  #statement(text: string) {
    return this.#connection.prepared(text);
  }

  #rows<Row>(text: string, ...parameters: unknown[]): Row[] {
    return this.#statement(text)
      .raw()
      .all(...parameters) as Row[];
  }

  #value(text: string, ...parameters: unknown[]): unknown {
    return this.#statement(text)
      .pluck()
      .get(...parameters);
  }
}
