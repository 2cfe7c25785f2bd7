import { useConnectionState } from '../lib/live.tsx';
import { Strip } from '../ui/strip.tsx';

/** Says quietly that the core does not answer. What is on the screen stays, and is no longer new. */
export function ConnectionBar() {
  if (useConnectionState() !== 'lost') return null;
  return (
    <div role="status">
      <Strip tone="warning" label="Connection">
        <strong>Connection lost.</strong> Afterimage does not answer. Trying again; what you see may be out of date.
      </Strip>
    </div>
  );
}
