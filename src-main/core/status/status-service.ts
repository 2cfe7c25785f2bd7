import type { StorageReport } from '../../../src-shared/contract/library.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';
import type { Disk } from '../../ports/surroundings.ts';
import type { PreferenceService } from '../memory/preference-service.ts';
import { bytesPerGigabyte, diskFloorBytes } from './disk-floor.ts';

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
    const { database, clock } = this.#dependencies;
    const [totals, days, disk, databaseBytes] = await Promise.all([
      database.captures.totals(),
      database.captures.days({}),
      this.disk(),
      database.databaseBytes(),
    ]);
    const now = clock.now();
    const today = localDayOf(now, clock.utcOffsetMinutes(now));
    // Today is not over: it would pull the mean down. It counts only while there is no other day.
    const past = days.filter((each) => each.day !== today && each.captures > 0);
    const counted = (past.length > 0 ? past : days.filter((each) => each.captures > 0)).slice(-projectedDays);
    const bytesPerDay =
      counted.length > 0 ? Math.round(counted.reduce((sum, each) => sum + each.bytes, 0) / counted.length) : null;
    const daysFor = (bytes: number) => (bytesPerDay ? bytes / bytesPerDay : null);
    return {
      ...totals,
      bytesPerDay,
      daysPer100Gigabytes: daysFor(100 * bytesPerGigabyte),
      daysUntilFull: disk ? daysFor(Math.max(0, disk.freeBytes - disk.floorBytes)) : null,
      databaseBytes,
    };
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
