import { type ErrorCode, isAppError } from '../../src-shared/domain/app-error.ts';
import type { JobRecord, JobSetback } from '../ports/job-repository.ts';

/** A job is tried again this often without getting any further; then it has failed. */
export const mostRetries = 5;
export const firstDelayMs = 5_000;
export const longestDelayMs = 10 * 60_000;

/** Trying again would end the same way. */
const lastingCodes: ReadonlySet<ErrorCode> = new Set(['BAD_INPUT', 'NOT_FOUND', 'CONFLICT', 'UNSUPPORTED']);

/** Whether another attempt would end with the same error; `lasting` are the codes that a handler names. */
export function isLasting(error: unknown, lasting: readonly ErrorCode[] = []): boolean {
  return isAppError(error) && (lastingCodes.has(error.code) || lasting.includes(error.code));
}

/** How long to wait before the so-many-th retry: 5 s, doubled each time, ten minutes at most. */
export function delayBefore(retry: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (retry - 1));
}

/** What becomes of a job whose handler threw. `lasting` are codes after which this handler wants no other attempt either. */
export function afterFailure(
  job: Pick<JobRecord, 'retryCount'>,
  error: unknown,
  now: number,
  lasting: readonly ErrorCode[] = [],
): JobSetback {
  const errorMessage = messageOf(error);
  const errorCode = isAppError(error) ? error.code : null;
  const retryCount = job.retryCount + 1;
  if (isLasting(error, lasting) || retryCount > mostRetries) return { status: 'failed', errorCode, errorMessage };
  return { status: 'pending', retryCount, notBefore: now + delayBefore(retryCount), errorCode, errorMessage };
}

/**
 * What becomes of a job whose process ended without a word. The first two times it goes on at once: a power cut is no
 * fault of the job. A job that takes its process down each time is held back, and fails in the end.
 */
export function afterLostProcess(
  job: Pick<JobRecord, 'retryCount' | 'errorCode' | 'errorMessage' | 'cancelRequestedAt'>,
  now: number,
): JobSetback {
  const { errorCode, errorMessage } = job;
  if (job.cancelRequestedAt !== null) return { status: 'cancelled', errorCode, errorMessage };
  const retryCount = job.retryCount + 1;
  if (retryCount > mostRetries) {
    return {
      status: 'failed',
      errorCode: null,
      errorMessage: `Afterimage ended ${retryCount} times while it worked on this job, without getting any further.`,
    };
  }
  const notBefore = retryCount <= 2 ? null : now + delayBefore(retryCount - 2);
  return { status: 'pending', retryCount, notBefore, errorCode, errorMessage };
}

/** The whole message with those of its causes: it is shown where a person asks why a job failed. */
export function messageOf(error: unknown): string {
  const parts: string[] = [];
  for (let each: unknown = error; each !== undefined && each !== null && parts.length < 5; ) {
    const message = each instanceof Error ? each.message : String(each);
    if (message !== '' && !parts.includes(message)) parts.push(message);
    each = each instanceof Error ? each.cause : undefined;
  }
  return parts.join(' Because: ') || 'It failed without saying why.';
}
