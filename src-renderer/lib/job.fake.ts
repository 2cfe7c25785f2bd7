import type { Job } from '../../src-shared/contract/jobs.ts';

let made = 0;

/** A job for tests. */
export function aJob(rest: Partial<Job> = {}): Job {
  made += 1;
  return {
    id: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    type: 'scan_duplicates',
    title: 'Find duplicates',
    status: 'completed',
    progressCurrent: 0,
    progressTotal: 100,
    payload: {},
    result: null,
    createdAt: made,
    startedAt: null,
    completedAt: null,
    errorCode: null,
    errorMessage: null,
    retryCount: 0,
    notBefore: null,
    cancelling: false,
    failedItems: 0,
    itemsPerSecond: null,
    secondsLeft: null,
    ...rest,
  };
}
