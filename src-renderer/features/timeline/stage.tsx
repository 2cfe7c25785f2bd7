import { memo, type Ref, useMemo } from 'react';
import { offsetAtInstant } from '../../lib/day-clock.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { MonitorWall, type WallScreen } from '../../ui/monitor-wall/monitor-wall.tsx';
import { laneName } from '../../ui/time-strip/time-strip.tsx';
import { FrameViewer, type FrameViewerHandle } from './frame-viewer.tsx';
import { type OpenDay, useFrames } from './use-frames.ts';
import { usePreload } from './use-preload.ts';

/** The picture of one display at the playhead. */
export const FrameStage = memo(function FrameStage({
  day,
  displayId,
  playhead,
  onJump,
  onZoomed,
  ref,
}: {
  readonly day: OpenDay;
  readonly displayId: string | null;
  readonly playhead: Playhead;
  readonly onJump: (direction: -1 | 1) => void;
  readonly onZoomed: (percent: number | null) => void;
  readonly ref: Ref<FrameViewerHandle>;
}) {
  const displayIds = useMemo(() => [displayId], [displayId]);
  const [frame] = useFrames(day, displayIds, playhead);
  usePreload(day, displayId, playhead);
  if (!frame) return null;
  return (
    <FrameViewer
      ref={ref}
      frame={frame}
      utcOffsetMinutes={offsetAtInstant(day.clock, playhead.get().at)}
      onJump={onJump}
      onZoomed={onZoomed}
    />
  );
});

/** All displays at the playhead. */
export const WallStage = memo(function WallStage({
  day,
  playhead,
  onPick,
}: {
  readonly day: OpenDay;
  readonly playhead: Playhead;
  readonly onPick: (displayId: string | null) => void;
}) {
  const { lanes } = day.view;
  const displayIds = useMemo(() => lanes.map((lane) => lane.displayId), [lanes]);
  const frames = useFrames(day, displayIds, playhead);
  const screens = useMemo(
    () =>
      lanes.flatMap((lane, index): WallScreen[] => {
        const frame = frames[index];
        if (!frame || frame.kind === 'loading') return [];
        return [
          {
            key: lane.displayId ?? '',
            name: laneName(lane),
            capture: frame.kind === 'capture' ? frame.capture : null,
            lastKnown: frame.kind === 'gap' ? frame.last : null,
            gapReason: frame.kind === 'gap' ? frame.gap.reason : null,
          },
        ];
      }),
    [lanes, frames],
  );
  return <MonitorWall screens={screens} onPick={(key) => onPick(key === '' ? null : key)} />;
});
