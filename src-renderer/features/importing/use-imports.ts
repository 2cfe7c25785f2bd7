import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ImportRequest } from '../../../src-shared/contract/importing.ts';
import { client, orpc } from '../../lib/api.ts';
import { askJobListsAgain } from '../../lib/live-cache.ts';
import { noticeProblem } from '../../lib/notice.ts';
import { requestOf } from './import-words.ts';

const pageLength = 30;

/** Begins an import, or a look at what it would do, and goes to where that is watched. */
export function useStartImport() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (request: Partial<ImportRequest>) => client.importing.start(request),
    onSuccess: (job) => {
      void askJobListsAgain(queries);
      void navigate({ to: '/import', search: { job: job.id } });
    },
  });
}

/** Cancels an import, or goes on with one that stopped. */
export function useImportControl() {
  const queries = useQueryClient();
  const onSettled = () => askJobListsAgain(queries);
  const cancel = useMutation({
    mutationFn: (id: string) => client.jobs.cancel({ id }),
    onError: (error) => noticeProblem('The import was not cancelled', error),
    onSettled,
  });
  const retry = useMutation({
    mutationFn: (id: string) => client.jobs.retry({ id }),
    onError: (error) => noticeProblem('The import was not started again', error),
    onSettled,
  });
  return { cancel, retry };
}

/** The imports so far, newest first, without those that only looked. */
export function useEarlierImports() {
  const query = useInfiniteQuery(
    orpc.jobs.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ type: 'import' as const, cursor, limit: pageLength }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const imports = useMemo(
    () => query.data?.pages.flatMap((page) => page.items).filter((job) => requestOf(job)?.dryRun !== true) ?? [],
    [query.data],
  );
  return { query, imports };
}
