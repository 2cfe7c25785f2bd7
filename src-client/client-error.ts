import { ORPCError } from '@orpc/client';
import type { ErrorCode } from '../src-shared/domain/app-error.ts';

/** A code of Afterimage, or `UNREACHABLE` where none answers. Codes never change their meaning. */
export type ClientErrorCode = ErrorCode | 'UNREACHABLE';

/** What went wrong, with a sentence for a person. */
export class AfterimageError extends Error {
  readonly code: ClientErrorCode;
  /** What the error is about, by name. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ClientErrorCode,
    message: string,
    { details = {}, cause }: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'AfterimageError';
    this.code = code;
    this.details = details;
  }
}

/** Whatever a call threw, as an error of this package. An aborted call stays what it is. */
export function toClientError(error: unknown, address?: string): unknown {
  if (error instanceof AfterimageError || isAbort(error)) return error;
  if (error instanceof ORPCError) {
    const { code, message, data, cause } = error as ORPCError<ErrorCode, Record<string, unknown>>;
    return new AfterimageError(code, message, { details: data ?? {}, cause });
  }
  const sentence = `No Afterimage answers at ${address ?? 'its address'}. Start it, and switch its API on in the settings.`;
  return new AfterimageError('UNREACHABLE', sentence, { cause: error });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
