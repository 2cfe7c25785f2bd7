import { useCallback, useEffect, useState } from 'react';

/** A flag that goes down by itself: `raise()` puts it up for `milliseconds`. For "Saved" and the like. */
export function useBriefly(milliseconds: number): { up: boolean; raise: () => void; lower: () => void } {
  const [raisedAt, setRaisedAt] = useState<number>();
  useEffect(() => {
    if (raisedAt === undefined) return;
    const timer = setTimeout(() => setRaisedAt(undefined), milliseconds);
    return () => clearTimeout(timer);
  }, [raisedAt, milliseconds]);
  return {
    up: raisedAt !== undefined,
    raise: useCallback(() => setRaisedAt(performance.now()), []),
    lower: useCallback(() => setRaisedAt(undefined), []),
  };
}
