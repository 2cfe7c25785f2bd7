import { z } from 'zod';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { exportLayouts, exportSelectionSchema } from '../../../src-shared/contract/exporting.ts';
import { timeEvidenceSchema } from '../../../src-shared/contract/times.ts';
import { isDay } from '../../../src-shared/domain/local-time.ts';
import {
  captureOrigins,
  confidences,
  decisionTypes,
  reviewStates,
  timestampSources,
} from '../../../src-shared/domain/vocabulary.ts';
import type { CaptureMarksTold, ToldDecision } from '../../ports/export-repository.ts';

export const manifestName = 'manifest.json';
export const manifestTableName = 'manifest.csv';
export const manifestFormat = 'afterimage-export';

/** Grows when a program that reads the older one would misread it. */
export const manifestVersion = 1;

const id = z.uuid();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
/** UTC, to the millisecond. */
const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'This is no time.');

/** The place of a decision in its batch is the end of its id; a batch's own ends in zeros. */
const mostInBatch = 0xff_ffff;
const decisionSchema = z
  .object({
    id,
    batch_id: id,
    batch: z.string().max(10_000),
    type: z.enum(decisionTypes),
    value: z.unknown(),
    decided_at: instant,
    undone_at: instant.nullable(),
    replaces: id.nullable(),
  })
  .refine(({ id: own, batch_id: batch }) => {
    const place = Number.parseInt(own.slice(28), 16);
    return batch.endsWith('00000000') && own.startsWith(batch.slice(0, 28)) && place > 0 && place <= mostInBatch;
  }, 'The decision is not of its batch.');

/** One file of an export with all that is known of it. Times are UTC; sizes pixels and bytes. */
export const manifestEntrySchema = z.object({
  /** Relative to the manifest, with forward slashes. */
  path: z.string().min(1).max(4096),
  id,
  sha256,
  bytes: count,
  mime: z.string().max(200),
  width: count.min(1),
  height: count.min(1),
  captured_at: instant,
  utc_offset_minutes: z.number().int().min(-1440).max(1440),
  local_day: z.string().refine(isDay, 'This is no day.'),
  ended_at: instant,
  timestamp_source: z.enum(timestampSources),
  confidence: z.enum(confidences),
  origin: z.enum(captureOrigins),
  group_id: id,
  display: z
    .object({
      id: z.string().min(1).nullable(),
      name: z.string().nullable(),
      index: count.nullable(),
      x: z.number().int().nullable(),
      y: z.number().int().nullable(),
      width: count.min(1).nullable(),
      height: count.min(1).nullable(),
      scale: z.number().positive().nullable(),
      rotation: z.literal([0, 90, 180, 270]).nullable(),
    })
    .nullable(),
  app: z.string().nullable(),
  title: z.string().nullable(),
  original_filename: z.string().nullable(),
  original_path: z.string().nullable(),
  /** What is in the trash is in no export. */
  review_state: z.enum(reviewStates.filter((state) => state !== 'discarded')),
  tags: z.array(z.string().min(1).max(64)),
  decisions: z.array(decisionSchema),
  /** Of an imported picture: what came with it, by which camera, and what tells when it was taken. */
  imported: z
    .object({ import_id: id.nullable(), camera: z.string().nullable(), evidence: z.array(timeEvidenceSchema) })
    .nullable(),
  /** The file in the library, where the time was written into this copy. */
  original: z.object({ sha256, bytes: count }).optional(),
});
export type ManifestEntry = z.infer<typeof manifestEntrySchema>;

/** What was selected and is not in the export. */
export const manifestProblemSchema = z.object({ id, path: z.string(), reason: z.string() });
export type ManifestProblem = z.infer<typeof manifestProblemSchema>;

/** What stands around the lists. */
export const manifestFrameSchema = z.object({
  format: z.literal(manifestFormat),
  version: z.number().int().min(1),
  app_version: z.string(),
  exported_at: instant,
  selection: exportSelectionSchema.partial().loose(),
  layout: z.enum(exportLayouts),
  name_template: z.string(),
  times_written: z.boolean(),
  files: z.array(z.unknown()).length(0),
  /** The same as a table for spreadsheets. */
  table: z.object({ path: z.string(), sha256, bytes: count }),
  failed: z.array(z.unknown()).length(0),
  totals: z.object({ files: count, bytes: count, failed: count }),
  /** Of all bytes of the manifest before this line. */
  sha256,
});
export type ManifestFrame = z.infer<typeof manifestFrameSchema>;

/** The last lines of a manifest. What changed in it by accident is found by them. */
export function manifestEnd(sha256OfTheRest: string): string {
  return `"sha256": "${sha256OfTheRest}"\n}\n`;
}

/** A file as it was written. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a manifest says of one file. */
export function toEntry(capture: Capture, marks: CaptureMarksTold, written: WrittenFile): ManifestEntry {
  const { decisions, imported } = marks;
  return {
    path: written.path,
    id: capture.id,
    sha256: written.sha256,
    bytes: written.bytes,
    mime: capture.mimeType,
    width: capture.width,
    height: capture.height,
    captured_at: iso(capture.capturedAt),
    utc_offset_minutes: capture.utcOffsetMinutes,
    local_day: capture.localDay,
    ended_at: iso(capture.endedAt),
    timestamp_source: capture.timestampSource,
    confidence: capture.confidence,
    origin: capture.origin,
    group_id: capture.groupId,
    display: displayOf(capture),
    app: capture.appName,
    title: capture.windowTitle,
    original_filename: capture.originalFilename,
    original_path: capture.originalPath,
    review_state: capture.reviewState === 'kept' ? 'kept' : 'unreviewed',
    tags: [...marks.tags],
    decisions: decisions.map((decision) => ({
      id: decision.id,
      batch_id: decision.batchId,
      batch: decision.summary,
      type: decision.type,
      value: decision.value === null ? null : (JSON.parse(decision.value) as unknown),
      decided_at: iso(decision.decidedAt),
      undone_at: decision.undoneAt === null ? null : iso(decision.undoneAt),
      replaces: decision.replaces,
    })),
    imported: imported && {
      import_id: imported.jobId,
      camera: imported.camera,
      evidence: [...imported.evidence],
    },
    ...(written.sha256 === capture.sha256 ? {} : { original: { sha256: capture.sha256, bytes: capture.fileSize } }),
  };
}

/** The decisions of an entry as a library takes them. */
export function toDecisions(entry: ManifestEntry): ToldDecision[] {
  return entry.decisions.map((decision) => ({
    id: decision.id,
    batchId: decision.batch_id,
    summary: decision.batch,
    type: decision.type,
    value: decision.value === null || decision.value === undefined ? null : JSON.stringify(decision.value),
    decidedAt: Date.parse(decision.decided_at),
    undoneAt: decision.undone_at === null ? null : Date.parse(decision.undone_at),
    replaces: decision.replaces,
  }));
}

function displayOf(capture: Capture): ManifestEntry['display'] {
  if (capture.displayId === null && capture.displayName === null && capture.monitorIndex === null) return null;
  return {
    id: capture.displayId,
    name: capture.displayName,
    index: capture.monitorIndex,
    x: capture.displayX,
    y: capture.displayY,
    width: capture.displayWidth,
    height: capture.displayHeight,
    scale: capture.displayScale,
    rotation: capture.displayRotation as 0 | 90 | 180 | 270 | null,
  };
}

export function iso(utcMs: number): string {
  return new Date(utcMs).toISOString();
}

/** True for a path that stays within the export on every system: plain names, no way up, no drive, no link by name. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..') && !/[\\:\p{Cc}]/u.test(path);
}
