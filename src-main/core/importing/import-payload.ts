import { z } from 'zod';
import { importModes } from '../../../src-shared/domain/vocabulary.ts';

/** What an import was asked for: whole paths, or what a window sent. */
export const importPayloadSchema = z.object({
  /** All of them, or the first of a long list. */
  paths: z.array(z.string()),
  /** The list, and how long it is: a job is shown again and again, and must stay short. */
  pathsId: z.string().optional(),
  pathCount: z.number().optional(),
  uploadId: z.string().optional(),
  mode: z.enum(importModes),
  dryRun: z.boolean(),
});
export type ImportPayload = z.infer<typeof importPayloadSchema>;
