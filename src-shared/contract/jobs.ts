import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { errorCodes } from '../domain/app-error.ts';
import { jobCaptureStatuses, jobStatuses, jobTypes } from '../domain/vocabulary.ts';
import { cursor, id, instantMs, procedure, published } from './base.ts';
import { captureSchema } from './captures.ts';

/** One piece of background work. It survives a restart and goes on where it was. */
export const jobSchema = z.object({
  id,
  type: z.enum(jobTypes),
  /** What it does, in a few words for a person, such as “Find duplicates of 2026-03-01”. */
  title: z.string(),
  status: z.enum(jobStatuses),
  progressCurrent: z.number().int(),
  /** Null while it is not known how much there is to do. */
  progressTotal: z.number().int().nullable(),
  /** What it was asked to do. */
  payload: z.record(z.string(), z.unknown()),
  /** What it found or did, as counts; null until it ended well. */
  result: z.record(z.string(), z.unknown()).nullable(),
  createdAt: instantMs,
  /** When its latest attempt began. */
  startedAt: instantMs.nullable(),
  completedAt: instantMs.nullable(),
  /** What kind of failure `errorMessage` tells of; null where it is of no known kind. */
  errorCode: z.enum(errorCodes).nullable(),
  errorMessage: z.string().nullable(),
  /** How often it was tried again after a failure. */
  retryCount: z.number().int(),
  /** When the next attempt is due, after a failure. */
  notBefore: instantMs.nullable(),
  /** True from the moment somebody cancelled it until it has stopped. */
  cancelling: z.boolean(),
  failedItems: z.number().int(),
  /** Items a second of late, and seconds left at that rate; null while not running or not known. */
  itemsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobItemSchema = z.object({
  captureId: id,
  status: z.enum(jobCaptureStatuses),
  errorMessage: z.string().nullable(),
  capture: captureSchema.nullable(),
});
export type JobItem = z.infer<typeof jobItemSchema>;

export const jobsContract = {
  /** Newest first. */
  list: published('GET', '/jobs', { scope: 'captures:text', tag: 'Jobs', summary: 'List jobs, newest first' })
    .input(
      z.object({
        status: z.enum(jobStatuses).optional(),
        type: z.enum(jobTypes).optional(),
        cursor: cursor.optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ items: z.array(jobSchema), nextCursor: cursor.nullable() })),
  get: published('GET', '/jobs/{id}', { scope: 'captures:text', tag: 'Jobs', summary: 'One job' })
    .input(z.object({ id }))
    .output(jobSchema),
  /** The captures a job noted something about, in the order of their ids. */
  items: published('GET', '/jobs/{id}/items', {
    scope: 'captures:text',
    tag: 'Jobs',
    summary: 'What a job noted about captures',
  })
    .input(
      z.object({
        id,
        status: z.enum(jobCaptureStatuses).optional(),
        cursor: cursor.optional(),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ items: z.array(jobItemSchema), nextCursor: cursor.nullable() })),
  /** Refused with `CONFLICT` for a job that has ended. */
  cancel: published('POST', '/jobs/{id}/cancel', { scope: 'admin', tag: 'Jobs', summary: 'Cancel a job' })
    .input(z.object({ id }))
    .output(jobSchema),
  /** Begins a failed or cancelled job again where it was; what is done is not done twice. */
  retry: published('POST', '/jobs/{id}/retry', { scope: 'admin', tag: 'Jobs', summary: 'Try a job again' })
    .input(z.object({ id }))
    .output(jobSchema),
  /** The job now, and whenever it changes, until it has ended. */
  watch: procedure.input(z.object({ id })).output(eventIterator(jobSchema)),
};
