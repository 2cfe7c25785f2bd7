import { Button } from '@mantine/core';
import { IconAccessPoint } from '@tabler/icons-react';
import { memo, useEffect, useState } from 'react';
import { useLiveCaptures } from '../../lib/live.tsx';
import { type Playhead, usePlayhead } from '../../lib/playhead.ts';

/** Follows the newest capture; while it does not, says quietly how many came since. */
export const LiveButton = memo(function LiveButton({
  playhead,
  onLive,
}: {
  readonly playhead: Playhead;
  readonly onLive: () => void;
}) {
  const following = usePlayhead(playhead, (state) => state.following);
  const [missed, setMissed] = useState(0);
  useLiveCaptures((message) => {
    if (message.type === 'capture-stored' && !playhead.get().following) setMissed((count) => count + 1);
  });
  useEffect(() => {
    if (following) setMissed(0);
  }, [following]);
  return (
    <Button
      size="xs"
      variant={following ? 'light' : 'default'}
      aria-pressed={following}
      leftSection={<IconAccessPoint size={16} aria-hidden />}
      onClick={onLive}
    >
      {following || missed === 0 ? 'Live' : `${missed > 999 ? '999+' : missed} new`}
    </Button>
  );
});
