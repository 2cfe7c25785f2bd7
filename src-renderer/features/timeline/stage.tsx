import { memo, type Ref, useCallback, useEffect, useMemo } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { offsetAtInstant } from '../../lib/day-clock.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { MonitorWall, type WallScreen } from '../../ui/monitor-wall/monitor-wall.tsx';
import { laneName } from '../../ui/time-strip/time-strip.tsx';
import { VerdictButtons } from '../../ui/verdict/verdict-buttons.tsx';
import { type FrameMarkActions, FrameMarks } from './frame-marks.tsx';
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
  onShown,
  marks,
  ref,
}: {
  readonly day: OpenDay;
  readonly displayId: string | null;
  readonly playhead: Playhead;
  /** Hears which picture is shown; null where there is none. */
  readonly onShown: (capture: Capture | null) => void;
  readonly marks: FrameMarkActions;
  readonly onJump: (direction: -1 | 1) => void;
  readonly onZoomed: (percent: number | null) => void;
  readonly ref: Ref<FrameViewerHandle>;
}) {
  const displayIds = useMemo(() => [displayId], [displayId]);
  const [frame] = useFrames(day, displayIds, playhead);
  usePreload(day, displayId, playhead);
  const capture = frame?.kind === 'capture' ? frame.capture : null;
  useEffect(() => {
    onShown(capture);
    return () => onShown(null);
  }, [capture, onShown]);
  if (!frame) return null;
  return (
    <FrameViewer
      ref={ref}
      frame={frame}
      utcOffsetMinutes={offsetAtInstant(day.clock, playhead.get().at)}
      onJump={onJump}
      onZoomed={onZoomed}
    >
      {capture && <FrameMarks capture={capture} actions={marks} />}
    </FrameViewer>
  );
});

/** All displays at the playhead. */
export const WallStage = memo(function WallStage({
  day,
  playhead,
  onPick,
  onShown,
  marks,
}: {
  readonly day: OpenDay;
  readonly playhead: Playhead;
  readonly onPick: (displayId: string | null) => void;
  /** Hears which picture is pointed at; null where there is none. */
  readonly onShown: (capture: Capture | null) => void;
  readonly marks: FrameMarkActions;
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
  useEffect(() => () => onShown(null), [onShown]);
  const tools = useCallback(
    (capture: Capture) => <VerdictButtons capture={capture} onKeep={marks.keep} onDiscard={marks.discard} />,
    [marks],
  );
  const pick = useCallback((key: string) => onPick(key === '' ? null : key), [onPick]);
  return <MonitorWall screens={screens} onPick={pick} onPoint={onShown} tools={tools} />;
});
