import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { LogKeeper } from './log-keeper.ts';
import { type Compilable, QueryTexts } from './query-texts.ts';
import type { Schema } from './schema-types.ts';
import { toAppError } from './sqlite-errors.ts';

type Native = Database.Database;

/** The log is written back into the database when it has grown to this, whatever held it up before. */
export const largestLogBytes = 32 * 1024 * 1024;

/** From this size on a thread writes the log back. */
const largeLogBytes = 6 * 1024 * 1024;

/** The size of the log is looked at once in so many writes. */
const writesPerLook = 8;

/** Prepared statements kept; beyond this the oldest is dropped. Lists with many ids are the only ones that vary. */
const maximumStatements = 200;

/** What waits to be written together with others. */
interface SharedWrite {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One SQLite connection. Kysely writes the SQL and better-sqlite3 runs it at once, in the same turn of the event
 * loop: nothing of another caller can come between the statements of a transaction.
 */
export class Connection {
  readonly native: Native;
  readonly kysely: Kysely<Schema>;
  readonly #libraryPath: string;
  readonly #logKeeper: Pick<LogKeeper, 'writeBack' | 'close'>;
  #writes = 0;
  #waiting: SharedWrite[] = [];
  readonly #texts = new QueryTexts();
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  constructor(
    native: Native,
    libraryPath: string,
    logKeeper: Pick<LogKeeper, 'writeBack' | 'close'> = new LogKeeper(native.name),
  ) {
    this.native = native;
    this.#libraryPath = libraryPath;
    this.#logKeeper = logKeeper;
    this.kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: native }) });
  }

  all<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.#guard(() => this.#prepare(sql).all(...parameters) as Row[]);
  }

  first<Row>(query: Compilable<Row>): Row | undefined {
    const { sql, parameters } = query.compile();
    return this.#guard(() => this.#prepare(sql).get(...parameters) as Row | undefined);
  }

  /** Runs a statement that returns no rows; tells how many it changed. */
  run(query: Compilable<unknown>): number {
    const { sql, parameters } = query.compile();
    const changes = this.#guard(() => this.#prepare(sql).run(...parameters).changes);
    if (!this.native.inTransaction) this.#keepLogSmall();
    return changes;
  }

  /** Everything in `work` or nothing of it. `work` must not wait for anything. */
  transaction<Result>(work: () => Result): Result {
    const result = this.#guard(() => this.native.transaction(work).immediate());
    this.#keepLogSmall();
    return result;
  }

  /**
   * A transaction that shares its commit, and the wait for the disk, with those of the same turn of the event loop. It
   * resolves when that wait is over: whoever is answered then has it on the disk. One that fails takes back itself alone.
   */
  sharedTransaction<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#writeWaiting());
      this.#waiting.push({ work, resolve: resolve as SharedWrite['resolve'], reject });
    });
  }

  /**
   * A transaction that does not wait for the disk: whole or not at all like any other, but lost where the power fails
   * before the next other one. Only for what is found again, and written so often that waiting would hold all up.
   */
  lightTransaction<Result>(work: () => Result): Result {
    this.#guard(() => this.native.pragma('synchronous = NORMAL'));
    try {
      return this.transaction(work);
    } finally {
      this.native.pragma('synchronous = FULL');
    }
  }

  /**
   * A transaction that writes only rows which refer to rows it has read or written itself: SQLite does not look for each
   * of those again. Nothing that others refer to may be deleted in it.
   */
  transactionOfKnownRows<Result>(work: () => Result): Result {
    this.#guard(() => this.native.pragma('foreign_keys = OFF'));
    try {
      return this.transaction(work);
    } finally {
      this.native.pragma('foreign_keys = ON');
    }
  }

  /** Runs a statement whose values were made by the program, without the CHECKs of the tables that it writes. */
  withoutChecks<Result>(work: () => Result): Result {
    this.native.pragma('ignore_check_constraints = ON');
    try {
      return work();
    } finally {
      this.native.pragma('ignore_check_constraints = OFF');
    }
  }

  pragma(text: string): unknown {
    return this.#guard(() => this.native.pragma(text, { simple: true }));
  }

  /**
   * A query whose text is made once for each of its shapes: writing it may take longer than running it. `name` says what
   * makes the text besides which values there are; `build` passes on the stand-ins it gets as they are.
   */
  written<Values extends object, Row>(
    name: string,
    values: Values,
    build: (values: Values) => Compilable<Row>,
  ): Compilable<Row> {
    return this.#texts.query(name, values, build);
  }

  /** A statement in plain SQL, prepared once: for what is run so often that writing it anew would take longer. */
  prepared(sql: string): Database.Statement<unknown[]> {
    return this.#guard(() => this.#prepare(sql));
  }

  close(): void {
    this.#writeWaiting();
    this.#statements.clear();
    this.#logKeeper.close();
    this.native.close();
  }

  #writeWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    const answers: (() => void)[] = [];
    try {
      this.transaction(() => {
        for (const { work, resolve, reject } of waiting) {
          try {
            // Within a transaction this is a savepoint.
            const result = this.native.transaction(work)();
            answers.push(() => resolve(result));
          } catch (error) {
            // Some failures, as that of a full disk, end the whole transaction.
            if (!this.native.inTransaction) throw error;
            answers.push(() => reject(this.translate(error)));
          }
        }
      });
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      return;
    }
    for (const answer of answers) answer();
  }

  /**
   * A thread writes the log back; SQLite itself would do it here, in the middle of some commit. Where it does not keep
   * up because somebody reads all the time, the log is written back here after all, as far as that goes without waiting.
   */
  #keepLogSmall(): void {
    this.#writes += 1;
    if (this.#writes % writesPerLook !== 0) return;
    const file = statSync(`${this.native.name}-wal`, { throwIfNoEntry: false });
    if (!file || file.size < largeLogBytes) return;
    const { bytes, isWritten } = this.#lookIntoLog();
    if (bytes < largeLogBytes || isWritten) return;
    this.#logKeeper.writeBack();
    if (bytes < largestLogBytes) return;
    const patienceMs = Number(this.native.pragma('busy_timeout', { simple: true }));
    try {
      // Somebody who reads one view for long, as a backup does, would else be waited for here, and everything with it.
      this.native.pragma('busy_timeout = 0');
      this.native.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // What was written is safe in the log; the next look tries again.
    } finally {
      this.native.pragma(`busy_timeout = ${patienceMs}`);
    }
  }

  /**
   * How much the log holds and whether all of it is in the database too. The file does not tell: it keeps its size when
   * the log begins anew in it.
   */
  #lookIntoLog(): { bytes: number; isWritten: boolean } {
    try {
      const [log] = this.native.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
      const pageBytes = Number(this.native.pragma('page_size', { simple: true }));
      return { bytes: (log?.log ?? 0) * pageBytes, isWritten: log?.log === log?.checkpointed };
    } catch {
      // Something is being read on this connection; the next look tries again.
      return { bytes: 0, isWritten: true };
    }
  }

  #prepare(sql: string): Database.Statement<unknown[]> {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.native.prepare<unknown[]>(sql);
    if (this.#statements.size >= maximumStatements) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  /** What SQLite threw, as an error a person can act on. */
  translate(error: unknown): unknown {
    return toAppError(error, this.#libraryPath);
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.translate(error);
    }
  }
}
