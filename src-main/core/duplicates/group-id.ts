import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/domain/app-error.ts';
import type { CaptureColumns } from './capture-columns.ts';
import { groupLevels, type PictureGroups } from './picture-groups.ts';

/** Every display. */
export const anyDisplay = -1;

const pattern = /^(\d{1,4})\.(\d{1,9}|f[0-9a-f]{32})(?:\.d([0-9a-f]{12}))?$/;

/**
 * The name of a group for the outside: its level, the name it has there, and its display where each display is apart.
 * It stays the same over restarts, for as long as the library is not scanned from the beginning.
 */
export function groupId(
  columns: CaptureColumns,
  groups: PictureGroups,
  level: number,
  { number, display }: { readonly number: number; readonly display: number },
): string {
  const id = `${level}.${groups.nameOf(level, number)}`;
  return display === anyDisplay ? id : `${id}.d${displayToken(columns.displays[display] ?? '')}`;
}

/** Throws `BAD_INPUT` for what `groupId` never made, `NOT_FOUND` for a group that cannot be there. */
export function findGroup(
  columns: CaptureColumns,
  groups: PictureGroups,
  id: string,
): { level: number; number: number; display: number } {
  const match = pattern.exec(id);
  const level = Number(match?.[1]);
  const name = match?.[2];
  if (name === undefined || !(groupLevels as readonly number[]).includes(level)) {
    throw new AppError('BAD_INPUT', 'This is not the name of a group. Take it from the list of groups.', {
      details: { id: id.slice(0, 100) },
    });
  }
  const number = groups.findNumber(level, name);
  const token = match?.[3];
  const display =
    token === undefined ? anyDisplay : columns.displays.findIndex((displayId) => displayToken(displayId) === token);
  if (number === undefined || (token !== undefined && display < 0)) throw groupIsGone();
  return { level, number, display };
}

export function groupIsGone(): AppError {
  return new AppError('NOT_FOUND', 'This group is not there any more. Look at the list of groups again.');
}

const tokens = new Map<string, string>();

/** Ids of displays may be long and hold anything. */
function displayToken(displayId: string): string {
  let token = tokens.get(displayId);
  if (token === undefined) {
    token = createHash('sha256').update(displayId).digest('hex').slice(0, 12);
    tokens.set(displayId, token);
  }
  return token;
}
