import { z } from 'zod';

const count = z.number().int().min(0).default(0);

/** How far an export of pictures has come, as its job keeps it between two attempts. */
export const copyStateSchema = z.object({
  /** Captures that have their place, and where the next ones begin; `next` is null when all have. */
  planned: count,
  /** How much room the planned files take; 0 where an older version has planned them. */
  plannedBytes: count,
  next: z.string().nullable().default(''),
  /** When it was fixed; null before. */
  fixedAt: z.number().nullable().default(null),
  /** True once it may have made something. */
  begun: z.boolean().default(false),
  /** The last of the plan that was done. */
  done: count,
  exported: count,
  bytes: count,
  failed: count,
  /** Copies that got no time because theirs is only a guess. */
  guessedTimes: count,
  /** Where the manifest and its table end. */
  json: count,
  csv: count,
  /** What the whole export is known by, once it is. */
  seal: z.string().nullable().default(null),
});
export type CopyState = z.infer<typeof copyStateSchema>;
