import { z } from 'zod';
import { gapReasons } from '../domain/vocabulary.ts';
import { day, instantMs, published } from './base.ts';
import { captureMarksSchema, captureSchema } from './captures.ts';

/** A stretch without captures. `displayId` is null when it concerns all displays; `endedAt` null while it lasts. */
export const gapSchema = z.object({
  id: z.uuid(),
  startedAt: instantMs,
  endedAt: instantMs.nullable(),
  reason: z.enum(gapReasons),
  displayId: z.string().nullable(),
});
export type Gap = z.infer<typeof gapSchema>;

export const dayCountSchema = z.object({ day, captures: z.number().int(), bytes: z.number().int() });
export type DayCount = z.infer<typeof dayCountSchema>;

/** Captures per five minutes of one display's day; `minute` is the minute of the local day at which the bucket starts. */
export const laneSchema = z.object({
  displayId: z.string().nullable(),
  displayName: z.string().nullable(),
  captures: z.number().int(),
  bytes: z.number().int(),
  buckets: z.array(z.object({ minute: z.number().int(), captures: z.number().int(), heldMinutes: z.number() })),
});
export type Lane = z.infer<typeof laneSchema>;

export const minutesPerBucket = 5;

export const dayViewSchema = z.object({
  day,
  /** UTC ms of local midnight at both ends, by the offsets stored with the day's captures (or the present one). */
  startsAt: instantMs,
  endsAt: instantMs,
  /** Minutes east of UTC at the first capture of the day (or now). */
  utcOffsetMinutes: z.number().int(),
  captures: z.number().int(),
  bytes: z.number().int(),
  firstAt: instantMs.nullable(),
  lastAt: instantMs.nullable(),
  lanes: z.array(laneSchema),
  gaps: z.array(gapSchema),
  /** The nearest days before and after this one that have captures. */
  previousDay: day.nullable(),
  nextDay: day.nullable(),
});
export type DayView = z.infer<typeof dayViewSchema>;

/** What one display showed at a moment; `capture` null where nothing is known, with the gap's reason. */
export const momentSchema = z.object({
  at: instantMs,
  displays: z.array(
    z.object({
      displayId: z.string().nullable(),
      displayName: z.string().nullable(),
      capture: captureSchema.nullable(),
      gapReason: z.enum(gapReasons).nullable(),
    }),
  ),
});
export type Moment = z.infer<typeof momentSchema>;

export const timelineContract = {
  /** Counts per day, oldest first, from a maintained table. Both ends inclusive; all days without them. */
  days: published('GET', '/days', { scope: 'captures:text', tag: 'Captures', summary: 'The days that have captures' })
    .input(z.object({ from: day.optional(), to: day.optional() }))
    .output(z.object({ days: z.array(dayCountSchema), today: day })),
  /** With a tag or a decision: lanes, counts, ends and neighbours are those of the captures that fit; gaps stay whole. */
  day: published('GET', '/days/{day}', {
    scope: 'captures:text',
    tag: 'Captures',
    summary: 'One day: lanes, gaps and counts',
  })
    .input(captureMarksSchema.extend({ day }))
    .output(dayViewSchema),
  /** All displays at one moment, in the layout they had then. */
  moment: published('GET', '/moment', {
    scope: 'captures:text',
    tag: 'Captures',
    summary: 'All displays at one moment',
  })
    .input(z.object({ at: instantMs }))
    .output(momentSchema),
};
