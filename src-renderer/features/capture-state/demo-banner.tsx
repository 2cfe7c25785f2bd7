import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCaptureStatus } from '../../lib/live.tsx';
import { Strip } from '../../ui/strip.tsx';

/** Says, wherever one is, that what is being captured is not real. Why is on the status page. */
export function DemoBanner() {
  const source = useCaptureStatus()?.source;
  if (!source?.demo) return null;
  return (
    <Strip tone="warning" label="Demo">
      <strong>These are demo pictures, not your screens.</strong>{' '}
      <Anchor component={Link} to="/status" inherit c="inherit" underline="always" title={source.reason}>
        Why?
      </Anchor>
    </Strip>
  );
}
