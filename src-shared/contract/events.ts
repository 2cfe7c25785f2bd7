import { z } from 'zod';
import { eventSeverities, eventSources, eventTypes } from '../domain/vocabulary.ts';
import { cursor, id, instantMs, procedure } from './base.ts';

/** One line of the activity log. `details` is any JSON object. */
export const eventSchema = z.object({
  id,
  timestamp: instantMs,
  type: z.enum(eventTypes),
  severity: z.enum(eventSeverities),
  source: z.enum(eventSources),
  /** The device or display it is about; null for the app as a whole. */
  node: z.string().nullable(),
  summary: z.string(),
  details: z.record(z.string(), z.unknown()),
  /** Alerts wait until they are resolved; everything else is born resolved. */
  resolved: z.boolean(),
  resolvedAt: instantMs.nullable(),
  resolvedBy: z.string().nullable(),
});
export type ActivityEvent = z.infer<typeof eventSchema>;

export const eventFilterSchema = z.object({
  type: z.enum(eventTypes).optional(),
  severity: z.enum(eventSeverities).optional(),
  source: z.enum(eventSources).optional(),
  resolved: z.boolean().optional(),
  from: instantMs.optional(),
  to: instantMs.optional(),
});
export type EventFilter = z.infer<typeof eventFilterSchema>;

export const eventsContract = {
  /** Newest first. */
  list: procedure
    .input(eventFilterSchema.extend({ cursor: cursor.optional(), limit: z.number().int().min(1).max(500).default(50) }))
    .output(z.object({ items: z.array(eventSchema), nextCursor: cursor.nullable() })),
  unresolvedCount: procedure.output(z.object({ count: z.number().int() })),
  resolve: procedure.input(z.object({ id })).output(eventSchema),
};
