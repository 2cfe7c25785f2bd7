import { describe, expect, it } from 'vitest';
import type { Job } from '../../src-shared/contract/jobs.ts';
import { aJob } from './job.fake.ts';
import { type JobPage, overallProgress, putJob } from './job-lists.ts';

const idsOf = (pages: readonly JobPage[]): string[][] => pages.map((page) => page.items.map(({ id }) => id));
const page = (items: Job[], nextCursor: string | null = null): JobPage => ({ items, nextCursor });

const [first, second, third, fourth] = [4, 3, 2, 1].map((createdAt) => aJob({ createdAt })) as [Job, Job, Job, Job];

describe('a list of jobs', () => {
  it('has a changed job in its place', () => {
    const before = [page([first, second], 'more'), page([third])];
    const changed = { ...third, progressCurrent: 7 };
    expect(putJob(before, changed, {})[1]?.items).toEqual([changed]);
    expect(putJob(before, changed, {})[0]).toBe(before[0]);
  });

  it('loses a job that does not pass its filter any more', () => {
    const running = aJob({ status: 'running' });
    expect(idsOf(putJob([page([running])], { ...running, status: 'completed' }, { status: 'running' }))).toEqual([[]]);
  });

  it('gets a new job where it belongs, newest first', () => {
    expect(idsOf(putJob([page([second, third], 'more')], first, {}))).toEqual([[first.id, second.id, third.id]]);
    expect(idsOf(putJob([page([first, third], 'more'), page([fourth])], second, {}))).toEqual([
      [first.id, second.id, third.id],
      [fourth.id],
    ]);
    expect(idsOf(putJob([page([])], first, {}))).toEqual([[first.id]]);
    expect(idsOf(putJob([page([first, second])], third, {}))).toEqual([[first.id, second.id, third.id]]);
  });

  it('leaves out what lies beyond the loaded pages, and what does not pass', () => {
    const before = [page([first, second], 'more')];
    expect(idsOf(putJob(before, third, {}))).toEqual([[first.id, second.id]]);
    expect(putJob(before, { ...third, status: 'failed' }, { status: 'completed' })).toBe(before);
    expect(putJob(before, { ...first, id: third.id, type: 'process' }, { type: 'import' })).toBe(before);
  });
});

describe('the progress of several jobs', () => {
  it('is their mean, as far as it is known', () => {
    expect(overallProgress([])).toBeNull();
    expect(overallProgress([aJob({ progressTotal: null })])).toBeNull();
    const half = aJob({ progressCurrent: 5, progressTotal: 10 });
    const done = aJob({ progressCurrent: 12, progressTotal: 10 });
    expect(overallProgress([half, done, aJob({ progressTotal: null })])).toBe(0.75);
  });
});
