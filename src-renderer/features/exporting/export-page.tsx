import { Page } from '../../ui/page.tsx';

/** Copies of pictures on their way out of the library. */
export function ExportPage() {
  return <Page title="Export">…</Page>;
}
