import type { DuplicateScope } from '../../../src-shared/contract/duplicates.ts';
import { type CaptureColumns, isShown, isUnreviewed } from './capture-columns.ts';
import { anyDisplay, groupId } from './group-id.ts';
import { exactLevel, type PictureGroups, scrolledLevel } from './picture-groups.ts';

/** One pass over the captures: those of these days, and of this display. */
export interface Part {
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

export function dayNumber(day: string): number {
  return Number(day.replaceAll('-', ''));
}

/** With `each` display apart there is one part for each of them. */
export function partsOf(columns: CaptureColumns, scope: DuplicateScope): Part[] {
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

/** All groups of a level in a scope; with `pendingOnly` those with something to decide. */
export function listGroups(
  columns: CaptureColumns,
  groups: PictureGroups,
  level: number,
  scope: DuplicateScope,
  pendingOnly: boolean,
): GroupList {
  const { flags, capturedAt } = columns;
  const found: FoundGroup[] = [];
  // Members of all groups in the order in which these are found; no capture is in two of them.
  const members = new Uint32Array(columns.end);
  let reserved = 0;
  for (const part of partsOf(columns, scope)) {
    const tallies = new Tallies(groups.greatestNumber(level) + 1, level);
    const shown = new Uint32Array(columns.end);
    let count = 0;
    forEachShown(columns, part, (capture) => {
      shown[count] = capture;
      count += 1;
    });
    const captures = shown.subarray(0, count);
    const { contents, numbers } = numbersAt(columns, groups, level, captures);
    for (let place = 0; place < count; place += 1) {
      const number = numbers[place] as number;
      const flag = flags[captures[place] as number] as number;
      if (number !== 0) tallies.add(number, contents[place] as number, (flag & isUnreviewed) !== 0);
    }
    // One more than the place of each group in `found`.
    const placeOf = new Uint32Array(tallies.shown.length);
    for (let place = 0; place < count; place += 1) {
      const number = numbers[place] as number;
      if (!tallies.isGroup(number, pendingOnly)) continue;
      const capture = captures[place] as number;
      const time = capturedAt[capture] as number;
      const known = found[(placeOf[number] as number) - 1];
      if (known) {
        members[known.end] = capture;
        known.end += 1;
        if (time < known.time) known.time = time;
        continue;
      }
      const start = reserved;
      reserved += tallies.shown[number] as number;
      members[start] = capture;
      const pending = tallies.pending[number] as number;
      placeOf[number] = found.push({ number, display: part.display, time, pending, start, end: start + 1 });
    }
  }
  const idOf = (group: FoundGroup) => groupId(columns, groups, level, group);
  found.sort((one, other) => one.time - other.time || (idOf(one) < idOf(other) ? -1 : 1));
  return inOrder(found, members, reserved);
}

/** What each of these captures shows, where that counts, and the number of its group. */
function numbersAt(columns: CaptureColumns, groups: PictureGroups, level: number, captures: Uint32Array) {
  const { classOf } = columns;
  const numbers = new Uint32Array(captures.length);
  if (level === exactLevel) {
    for (let place = 0; place < captures.length; place += 1)
      numbers[place] = classOf[captures[place] as number] as number;
    return { contents: numbers, numbers };
  }
  const contents = new Uint32Array(captures.length);
  for (let place = 0; place < captures.length; place += 1) {
    contents[place] = groups.contentOf(captures[place] as number);
  }
  groups.numbersOf(level, contents, numbers);
  return { contents, numbers };
}

function inOrder(found: readonly FoundGroup[], foundMembers: Uint32Array, memberCount: number): GroupList {
  const numbers = new Uint32Array(found.length);
  const displays = new Int32Array(found.length);
  const times = new Float64Array(found.length);
  const pending = new Uint32Array(found.length);
  const starts = new Uint32Array(found.length + 1);
  const members = new Uint32Array(memberCount);
  let filled = 0;
  for (let place = 0; place < found.length; place += 1) {
    const group = found[place] as FoundGroup;
    numbers[place] = group.number;
    displays[place] = group.display;
    times[place] = group.time;
    pending[place] = group.pending;
    for (let from = group.start; from < group.end; from += 1) {
      members[filled] = foundMembers[from] as number;
      filled += 1;
    }
    starts[place + 1] = filled;
  }
  return { numbers, displays, times, pending, starts, members };
}

interface FoundGroup {
  readonly number: number;
  readonly display: number;
  time: number;
  readonly pending: number;
  /** Where its members are; `end` moves on while they are found. */
  readonly start: number;
  end: number;
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

export function forEachShown(columns: CaptureColumns, part: Part, visit: (capture: number) => void): void {
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
