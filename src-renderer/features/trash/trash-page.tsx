import { Page } from '../../ui/page.tsx';

/** What was discarded and is not gone yet. */
export function TrashPage() {
  return <Page title="Trash">{null}</Page>;
}
