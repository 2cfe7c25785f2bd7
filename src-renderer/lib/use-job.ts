import { useQuery } from '@tanstack/react-query';
import { orpc } from './api.ts';

/** One job, kept up to date by the live stream. */
export function useJob(id: string | undefined) {
  return useQuery(
    orpc.jobs.get.queryOptions({
      input: { id: id ?? '' },
      enabled: id !== undefined,
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  );
}
