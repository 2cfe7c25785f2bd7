import { z } from 'zod';
import { importFileStatuses, importModes } from '../domain/vocabulary.ts';
import { cursor, id, instantMs, procedure, published } from './base.ts';
import { jobSchema } from './jobs.ts';

/** One file of an import and what became of it. */
export const importFileSchema = z.object({
  number: z.number().int(),
  /** Where it was found. */
  path: z.string(),
  /** Its name within an archive; null for a file of its own. */
  entry: z.string().nullable(),
  bytes: z.number().int().nullable(),
  modifiedAt: instantMs.nullable(),
  status: z.enum(importFileStatuses),
  /** The capture that it became, or that has the same bytes. */
  captureId: id.nullable(),
  /** One sentence, where it failed or was skipped. */
  errorMessage: z.string().nullable(),
});
export type ImportFile = z.infer<typeof importFileSchema>;

/** What an import did, or would do: the `result` of its job. */
export const importResultSchema = z.object({
  dryRun: z.boolean(),
  /** Files found, and what they take. */
  files: z.number().int(),
  bytes: z.number().int(),
  /** Of a dry run: those that would become captures, and what they would take in the library. */
  importable: z.number().int(),
  importableBytes: z.number().int(),
  imported: z.number().int(),
  importedBytes: z.number().int(),
  /** The same bytes are in the library already. */
  linked: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  /** Imported with a time that is uncertain. */
  uncertain: z.number().int(),
});
export type ImportResult = z.infer<typeof importResultSchema>;

/** What is imported: files and folders by their whole paths, or what the window sent. */
export const importRequestSchema = z
  .object({
    paths: z.array(z.string().min(1).max(4096)).max(10_000).default([]),
    uploadId: id.optional(),
    /** `move` deletes each original, only after its copy was read back and is the same. */
    mode: z.enum(importModes).default('copy'),
    /** Only says what would happen. */
    dryRun: z.boolean().default(false),
  })
  .strict();
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const importingContract = {
  /** Begins an import; its job says how far it is. Throws `BAD_INPUT` for a path that is not whole or not there. */
  start: published('POST', '/imports', { scope: 'admin', tag: 'Import', summary: 'Import files and folders' })
    .input(importRequestSchema)
    .output(jobSchema),
  /** The files of an import in the order in which they were found. Throws `NOT_FOUND` for a job that is no import. */
  files: published('GET', '/imports/{id}/files', {
    scope: 'captures:text',
    tag: 'Import',
    summary: 'What became of each file of an import',
  })
    .input(
      z
        .object({
          id,
          status: z.enum(importFileStatuses).optional(),
          cursor: cursor.optional(),
          limit: z.number().int().min(1).max(500).default(100),
        })
        .strict(),
    )
    .output(z.object({ items: z.array(importFileSchema), nextCursor: cursor.nullable() })),
  /**
   * Opens a place for files that the window sends, since a browser tells no paths: each is a `POST /upload/<uploadId>`
   * with its bytes as the body and `x-afterimage-path` (percent-encoded) and `x-afterimage-modified-at` as headers.
   */
  beginUpload: procedure.output(z.object({ uploadId: id })),
};
