import { useQuery } from '@tanstack/react-query';
import { orpc } from './api.ts';

/** How many imported pictures have a time that somebody should look at, of one import or of all; undefined until known. */
export function useUncertainCount(jobId?: string, enabled = true): number | undefined {
  return useQuery(
    orpc.times.uncertain.queryOptions({
      input: { jobId, limit: 1 },
      retry: false,
      enabled,
      select: ({ total }) => total,
    }),
  ).data;
}
