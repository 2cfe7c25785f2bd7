import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '../../src-shared/contract/library.ts';
import { isAppError } from '../../src-shared/domain/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChangeMark, ChangesSince, IntegrityReport, LibraryDatabase, Upgrade } from '../ports/repositories.ts';
import { SqliteAccessRepository } from './access-repository.ts';
import { listBackups, makeDailyBackup } from './backups.ts';
import { SqliteCaptureRepository } from './capture-repository.ts';
import { changesSince } from './change-marks.ts';
import type { Connection } from './connection.ts';
import { SqliteConversationRepository } from './conversation-repository.ts';
import { databaseFileName } from './database-files.ts';
import { SqliteDecisionRepository } from './decision-repository.ts';
import { SqliteDuplicateLibrary } from './duplicate-library.ts';
import { SqliteDuplicateRepository } from './duplicate-repository.ts';
import { SqliteEventRepository } from './event-repository.ts';
import { SqliteExportRepository } from './export-repository.ts';
import { SqliteFileMoveRepository } from './file-move-repository.ts';
import { SqliteGapRepository } from './gap-repository.ts';
import { SqliteImportRepository } from './import-repository.ts';
import { checkIntegrity } from './integrity.ts';
import { SqliteJobRepository } from './job-repository.ts';
import type { Revision } from './migrate.ts';
import { SqliteBookkeeping, SqlitePreferenceRepository } from './preference-repository.ts';
import { SqliteRestoreRepository } from './restore-repository.ts';
import { SqliteSignatureRepository } from './signature-repository.ts';
import { SqliteSnapshotRepository } from './snapshot-repository.ts';
import { SqliteTimesRepository } from './times-repository.ts';
import { SqliteTrashRepository } from './trash-repository.ts';

/** One open database with its repositories. */
export class SqliteLibraryDatabase implements LibraryDatabase {
  readonly captures: SqliteCaptureRepository;
  readonly gaps: SqliteGapRepository;
  readonly events: SqliteEventRepository;
  readonly conversations: SqliteConversationRepository;
  readonly snapshots: SqliteSnapshotRepository;
  readonly access: SqliteAccessRepository;
  readonly preferences: SqlitePreferenceRepository;
  readonly bookkeeping: SqliteBookkeeping;
  readonly jobs: SqliteJobRepository;
  readonly decisions: SqliteDecisionRepository;
  readonly times: SqliteTimesRepository;
  readonly fileMoves: SqliteFileMoveRepository;
  readonly trash: SqliteTrashRepository;
  readonly imports: SqliteImportRepository;
  readonly exports: SqliteExportRepository;
  readonly restore: SqliteRestoreRepository;
  readonly signatures: SqliteSignatureRepository;
  readonly duplicates: SqliteDuplicateRepository;
  readonly duplicateLibrary: SqliteDuplicateLibrary;
  readonly revision: Revision;
  readonly upgrade: Upgrade | null;
  readonly sqliteVersion: string;
  readonly #connection: Connection;
  readonly #libraryPath: string;
  readonly #clock: Clock;

  constructor(
    connection: Connection,
    libraryPath: string,
    revision: Revision,
    clock: Clock,
    upgrade: Upgrade | null = null,
  ) {
    this.#connection = connection;
    this.#libraryPath = libraryPath;
    this.#clock = clock;
    this.revision = revision;
    this.upgrade = upgrade;
    this.sqliteVersion = String(connection.native.prepare('SELECT sqlite_version()').pluck().get());
    this.captures = new SqliteCaptureRepository(connection, clock);
    this.gaps = new SqliteGapRepository(connection);
    this.events = new SqliteEventRepository(connection);
    this.conversations = new SqliteConversationRepository(connection);
    this.snapshots = new SqliteSnapshotRepository(connection);
    this.access = new SqliteAccessRepository(connection);
    this.preferences = new SqlitePreferenceRepository(connection);
    this.bookkeeping = new SqliteBookkeeping(connection, clock);
    this.signatures = new SqliteSignatureRepository(connection);
    this.duplicates = new SqliteDuplicateRepository(connection, clock);
    this.duplicateLibrary = new SqliteDuplicateLibrary(connection);
    this.decisions = new SqliteDecisionRepository(connection);
    this.times = new SqliteTimesRepository(connection);
    this.fileMoves = new SqliteFileMoveRepository(connection, libraryPath);
    this.trash = new SqliteTrashRepository(connection);
    this.exports = new SqliteExportRepository(connection);
    this.restore = new SqliteRestoreRepository(connection);
    this.jobs = new SqliteJobRepository(connection);
    this.imports = new SqliteImportRepository(connection, this.captures);
  }

  async health(): Promise<{ healthy: boolean; message: string }> {
    try {
      const { native } = this.#connection;
      if (!native.open) return { healthy: false, message: 'The database is closed.' };
      this.#connection.first(this.#connection.kysely.selectFrom('schema_revisions').select('name').limit(1));
      if (native.readonly)
        return { healthy: true, message: 'The database can be read. This process does not write to it.' };
      this.#tryWrite();
      return { healthy: true, message: 'The database can be read and written.' };
    } catch (error) {
      return { healthy: false, message: isAppError(error) ? error.message : `The database failed: ${String(error)}` };
    }
  }

  async integrity(): Promise<IntegrityReport> {
    return checkIntegrity(this.#connection.native);
  }

  async backups(): Promise<readonly Backup[]> {
    return listBackups(this.#libraryPath);
  }

  async backUp(signal: AbortSignal): Promise<Backup> {
    return makeDailyBackup({
      libraryPath: this.#libraryPath,
      revision: this.revision.current,
      clock: this.#clock,
      signal,
    });
  }

  async databaseBytes(): Promise<number> {
    let bytes = 0;
    for (const suffix of ['', '-wal']) {
      const found = await stat(join(this.#libraryPath, databaseFileName + suffix)).catch(() => null);
      bytes += found?.size ?? 0;
    }
    return bytes;
  }

  async dataVersion(): Promise<number> {
    return Number(this.#connection.pragma('data_version'));
  }

  async changesSince(mark: ChangeMark | undefined): Promise<ChangesSince> {
    return changesSince(this.#connection, mark);
  }

  async checkpoint(): Promise<void> {
    if (this.#connection.native.readonly) return;
    this.#connection.pragma('wal_checkpoint(TRUNCATE)');
  }

  async close(): Promise<void> {
    if (!this.#connection.native.open) return;
    // Closing must succeed on a full disk or a vanished folder too; what is in the log is read again at the next start.
    await this.checkpoint().catch(() => undefined);
    this.#connection.close();
  }

  /** Writes a line and takes it back. */
  #tryWrite(): void {
    const undo = Symbol('undo');
    try {
      this.#connection.native
        .transaction(() => {
          this.#connection.native
            .prepare(
              "INSERT INTO bookkeeping (key, value, updated_at) VALUES ('health', '0', 0) ON CONFLICT DO NOTHING",
            )
            .run();
          throw undo;
        })
        .immediate();
    } catch (error) {
      if (error !== undo) throw this.#connection.translate(error);
    }
  }
}
