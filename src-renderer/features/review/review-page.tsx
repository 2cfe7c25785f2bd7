import { FullPage } from '../../ui/page.tsx';
import { LoadingState } from '../../ui/states.tsx';

/** Groups of duplicates, one at a time, to keep or to discard. */
export function ReviewPage() {
  return (
    <FullPage title="Duplicates">
      <LoadingState label="Reading the groups" />
    </FullPage>
  );
}
