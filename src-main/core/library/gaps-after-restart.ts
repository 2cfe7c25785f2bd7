import type { Clock } from '../../ports/clock.ts';
import type { LibraryDatabase } from '../../ports/repositories.ts';

/** Between two runs this little is no gap worth a row. */
const shortestGapMs = 1000;

/**
 * Ends the gaps a killed process left open, at its last sign of life, and writes down that nothing ran from then until
 * now. Returns how many were ended. Where the wall clock was set back there is no such stretch to write down.
 */
export async function closeGapsOfKilledProcess(parts: { database: LibraryDatabase; clock: Clock }): Promise<number> {
  const { gaps } = parts.database;
  const now = parts.clock.now();
  const open = await gaps.stillOpen();
  const covered = await lastCoveredMs(parts.database);
  const sign = Math.max(covered ?? 0, open.length > 0 ? ((await lastEventMs(parts.database)) ?? 0) : 0);
  for (const gap of open) await gaps.close(gap.id, Math.max(gap.startedAt, Math.min(now, sign)));

  // Read anew: the gaps that were just ended cover time too.
  const coveredUntil = await lastCoveredMs(parts.database);
  if (coveredUntil !== null && now - coveredUntil > shortestGapMs) {
    await gaps.record({ startedAt: coveredUntil, endedAt: now, reason: 'not_running', displayId: null });
  }
  return open.length;
}

/** Until when captures and gaps account for the time; null in a library that has neither. */
async function lastCoveredMs(database: LibraryDatabase): Promise<number | null> {
  const last = await database.captures.at({ at: Number.MAX_SAFE_INTEGER, direction: 'before' });
  const held = last ? await database.captures.lastPerDisplay(last.capturedAt) : [];
  const ends = [last?.endedAt, ...held.map((capture) => capture.endedAt), await database.gaps.lastEnd()];
  const known = ends.filter((end) => typeof end === 'number');
  return known.length > 0 ? Math.max(...known) : null;
}

async function lastEventMs(database: LibraryDatabase): Promise<number | null> {
  const { items } = await database.events.page({ limit: 1 });
  return items[0]?.timestamp ?? null;
}
