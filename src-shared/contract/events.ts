import { z } from 'zod';
import { eventSeverities, eventSources, eventTypes } from '../domain/vocabulary.ts';
import { cursor, id, instantMs, procedure, published } from './base.ts';

/** Any JSON object that programs put beside an entry. */
const details = z.record(z.string(), z.unknown());

/** One line of the activity log. Names with an underscore are those of the table: programs depend on them. */
export const eventSchema = z.object({
  id,
  /** When it happened; of a repeated one, when it happened first. */
  timestamp: instantMs,
  type: z.enum(eventTypes),
  severity: z.enum(eventSeverities),
  source: z.enum(eventSources),
  /** The device or display it is about; null for the app as a whole. */
  node: z.string().nullable(),
  summary: z.string(),
  details,
  /** Alerts wait until they are resolved; everything else is born resolved. */
  resolved: z.boolean(),
  resolved_at: instantMs.nullable(),
  resolved_by: z.string().nullable(),
  /** How often it happened: repeats of one fault are one line. */
  occurrences: z.number().int().min(1),
  /** When it happened last. */
  last_at: instantMs,
});
export type ActivityEvent = z.infer<typeof eventSchema>;

export const eventFilterSchema = z.object({
  type: z.enum(eventTypes).optional(),
  severity: z.enum(eventSeverities).optional(),
  source: z.enum(eventSources).optional(),
  node: z.string().max(200).optional().describe('The device or display it is about.'),
  resolved: z.boolean().optional().describe('false: only alerts that wait. All else is resolved from the start.'),
  since: instantMs.optional().describe('UTC milliseconds, inclusive.'),
  until: instantMs.optional().describe('UTC milliseconds, exclusive.'),
});
export type EventFilter = z.infer<typeof eventFilterSchema>;

const eventPageSchema = z.object({ items: z.array(eventSchema), nextCursor: cursor.nullable() });

export const newEventSchema = z.object({
  type: z.enum(eventTypes).describe('An alert waits until somebody resolves it, and the person is told of it once.'),
  severity: z.enum(eventSeverities).default('info'),
  source: z.enum(eventSources).default('assistant'),
  node: z.string().trim().min(1).max(200).nullable().default(null).describe('The device or display it is about.'),
  summary: z.string().trim().min(1).max(500).describe('One line for a person.'),
  details: details.default({}).describe('Anything more, as a JSON object.'),
  fold_key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Names a fault that may repeat. While an alert of this key waits (or, of another type, within an hour) a repeat counts up that line, in `occurrences` and `last_at`, instead of adding one.',
    ),
});

export const eventsContract = {
  /** Newest first. */
  list: published('GET', '/memory/events', {
    scope: 'memory:read',
    tag: 'Memory',
    summary: 'List events, newest first',
  })
    // A filter that is misspelt must not answer with everything.
    .input(
      eventFilterSchema
        .extend({ cursor: cursor.optional(), limit: z.number().int().min(1).max(500).default(50) })
        .strict(),
    )
    .output(eventPageSchema),
  unresolved: published('GET', '/memory/events/unresolved', {
    scope: 'memory:read',
    tag: 'Memory',
    summary: 'List unresolved events',
  })
    .input(z.strictObject({ cursor: cursor.optional(), limit: z.number().int().min(1).max(500).default(50) }))
    .output(eventPageSchema),
  /** All displays and devices that the log knows, in their order. */
  nodes: procedure.output(z.object({ nodes: z.array(z.string()) })),
  unresolvedCount: procedure.output(z.object({ count: z.number().int() })),
  /**
   * The alerts that the person at this window is to be told of now, oldest first: each is given out once, whichever
   * window or process asks.
   */
  claimUntold: procedure.output(z.object({ items: z.array(eventSchema) })),
  save: published('POST', '/memory/events', {
    scope: 'memory:write',
    tag: 'Memory',
    summary: 'Write an event into the activity log',
    successStatus: 201,
  })
    .input(newEventSchema)
    .output(eventSchema),
  resolve: published('POST', '/memory/events/{id}/resolve', {
    scope: 'memory:write',
    tag: 'Memory',
    summary: 'Resolve an event',
  })
    .input(
      z.object({
        id,
        resolved_by: z.string().trim().min(1).max(200).optional().describe('Without it, the name of the token.'),
      }),
    )
    .output(eventSchema),
};
