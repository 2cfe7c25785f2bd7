import { useElementSize } from '@mantine/hooks';
import { memo, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Gap, Lane } from '../../../src-shared/contract/timeline.ts';
import { type DayClock, instantOfMinute, minuteOfInstant, offsetAtInstant } from '../../lib/day-clock.ts';
import { formatMinute } from '../../lib/format.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { type GapBlock, gapBlocks } from './gap-blocks.ts';
import { blockLabel, GapLayer } from './gap-layer.tsx';
import { HoverTip } from './hover-tip.tsx';
import { fullBarCount, lanePaths } from './lane-path.ts';
import { PlayheadHandle } from './playhead-handle.tsx';
import classes from './time-strip.module.css';
import {
  axisTicks,
  keepInWindow,
  minuteOfPixel,
  panWindow,
  pixelOfMinute,
  type TimeWindow,
  zoomWindow,
} from './time-window.ts';

/** What a lane is called: its display, or where pictures without one come from. */
export function laneName(lane: Pick<Lane, 'displayId' | 'displayName'>): string {
  return lane.displayName ?? lane.displayId ?? 'Imported';
}

const manyLanes = 4;

const LaneChart = memo(function LaneChart({
  lane,
  full,
  window,
  futurePixels,
}: {
  lane: Lane;
  full: number;
  window: TimeWindow;
  /** How much at the right lies ahead: a bucket ends after five minutes, what is known of it ends now. */
  futurePixels: number;
}) {
  const paths = useMemo(() => lanePaths(lane, full), [lane, full]);
  return (
    <svg
      className={classes.laneChart}
      viewBox={`${window.from} 0 ${window.to - window.from} 100`}
      preserveAspectRatio="none"
      style={futurePixels > 0 ? { clipPath: `inset(0 ${futurePixels}px 0 0)` } : undefined}
      shapeRendering="crispEdges"
      aria-hidden
    >
      <path className={classes.known} d={paths.known} />
      <path className={classes.density} d={paths.density} />
    </svg>
  );
});

/**
 * A day as one lane per display: how much was captured when, the gaps, and the playhead. Drag or click moves the
 * playhead, the wheel zooms at the pointer, a sideways wheel moves along.
 */
export const TimeStrip = memo(function TimeStrip({
  clock,
  lanes,
  gaps,
  now,
  playhead,
  window,
  onWindowChange,
  selectedDisplayId,
  onSelectDisplay,
  onScrub,
}: {
  readonly clock: DayClock;
  readonly lanes: readonly Lane[];
  readonly gaps: readonly Gap[];
  readonly now: number;
  readonly playhead: Playhead;
  readonly window: TimeWindow;
  readonly onWindowChange: (window: TimeWindow) => void;
  /** Undefined where no lane is chosen (all displays are shown). */
  readonly selectedDisplayId: string | null | undefined;
  readonly onSelectDisplay: (displayId: string | null) => void;
  /** Called when the hand lets go of the playhead. */
  readonly onScrub: (at: number) => void;
}) {
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const track = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<{ pixel: number; y: number } | null>(null);
  const full = useMemo(() => fullBarCount(lanes), [lanes]);
  const shownLanes = useMemo(
    () =>
      lanes.length > 0 ? lanes : [{ displayId: null, displayName: 'All displays', captures: 0, bytes: 0, buckets: [] }],
    [lanes],
  );
  const resolution = width > 0 ? (2 * (window.to - window.from)) / width : 5;
  const blocksByLane = useMemo(
    () => shownLanes.map((lane) => gapBlocks(gaps, lane.displayId, clock, now, resolution)),
    [shownLanes, gaps, clock, now, resolution],
  );
  const nameOfBlock = useMemo(
    () => (block: GapBlock) => {
      const time = (at: number) => formatMinute(at, offsetAtInstant(clock, at));
      return `${blockLabel(block)}, ${time(block.startedAt)} to ${block.endedAt === null ? 'now' : time(block.endedAt)}`;
    },
    [clock],
  );

  // The window follows a playhead that leaves it, except under the hand.
  const latest = useRef({ window, onWindowChange });
  useEffect(() => {
    latest.current = { window, onWindowChange };
  });
  useEffect(
    () =>
      playhead.subscribe(() => {
        const { at, scrubbing } = playhead.get();
        if (scrubbing) return;
        const next = keepInWindow(latest.current.window, minuteOfInstant(clock, at));
        if (next !== latest.current.window) latest.current.onWindowChange(next);
      }),
    [playhead, clock],
  );

  // React listens to the wheel passively, and zooming must not scroll the page.
  useEffect(() => {
    const element = track.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { window: current, onWindowChange: change } = latest.current;
      const box = element.getBoundingClientRect();
      const span = current.to - current.from;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        change(panWindow(current, ((event.deltaX || event.deltaY) / box.width) * span));
      } else {
        const minute = minuteOfPixel(current, event.clientX - box.left, box.width);
        change(zoomWindow(current, minute, Math.exp(-event.deltaY * 0.0022)));
      }
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const scrubTo = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const minute = minuteOfPixel(window, event.clientX - box.left, box.width);
    const at = Math.min(instantOfMinute(clock, minute), Math.max(now, clock.startsAt), clock.endsAt - 1);
    playhead.set({ at, following: false, playing: false, scrubbing: true });
  };

  const nowMinute = minuteOfInstant(clock, now);
  const futureFrom = now < clock.endsAt ? Math.max(0, pixelOfMinute(window, nowMinute, width)) : width;
  const hoverLane = hover ? laneUnder(track.current, hover.y, shownLanes.length) : undefined;

  return (
    <section className={`${classes.strip} ${shownLanes.length > manyLanes ? classes.many : ''}`} aria-label="Timeline">
      <div className={classes.labels}>
        {shownLanes.map((lane) => (
          <button
            key={lane.displayId ?? ''}
            type="button"
            className={classes.label}
            aria-pressed={lane.displayId === selectedDisplayId}
            title={laneName(lane)}
            onClick={() => onSelectDisplay(lane.displayId)}
          >
            {laneName(lane)}
          </button>
        ))}
      </div>
      <div ref={sizeRef} style={{ position: 'relative' }}>
        {hover && (
          <HoverTip
            at={instantOfMinute(clock, minuteOfPixel(window, hover.pixel, width))}
            pixel={hover.pixel}
            widthPixels={width}
            clock={clock}
            lane={hoverLane === undefined ? undefined : shownLanes[hoverLane]}
            blocks={hoverLane === undefined ? [] : (blocksByLane[hoverLane] ?? [])}
          />
        )}
        <div
          ref={track}
          className={classes.track}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
            scrubTo(event);
          }}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            setHover({ pixel: event.clientX - box.left, y: event.clientY });
            if (playhead.get().scrubbing) scrubTo(event);
          }}
          onPointerUp={(event) => {
            if (!playhead.get().scrubbing) return;
            event.currentTarget.releasePointerCapture(event.pointerId);
            playhead.set({ scrubbing: false });
            onScrub(playhead.get().at);
          }}
          onPointerCancel={() => playhead.set({ scrubbing: false })}
          onPointerLeave={() => setHover(null)}
        >
          <Axis window={window} width={width} />
          <div className={classes.lanes}>
            {shownLanes.map((lane, index) => (
              <div
                key={lane.displayId ?? ''}
                className={classes.lane}
                data-selected={lane.displayId === selectedDisplayId ? true : undefined}
              >
                <LaneChart
                  lane={lane}
                  full={full}
                  window={window}
                  futurePixels={Math.round(Math.max(0, width - futureFrom))}
                />
                <GapLayer blocks={blocksByLane[index] ?? []} window={window} widthPixels={width} nameOf={nameOfBlock} />
              </div>
            ))}
          </div>
          {futureFrom < width && <div className={classes.future} style={{ left: futureFrom }} />}
          {hover && <div className={classes.hover} style={{ left: hover.pixel }} />}
          <PlayheadHandle playhead={playhead} clock={clock} window={window} now={now} onMove={onScrub} />
        </div>
      </div>
    </section>
  );
});

function laneUnder(track: HTMLDivElement | null, clientY: number, laneCount: number): number | undefined {
  const lanes = track?.querySelectorAll(`.${classes.lane}`);
  for (let index = 0; index < Math.min(laneCount, lanes?.length ?? 0); index += 1) {
    const box = lanes?.[index]?.getBoundingClientRect();
    if (box && clientY >= box.top && clientY <= box.bottom) return index;
  }
  return undefined;
}

const Axis = memo(function Axis({ window, width }: { readonly window: TimeWindow; readonly width: number }) {
  return (
    <div className={classes.axis} aria-hidden style={{ bottom: 0, height: 'auto' }}>
      {axisTicks(window, width).map(({ minute, label }) => {
        const left = pixelOfMinute(window, minute, width);
        const edge = left < 16 ? 'start' : left > width - 16 ? 'end' : undefined;
        return (
          <div key={minute}>
            <span className={classes.gridLine} style={{ left }} />
            <span className={classes.tick} style={{ left }} data-edge={edge}>
              {label}
            </span>
          </div>
        );
      })}
    </div>
  );
});
