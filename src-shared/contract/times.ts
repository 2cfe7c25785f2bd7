import { z } from 'zod';
import { timeEvidenceKinds, timestampSources } from '../domain/vocabulary.ts';
import { cursor, id, instantMs, published, zoneOffset } from './base.ts';
import { captureSchema } from './captures.ts';
import { decisionBatchSchema } from './review.ts';

/** One thing that tells when a picture was taken. */
export const timeEvidenceSchema = z.object({
  kind: z.enum(timeEvidenceKinds),
  source: z.enum(timestampSources),
  capturedAt: instantMs,
  utcOffsetMinutes: z.number().int(),
  /** `stated` by the evidence itself; `assumed` from the time zone of this machine. */
  offset: z.enum(['stated', 'assumed']),
  /** What the evidence really says where the offset is assumed: the time on the wall, or the instant. */
  says: z.enum(['wall', 'instant']),
  /** How exactly it says so: 1 for milliseconds, 1,000 for seconds, 60,000 for minutes, 86,400,000 for a day alone. */
  precisionMs: z.number().int(),
  /** True where day and month could as well be exchanged. */
  ambiguous: z.boolean(),
  /** What it was read from, word for word; at most 200 characters. */
  text: z.string(),
});
export type TimeEvidence = z.infer<typeof timeEvidenceSchema>;

/** A picture with all that tells when it was taken. */
export const datedPictureSchema = z.object({
  capture: captureSchema,
  /** Maker and model as the picture says them; null where it does not. */
  camera: z.string().nullable(),
  /** Most reliable first. */
  evidence: z.array(timeEvidenceSchema),
});
export type DatedPicture = z.infer<typeof datedPictureSchema>;

/**
 * Which pictures are moved in time together: those named, or all of one camera, or of one import, apart from those in the
 * trash. Also those that a person has said a time of before; 100,000 at most.
 */
export const shiftScopeSchema = z.union([
  z.object({ captureIds: z.array(id).min(1).max(1000) }).strict(),
  z.object({ camera: z.string().min(1).max(200), jobId: id.optional() }).strict(),
  z.object({ jobId: id }).strict(),
]);
export type ShiftScope = z.infer<typeof shiftScopeSchema>;

/**
 * By how much: an amount of time (`byMs`) moves the instant, and the offset stays; another time zone (`utcOffsetMinutes`)
 * leaves the time that is on the wall as it is, which is one of that zone from then on, so the instant changes.
 */
export const shiftAmountSchema = z.union([
  z.object({ byMs: z.number().int().min(-3_155_760_000_000).max(3_155_760_000_000) }).strict(),
  z.object({ utcOffsetMinutes: zoneOffset }).strict(),
]);
export type ShiftAmount = z.infer<typeof shiftAmountSchema>;

const moment = z.object({ capturedAt: instantMs, utcOffsetMinutes: z.number().int() });

export const shiftPreviewSchema = z.object({
  /** How many are moved. Those that it changes nothing of, being in that time zone already, are left alone. */
  captures: z.number().int(),
  /** How many come to lie in another day, so that their files move. */
  otherDay: z.number().int(),
  /** The earliest of them before and after; null where there are none. */
  first: z.object({ captureId: id, before: moment, after: moment }).nullable(),
});
export type ShiftPreview = z.infer<typeof shiftPreviewSchema>;

export const timesContract = {
  /** All that tells when a picture was taken; nothing for a picture of a screen. */
  evidence: published('GET', '/captures/{id}/times', {
    scope: 'captures:text',
    tag: 'Import',
    summary: 'What tells when a picture was taken',
  })
    .input(z.object({ id }))
    .output(datedPictureSchema),
  /** Imported pictures whose time is uncertain (confidence low or none) and that nobody has said a time of, oldest first. */
  uncertain: published('GET', '/times/uncertain', {
    scope: 'captures:text',
    tag: 'Import',
    summary: 'Imported pictures of uncertain time',
  })
    .input(
      z
        .object({
          camera: z.string().max(200).optional(),
          jobId: id.optional(),
          cursor: cursor.optional(),
          limit: z.number().int().min(1).max(200).default(50),
        })
        .strict(),
    )
    .output(z.object({ items: z.array(datedPictureSchema), nextCursor: cursor.nullable(), total: z.number().int() })),
  /** The cameras of imported pictures, those with most pictures first; at most 200. */
  cameras: published('GET', '/times/cameras', { scope: 'captures:text', tag: 'Import', summary: 'Cameras' }).output(
    z.object({
      cameras: z.array(z.object({ camera: z.string(), captures: z.number().int(), uncertain: z.number().int() })),
    }),
  ),
  /**
   * Says that the time of these imported pictures is right as it is. Throws `CONFLICT` where a person has said so of one
   * of them already, `BAD_INPUT` for a picture of a screen.
   */
  confirm: published('POST', '/times/confirm', {
    scope: 'decide',
    tag: 'Import',
    summary: 'Say that the time of captures is right',
  })
    .input(z.object({ captureIds: z.array(id).min(1).max(1000) }))
    .output(decisionBatchSchema),
  /** Throws `BAD_INPUT` where a picture would come to lie before 1970 or more than a day ahead, or is one of a screen. */
  shiftPreview: published('POST', '/times/shift/preview', {
    scope: 'decide',
    tag: 'Import',
    summary: 'What moving captures in time would do',
  })
    .input(z.object({ which: shiftScopeSchema, by: shiftAmountSchema }))
    .output(shiftPreviewSchema),
  /** Moves pictures in time; files follow to their new days. Throws `CONFLICT` where it would do other than previewed. */
  shift: published('POST', '/times/shift', { scope: 'decide', tag: 'Import', summary: 'Move captures in time' })
    .input(z.object({ which: shiftScopeSchema, by: shiftAmountSchema, expected: shiftPreviewSchema }))
    .output(decisionBatchSchema),
};
