import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';
import { sizeWords } from '../review/review-words.ts';

interface NoRoom {
  readonly cause: unknown;
  readonly missingBytes?: number | undefined;
  /** What to do when there is room; one thing only, so that nobody has to choose. */
  readonly nextStep?: string;
}

/** A full disk where something is made, with how much room is missing where that is known. */
export function noRoom(
  what: string,
  path: string,
  { cause, missingBytes, nextStep = 'let the job go on' }: NoRoom,
): AppError {
  const missing = missingBytes === undefined ? '' : `: about ${sizeWords(missingBytes)} more are needed`;
  return new AppError(
    'DISK_FULL',
    `There is no room left for ${what} at ${path}${missing}. Free some space, and ${nextStep}.`,
    { cause, details: { path, ...(missingBytes === undefined ? {} : { missingBytes }) } },
  );
}

/** Whether it is this disk that is full, and not the one that holds the library. */
export function isNoRoomAt(error: unknown, path: string): error is AppError {
  return isAppError(error) && error.code === 'DISK_FULL' && error.details.path === path;
}

/** By how much so many bytes are too many for the disk of a path; undefined where that cannot be told. */
export async function missingBytesAt(path: string, bytes: number): Promise<number | undefined> {
  // What is not there yet will be made on the disk of its folder.
  const disk = await statfs(path)
    .catch(() => statfs(dirname(path)))
    .catch(() => undefined);
  // Some file systems of networks say nothing.
  if (!disk || disk.blocks === 0) return undefined;
  const missing = bytes - disk.bavail * disk.bsize;
  return missing > 0 ? missing : undefined;
}
