import { z } from 'zod';
import { decisionTypes } from '../domain/vocabulary.ts';
import { cursor, id, instantMs, published, zoneOffset } from './base.ts';
import { duplicateViewSchema } from './duplicates.ts';

/** What a person can say of one picture. The `_duplicate` ones are said in a review of duplicates. */
export const verdicts = ['keep', 'discard', 'keep_duplicate', 'discard_duplicate'] as const;
export type Verdict = (typeof verdicts)[number];

/** What was done in one go, and can be undone in one go. */
export const decisionBatchSchema = z.object({
  id,
  /** In words, such as “Discarded 3 pictures, kept 1”. */
  summary: z.string(),
  decisions: z.number().int(),
  /** Bytes that went to the trash. */
  bytes: z.number().int(),
  decidedAt: instantMs,
  undoneAt: instantMs.nullable(),
});
export type DecisionBatch = z.infer<typeof decisionBatchSchema>;

export const decisionSchema = z.object({
  id,
  captureId: id,
  type: z.enum(decisionTypes),
  /** JSON: the tag, the time, the group it was decided in; null where the type says it all. */
  value: z.string().nullable(),
  decidedAt: instantMs,
  undoneAt: instantMs.nullable(),
  batchId: id.nullable(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** 1 to 64 characters, one line, trimmed. */
export const tag = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'A tag is one line of text.');

export const bulkActions = ['discard_others', 'keep_all'] as const;
export type BulkAction = (typeof bulkActions)[number];

const bulkQuery = duplicateViewSchema.extend({
  action: z.enum(bulkActions),
  /** Only this group: a very large one has more members than it is sent with. */
  groupId: z.string().max(100).optional(),
  /** With `groupId`: the member that stays instead of the suggested one. */
  keepId: id.optional(),
});

export const bulkPreviewSchema = z.object({
  groups: z.number().int(),
  discarded: z.number().int(),
  kept: z.number().int(),
  /** What the discarded ones take on the disk. */
  bytes: z.number().int(),
});
export type BulkPreview = z.infer<typeof bulkPreviewSchema>;

const fewIds = z.array(id).min(1).max(1000);

export const reviewContract = {
  /**
   * All or nothing. Throws `NOT_FOUND` for an id that is not there, `CONFLICT` for a picture in the trash or one that
   * is decided so already (also by another window, a moment ago).
   */
  decide: published('POST', '/decisions', { scope: 'decide', tag: 'Review', summary: 'Decide about captures' })
    .input(
      z.object({
        decisions: z
          .array(z.object({ captureId: id, verdict: z.enum(verdicts) }))
          .min(1)
          .max(1000),
        /** The group it was said in. */
        groupId: z.string().max(100).optional(),
      }),
    )
    .output(decisionBatchSchema),
  /** Puts one picture into the trash; undo takes it out. Throws `NOT_FOUND`, or `CONFLICT` for one that is there. */
  discard: published('DELETE', '/captures/{id}', {
    scope: 'decide',
    tag: 'Captures',
    summary: 'Put a capture into the trash',
  })
    .input(z.object({ id }))
    .output(decisionBatchSchema),
  bulkPreview: published('POST', '/decisions/bulk/preview', {
    scope: 'decide',
    tag: 'Review',
    summary: 'What a bulk decision would do',
  })
    .input(bulkQuery)
    .output(bulkPreviewSchema),
  /** Throws `CONFLICT` where it would do something else than the preview said. */
  bulk: published('POST', '/decisions/bulk', { scope: 'decide', tag: 'Review', summary: 'Decide about many groups' })
    .input(bulkQuery.extend({ expected: bulkPreviewSchema }))
    .output(decisionBatchSchema),
  /** Takes back the last batch that is not undone, or the one named. Throws `CONFLICT` where it cannot be. */
  undo: published('POST', '/decisions/undo', { scope: 'decide', tag: 'Review', summary: 'Take a decision back' })
    .input(z.object({ batchId: id.optional() }))
    .output(decisionBatchSchema),
  /** Newest first. */
  history: published('GET', '/decisions', {
    scope: 'captures:text',
    tag: 'Review',
    summary: 'What was decided, newest first',
  })
    .input(z.object({ cursor: cursor.optional(), limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.object({ items: z.array(decisionBatchSchema), nextCursor: cursor.nullable() })),
  /** What was decided about one picture, newest first, and its tags. */
  ofCapture: published('GET', '/captures/{id}/decisions', {
    scope: 'captures:text',
    tag: 'Review',
    summary: 'What was decided about one capture',
  })
    .input(z.object({ id }))
    .output(z.object({ decisions: z.array(decisionSchema), tags: z.array(z.string()) })),
  tags: published('GET', '/tags', { scope: 'captures:text', tag: 'Review', summary: 'All tags' }).output(
    z.object({ tags: z.array(z.object({ tag: z.string(), captures: z.number().int() })) }),
  ),
  /** Gives the pictures this tag, or takes it away. */
  tag: published('POST', '/tags', { scope: 'decide', tag: 'Review', summary: 'Give captures a tag, or take it away' })
    .input(z.object({ captureIds: fewIds, tag, assigned: z.boolean() }))
    .output(decisionBatchSchema),
  /** Says when a picture was really taken; its file moves to that day. */
  overrideTime: published('PUT', '/captures/{captureId}/time', {
    scope: 'decide',
    tag: 'Review',
    summary: 'Say when a picture was really taken',
  })
    .input(z.object({ captureId: id, capturedAt: instantMs, utcOffsetMinutes: zoneOffset }))
    .output(decisionBatchSchema),
};
