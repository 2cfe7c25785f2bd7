import { z } from 'zod';
import { day, id, published } from './base.ts';
import { jobSchema } from './jobs.ts';

/** Which captures are exported: all that fit everything that is said. What is in the trash never is. */
export const exportSelectionSchema = z
  .object({
    captureIds: z.array(id).min(1).max(10_000).optional(),
    day: day.optional(),
    /** First and last day, both inclusive. */
    from: day.optional(),
    to: day.optional(),
    displayId: z.string().max(200).optional(),
    tag: z.string().max(64).optional(),
    reviewState: z.enum(['unreviewed', 'kept']).optional(),
  })
  .strict();
export type ExportSelection = z.infer<typeof exportSelectionSchema>;

export const exportKinds = ['folder', 'zip', 'tar'] as const;
export type ExportKind = (typeof exportKinds)[number];

export const exportLayouts = ['dated', 'flat'] as const;
export type ExportLayout = (typeof exportLayouts)[number];

/** Names of exported files: these words in braces are replaced, anything else stays; the extension is added. */
export const nameTemplateFields = ['date', 'time', 'display', 'app', 'name', 'id'] as const;
export const defaultNameTemplate = '{date}_{time}_{display}_{id}';

/** Where to and how. */
export const exportTargetSchema = z
  .object({
    kind: z.enum(exportKinds).default('folder'),
    /** The whole path of a folder that is not there yet or empty, or of an archive that is not there yet. */
    path: z.string().min(1).max(4096),
    /** `dated` puts files below YYYY/MM/DD, `flat` all into one folder. */
    layout: z.enum(exportLayouts).default('dated'),
    nameTemplate: z.string().min(1).max(200).default(defaultNameTemplate),
    /**
     * Writes the time into the EXIF data of the copies that can hold it; never into the library's files, and never a time
     * that is only a guess (confidence `low` or `none`), which whoever reads the copy would take for known.
     */
    writeTimes: z.boolean().default(false),
  })
  .strict();
export type ExportTarget = z.infer<typeof exportTargetSchema>;

export const exportPreviewSchema = z.object({ captures: z.number().int(), bytes: z.number().int() });
export type ExportPreview = z.infer<typeof exportPreviewSchema>;

/** What an export did: the `result` of its job. */
export const exportResultSchema = z.object({
  /** Where it is. */
  path: z.string(),
  exported: z.number().int(),
  bytes: z.number().int(),
  failed: z.number().int(),
  /** Where times were to be written: copies that got none because theirs is only a guess. */
  guessedTimes: z.number().int().optional(),
});
export type ExportResult = z.infer<typeof exportResultSchema>;

const dayOfOneDisplay = {
  day,
  /** Without one: all displays, one after the other in the order of time. */
  displayId: z.string().max(200).optional(),
  /** The whole path of a file that is not there yet. */
  path: z.string().min(1).max(4096),
};

export const timeLapseSchema = z
  .object({
    ...dayOfOneDisplay,
    widthPixels: z.number().int().min(64).max(1920).default(960),
    framesPerSecond: z.number().int().min(1).max(30).default(8),
    /** A day that has more is thinned evenly. */
    mostFrames: z.number().int().min(2).max(2000).default(300),
  })
  .strict();
export type TimeLapseRequest = z.infer<typeof timeLapseSchema>;

export const contactSheetSchema = z
  .object({
    ...dayOfOneDisplay,
    columns: z.number().int().min(1).max(12).default(6),
    cellWidthPixels: z.number().int().min(80).max(640).default(320),
    /** A day that has more is thinned evenly. */
    mostPictures: z.number().int().min(1).max(600).default(120),
  })
  .strict();
export type ContactSheetRequest = z.infer<typeof contactSheetSchema>;

export const exportingContract = {
  preview: published('POST', '/exports/preview', {
    scope: 'captures:text',
    tag: 'Export',
    summary: 'How much an export would hold',
  })
    .input(exportSelectionSchema)
    .output(exportPreviewSchema),
  /** Throws `CONFLICT` where something is at the path already, `BAD_INPUT` for one within the library. */
  start: published('POST', '/exports', { scope: 'admin', tag: 'Export', summary: 'Export captures' })
    .input(z.object({ what: exportSelectionSchema, to: exportTargetSchema }).strict())
    .output(jobSchema),
  /** An animated WebP of a day. Throws as `start` does, and `NOT_FOUND` for a day without pictures. */
  timeLapse: published('POST', '/exports/time-lapse', {
    scope: 'admin',
    tag: 'Export',
    summary: 'Make a time-lapse of a day',
  })
    .input(timeLapseSchema)
    .output(jobSchema),
  /** One picture with the pictures of a day in rows (JPEG, or PNG or WebP by the end of the path). */
  contactSheet: published('POST', '/exports/contact-sheet', {
    scope: 'admin',
    tag: 'Export',
    summary: 'Make a contact sheet of a day',
  })
    .input(contactSheetSchema)
    .output(jobSchema),
};
