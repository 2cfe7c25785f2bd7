import { ORPCError } from '@orpc/client';

/** What went wrong, for a person: a stable code and one sentence. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/**
 * Reads an error of a call. Typed errors of the core carry their own sentence; anything else (no connection, a bug) gets
 * a general one, because a stack trace helps nobody in a window.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) return { code: String(error.code), message: error.message };
  if (error instanceof TypeError) {
    return { code: 'NO_CONNECTION', message: 'Afterimage does not answer. It may have been closed.' };
  }
  if (error instanceof Error && error.message) return { code: 'INTERNAL', message: error.message };
  return { code: 'INTERNAL', message: 'Something went wrong.' };
}

/** True where asking again cannot help: the core answered, and said no. */
export function isFinal(error: unknown): boolean {
  return error instanceof ORPCError && error.code !== 'INTERNAL';
}
