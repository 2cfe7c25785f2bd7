import { z } from 'zod';
import { captureOrigins, confidences, reviewStates, timestampSources } from '../domain/vocabulary.ts';
import { cursor, day, id, instantMs, published } from './base.ts';

/** One stored picture and what is known about it. Sizes are physical pixels and bytes, times UTC ms. */
export const captureSchema = z.object({
  id,
  groupId: id,
  origin: z.enum(captureOrigins),
  /** Relative to the library, with forward slashes. */
  filepath: z.string(),
  originalFilename: z.string().nullable(),
  originalPath: z.string().nullable(),
  capturedAt: instantMs,
  utcOffsetMinutes: z.number().int(),
  localDay: day,
  /** Until when the screen is known to have stayed like this; at least `capturedAt`. */
  endedAt: instantMs,
  timestampSource: z.enum(timestampSources),
  confidence: z.enum(confidences),
  monitorIndex: z.number().int().nullable(),
  displayId: z.string().nullable(),
  displayName: z.string().nullable(),
  displayX: z.number().int().nullable(),
  displayY: z.number().int().nullable(),
  /** Size of the display itself; the picture is smaller where pictures are stored smaller. */
  displayWidth: z.number().int().nullable(),
  displayHeight: z.number().int().nullable(),
  displayScale: z.number().nullable(),
  displayRotation: z.number().int().nullable(),
  width: z.number().int(),
  height: z.number().int(),
  fileSize: z.number().int(),
  mimeType: z.string(),
  sha256: z.string(),
  appName: z.string().nullable(),
  windowTitle: z.string().nullable(),
  reviewState: z.enum(reviewStates),
  trashedAt: instantMs.nullable(),
  /** When the file was found to be gone; null while it is there. */
  missingAt: instantMs.nullable(),
  createdAt: instantMs,
  updatedAt: instantMs,
});
export type Capture = z.infer<typeof captureSchema>;

export const listOrders = ['newest', 'oldest'] as const;
export type ListOrder = (typeof listOrders)[number];

/** What a list is of: captures that fit everything that is said. Contradictions are no error, and nothing fits them. */
export const captureFilterSchema = z.object({
  day: day
    .optional()
    .describe(
      'A local day, YYYY-MM-DD, as the clock on the wall showed it. All conditions hold together: with from and to, only what is of this day and between them; nothing where they lie outside of it.',
    ),
  from: instantMs.optional().describe('UTC milliseconds, inclusive. Holds together with day and all else.'),
  to: instantMs.optional().describe('UTC milliseconds, exclusive. Holds together with day and all else.'),
  displayId: z.string().max(200).optional(),
  tag: z.string().max(64).optional(),
  reviewState: z
    .enum(['unreviewed', 'kept'])
    .optional()
    .describe('What was decided about it. Discarded ones are in the trash and in no list.'),
});
export type CaptureFilter = z.infer<typeof captureFilterSchema>;

/** The part of a filter that asks what was said about pictures, wherever and whenever they were taken. */
export const captureMarksSchema = captureFilterSchema.pick({ tag: true, reviewState: true });
export type CaptureMarks = z.infer<typeof captureMarksSchema>;

export const capturePageSchema = z.object({ items: z.array(captureSchema), nextCursor: cursor.nullable() });
export type CapturePage = z.infer<typeof capturePageSchema>;

export const capturesContract = {
  /** One page of captures, by keyset: `nextCursor` of a page is the `cursor` of the next one. */
  list: published('GET', '/captures', { scope: 'captures:text', tag: 'Captures', summary: 'List captures' })
    .input(
      // Strict: a program that asks for an order or a filter we do not have must not take the answer for it.
      captureFilterSchema
        .extend({
          order: z.enum(listOrders).default('newest'),
          cursor: cursor.optional(),
          limit: z.number().int().min(1).max(500).default(100),
        })
        .strict(),
    )
    .output(capturePageSchema),
  get: published('GET', '/captures/{id}', { scope: 'captures:text', tag: 'Captures', summary: 'One capture' })
    .input(z.object({ id }))
    .output(captureSchema),
  /** The captures before and after this one, of the same display or of any. */
  neighbours: published('GET', '/captures/{id}/neighbours', {
    scope: 'captures:text',
    tag: 'Captures',
    summary: 'The captures before and after this one',
  })
    .input(z.object({ id, sameDisplay: z.boolean().default(true) }))
    .output(z.object({ previous: captureSchema.nullable(), next: captureSchema.nullable() })),
  /** The capture nearest to a moment, or the nearest one before or after it; null where there is none. */
  at: published('GET', '/captures/at', {
    scope: 'captures:text',
    tag: 'Captures',
    summary: 'The capture nearest to a moment',
  })
    .input(
      z.object({
        at: instantMs,
        direction: z.enum(['nearest', 'before', 'after']).default('nearest'),
        displayId: z.string().max(200).optional(),
      }),
    )
    .output(captureSchema.nullable()),
};
