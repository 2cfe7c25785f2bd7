/** Bits of the sketch that stands for a hash where near ones are looked for. */
export const sketchBits = 128;

/** What it costs to sort one sketch by some pieces, and to compare two; in nanoseconds, of which only the ratio matters. */
const sortNs = 30;
const compareNs = 1.5;
const perSortingNs = 3000;
const mostSortings = 1000;
const mostGroups = 16;
const mostCommon = 8;

/**
 * How near pairs are brought together: sketches are cut into `pieces`, which are dealt to `groups`. Two that differ in
 * no more bits than the bound have at least `common` equal pieces in one of the groups, so sorting by every choice of so
 * many pieces of a group brings them together.
 */
export interface PieceScheme {
  readonly pieces: number;
  readonly groups: number;
  readonly common: number;
}

/** All with all. */
const noPieces: PieceScheme = { pieces: 0, groups: 1, common: 0 };

/** The cheapest scheme for so many sketches, by a histogram of the distances of some pairs of them. */
export function choosePieceScheme(count: number, bound: number, distances: ArrayLike<number>): PieceScheme {
  const pairs = (count * (count - 1)) / 2;
  let cheapest = noPieces;
  let least = sortNs * count + compareNs * pairs;
  for (let common = 1; common <= mostCommon; common += 1) {
    for (let groups = 1; groups <= mostGroups; groups += 1) {
      // With one piece less that is equal, no group might have enough of them.
      const pieces = bound + groups * (common - 1) + 1;
      if (pieces > sketchBits || pieces < groups * common) break;
      const sortings = sortingsOf(pieces, groups, common);
      const sorting = sortings * (sortNs * count + perSortingNs);
      if (sortings > mostSortings || sorting >= least) continue;
      // Buckets are about as many as sketches, so some share one by chance.
      const together = shareTogether(distances, common / pieces) + 1 / count;
      const cost = sorting + sortings * compareNs * pairs * together;
      if (cost < least) {
        least = cost;
        cheapest = { pieces, groups, common };
      }
    }
  }
  return cheapest;
}

/** How many pieces a group has; the first ones have one more where they cannot have the same. */
export function piecesOfGroup({ pieces, groups }: PieceScheme, group: number): number {
  return Math.floor((pieces + groups - 1 - group) / groups);
}

/** Every choice of `common` of the numbers from 0 to `size`, each in order. */
export function* choices(size: number, common: number, from = 0): Generator<readonly number[]> {
  if (common === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= size - common; first += 1) {
    for (const others of choices(size, common - 1, first + 1)) yield [first, ...others];
  }
}

function sortingsOf(pieces: number, groups: number, common: number): number {
  let sortings = 0;
  for (let group = 0; group < groups; group += 1) {
    sortings += countChoices(piecesOfGroup({ pieces, groups, common }, group), common);
  }
  return sortings;
}

function countChoices(size: number, common: number): number {
  let count = 1;
  for (let taken = 0; taken < common; taken += 1) count = (count * (size - taken)) / (taken + 1);
  return count;
}

/** Of all pairs, those that differ in no bit of such a share of the sketch. */
function shareTogether(distances: ArrayLike<number>, share: number): number {
  let together = 0;
  let pairs = 0;
  for (let distance = 0; distance < distances.length; distance += 1) {
    const count = distances[distance] as number;
    pairs += count;
    if (count > 0) together += count * (1 - share) ** distance;
  }
  return pairs === 0 ? 1 : together / pairs;
}
