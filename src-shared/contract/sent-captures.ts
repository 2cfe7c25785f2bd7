import { z } from 'zod';
import { captureSchema } from './captures.ts';
import { tag } from './review.ts';

/** UTC milliseconds, or ISO 8601 with its offset from UTC, as text. */
const sentTime = z.union(
  [
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform((text) => ({ at: Number(text), offsetMinutes: undefined })),
    z.iso.datetime({ offset: true }).transform((text) => ({ at: Date.parse(text), offsetMinutes: offsetIn(text) })),
  ],
  'Give UTC milliseconds, or ISO 8601 with an offset such as “2026-03-01T12:00:00+01:00”.',
);

/** One line that may name something. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'A name is one line of text.');

/** Text of unknown origin is shown and never obeyed; of an endless one the beginning is enough. */
const text = (most: number) => z.string().transform((whole) => [...whole].slice(0, most).join(''));

/** What may be said of a picture that is sent, each as the text of a field. `tags` may be sent several times. */
export const sentCaptureSchema = z.strictObject({
  /** When it was captured; without it, when it arrives. */
  captured_at: sentTime.optional(),
  /** Minutes east of UTC then; without it the one in `captured_at`, or that of this machine. */
  utc_offset_minutes: z
    .string()
    .regex(/^-?\d{1,4}$/, 'Give minutes.')
    .transform(Number)
    .pipe(z.number().int().min(-1440).max(1440))
    .optional(),
  /** Captures of one display are one lane of the timeline. */
  display_id: name.optional(),
  display_name: name.optional(),
  app_name: text(200).optional(),
  window_title: text(2000).optional(),
  /** Shown and never used as a path; the name of the file that is sent, where there is none. */
  original_filename: text(255).optional(),
  tags: z.array(tag).max(20).default([]),
});

/** A stored picture. `duplicate` where the same file of the same moment was stored before, and this is that one. */
export const storedCaptureSchema = captureSchema.extend({ duplicate: z.boolean() });
export type StoredCapture = z.infer<typeof storedCaptureSchema>;

/** The largest picture that is taken. */
export const greatestPictureBytes = 64 * 1024 * 1024;

/** “Z” says that the offset is not known. */
function offsetIn(text: string): number | undefined {
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
