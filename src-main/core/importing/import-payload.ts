import { z } from 'zod';
import { importModes } from '../../../src-shared/domain/vocabulary.ts';

/** What an import was asked for: whole paths, or what a window sent. */
export const importPayloadSchema = z.object({
  paths: z.array(z.string()),
  uploadId: z.string().optional(),
  mode: z.enum(importModes),
  dryRun: z.boolean(),
});
export type ImportPayload = z.infer<typeof importPayloadSchema>;
