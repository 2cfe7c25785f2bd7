import { z } from 'zod';
import {
  contactSheetSchema,
  exportSelectionSchema,
  exportTargetSchema,
  timeLapseSchema,
} from '../../../src-shared/contract/exporting.ts';

/** What an `export` job was asked for. Paths are real and were free when it was asked. */
export const exportPayloadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('copy'), what: exportSelectionSchema, to: exportTargetSchema }),
  z.object({ kind: z.literal('time_lapse'), request: timeLapseSchema }),
  z.object({ kind: z.literal('contact_sheet'), request: contactSheetSchema }),
]);
export type ExportPayload = z.infer<typeof exportPayloadSchema>;

/** An export of pictures as they are. */
export type CopyPayload = Extract<ExportPayload, { kind: 'copy' }>;
