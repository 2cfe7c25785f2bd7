/** Every error code a person or program can meet, with the HTTP status it travels under. Codes never change meaning. */
export const errorStatusByCode = {
  BAD_INPUT: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  CONSENT_REQUIRED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  LIBRARY_BUSY: 409,
  LIBRARY_MISSING: 503,
  LIBRARY_NOT_EMPTY: 409,
  LIBRARY_READ_ONLY: 503,
  LIBRARY_UNAVAILABLE: 503,
  DATABASE_CORRUPT: 503,
  DATABASE_TOO_NEW: 503,
  DATABASE_UNAVAILABLE: 503,
  DISK_FULL: 507,
  FILE_MISSING: 404,
  FILE_UNREADABLE: 500,
  FRAME_REFUSED: 500,
  NO_DISPLAY: 503,
  PERMISSION_DENIED: 403,
  PORT_TAKEN: 409,
  SOURCE_UNAVAILABLE: 503,
  UNSUPPORTED: 501,
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof errorStatusByCode;

/** All of them, as a list. */
export const errorCodes = Object.keys(errorStatusByCode) as [ErrorCode, ...ErrorCode[]];

/**
 * An error that may be shown to a person: a stable code and one sentence that says what to do.
 * `cause` and the stack stay in the log.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, string | number | boolean | null> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** True for an `AppError`, also one made by another copy of this module (a worker, a bundle). */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code in errorStatusByCode;
}
