import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Job } from '../../src-shared/contract/jobs.ts';
import { orpc } from './api.ts';

/** More than will ever wait at once. */
const limit = 200;

/** The jobs that run or wait, the running ones first, kept up to date by the live stream; undefined until known. */
export function useActiveJobs(): { readonly jobs: readonly Job[] | undefined; readonly error: unknown } {
  const options = { staleTime: Number.POSITIVE_INFINITY, retry: false } as const;
  const running = useQuery(orpc.jobs.list.queryOptions({ input: { status: 'running', limit }, ...options }));
  const pending = useQuery(orpc.jobs.list.queryOptions({ input: { status: 'pending', limit }, ...options }));
  const jobs = useMemo(() => {
    if (!running.data || !pending.data) return undefined;
    // What waits is begun in the order in which it came.
    return [...running.data.items, ...pending.data.items.toReversed()];
  }, [running.data, pending.data]);
  return { jobs, error: running.error ?? pending.error };
}
