import { isAppError } from '../../../src-shared/domain/app-error.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import type { EventLog } from '../memory/event-log.ts';

export interface DailyBackupParts {
  readonly database: Pick<LibraryDatabase, 'backups' | 'backUp' | 'captures' | 'databaseBytes'>;
  readonly events: EventLog;
  readonly clock: Clock;
  /** Room on the library's disk and how much of it must stay free; null where the system does not tell. */
  readonly room: () => Promise<{ readonly freeBytes: number; readonly floorBytes: number } | null>;
  /** Called when there is one backup more. */
  readonly onMade: () => void;
  readonly report: (summary: string, error: unknown) => void;
}

/** The first look leaves the start to what a person waits for. */
export const firstLookMs = 5_000;
export const lookEveryMs = 60_000;
/** After a failure that may pass, such as a full disk. A damaged database is tried again the next day. */
export const retryAfterMs = 60 * 60_000;
/** A database that stays damaged is one alert, whatever the day. */
const alertKey = 'backup failed';
const longestBackupMs = 10 * 60_000;

/**
 * Backs the database up once a local day, after the start or when the day changes, in the process that captures. It
 * never holds capture up: a failure is an event in the log, and the backups from before stay.
 */
export class DailyBackup {
  readonly #parts: DailyBackupParts;
  readonly #ending = new AbortController();
  #cancelTimer: () => void = () => {};
  #running: Promise<void> = Promise.resolve();
  /** The day that is done with, by a backup or by a failure that another try would not mend. */
  #settledDay = '';
  #retryAtMs = 0;
  #toldDay = '';

  constructor(parts: DailyBackupParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#lookIn(firstLookMs);
  }

  /** Ends a backup that runs; what it had copied is thrown away. */
  async stop(): Promise<void> {
    this.#cancelTimer();
    this.#ending.abort(new Error('Afterimage is closing the library.'));
    await this.#running;
  }

  #lookIn(delayMs: number): void {
    if (this.#ending.signal.aborted) return;
    this.#cancelTimer = this.#parts.clock.setTimer(delayMs, () => {
      this.#running = this.#look()
        .catch((error: unknown) => this.#parts.report('The daily backup failed', error))
        .finally(() => this.#lookIn(lookEveryMs));
    });
  }

  async #look(): Promise<void> {
    const { clock } = this.#parts;
    const day = this.#dayOf(clock.now());
    if (this.#settledDay === day || clock.monotonicMs() < this.#retryAtMs) return;
    try {
      if (!(await this.#isDue(day))) return;
      await this.#requireRoom();
      await this.#make(day);
    } catch (error) {
      if (this.#ending.signal.aborted) return;
      const code = isAppError(error) ? error.code : 'INTERNAL';
      if (code === 'DATABASE_CORRUPT') this.#settledDay = day;
      this.#retryAtMs = clock.monotonicMs() + retryAfterMs;
      await this.#tellFailure(day, code, error);
    }
  }

  /** A library without pictures has nothing to lose. */
  async #isDue(day: string): Promise<boolean> {
    const { database } = this.#parts;
    const backups = await database.backups();
    const made = backups.some(
      (each) => each.occasion === 'daily' && each.verified && this.#dayOf(each.createdAt) === day,
    );
    if (made) this.#settledDay = day;
    return !made && (await database.captures.newestId()) !== null;
  }

  /** A backup that would stop capture at the disk floor is not worth its room. */
  async #requireRoom(): Promise<void> {
    const room = await this.#parts.room();
    if (!room) return;
    const bytes = await this.#parts.database.databaseBytes();
    if (room.freeBytes - bytes >= room.floorBytes) return;
    throw new NoRoom();
  }

  async #make(day: string): Promise<void> {
    const { clock, database, events, onMade } = this.#parts;
    const startedMs = clock.monotonicMs();
    const backup = await database.backUp(AbortSignal.any([this.#ending.signal, AbortSignal.timeout(longestBackupMs)]));
    this.#settledDay = day;
    await events.resolveByKey(alertKey);
    await events.saveEvent({
      type: 'status',
      severity: 'info',
      source: 'system',
      summary: 'The database was backed up, and the copy passed its check.',
      details: { name: backup.name, bytes: backup.bytes, durationMs: Math.round(clock.monotonicMs() - startedMs) },
    });
    onMade();
  }

  /** Once a day, however often it is tried. A damaged database waits for a person. */
  async #tellFailure(day: string, code: string, error: unknown): Promise<void> {
    if (this.#toldDay === day) return;
    this.#toldDay = day;
    const message = error instanceof Error ? error.message : String(error);
    const corrupt = code === 'DATABASE_CORRUPT';
    await this.#parts.events.saveEvent({
      type: corrupt ? 'alert' : 'status',
      severity: corrupt ? 'error' : 'warning',
      source: 'system',
      summary:
        error instanceof NoRoom || corrupt
          ? message
          : `The database was not backed up today; it is tried again in an hour. ${message}`,
      details: { code, ...(isAppError(error) ? error.details : {}) },
      ...(corrupt ? { foldKey: alertKey } : {}),
    });
  }

  #dayOf(atUtcMs: number): string {
    return localDayOf(atUtcMs, this.#parts.clock.utcOffsetMinutes(atUtcMs));
  }
}

class NoRoom extends Error {
  constructor() {
    super('The database was not backed up today: the disk has too little room for another copy.');
  }
}
