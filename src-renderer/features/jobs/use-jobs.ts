import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { client, orpc } from '../../lib/api.ts';
import { type EndedStatus, isEnded } from '../../lib/job-words.ts';
import { askJobListsAgain } from '../../lib/live-cache.ts';
import { noticeProblem } from '../../lib/notice.ts';

const pageLength = 30;

/** The jobs that have ended, newest first, all or those of one status. */
export function useEndedJobs(status: EndedStatus | undefined) {
  const query = useInfiniteQuery(
    orpc.jobs.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ status, cursor, limit: pageLength }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const jobs = useMemo(() => query.data?.pages.flatMap((page) => page.items).filter(isEnded) ?? [], [query.data]);
  // Without a status the list also has what runs: a first page of nothing else tells nothing of what has ended.
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  useEffect(() => {
    if (jobs.length === 0 && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [jobs.length, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return { query, jobs };
}

/** What a person can do with a job. */
export function useJobActions() {
  const queries = useQueryClient();
  // Also after an error: what was refused, was so because the list is older than the job.
  const onSettled = () => askJobListsAgain(queries);
  const cancel = useMutation({
    mutationFn: (id: string) => client.jobs.cancel({ id }),
    onError: (error) => noticeProblem('The job was not cancelled', error),
    onSettled,
  });
  const retry = useMutation({
    mutationFn: (id: string) => client.jobs.retry({ id }),
    onError: (error) => noticeProblem('The job was not started again', error),
    onSettled,
  });
  const scan = useMutation({
    mutationFn: (day: string | undefined) => client.duplicates.scan({ day }),
    onError: (error) => noticeProblem('The search for duplicates was not started', error),
    onSettled,
  });
  const makeSignatures = useMutation({
    mutationFn: () => client.duplicates.process(),
    onError: (error) => noticeProblem('Making signatures was not started', error),
    onSettled,
  });
  return { cancel, retry, scan, makeSignatures };
}
export type JobActions = ReturnType<typeof useJobActions>;
