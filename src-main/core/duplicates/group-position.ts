import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { CaptureColumns } from './capture-columns.ts';
import { groupId } from './group-id.ts';
import type { GroupList } from './group-view.ts';
import type { PictureGroups } from './picture-groups.ts';

/** The place of a group in its list, by time and name: it holds when groups before it come and go. */
export function positionAt(
  columns: CaptureColumns,
  groups: PictureGroups,
  level: number,
  list: GroupList,
  place: number,
): string {
  return Buffer.from(`${list.times[place] ?? 0}|${idAt(columns, groups, level, list, place)}`).toString('base64url');
}

/** The first place behind a position. Throws `BAD_INPUT` for anything that `positionAt` did not make. */
export function placeAfter(
  columns: CaptureColumns,
  groups: PictureGroups,
  level: number,
  list: GroupList,
  position: string,
): number {
  const match = /^(-?\d{1,16})\|([\w.]{1,100})$/.exec(Buffer.from(position, 'base64url').toString('latin1'));
  const time = Number(match?.[1]);
  const id = match?.[2];
  if (id === undefined || !Number.isSafeInteger(time)) {
    throw new AppError('BAD_INPUT', 'The position in the list is not valid. Start again from the first page.');
  }
  let low = 0;
  let high = list.numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const difference = (list.times[middle] ?? 0) - time;
    const isBehind = difference > 0 || (difference === 0 && idAt(columns, groups, level, list, middle) > id);
    if (isBehind) high = middle;
    else low = middle + 1;
  }
  return low;
}

function idAt(columns: CaptureColumns, groups: PictureGroups, level: number, list: GroupList, place: number): string {
  return groupId(columns, groups, level, { number: list.numbers[place] ?? 0, display: list.displays[place] ?? 0 });
}
