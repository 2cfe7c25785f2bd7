import { ActionIcon, Button, SegmentedControl, Select, Tooltip } from '@mantine/core';
import {
  IconMaximize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
} from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { type DayClock, minutesPerDay, offsetAtInstant } from '../../lib/day-clock.ts';
import { formatOffset, formatTime } from '../../lib/format.ts';
import { type Playhead, usePlayhead } from '../../lib/playhead.ts';
import { type PlaybackSpeed, playbackSpeeds } from './playback.ts';
import classes from './timeline-page.module.css';

/** What the buttons below the picture do; the same functions are behind the keys. */
export interface TransportActions {
  readonly step: (steps: number) => void;
  readonly toEdge: (edge: 'first' | 'last') => void;
  readonly togglePlay: () => void;
  readonly fit: () => void;
  readonly actualSize: () => void;
  readonly fullScreen: () => void;
}

function Tool({
  label,
  hint,
  onClick,
  children,
}: {
  readonly label: string;
  readonly hint: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={`${label} (${hint})`}>
      <ActionIcon size={32} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

const Clock = memo(function Clock({ playhead, clock }: { readonly playhead: Playhead; readonly clock: DayClock }) {
  const second = usePlayhead(playhead, (state) => Math.floor(state.at / 1000));
  const offset = offsetAtInstant(clock, second * 1000);
  return (
    <time className={classes.clock} dateTime={new Date(second * 1000).toISOString()} title={formatOffset(offset)}>
      {formatTime(second * 1000, offset)}
    </time>
  );
});

const spans = [
  { label: '24 h', minutes: minutesPerDay },
  { label: '6 h', minutes: 360 },
  { label: '1 h', minutes: 60 },
] as const;

// The buttons do not depend on the day: turning to another one must not draw them again.
const PlaybackTools = memo(function PlaybackTools({
  playhead,
  actions,
  speed,
  onSpeed,
}: {
  readonly playhead: Playhead;
  readonly actions: TransportActions;
  readonly speed: PlaybackSpeed;
  readonly onSpeed: (speed: PlaybackSpeed) => void;
}) {
  const playing = usePlayhead(playhead, (state) => state.playing);
  return (
    <div className={classes.tools}>
      <Tool label="First capture of the day" hint="Home" onClick={() => actions.toEdge('first')}>
        <IconPlayerTrackPrev size={16} />
      </Tool>
      <Tool label="Previous capture" hint="←" onClick={() => actions.step(-1)}>
        <IconPlayerSkipBack size={16} />
      </Tool>
      <Tooltip label={playing ? 'Pause (Space)' : 'Play (Space)'}>
        <ActionIcon
          size={36}
          variant="default"
          color="accent"
          aria-label={playing ? 'Pause' : 'Play'}
          onClick={actions.togglePlay}
        >
          {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
        </ActionIcon>
      </Tooltip>
      <Tool label="Next capture" hint="→" onClick={() => actions.step(1)}>
        <IconPlayerSkipForward size={16} />
      </Tool>
      <Tool label="Last capture of the day" hint="End" onClick={() => actions.toEdge('last')}>
        <IconPlayerTrackNext size={16} />
      </Tool>
      <Select
        size="xs"
        w={78}
        aria-label="Playback speed"
        data={playbackSpeeds.map((each) => ({ value: String(each), label: `${each}×` }))}
        value={String(speed)}
        onChange={(value) => onSpeed(Number(value) as PlaybackSpeed)}
        allowDeselect={false}
        comboboxProps={{ width: 90 }}
      />
    </div>
  );
});

const ViewTools = memo(function ViewTools({
  actions,
  zoomPercent,
  showsPicture,
  spanMinutes,
  onSpan,
}: {
  readonly actions: TransportActions;
  readonly zoomPercent: number | null;
  readonly showsPicture: boolean;
  readonly spanMinutes: number;
  readonly onSpan: (minutes: number) => void;
}) {
  return (
    <div className={classes.tools} data-end>
      {showsPicture && (
        <>
          <Button.Group>
            <Button
              size="xs"
              variant="default"
              className={classes.toggle}
              aria-pressed={zoomPercent === null}
              onClick={actions.fit}
            >
              Fit
            </Button>
            <Button
              size="xs"
              variant="default"
              className={classes.toggle}
              aria-pressed={zoomPercent === 100}
              onClick={actions.actualSize}
            >
              {zoomPercent === null || zoomPercent === 100 ? '1:1' : `${zoomPercent} %`}
            </Button>
          </Button.Group>
          <Tool label="Full screen" hint="f" onClick={actions.fullScreen}>
            <IconMaximize size={16} />
          </Tool>
        </>
      )}
      <SegmentedControl
        size="xs"
        aria-label="Hours on the time axis"
        data={spans.map((span) => ({ value: String(span.minutes), label: span.label }))}
        value={String(spanMinutes)}
        onChange={(value) => onSpan(Number(value))}
      />
    </div>
  );
});

/** Play, step and jump; the time; the speed; how the picture is shown; how much of the day the axis shows. */
export const Transport = memo(function Transport({
  playhead,
  clock,
  actions,
  speed,
  onSpeed,
  zoomPercent,
  showsPicture,
  spanMinutes,
  onSpan,
}: {
  readonly playhead: Playhead;
  readonly clock: DayClock;
  readonly actions: TransportActions;
  readonly speed: PlaybackSpeed;
  readonly onSpeed: (speed: PlaybackSpeed) => void;
  readonly zoomPercent: number | null;
  readonly showsPicture: boolean;
  readonly spanMinutes: number;
  readonly onSpan: (minutes: number) => void;
}) {
  return (
    <div className={classes.transport} role="toolbar" aria-label="Playback">
      <PlaybackTools playhead={playhead} actions={actions} speed={speed} onSpeed={onSpeed} />
      <Clock playhead={playhead} clock={clock} />
      <ViewTools
        actions={actions}
        zoomPercent={zoomPercent}
        showsPicture={showsPicture}
        spanMinutes={spanMinutes}
        onSpan={onSpan}
      />
    </div>
  );
});
