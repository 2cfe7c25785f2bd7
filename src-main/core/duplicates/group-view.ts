import type { DuplicateScope } from '../../../src-shared/contract/duplicates.ts';
import { type CaptureColumns, isKept, isShown, isUnreviewed } from './capture-columns.ts';
import { anyDisplay, groupId } from './group-id.ts';
import { type PictureGroups, scrolledLevel } from './picture-groups.ts';

/** One pass over the captures: those of these days, and of this display. */
interface Part {
  readonly fromDay: number;
  readonly toDay: number;
  readonly display: number;
}

/** Groups at one level in one scope, in the order of time. */
export interface GroupList {
  /** Numbers of the groups, as `PictureGroups` gives them. */
  readonly numbers: Uint32Array;
  /** The display each group is of, or `anyDisplay`. */
  readonly displays: Int32Array;
  /** When the first of each was captured. */
  readonly times: Float64Array;
  /** Nobody has decided about so many of each. */
  readonly pending: Uint32Array;
  /** The captures of group i are `members` from `starts[i]` up to `starts[i + 1]`. */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

export interface GroupTally {
  groups: number;
  captures: number;
  bytes: number;
}

export function dayNumber(day: string): number {
  return Number(day.replaceAll('-', ''));
}

/** With `each` display apart there is one part for each of them. */
function partsOf(columns: CaptureColumns, scope: DuplicateScope): Part[] {
  const fromDay = Math.max(dayNumber(scope.from ?? '0'), dayNumber(scope.day ?? '0'));
  const toDay = Math.min(dayNumber(scope.to ?? '99999999'), dayNumber(scope.day ?? '99999999'));
  if (scope.displayId !== undefined) {
    const display = columns.findDisplay(scope.displayId);
    return display === undefined ? [] : [{ fromDay, toDay, display }];
  }
  if (scope.displays === 'across') return [{ fromDay, toDay, display: anyDisplay }];
  return columns.displays.map((_, display) => ({ fromDay, toDay, display }));
}

/** How many of each group are shown, and how many of them nobody has decided about. */
class Tallies {
  readonly shown: Uint32Array;
  readonly pending: Uint32Array;
  /** For groups of scrolled pictures: the first picture of each, and whether there is another one. */
  readonly #first: Uint32Array | undefined;
  readonly #differs: Uint8Array | undefined;

  constructor(size: number, level: number) {
    this.shown = new Uint32Array(size);
    this.pending = new Uint32Array(size);
    if (level !== scrolledLevel) return;
    this.#first = new Uint32Array(size);
    this.#differs = new Uint8Array(size);
  }

  add(group: number, picture: number, unreviewed: boolean): void {
    this.shown[group] = (this.shown[group] ?? 0) + 1;
    if (unreviewed) this.pending[group] = (this.pending[group] ?? 0) + 1;
    if (!this.#first || !this.#differs) return;
    if (!this.#first[group]) this.#first[group] = picture;
    else if (this.#first[group] !== picture) this.#differs[group] = 1;
  }

  isGroup(group: number, pendingOnly: boolean): boolean {
    if (group === 0 || (this.shown[group] ?? 0) < 2 || (pendingOnly && (this.pending[group] ?? 0) === 0)) return false;
    return this.#differs === undefined || this.#differs[group] === 1;
  }
}

/**
 * The captures of a scope that may be in a group at some level, part by part: most are in none, and need not be looked
 * at again for each level.
 */
export function selectGrouped(columns: CaptureColumns, groups: PictureGroups, scope: DuplicateScope): Uint32Array[] {
  return partsOf(columns, scope).map((part) => {
    const shown = new Uint32Array(columns.greatestKey + columns.classes.count + 1);
    let total = 0;
    forEachShown(columns, part, (capture) => {
      const content = groups.contentOf(capture);
      shown[content] = (shown[content] ?? 0) + 1;
      total += 1;
    });
    const selected = new Uint32Array(total);
    let count = 0;
    forEachShown(columns, part, (capture) => {
      const content = groups.contentOf(capture);
      if ((shown[content] ?? 0) < 2 && !groups.grouping.hasJoined(content)) return;
      selected[count] = capture;
      count += 1;
    });
    return selected.subarray(0, count);
  });
}

/** How many groups there are with something to decide, at this level, among what `selectGrouped` has found. */
export function countGroups(
  columns: CaptureColumns,
  groups: PictureGroups,
  level: number,
  selected: readonly Uint32Array[],
): GroupTally {
  const total: GroupTally = { groups: 0, captures: 0, bytes: 0 };
  const { flags, bytes } = columns;
  const size = groups.greatestNumber(level) + 1;
  for (const captures of selected) {
    const tallies = new Tallies(size, level);
    const pendingBytes = new Float64Array(size);
    const keeperBytes = new Float64Array(size);
    for (const capture of captures) {
      const group = groups.numberOf(level, capture);
      if (group === 0) continue;
      const flag = flags[capture] ?? 0;
      const unreviewed = (flag & isUnreviewed) !== 0;
      tallies.add(group, groups.pictureOf(capture), unreviewed);
      if (unreviewed) {
        const size = bytes[capture] ?? 0;
        pendingBytes[group] = (pendingBytes[group] ?? 0) + size;
        if ((keeperBytes[group] ?? 0) >= 0 && size > (keeperBytes[group] ?? 0)) keeperBytes[group] = size;
      } else if ((flag & isKept) !== 0) {
        // What was kept is the keeper, and all the others may go.
        keeperBytes[group] = -1;
      }
    }
    for (let group = 1; group < size; group += 1) {
      if (!tallies.isGroup(group, true)) continue;
      total.groups += 1;
      total.captures += tallies.pending[group] ?? 0;
      total.bytes += (pendingBytes[group] ?? 0) - Math.max(0, keeperBytes[group] ?? 0);
    }
  }
  return total;
}

/** All groups of a level in a scope; with `pendingOnly` those with something to decide. */
export function listGroups(
  columns: CaptureColumns,
  groups: PictureGroups,
  level: number,
  scope: DuplicateScope,
  pendingOnly: boolean,
): GroupList {
  const found: { number: number; display: number; time: number; pending: number; members: Uint32Array }[] = [];
  const { flags, capturedAt } = columns;
  const size = groups.greatestNumber(level) + 1;
  for (const part of partsOf(columns, scope)) {
    const tallies = new Tallies(size, level);
    forEachShown(columns, part, (capture) => {
      const group = groups.numberOf(level, capture);
      if (group === 0) return;
      tallies.add(group, groups.pictureOf(capture), ((flags[capture] ?? 0) & isUnreviewed) !== 0);
    });
    const placeOf = new Map<number, number>();
    const filled: number[] = [];
    forEachShown(columns, part, (capture) => {
      const number = groups.numberOf(level, capture);
      if (!tallies.isGroup(number, pendingOnly)) return;
      let place = placeOf.get(number);
      if (place === undefined) {
        place = found.length;
        placeOf.set(number, place);
        filled[place] = 0;
        found.push({
          number,
          display: part.display,
          time: Number.POSITIVE_INFINITY,
          pending: tallies.pending[number] ?? 0,
          members: new Uint32Array(tallies.shown[number] ?? 0),
        });
      }
      const group = found[place];
      if (!group) return;
      const at = filled[place] ?? 0;
      group.members[at] = capture;
      filled[place] = at + 1;
      group.time = Math.min(group.time, capturedAt[capture] ?? 0);
    });
  }
  const idOf = (group: { number: number; display: number }) => groupId(columns, groups, level, group);
  found.sort((one, other) => one.time - other.time || (idOf(one) < idOf(other) ? -1 : 1));
  const starts = new Uint32Array(found.length + 1);
  for (const [place, group] of found.entries()) starts[place + 1] = (starts[place] ?? 0) + group.members.length;
  const members = new Uint32Array(starts[found.length] ?? 0);
  for (const [place, group] of found.entries()) members.set(group.members, starts[place] ?? 0);
  return {
    numbers: Uint32Array.from(found, (group) => group.number),
    displays: Int32Array.from(found, (group) => group.display),
    times: Float64Array.from(found, (group) => group.time),
    pending: Uint32Array.from(found, (group) => group.pending),
    starts,
    members,
  };
}

/** The shown captures of one group, whether or not there is anything to decide. */
export function membersOf(
  columns: CaptureColumns,
  groups: PictureGroups,
  level: number,
  scope: DuplicateScope,
  wanted: { readonly number: number; readonly display: number },
): number[] {
  const members: number[] = [];
  for (const part of partsOf(columns, scope)) {
    if (part.display !== anyDisplay && wanted.display !== anyDisplay && part.display !== wanted.display) continue;
    forEachShown(columns, part, (capture) => {
      if (wanted.display !== anyDisplay && columns.display[capture] !== wanted.display) return;
      if (groups.numberOf(level, capture) === wanted.number) members.push(capture);
    });
  }
  return members;
}

function forEachShown(columns: CaptureColumns, part: Part, visit: (capture: number) => void): void {
  const { flags, day, display, end } = columns;
  const { fromDay, toDay } = part;
  for (let capture = 1; capture < end; capture += 1) {
    if (((flags[capture] ?? 0) & isShown) === 0) continue;
    const on = day[capture] ?? 0;
    if (on < fromDay || on > toDay) continue;
    if (part.display !== anyDisplay && display[capture] !== part.display) continue;
    visit(capture);
  }
}

/** The captures of the scope that have no signature, and those that were not matched. */
export function countRemaining(
  columns: CaptureColumns,
  scope: DuplicateScope,
  isWaiting: (flag: number) => 'unsigned' | 'unmatched' | undefined,
): { unsigned: number; unmatched: number } {
  const counts = { unsigned: 0, unmatched: 0 };
  for (const part of partsOf(columns, scope)) {
    forEachShown(columns, part, (capture) => {
      const what = isWaiting(columns.flags[capture] ?? 0);
      if (what) counts[what] += 1;
    });
  }
  return counts;
}
