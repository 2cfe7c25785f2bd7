import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { formatCount } from '../../lib/format.ts';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';
import { countSelected, type Selection } from '../../lib/selection.ts';
import type { SelectionActions } from './use-capture-selection.ts';

/** As many single pictures as one export takes. */
const mostPictures = 10_000;

/** Goes to the page of exports with the selection, or with the picture that is shown where nothing is selected. */
export function useExportThese(
  selection: Selection,
  selected: SelectionActions,
  shown: RefObject<Capture | null>,
): () => void {
  const navigate = useNavigate();
  return () => {
    const find = async (): Promise<readonly Capture[]> =>
      countSelected(selection) > 0 ? selected.present() : shown.current ? [shown.current] : [];
    void find()
      .then((captures) => {
        if (captures.length === 0) noticeDone('There is no picture to export.');
        else if (captures.length > mostPictures) {
          noticeDone(
            `At most ${formatCount(mostPictures)} single pictures are exported at once. Export the day instead.`,
          );
        } else {
          void navigate({ to: '/export', search: {}, state: { captureIds: captures.map(({ id }) => id) } });
        }
      })
      .catch((error: unknown) => noticeProblem('The pictures could not be gathered', error));
  };
}
