import { inspect } from 'node:util';
import { ORPCError, ValidationError } from '@orpc/server';
import { errorStatusByCode, isAppError } from '../../src-shared/domain/app-error.ts';
import { plainLines } from '../../src-shared/domain/plain-text.ts';
import { complaintSentence } from '../../src-shared/domain/validator-sentences.ts';

/** Writes what a person need not see: the cause and the stack of an unexpected error. */
export type ReportProblem = (summary: string, error: unknown) => void;

/** Reports to the process's standard error output. What a terminal would obey is written out: a message may quote anything. */
export const reportToStandardError: ReportProblem = (summary, error) => {
  console.error(plainLines(`${summary}: ${inspect(error)}`));
};

const internalSentence = 'Something went wrong inside Afterimage. The details are in its log.';

function isTyped(error: ORPCError<string, unknown>): boolean {
  return error.code in errorStatusByCode;
}

/**
 * Turns whatever was thrown into one of the contract's typed errors. Only the code, the sentence and the details
 * leave the process; everything unexpected is reported and becomes `INTERNAL`.
 */
export function toTypedError(error: unknown, procedure: string, report: ReportProblem): ORPCError<string, unknown> {
  // Looked at first: one of ours has a code of ours too, and already has all it needs.
  if (error instanceof ORPCError) {
    if (isTyped(error)) return error;
    if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
      return typedError('BAD_INPUT', complaintSentence(error.cause.issues));
    }
    if (error.status < 500) return typedError('BAD_INPUT', error.message);
  }
  if (isAppError(error)) {
    if (error.code === 'INTERNAL') report(`${procedure} failed`, error);
    return new ORPCError(error.code, {
      defined: true,
      status: errorStatusByCode[error.code],
      message: error.message,
      data: { ...error.details },
    });
  }
  report(`${procedure} failed`, error);
  return typedError('INTERNAL', internalSentence);
}

function typedError(code: 'BAD_INPUT' | 'INTERNAL', message: string): ORPCError<string, unknown> {
  return new ORPCError(code, { defined: true, status: errorStatusByCode[code], message, data: {} });
}
