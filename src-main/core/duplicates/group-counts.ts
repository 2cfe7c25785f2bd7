import type { DuplicateScope } from '../../../src-shared/contract/duplicates.ts';
import { type CaptureColumns, isKept, isUnreviewed } from './capture-columns.ts';
import { forEachShown, type Part, partsOf } from './group-view.ts';
import { exactLevel, type PictureGroups, scrolledLevel } from './picture-groups.ts';

export interface GroupTally {
  groups: number;
  captures: number;
  bytes: number;
}

/** Numbers kept for each group, beside each other in memory: how many are shown, how many of them are undecided, … */
const stride = 4;
const undecided = 1;
/** … their bytes together, … */
const undecidedBytes = 2;
/** … and those of the largest undecided one, which stays; what was kept stays instead, and all others may go. */
const keeperBytes = 3;
const hasKept = -1;

/**
 * How many groups there are with something to decide, at each of these levels. The captures are read once and summed up
 * by what they show; each level is then one pass over these sums, without those that are in no group at any level.
 */
export function countGroups(
  columns: CaptureColumns,
  groups: PictureGroups,
  levels: readonly number[],
  scope: DuplicateScope,
): GroupTally[] {
  const totals = levels.map((): GroupTally => ({ groups: 0, captures: 0, bytes: 0 }));
  const sums = new Float64Array((groups.greatestContent + 1) * stride);
  const exact = totals[levels.indexOf(exactLevel)];
  for (const part of partsOf(columns, scope)) {
    if (exact)
      takeTotal(
        sums,
        sumCaptures(columns, part, sums, (capture) => columns.classOf[capture] ?? 0),
        exact,
      );
    const all = sumCaptures(columns, part, sums, (capture) => groups.contentOf(capture));
    const { contents, ofContents } = moveOut(sums, all, groups);
    const numbers = new Uint32Array(contents.length);
    for (const [place, level] of levels.entries()) {
      if (level === exactLevel) continue;
      groups.numbersOf(level, contents, numbers);
      // Equal pictures alone are no group of scrolled ones, so there each counts once.
      for (let at = 0, from = 0; at < numbers.length; at += 1, from += stride) {
        const number = numbers[at] as number;
        if (number === 0) continue;
        const to = number * stride;
        sums[to] = (sums[to] as number) + (level === scrolledLevel ? 1 : (ofContents[from] as number));
        sums[to + undecided] = (sums[to + undecided] as number) + (ofContents[from + undecided] as number);
        sums[to + undecidedBytes] =
          (sums[to + undecidedBytes] as number) + (ofContents[from + undecidedBytes] as number);
        putKeeper(sums, to + keeperBytes, ofContents[from + keeperBytes] as number);
      }
      takeTotal(sums, numbers, totals[place] as GroupTally);
    }
  }
  return totals;
}

/** Adds every capture to the sums of its number; returns the numbers there are, each once. */
function sumCaptures(
  columns: CaptureColumns,
  part: Part,
  sums: Float64Array,
  numberOf: (capture: number) => number,
): Uint32Array {
  const { flags, bytes } = columns;
  const numbers = new Uint32Array(columns.end);
  let count = 0;
  forEachShown(columns, part, (capture) => {
    const number = numberOf(capture);
    const at = number * stride;
    if (sums[at] === 0) {
      numbers[count] = number;
      count += 1;
    }
    sums[at] = (sums[at] as number) + 1;
    const flag = flags[capture] as number;
    if ((flag & isUnreviewed) !== 0) {
      const size = bytes[capture] as number;
      sums[at + undecided] = (sums[at + undecided] as number) + 1;
      sums[at + undecidedBytes] = (sums[at + undecidedBytes] as number) + size;
      putKeeper(sums, at + keeperBytes, size);
    } else if ((flag & isKept) !== 0) sums[at + keeperBytes] = hasKept;
  });
  return numbers.subarray(0, count);
}

function putKeeper(sums: Float64Array, at: number, bytes: number): void {
  const known = sums[at] as number;
  if (bytes === hasKept || (known !== hasKept && bytes > known)) sums[at] = bytes;
}

/** Takes the sums of those that may be in a group out into an array of their own, and empties the others. */
function moveOut(sums: Float64Array, all: Uint32Array, groups: PictureGroups) {
  const contents = new Uint32Array(all.length);
  const ofContents = new Float64Array(all.length * stride);
  let count = 0;
  for (const content of all) {
    const at = content * stride;
    if ((sums[at] as number) > 1 || groups.grouping.hasJoined(content)) {
      contents[count] = content;
      for (let each = 0; each < stride; each += 1) ofContents[count * stride + each] = sums[at + each] as number;
      count += 1;
    }
    sums.fill(0, at, at + stride);
  }
  return { contents: contents.subarray(0, count), ofContents };
}

/** Counts the groups among the sums, and empties these. */
function takeTotal(sums: Float64Array, numbers: Uint32Array, total: GroupTally): void {
  for (let place = 0; place < numbers.length; place += 1) {
    const at = (numbers[place] as number) * stride;
    const shown = sums[at] as number;
    if (shown === 0) continue;
    const pending = sums[at + undecided] as number;
    if (shown > 1 && pending > 0) {
      total.groups += 1;
      total.captures += pending;
      total.bytes += (sums[at + undecidedBytes] as number) - Math.max(0, sums[at + keeperBytes] as number);
    }
    sums[at] = 0;
    sums[at + undecided] = 0;
    sums[at + undecidedBytes] = 0;
    sums[at + keeperBytes] = 0;
  }
}
