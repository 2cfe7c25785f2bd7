import { useCaptureStatus } from '../../lib/live.tsx';
import { Strip } from '../../ui/strip.tsx';

/** Says, wherever one is, that what is being captured is not real. */
export function DemoBanner() {
  const source = useCaptureStatus()?.source;
  if (!source?.demo) return null;
  return (
    <Strip tone="warning" label="Demo">
      <strong>These are demo pictures, not your screens.</strong> {source.reason}
    </Strip>
  );
}
