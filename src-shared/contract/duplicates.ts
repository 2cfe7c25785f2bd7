import { z } from 'zod';
import { groupKinds } from '../domain/similarity.ts';
import { matchTypes } from '../domain/vocabulary.ts';
import { cursor, day, id, published } from './base.ts';
import { captureSchema } from './captures.ts';
import { jobSchema } from './jobs.ts';

/** Any number from 0.9 to 1; it is taken as the next stricter setting of `similarityThresholds`. */
export const threshold = z.number().min(0.9).max(1);

/**
 * Which captures are looked at together. Without a day or range: the whole library, which is why one that is misspelt is
 * refused here, and in all that has a scope.
 */
export const duplicateScopeSchema = z.strictObject({
  day: day.optional(),
  /** First and last day, both inclusive. */
  from: day.optional(),
  to: day.optional(),
  displayId: z.string().max(200).optional(),
  /** `each` never puts pictures of two displays into one group. */
  displays: z.enum(['each', 'across']).default('across'),
});
export type DuplicateScope = z.infer<typeof duplicateScopeSchema>;

export const duplicateViewSchema = z.strictObject({
  kind: z.enum(groupKinds).default('similar'),
  /** Not used for scrolled groups. */
  threshold: threshold.default(0.97),
  scope: duplicateScopeSchema.default({ displays: 'across' }),
});
export type DuplicateView = z.infer<typeof duplicateViewSchema>;

export const duplicateMemberSchema = z.object({
  capture: captureSchema,
  tags: z.array(z.string()),
  matchType: z.enum(matchTypes),
  /** The share of the picture that is the same as in the reference; 1 for the reference itself. */
  similarity: z.number(),
  /** How far this picture is scrolled against the reference, in its own pixels, downwards positive; null if it is not. */
  scrolledPixels: z.number().int().nullable(),
  /** Why it counts as a duplicate, in one sentence. */
  reason: z.string(),
  /** True while nobody has decided about it. */
  pending: z.boolean(),
});
export type DuplicateMember = z.infer<typeof duplicateMemberSchema>;

export const duplicateGroupSchema = z.object({
  /** Names the group at this threshold and in this scope. */
  id: z.string().max(100),
  kind: z.enum(groupKinds),
  threshold: z.number(),
  /** The suggested keeper. */
  reference: duplicateMemberSchema,
  /** Why that one, in one sentence. */
  keeperReason: z.string(),
  /** The others, most similar first; at most `membersPerGroup` of them. */
  others: z.array(duplicateMemberSchema),
  /** All of them, with the reference. */
  memberCount: z.number().int(),
  pendingCount: z.number().int(),
  /** What discarding all pending ones but the reference frees. */
  bytes: z.number().int(),
});
export type DuplicateGroup = z.infer<typeof duplicateGroupSchema>;

/** Members that a group is sent with; very large groups of equal pictures have more. */
export const membersPerGroup = 200;

export const groupCountSchema = z.object({
  threshold: z.number(),
  groups: z.number().int(),
  /** Captures in these groups that nobody has decided about. */
  captures: z.number().int(),
  /** What discarding them all but the suggested keepers frees, about. */
  bytes: z.number().int(),
});

export const duplicateCountsSchema = z.object({
  /** One for each setting, strictest first. */
  settings: z.array(groupCountSchema),
  scrolled: groupCountSchema,
  /** Captures of the scope without a signature yet, and with one that was not compared yet. */
  unsigned: z.number().int(),
  unmatched: z.number().int(),
});
export type DuplicateCounts = z.infer<typeof duplicateCountsSchema>;

/** Where two pictures differ, tile by tile. */
export const comparisonSchema = z.object({
  referenceId: id,
  candidateId: id,
  matchType: z.enum(matchTypes),
  similarity: z.number(),
  columns: z.number().int(),
  rows: z.number().int(),
  /** Tiles of the candidate that are not in the reference: `row * columns + column`, row 0 on top. */
  changedTiles: z.array(z.number().int()),
  scrolledPixels: z.number().int().nullable(),
  reason: z.string(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const duplicatesContract = {
  /** How many groups each setting gives, counting only groups with something left to decide. */
  counts: published('GET', '/duplicates/counts', {
    scope: 'captures:text',
    tag: 'Duplicates',
    summary: 'How many groups each threshold gives',
  })
    .input(z.strictObject({ scope: duplicateScopeSchema.optional() }))
    .output(duplicateCountsSchema),
  /** Groups with something left to decide (or all), in the order of time. */
  groups: published('GET', '/duplicates/groups', {
    scope: 'captures:text',
    tag: 'Duplicates',
    summary: 'List groups of duplicates',
  })
    .input(
      duplicateViewSchema.extend({
        pendingOnly: z.boolean().default(true),
        cursor: cursor.optional(),
        limit: z.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.object({ items: z.array(duplicateGroupSchema), nextCursor: cursor.nullable(), threshold: z.number() })),
  /** One group as it is now, also a decided one. */
  group: published('GET', '/duplicates/groups/{id}', {
    scope: 'captures:text',
    tag: 'Duplicates',
    summary: 'One group of duplicates',
  })
    .input(duplicateViewSchema.extend({ id: z.string().max(100) }))
    .output(duplicateGroupSchema),
  compare: published('GET', '/duplicates/compare', {
    scope: 'captures:text',
    tag: 'Duplicates',
    summary: 'Compare two captures',
  })
    .input(z.object({ referenceId: id, candidateId: id }))
    .output(comparisonSchema),
  /** Compares what was not compared yet with the whole library; `again` forgets all groups first. Decisions stay. */
  scan: published('POST', '/duplicates/scan', {
    scope: 'admin',
    tag: 'Duplicates',
    summary: 'Start a scan for duplicates',
  })
    .input(
      z.strictObject({
        threshold: threshold.optional(),
        day: day.optional(),
        from: day.optional(),
        to: day.optional(),
        again: z.boolean().default(false),
      }),
    )
    .output(jobSchema),
  /** Makes the signatures that are missing, by reading the files. */
  process: published('POST', '/duplicates/process', {
    scope: 'admin',
    tag: 'Duplicates',
    summary: 'Make missing signatures',
  }).output(jobSchema),
};
