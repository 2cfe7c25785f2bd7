import type { StorageReport } from '../../../src-shared/contract/library.ts';
import type { DayCount } from '../../../src-shared/contract/timeline.ts';
import { bytesPerGigabyte, diskFloorBytes } from '../../../src-shared/domain/disk-floor.ts';
import { localDayOf, millisecondsPerDay } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import type { Disk } from '../../ports/surroundings.ts';
import type { PreferenceService } from '../memory/preference-service.ts';

export interface StatusDependencies {
  readonly database: Pick<LibraryDatabase, 'captures' | 'databaseBytes'>;
  readonly preferences: PreferenceService;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly libraryPath: string;
}

const projectedDays = 30;

/** How much room the library takes and how long the room that is left will last. */
export class StatusService {
  readonly #dependencies: StatusDependencies;

  constructor(dependencies: StatusDependencies) {
    this.#dependencies = dependencies;
  }

  async storage(): Promise<StorageReport> {
    const { database } = this.#dependencies;
    const [totals, days, disk, databaseBytes] = await Promise.all([
      database.captures.totals(),
      database.captures.days({}),
      this.disk(),
      database.databaseBytes(),
    ]);
    const bytesPerDay = await this.#bytesPerDay(days);
    const daysFor = (bytes: number) => (bytesPerDay ? bytes / bytesPerDay : null);
    return {
      ...totals,
      bytesPerDay,
      daysPer100Gigabytes: daysFor(100 * bytesPerGigabyte),
      daysUntilFull: disk ? daysFor(Math.max(0, disk.freeBytes - disk.floorBytes)) : null,
      databaseBytes,
    };
  }

  /**
   * The mean of whole days. Today is not over and the first day had begun before capture did: they would pull the mean
   * down. Where there is no other day, all that there is counts once it covers a day; before that nothing is known.
   */
  async #bytesPerDay(days: readonly DayCount[]): Promise<number | null> {
    const { database, clock } = this.#dependencies;
    const now = clock.now();
    const today = localDayOf(now, clock.utcOffsetMinutes(now));
    const withCaptures = days.filter((each) => each.captures > 0);
    const [firstDay, ...later] = withCaptures;
    if (!firstDay) return null;
    const whole = later.filter((each) => each.day < today).slice(-projectedDays);
    if (whole.length > 0) return Math.round(sumOfBytes(whole) / whole.length);
    const { first } = await database.captures.dayBounds(firstDay.day);
    const elapsedDays = first ? (now - first.capturedAt) / millisecondsPerDay : 0;
    if (elapsedDays < 1) return null;
    // Days without a capture say nothing about a day with captures.
    return Math.round(sumOfBytes(withCaptures) / Math.min(elapsedDays, withCaptures.length));
  }

  /** Space on the library's disk with the floor in force; null where the system does not tell. */
  async disk(): Promise<{ freeBytes: number; totalBytes: number; floorBytes: number } | null> {
    const { disk, preferences, libraryPath } = this.#dependencies;
    try {
      const space = await disk.space(libraryPath);
      return { ...space, floorBytes: diskFloorBytes(preferences.current(), space.totalBytes) };
    } catch {
      return null;
    }
  }
}

function sumOfBytes(days: readonly DayCount[]): number {
  return days.reduce((sum, each) => sum + each.bytes, 0);
}
