import { millisecondsPerDay } from '../local-time.ts';
import { isPlausible, type ReadTime, wallTime } from './wall-time.ts';

/**
 * The day or the month that the folders of a file name, nearest last: `2024/03/01`, `2024-03-01 Garden`, `20240301`,
 * `2024/03`. The nearest wins; a year alone says too little. `now` is UTC ms. Never throws.
 */
export function timeInFolders(folders: readonly string[], now: number): ReadTime | undefined {
  const near = folders.slice(-maxFolders).map((folder) => folder.slice(0, maxFolderLength).normalize('NFC'));
  for (let end = near.length; end > 0; end--) {
    for (let count = 1; count <= Math.min(3, end); count++) {
      const read = readPath(near.slice(end - count, end).join('/'), now);
      if (read) return read;
    }
  }
  return undefined;
}

const maxFolders = 32;
const maxFolderLength = 300;

const day = /^(?<year>\d{4})(?<s>[-_. /]?)(?<month>\d{2})\k<s>(?<day>\d{2})(?![\d])/u;
const month = /^(?<year>\d{4})(?<s>[-_/])(?<month>\d{2})(?![\d]|\k<s>\d)/u;

function readPath(path: string, now: number): ReadTime | undefined {
  const asDay = day.exec(path);
  if (asDay) return read(asDay[0], asDay.groups as Record<string, string>, now);
  const asMonth = month.exec(path);
  return asMonth ? read(asMonth[0], asMonth.groups as Record<string, string>, now) : undefined;
}

function read(text: string, parts: Record<string, string>, now: number): ReadTime | undefined {
  const [year, month] = [Number(parts.year), Number(parts.month)];
  const wall = wallTime({ year, month, day: parts.day ?? 1 });
  if (!wall || !isPlausible(wall.atMs, now)) return undefined;
  const days = parts.day === undefined ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 1;
  return { atMs: wall.atMs, says: 'wall', precisionMs: days * millisecondsPerDay, ambiguous: false, text };
}
