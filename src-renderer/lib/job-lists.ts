import type { Job } from '../../src-shared/contract/jobs.ts';
import type { JobStatus, JobType } from '../../src-shared/domain/vocabulary.ts';

/** One page of `jobs.list`. */
export interface JobPage {
  readonly items: Job[];
  readonly nextCursor: string | null;
}

/** What a list of jobs was asked for. */
export interface JobFilter {
  readonly status?: JobStatus | undefined;
  readonly type?: JobType | undefined;
}

function passes(job: Job, filter: JobFilter): boolean {
  return (
    (filter.status === undefined || job.status === filter.status) &&
    (filter.type === undefined || job.type === filter.type)
  );
}

/** Newest first, as the core lists them. */
function isBefore(a: Job, b: Job): boolean {
  return a.createdAt > b.createdAt || (a.createdAt === b.createdAt && a.id > b.id);
}

function withJob(items: readonly Job[], job: Job): Job[] {
  const place = items.findIndex((each) => isBefore(job, each));
  return place === -1 ? [...items, job] : [...items.slice(0, place), job, ...items.slice(place)];
}

/**
 * The loaded pages of a list with a job as it is now: changed in its place, put where it belongs, or taken out where
 * it does not pass the filter any more. The same pages where nothing changes. A job that lies beyond what is loaded
 * stays out: it comes with its page.
 */
export function putJob(pages: readonly JobPage[], job: Job, filter: JobFilter): readonly JobPage[] {
  const stays = passes(job, filter);
  const at = pages.findIndex((page) => page.items.some((each) => each.id === job.id));
  if (at !== -1) {
    return pages.map((page, index) =>
      index !== at
        ? page
        : {
            ...page,
            items: stays
              ? page.items.map((each) => (each.id === job.id ? job : each))
              : page.items.filter((each) => each.id !== job.id),
          },
    );
  }
  if (!stays) return pages;
  const target = pages.findIndex((page) => {
    const last = page.items.at(-1);
    return page.nextCursor === null || (last !== undefined && isBefore(job, last));
  });
  return pages.map((page, index) => (index === target ? { ...page, items: withJob(page.items, job) } : page));
}

/** How far all of these jobs are together, from 0 to 1; null while that is not known of any of them. */
export function overallProgress(jobs: readonly Job[]): number | null {
  const known = jobs.filter((job) => job.progressTotal !== null && job.progressTotal > 0);
  if (known.length === 0) return null;
  const shares = known.map((job) => Math.min(1, job.progressCurrent / (job.progressTotal ?? 1)));
  return shares.reduce((sum, share) => sum + share, 0) / known.length;
}
