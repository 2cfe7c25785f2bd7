const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** So long every snapshot is kept. */
export const allKeptMs = dayMs;
/** And so long one an hour; after that one a day. */
export const hourlyKeptMs = 30 * dayMs;

/**
 * Which snapshots are too many now: all of the last day stay, then the newest of each hour for a month, then the newest
 * of each day, so that what stays of a day is how it ended. Hours and days are those of UTC, which no journey and no
 * summer time moves, and an hour is thinned only when all of it is old enough: so what stays depends on nothing but age,
 * however often this is asked. What lies in the future stays.
 */
export function snapshotsToForget(moments: readonly { id: string; timestamp: number }[], now: number): string[] {
  const newestFirst = moments.toSorted((one, two) => two.timestamp - one.timestamp || (one.id < two.id ? 1 : -1));
  const seen = new Set<string>();
  return newestFirst
    .filter(({ timestamp }) => {
      const stretch = stretchOf(timestamp, now);
      if (stretch === undefined) return false;
      if (seen.has(stretch)) return true;
      seen.add(stretch);
      return false;
    })
    .map(({ id }) => id);
}

/** The hour or day of which only one snapshot stays; undefined where all do. */
function stretchOf(timestamp: number, now: number): string | undefined {
  const day = Math.floor(timestamp / dayMs);
  if ((day + 1) * dayMs <= now - hourlyKeptMs) return `day ${day}`;
  const hour = Math.floor(timestamp / hourMs);
  if ((hour + 1) * hourMs <= now - allKeptMs) return `hour ${hour}`;
  return undefined;
}
