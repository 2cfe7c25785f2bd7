import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ImportRequest } from '../../../src-shared/contract/importing.ts';
import { client } from '../../lib/api.ts';
import { askJobListsAgain } from '../../lib/live-cache.ts';
import { noticeProblem } from '../../lib/notice.ts';

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
