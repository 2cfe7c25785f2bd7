import { AppError, isAppError } from '../../../src-shared/domain/app-error.ts';

/** The system's code of a failed file operation (`ENOENT`, …); undefined for anything else. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Turns a failed file operation in the library into an error a person can act on. */
export function toFileError(error: unknown, libraryPath: string): unknown {
  if (isAppError(error)) return error;
  switch (systemCodeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('DISK_FULL', 'The disk that holds the library is full. Free some space and try again.', {
        cause: error,
      });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new AppError(
        'LIBRARY_READ_ONLY',
        'The library can only be read. Make its folder writable, or choose another one.',
        { cause: error },
      );
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new AppError(
        'BAD_INPUT',
        'The path of the library is too long, or leads in a circle. Choose another one.',
        {
          cause: error,
        },
      );
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ESTALE':
    case 'ENODEV':
    case 'ENOTCONN':
      return libraryMissing(libraryPath, error);
    default:
      return error;
  }
}

/** The library is not where it was, as when its drive is unplugged. */
export function libraryMissing(libraryPath: string, cause?: unknown): AppError {
  return new AppError(
    'LIBRARY_MISSING',
    `There is no library at ${libraryPath}. Connect its drive and try again, or choose another folder.`,
    { cause, details: { path: libraryPath } },
  );
}
