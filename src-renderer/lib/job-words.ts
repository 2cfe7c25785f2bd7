import { exportResultSchema } from '../../src-shared/contract/exporting.ts';
import { importResultSchema } from '../../src-shared/contract/importing.ts';
import type { Job } from '../../src-shared/contract/jobs.ts';
import type { JobStatus } from '../../src-shared/domain/vocabulary.ts';
import type { StateShape, StateTone } from './capture-words.ts';
import { formatBytes, formatCount, formatDuration } from './format.ts';

/** What can be said of a job in one word, with its sign. */
export interface JobWords {
  readonly label: string;
  readonly shape: StateShape;
  readonly tone: StateTone;
}

export const statusWords: Readonly<Record<JobStatus, JobWords>> = {
  pending: { label: 'Waiting', shape: 'ring', tone: 'quiet' },
  running: { label: 'Running', shape: 'half', tone: 'active' },
  completed: { label: 'Completed', shape: 'disc', tone: 'active' },
  failed: { label: 'Failed', shape: 'triangle', tone: 'problem' },
  cancelled: { label: 'Cancelled', shape: 'dash', tone: 'quiet' },
};

/** How a job stands, with what its status alone does not tell. */
export function wordsOfJob(job: Job): JobWords {
  const words = statusWords[job.status];
  if (job.cancelling) return { ...words, label: 'Stopping' };
  if (job.status === 'pending' && job.retryCount > 0) {
    return { label: 'Will be tried again', shape: 'half', tone: 'warning' };
  }
  if (job.status !== 'completed') return words;
  const { failed, nothing } = failuresOf(job);
  if (nothing !== undefined) return { label: nothing, shape: 'triangle', tone: 'problem' };
  return failed > 0 ? { label: 'Completed, with failures', shape: 'half', tone: 'warning' } : words;
}

/** How much of a job failed, and what is to be said where that is all of it. A look at files has only found out. */
function failuresOf({ type, result, failedItems }: Job): { readonly failed: number; readonly nothing?: string } {
  if (type === 'import') {
    const { data } = importResultSchema.safeParse(result);
    if (data && !data.dryRun && data.failed > 0) {
      const { failed, imported, linked } = data;
      return imported + linked === 0 ? { failed, nothing: 'Nothing could be read' } : { failed };
    }
  }
  if (type === 'export') {
    const { data } = exportResultSchema.safeParse(result);
    if (data && data.failed > 0) {
      const { failed, exported } = data;
      return exported === 0 ? { failed, nothing: 'Nothing could be exported' } : { failed };
    }
  }
  return { failed: failedItems };
}

export const endedStatuses = ['completed', 'failed', 'cancelled'] as const;
export type EndedStatus = (typeof endedStatuses)[number];

export function isEnded(job: Pick<Job, 'status'>): boolean {
  return endedStatuses.some((status) => status === job.status);
}

/** How far it is in figures: `1,200 of 10,000`, or as much of that as is known. */
export function progressInWords({ progressCurrent: current, progressTotal: total }: Job): string {
  if (total === null) return current > 0 ? `${formatCount(current)} so far` : 'Not known yet how much there is to do';
  return `${formatCount(current)} of ${formatCount(total)}`;
}

/** How far it is, in percent; null while that is not known. Only what is done to the end is 100. */
export function percentDone({ progressCurrent: current, progressTotal: total }: Job): number | null {
  if (total === null) return null;
  if (total <= 0) return 100;
  return Math.min(100, Math.floor((current / total) * 1000) / 10);
}

/** `3.2 a second`, `1,450 a second`, or a minute's worth where it is slower. */
export function rateInWords(itemsPerSecond: number): string {
  if (itemsPerSecond >= 100) return `${formatCount(Math.round(itemsPerSecond))} a second`;
  if (itemsPerSecond >= 0.95) return `${itemsPerSecond.toFixed(1).replace(/\.0$/, '')} a second`;
  return `${(itemsPerSecond * 60).toFixed(1).replace(/\.0$/, '')} a minute`;
}

/** Speed and time left of a running job, as far as they are known. */
export function paceInWords({ itemsPerSecond, secondsLeft }: Job): readonly string[] {
  return [
    itemsPerSecond === null ? undefined : rateInWords(itemsPerSecond),
    secondsLeft === null ? undefined : secondsLeft < 1 ? 'almost done' : `${formatDuration(secondsLeft * 1000)} left`,
  ].filter((each) => each !== undefined);
}

/** `duplicatePairs` → `Duplicate pairs`: the keys of results are written for programs. */
function nameOf(key: string): string {
  const spaced = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

/** What a job found or did, each count under its name. */
export function resultFacts(result: Readonly<Record<string, unknown>>): JobFact[] {
  return Object.entries(result).flatMap(([key, value]) => {
    if (value === null || value === undefined) return [];
    // Said only where there is something to say.
    if (key === 'failed' && value === 0) return [];
    const isBytes = /bytes$/i.test(key);
    const name = nameOf(key);
    if (typeof value === 'number') return [{ name, value: isBytes ? formatBytes(value) : formatCount(value) }];
    if (typeof value === 'boolean') return [{ name, value: value ? 'yes' : 'no' }];
    return [{ name, value: typeof value === 'string' ? value : JSON.stringify(value) }];
  });
}

interface JobFact {
  readonly name: string;
  readonly value: string;
}

/** Each count that is not nothing, under its name. */
function counted(...facts: readonly (readonly [name: string, value: number, bytes?: number])[]): JobFact[] {
  return facts
    .filter(([, value]) => value > 0)
    .map(([name, value, bytes]) => ({
      name,
      value: bytes === undefined ? formatCount(value) : `${formatCount(value)} (${formatBytes(bytes)})`,
    }));
}

function importFacts(result: Readonly<Record<string, unknown>>): JobFact[] | undefined {
  const { success, data } = importResultSchema.safeParse(result);
  if (!success) return undefined;
  return counted(
    ['Files found', data.files, data.bytes],
    ...(data.dryRun
      ? ([['New', data.importable, data.importableBytes]] as const)
      : ([['Imported', data.imported, data.importedBytes]] as const)),
    ['There already', data.linked],
    ['Could not be read', data.failed],
    ['No pictures', data.skipped],
    ['Times to review', data.uncertain],
  );
}

function exportFacts(result: Readonly<Record<string, unknown>>): JobFact[] | undefined {
  const { success, data } = exportResultSchema.safeParse(result);
  if (!success) return undefined;
  return [
    ...counted(['Exported', data.exported, data.bytes], ['Could not be exported', data.failed]),
    { name: 'To', value: data.path },
  ];
}

/** What a job found or did, in words where its kind has some. */
export function factsOfJob({ type, result }: Pick<Job, 'type' | 'result'>): readonly JobFact[] {
  if (!result) return [];
  const facts = type === 'import' ? importFacts(result) : type === 'export' ? exportFacts(result) : undefined;
  return facts ?? resultFacts(result);
}
