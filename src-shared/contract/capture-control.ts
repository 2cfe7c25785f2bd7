import { z } from 'zod';
import { captureStates } from '../domain/capture-state.ts';
import { gapReasons, sourceNames } from '../domain/vocabulary.ts';
import { instantMs, procedure, published } from './base.ts';

/** One monitor. Position and size are physical pixels, rotation degrees clockwise; `id` survives unplug and replug. */
export const displaySchema = z.object({
  id: z.string(),
  name: z.string(),
  index: z.number().int(),
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  scale: z.number(),
  rotation: z.number().int(),
  primary: z.boolean(),
});
export type Display = z.infer<typeof displaySchema>;

export const tickOutcomes = ['stored', 'held', 'gap'] as const;

export const displayHealthSchema = z.object({
  display: displaySchema,
  connected: z.boolean(),
  /** `waiting` before the first frame, `stalled` when no frame reached the disk for three intervals. */
  health: z.enum(['waiting', 'ok', 'stalled', 'disconnected']),
  lastOutcome: z.enum(tickOutcomes).nullable(),
  lastGapReason: z.enum(gapReasons).nullable(),
  /** One sentence for a person, where something is wrong. */
  problem: z.string().nullable(),
  /** The last moment at which this display's picture was known to be on the disk (stored, or held unchanged). */
  lastFrameAt: instantMs.nullable(),
  /** The last capture that was written, and when. */
  lastStoredAt: instantMs.nullable(),
  lastCaptureId: z.uuid().nullable(),
  storedCount: z.number().int(),
  heldCount: z.number().int(),
  gapCount: z.number().int(),
});
export type DisplayHealth = z.infer<typeof displayHealthSchema>;

export const captureStatusSchema = z.object({
  state: z.enum(captureStates),
  /** True only while frames are really reaching the disk. The word “Recording” may be shown only then. */
  recording: z.boolean(),
  since: instantMs,
  /** One sentence for a person: what is happening and, where something is wrong, what to do. */
  message: z.string(),
  consentGiven: z.boolean(),
  enabled: z.boolean(),
  /** The end of a pause; null while not paused or paused until resumed. */
  pausedUntil: instantMs.nullable(),
  intervalSeconds: z.number(),
  source: z
    .object({
      name: z.enum(sourceNames),
      requested: z.enum(['auto', ...sourceNames]),
      /** Why this one, in one sentence. */
      reason: z.string(),
      /** True when the pictures are drawn by the demo source and show no real screen. */
      demo: z.boolean(),
    })
    .nullable(),
  lastTickAt: instantMs.nullable(),
  lastFrameAt: instantMs.nullable(),
  ticks: z.object({
    taken: z.number().int(),
    late: z.number().int(),
    stored: z.number().int(),
    held: z.number().int(),
    gaps: z.number().int(),
  }),
  displays: z.array(displayHealthSchema),
});
export type CaptureStatus = z.infer<typeof captureStatusSchema>;

export const pauseLengths = ['15m', '1h', 'tomorrow', 'resumed'] as const;
export type PauseLength = (typeof pauseLengths)[number];

export const tickResultSchema = z.object({
  at: instantMs,
  groupId: z.uuid().nullable(),
  displays: z.array(
    z.object({
      displayId: z.string(),
      displayName: z.string(),
      outcome: z.enum(tickOutcomes),
      captureId: z.uuid().nullable(),
      gapReason: z.enum(gapReasons).nullable(),
      problem: z.string().nullable(),
      bytes: z.number().int(),
    }),
  ),
});
export type TickResult = z.infer<typeof tickResultSchema>;

export const captureControlContract = {
  status: published('GET', '/capture', {
    scope: 'captures:text',
    tag: 'Capture control',
    summary: 'What capture does now',
  }).output(captureStatusSchema),
  displays: published('GET', '/displays', {
    scope: 'captures:text',
    tag: 'Capture control',
    summary: 'The displays that can be captured',
  }).output(z.object({ source: z.enum(sourceNames), reason: z.string(), displays: z.array(displaySchema) })),
  /** Gives consent and switches capture on, or takes consent back and switches it off. */
  consent: procedure.input(z.object({ given: z.boolean() })).output(captureStatusSchema),
  setEnabled: procedure.input(z.object({ enabled: z.boolean() })).output(captureStatusSchema),
  pause: published('POST', '/capture/pause', { scope: 'admin', tag: 'Capture control', summary: 'Pause capture' })
    .input(z.object({ length: z.enum(pauseLengths) }))
    .output(captureStatusSchema),
  resume: published('POST', '/capture/resume', {
    scope: 'admin',
    tag: 'Capture control',
    summary: 'End a pause',
  }).output(captureStatusSchema),
  /** One tick at once, whatever the interval. Refused where capture is off or gated, with the reason. */
  now: published('POST', '/capture/now', {
    scope: 'admin',
    tag: 'Capture control',
    summary: 'Capture once, at once',
  }).output(tickResultSchema),
};
