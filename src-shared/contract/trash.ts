import { z } from 'zod';
import { cursor, id, instantMs, published } from './base.ts';
import { captureSchema } from './captures.ts';
import { jobSchema } from './jobs.ts';
import { decisionBatchSchema } from './review.ts';

export const trashedCaptureSchema = captureSchema.extend({
  /** When it is deleted for good; null where the trash is never emptied by itself. */
  purgesAt: instantMs.nullable(),
});
export type TrashedCapture = z.infer<typeof trashedCaptureSchema>;

export const trashSummarySchema = z.object({
  captures: z.number().int(),
  bytes: z.number().int(),
  retentionDays: z.number().int(),
  nextPurgeAt: instantMs.nullable(),
});
export type TrashSummary = z.infer<typeof trashSummarySchema>;

export const trashContract = {
  summary: published('GET', '/trash/summary', {
    scope: 'captures:text',
    tag: 'Review',
    summary: 'How much the trash holds',
  }).output(trashSummarySchema),
  /** Discarded last first. */
  list: published('GET', '/trash', { scope: 'captures:text', tag: 'Review', summary: 'What is in the trash' })
    .input(z.object({ cursor: cursor.optional(), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.object({ items: z.array(trashedCaptureSchema), nextCursor: cursor.nullable() })),
  /** Puts pictures back where they were and keeps them. Throws `NOT_FOUND`, or `CONFLICT` for one not in the trash. */
  restore: published('POST', '/trash/restore', {
    scope: 'decide',
    tag: 'Review',
    summary: 'Take captures out of the trash',
  })
    .input(z.object({ captureIds: z.array(id).min(1).max(1000) }))
    .output(decisionBatchSchema),
  /** Deletes what is in the trash for good. Throws `CONFLICT` where it holds something else than was confirmed. */
  empty: published('POST', '/trash/empty', {
    scope: 'admin',
    tag: 'Review',
    summary: 'Delete what is in the trash for good',
  })
    .input(z.object({ expected: z.object({ captures: z.number().int(), bytes: z.number().int() }) }))
    .output(jobSchema),
};
