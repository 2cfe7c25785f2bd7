import { z } from 'zod';
import {
  type ImportFile,
  type ImportRequest,
  type ImportResult,
  importRequestSchema,
  importResultSchema,
} from '../../../src-shared/contract/importing.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import type { ImportFileStatus } from '../../../src-shared/domain/vocabulary.ts';
import { formatBytes, formatQuantity } from '../../lib/format.ts';
import { progressInWords, wordsOfJob } from '../../lib/job-words.ts';

// A later version may note more in it.
const payloadSchema = z.object(importRequestSchema.shape);

/** What an import was asked to do; undefined where its job does not say. */
export function requestOf(job: Pick<Job, 'payload'>): ImportRequest | undefined {
  return payloadSchema.safeParse(job.payload).data;
}

/** What an import did or would do; undefined while it has not ended well. */
export function resultOf(job: Pick<Job, 'result'>): ImportResult | undefined {
  return importResultSchema.safeParse(job.result).data;
}

/** Where the files of an import come from, in a few words. */
export function sourceInWords({ paths, uploadId }: Pick<ImportRequest, 'paths' | 'uploadId'>): string {
  const [first] = paths;
  if (first === undefined) return uploadId === undefined ? 'Nothing' : 'Sent by a browser';
  return paths.length === 1 ? first : `${first} and ${formatQuantity(paths.length - 1, 'other')}`;
}

/** The same of an import that is done, with what became of the files there. */
export function fromInWords(request: Pick<ImportRequest, 'paths' | 'uploadId' | 'mode'>): string {
  if (request.uploadId !== undefined) return sourceInWords(request);
  return `${request.mode === 'move' ? 'Moved from' : 'From'} ${sourceInWords(request)}`;
}

export interface FileKind {
  readonly status: ImportFileStatus;
  /** As a tab is called. */
  readonly label: string;
  readonly count: number;
}

/** The kinds of files of an import that there are any of, those that matter most first. */
export function fileKinds(result: ImportResult): readonly FileKind[] {
  const kinds: readonly FileKind[] = [
    result.dryRun
      ? { status: 'importable', label: 'New', count: result.importable }
      : { status: 'imported', label: 'Imported', count: result.imported },
    { status: 'failed', label: result.dryRun ? 'Cannot be read' : 'Failed', count: result.failed },
    { status: 'linked', label: 'There already', count: result.linked },
    { status: 'skipped', label: 'No pictures', count: result.skipped },
  ];
  return kinds.filter(({ count }) => count > 0);
}

/** What a look at the files found, in one sentence. */
export function lookInWords(result: ImportResult): string {
  const { files, importable, importableBytes, linked } = result;
  if (files === 0) return 'There is no file there.';
  if (importable > 0) {
    return `${formatQuantity(importable, 'new picture')}, ${formatBytes(importableBytes)}, can be imported.`;
  }
  if (linked === 0) return 'There is nothing that can be imported.';
  return linked === 1
    ? 'The only picture is in the library already.'
    : `All ${linked} pictures are in the library already.`;
}

/** What an import did, in one sentence. */
export function doneInWords({ imported, importedBytes, linked }: ImportResult): string {
  if (imported > 0) return `${formatQuantity(imported, 'picture')} imported, ${formatBytes(importedBytes)}.`;
  return linked > 0 ? 'Nothing new: these pictures were in the library already.' : 'Nothing was imported.';
}

/** Name and folder of a file, of one in an archive its name there and the archive. */
export function placeOf({ path, entry }: Pick<ImportFile, 'path' | 'entry'>): { name: string; folder: string } {
  const whole = entry ?? path;
  // Windows writes the other slash.
  const cut = Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\'));
  const name = whole.slice(cut + 1) || whole;
  const folder = cut > 0 ? whole.slice(0, cut) : '';
  if (entry === null) return { name, folder };
  return { name, folder: folder === '' ? `in ${path}` : `${folder} in ${path}` };
}

/** The paths a person typed, one to a line. Quotes around one are left off: shells and file managers add them. */
export function pathsOf(text: string): string[] {
  const paths = text.split('\n').map((line) => line.trim().replace(/^(['"])(.+)\1$/, '$2'));
  return [...new Set(paths.filter((path) => path !== ''))];
}

/** False for a look at what could be imported. */
export function isRealImport(job: Pick<Job, 'payload'>): boolean {
  return requestOf(job)?.dryRun !== true;
}

/** An import in a list: where from. */
export function nameOfImport(job: Pick<Job, 'payload' | 'title'>): string {
  const request = requestOf(job);
  return request ? sourceInWords(request) : job.title;
}

/** An import in a list: what it did, or how far it is. */
export function outcomeInWords(job: Job): string {
  const result = resultOf(job);
  if (!result) return `${wordsOfJob(job).label}, ${progressInWords(job)}`;
  return result.failed > 0
    ? `${doneInWords(result)} ${formatQuantity(result.failed, 'file')} failed.`
    : doneInWords(result);
}
