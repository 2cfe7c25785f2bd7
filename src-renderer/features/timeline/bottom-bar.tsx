import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { minuteOfInstant } from '../../lib/day-clock.ts';
import { useKeyBindings } from '../../lib/keyboard.ts';
import { useNow } from '../../lib/now.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { TimeStrip } from '../../ui/time-strip/time-strip.tsx';
import { type TimeWindow, wholeDay, windowAround, zoomWindow } from '../../ui/time-strip/time-window.ts';
import type { PlaybackSpeed } from './playback.ts';
import classes from './timeline-page.module.css';
import { Transport, type TransportActions } from './transport.tsx';
import type { OpenDay } from './use-frames.ts';

/** The time in whole minutes: what is drawn by it moves by less than a pixel in between. */
function useNowInMinutes(): number {
  return Math.floor(useNow() / 60_000) * 60_000;
}

/** Below the picture: the buttons and the lanes. Holds which part of the day the axis shows, so that zooming draws nothing else. */
export const BottomBar = memo(function BottomBar({
  day,
  playhead,
  actions,
  speed,
  zoomPercent,
  showsPicture,
  withTransport,
  selectedDisplayId,
  onSelectDisplay,
  onScrub,
}: {
  readonly day: OpenDay;
  readonly playhead: Playhead;
  readonly actions: TransportActions & { readonly setSpeed: (speed: PlaybackSpeed) => void };
  readonly speed: PlaybackSpeed;
  readonly zoomPercent: number | null;
  readonly showsPicture: boolean;
  /** False on a day without captures. */
  readonly withTransport: boolean;
  readonly selectedDisplayId: string | null | undefined;
  readonly onSelectDisplay: (displayId: string | null) => void;
  readonly onScrub: (at: number) => void;
}) {
  const [axis, setAxis] = useState<TimeWindow>(wholeDay);
  const now = useNowInMinutes();
  const { view, clock } = day;
  const clockNow = useRef(clock);
  useEffect(() => {
    clockNow.current = clock;
  });
  const setSpan = useCallback(
    (minutes: number) => setAxis(windowAround(minuteOfInstant(clockNow.current, playhead.get().at), minutes)),
    [playhead],
  );
  const zoomBy = (factor: number): void =>
    setAxis((before) => zoomWindow(before, minuteOfInstant(clock, playhead.get().at), factor));
  useKeyBindings('Timeline', [
    { keys: ['['], label: 'Show more of the day', run: () => zoomBy(0.5) },
    { keys: [']'], label: 'Show less of the day', run: () => zoomBy(2) },
  ]);
  return (
    <>
      {withTransport && (
        <Transport
          playhead={playhead}
          clock={clock}
          actions={actions}
          speed={speed}
          onSpeed={actions.setSpeed}
          zoomPercent={zoomPercent}
          showsPicture={showsPicture}
          spanMinutes={Math.round(axis.to - axis.from)}
          onSpan={setSpan}
        />
      )}
      <div className={classes.strip}>
        <TimeStrip
          clock={clock}
          lanes={view.lanes}
          gaps={view.gaps}
          now={now}
          playhead={playhead}
          window={axis}
          onWindowChange={setAxis}
          selectedDisplayId={selectedDisplayId}
          onSelectDisplay={onSelectDisplay}
          onScrub={onScrub}
        />
      </div>
    </>
  );
});
