import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CaptureStatus } from '../../../src-shared/contract/capture-control.ts';
import { orpc } from '../../lib/api.ts';
import { formatQuantity } from '../../lib/format.ts';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';

/** What the person can tell the capture engine. Each tells, in a notice, when it was refused. */
export function useCaptureControl() {
  const queries = useQueryClient();
  const onSuccess = (status: CaptureStatus): void => {
    queries.setQueryData(orpc.capture.status.queryKey(), status);
  };
  const failed = (title: string) => (error: unknown) => noticeProblem(title, error);

  const pause = useMutation(
    orpc.capture.pause.mutationOptions({ onSuccess, onError: failed('Capture was not paused') }),
  );
  const resume = useMutation(
    orpc.capture.resume.mutationOptions({ onSuccess, onError: failed('Capture was not resumed') }),
  );
  const setEnabled = useMutation(
    orpc.capture.setEnabled.mutationOptions({ onSuccess, onError: failed('Capture was not switched') }),
  );
  const now = useMutation(
    orpc.capture.now.mutationOptions({
      onSuccess: (tick) => {
        const count = (outcome: string): number =>
          tick.displays.filter((display) => display.outcome === outcome).length;
        const parts = [
          count('stored') > 0 && `${formatQuantity(count('stored'), 'picture')} stored`,
          count('held') > 0 && `${count('held')} unchanged`,
          count('gap') > 0 && `${count('gap')} failed`,
        ].filter((part) => part !== false);
        noticeDone(parts.length > 0 ? `${parts.join(', ')}.` : 'No display was there to capture.');
      },
      onError: failed('Nothing was captured'),
    }),
  );
  return { pause, resume, setEnabled, now };
}
