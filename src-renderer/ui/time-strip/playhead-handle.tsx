import { memo } from 'react';
import {
  type DayClock,
  instantOfMinute,
  minuteOfInstant,
  minutesPerDay,
  offsetAtInstant,
} from '../../lib/day-clock.ts';
import { formatTime } from '../../lib/format.ts';
import { type Playhead, usePlayhead } from '../../lib/playhead.ts';
import classes from './time-strip.module.css';
import type { TimeWindow } from './time-window.ts';

const stepMinutesByKey: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -60,
  PageUp: 60,
};

/** The playhead on the timeline: a slider over the time of day. The only part drawn with each frame of a drag. */
export const PlayheadHandle = memo(function PlayheadHandle({
  playhead,
  clock,
  window,
  now,
  onMove,
}: {
  readonly playhead: Playhead;
  readonly clock: DayClock;
  readonly window: TimeWindow;
  readonly now: number;
  readonly onMove: (at: number) => void;
}) {
  const at = usePlayhead(playhead, (state) => state.at);
  const minute = minuteOfInstant(clock, at);
  const share = (minute - window.from) / (window.to - window.from);
  const moveTo = (target: number): void => {
    const latest = Math.min(clock.endsAt - 1, Math.max(clock.startsAt, now));
    const next = Math.min(latest, Math.max(clock.startsAt, target));
    playhead.goTo(next);
    onMove(next);
  };
  return (
    <div
      className={classes.playhead}
      style={{ left: `${share * 100}%`, visibility: share < 0 || share > 1 ? 'hidden' : undefined }}
      role="slider"
      tabIndex={0}
      aria-label="Time of day"
      aria-valuemin={0}
      aria-valuemax={minutesPerDay * 60}
      aria-valuenow={Math.round(minute * 60)}
      aria-valuetext={formatTime(at, offsetAtInstant(clock, at))}
      aria-orientation="horizontal"
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const step = stepMinutesByKey[event.key];
        if (step !== undefined) moveTo(at + step * (event.shiftKey ? 10 : 1) * 60_000);
        else if (event.key === 'Home') moveTo(clock.startsAt);
        else if (event.key === 'End') moveTo(instantOfMinute(clock, minutesPerDay) - 1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
});
