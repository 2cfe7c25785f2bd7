import type { LibraryOffer, LibraryStatus } from '../../src-shared/contract/library.ts';
import { type ErrorCode, isAppError } from '../../src-shared/domain/app-error.ts';

export type LibraryProblem = NonNullable<LibraryStatus['problem']>;

/** What a person can do about each reason for which a library does not open. */
const offersByCode: Partial<Record<ErrorCode, readonly LibraryOffer[]>> = {
  LIBRARY_MISSING: ['retry', 'choose_folder'],
  LIBRARY_NOT_EMPTY: ['choose_folder'],
  LIBRARY_READ_ONLY: ['retry', 'choose_folder'],
  DATABASE_CORRUPT: ['restore_backup', 'retry', 'run_doctor', 'choose_folder'],
  DATABASE_TOO_NEW: ['update_app', 'choose_folder'],
  DATABASE_UNAVAILABLE: ['retry', 'restore_backup', 'run_doctor', 'choose_folder'],
  DISK_FULL: ['free_space', 'retry', 'choose_folder'],
};

/** The problem as the window shows it. Restoring is offered only where there is a backup. */
export function libraryProblemOf(error: unknown, backupCount: number): LibraryProblem {
  const code = isAppError(error) ? error.code : 'INTERNAL';
  const message = isAppError(error)
    ? error.message
    : 'The library could not be opened for a reason that was not foreseen. The details are in the log.';
  const offers = offersByCode[code] ?? ['retry', 'choose_folder'];
  return { code, message, offers: offers.filter((offer) => offer !== 'restore_backup' || backupCount > 0) };
}
