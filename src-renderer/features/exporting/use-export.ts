import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type {
  ContactSheetRequest,
  ExportSelection,
  ExportTarget,
  TimeLapseRequest,
} from '../../../src-shared/contract/exporting.ts';
import { client } from '../../lib/api.ts';
import { askJobListsAgain } from '../../lib/live-cache.ts';
import { noticeProblem } from '../../lib/notice.ts';

/** One thing to be exported. */
export type ExportWish =
  | { readonly as: 'pictures'; readonly what: ExportSelection; readonly to: ExportTarget }
  | { readonly as: 'time-lapse'; readonly request: TimeLapseRequest }
  | { readonly as: 'contact-sheet'; readonly request: ContactSheetRequest };

/** Begins an export and goes to where it is watched. */
export function useStartExport() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (wish: ExportWish) => {
      if (wish.as === 'pictures') return client.exporting.start({ what: wish.what, to: wish.to });
      return wish.as === 'time-lapse'
        ? client.exporting.timeLapse(wish.request)
        : client.exporting.contactSheet(wish.request);
    },
    onSuccess: (job) => {
      void askJobListsAgain(queries);
      void navigate({ to: '/export', search: { job: job.id } });
    },
  });
}
export type StartExport = ReturnType<typeof useStartExport>;

/** What can be done with an export that was begun. */
export function useExportControl() {
  const queries = useQueryClient();
  const onSettled = () => askJobListsAgain(queries);
  const cancel = useMutation({
    mutationFn: (id: string) => client.jobs.cancel({ id }),
    onError: (error) => noticeProblem('The export was not cancelled', error),
    onSettled,
  });
  const retry = useMutation({
    mutationFn: (id: string) => client.jobs.retry({ id }),
    onError: (error) => noticeProblem('The export was not started again', error),
    onSettled,
  });
  const reveal = useMutation({
    mutationFn: (jobId: string) => client.app.revealExport({ jobId }),
    onError: (error) => noticeProblem('What was exported could not be shown', error),
  });
  return { cancel, retry, reveal };
}
