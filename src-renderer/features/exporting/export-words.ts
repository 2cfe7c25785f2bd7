import { z } from 'zod';
import { type ExportKind, type ExportResult, exportResultSchema } from '../../../src-shared/contract/exporting.ts';
import type { Job } from '../../../src-shared/contract/jobs.ts';
import { formatBytes, formatCount, formatQuantity } from '../../lib/format.ts';
import { progressInWords, wordsOfJob } from '../../lib/job-words.ts';

/** What an export made; undefined while it has not ended well. */
export function resultOf(job: Pick<Job, 'result'>): ExportResult | undefined {
  return exportResultSchema.safeParse(job.result).data;
}

const payloadSchema = z.object({ kind: z.string() });

/** Whether it put pictures into one picture to look at, rather than copied them. */
export function isOnePicture(job: Pick<Job, 'payload'>): boolean {
  return ['time_lapse', 'contact_sheet'].includes(payloadSchema.safeParse(job.payload).data?.kind ?? '');
}

/** What an export did, in one sentence. */
export function doneInWords(job: Pick<Job, 'payload'>, result: ExportResult): string {
  const { exported, bytes, failed, guessedTimes = 0 } = result;
  const pictures = formatQuantity(exported, 'picture');
  const done = isOnePicture(job)
    ? `Made of ${pictures}, ${formatBytes(bytes)}.`
    : exported === 0
      ? 'Nothing was exported.'
      : `${pictures} exported, ${formatBytes(bytes)}.`;
  return [
    done,
    ...(failed > 0 ? [`${formatCount(failed)} could not be read.`] : []),
    ...(guessedTimes > 0 ? [`${formatCount(guessedTimes)} without a time in the copy: it is only a guess.`] : []),
  ].join(' ');
}

/** An export in a list: what it did, or how far it is. */
export function outcomeInWords(job: Job): string {
  const result = resultOf(job);
  if (!result) return `${wordsOfJob(job).label}, ${progressInWords(job)}`;
  // Its title may have said where to.
  return job.title.includes(result.path) ? doneInWords(job, result) : `${doneInWords(job, result)} ${result.path}`;
}

/** The command that checks an export without the app's database, as a shell reads it. */
export function verifyCommand(path: string): string {
  return `afterimage verify ${/^[\w@%+=:,./\\-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`}`;
}

const endings: Readonly<Record<ExportKind, string>> = { folder: '', zip: '.zip', tar: '.tar' };

/** The same place for another kind of export: with the ending that it should have. */
export function pathForKind(path: string, kind: ExportKind): string {
  return path.replace(/\.(?:zip|tar)$/i, '') + endings[kind];
}

/** The folder that something lies in, with the separator at its end; empty where the path does not say. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A folder with a name in it, with the separator that the folder uses. */
export function within(folder: string, name: string): string {
  if (/[\\/]$/.test(folder)) return folder + name;
  return folder + (folder.includes('\\') && !folder.includes('/') ? '\\' : '/') + name;
}
