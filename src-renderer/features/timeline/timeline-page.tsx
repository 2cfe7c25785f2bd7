import { Button, Group } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCalendarOff, IconPhoto } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Capture, ListOrder } from '../../../src-shared/contract/captures.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { orpc } from '../../lib/api.ts';
import { createDayClock, instantOfMinute, minuteOfInstant } from '../../lib/day-clock.ts';
import { formatDay, formatShortDay, offsetHere } from '../../lib/format.ts';
import { usePreferences } from '../../lib/live.tsx';
import { useNow } from '../../lib/now.ts';
import { Playhead } from '../../lib/playhead.ts';
import { FullPage } from '../../ui/page.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { TimeStrip } from '../../ui/time-strip/time-strip.tsx';
import { type TimeWindow, wholeDay, windowAround, zoomWindow } from '../../ui/time-strip/time-window.ts';
import { DayToolbar, type StageMode } from './day-toolbar.tsx';
import type { FrameViewerHandle } from './frame-viewer.tsx';
import type { JumpTarget } from './jump-target.ts';
import type { PlaybackSpeed } from './playback.ts';
import { SidePanel, type SideTab } from './side-panel.tsx';
import { FrameStage, WallStage } from './stage.tsx';
import { edgeOfDay, stepFrom, type Walk } from './step.ts';
import classes from './timeline-page.module.css';
import { TimelineSkeleton } from './timeline-skeleton.tsx';
import { Transport } from './transport.tsx';
import type { OpenDay } from './use-frames.ts';
import { useLiveDay } from './use-live-day.ts';
import { usePlayback } from './use-playback.ts';
import { useTimelineAddress } from './use-timeline-address.ts';
import { useTimelineKeys } from './use-timeline-keys.ts';

const refreshTodayMs = 30_000;

/** The time in whole minutes: what is drawn by it moves by less than a pixel in between. */
function useNowInMinutes(): number {
  return Math.floor(useNow() / 60_000) * 60_000;
}

/** The day view. Without a day it shows the one of `at`, or today. */
export function TimelinePage() {
  const { day } = useParams({ strict: false });
  const { at, display, order } = useSearch({ strict: false });
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {} }));
  const preferredOrder = usePreferences()?.timelineOrder;
  const today = days.data?.today;
  const shownDay = day ?? (at !== undefined ? localDayOf(at, offsetHere(at)) : today);
  if (days.isError) {
    return (
      <FullPage title="Timeline">
        <ErrorState error={days.error} onRetry={() => void days.refetch()} />
      </FullPage>
    );
  }
  if (shownDay === undefined || today === undefined || !days.data) {
    return (
      <FullPage title="Timeline">
        <TimelineSkeleton />
      </FullPage>
    );
  }
  return (
    <DayPage
      shownDay={shownDay}
      today={today}
      days={days.data.days}
      at={at}
      wantedDisplay={display}
      order={order ?? preferredOrder ?? 'newest'}
    />
  );
}

function DayPage({
  shownDay,
  today,
  days,
  at,
  wantedDisplay,
  order,
}: {
  readonly shownDay: string;
  readonly today: string;
  readonly days: readonly { day: string; captures: number; bytes: number }[];
  readonly at: number | undefined;
  readonly wantedDisplay: string | undefined;
  readonly order: ListOrder;
}) {
  const queries = useQueryClient();
  const [playhead] = useState(
    () =>
      new Playhead({
        at: at ?? Date.now(),
        following: at === undefined && shownDay === today,
        playing: false,
        scrubbing: false,
      }),
  );
  const query = useQuery(
    orpc.timeline.day.queryOptions({
      input: { day: shownDay },
      refetchInterval: shownDay === today ? refreshTodayMs : false,
    }),
  );
  const view = query.data;
  const day = useMemo((): OpenDay | undefined => view && { view, clock: createDayClock(view) }, [view]);
  const address = useTimelineAddress({ playhead, view, at, today, order });
  useLiveDay(shownDay, playhead, () => address.goLive(true));

  const [mode, setMode] = useLocalStorage<StageMode>({
    key: 'afterimage-stage',
    defaultValue: 'frame',
    getInitialValueInEffect: false,
  });
  const [sideOpen, setSideOpen] = useLocalStorage({
    key: 'afterimage-side',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const [tab, setTab] = useState<SideTab>('captures');
  const [everybody, setEverybody] = useState(false);
  const [calendarOpen, setCalendarOpen] = useState(false);
  const [speed, setSpeed] = useState<PlaybackSpeed>(60);
  const [zoomPercent, setZoomPercent] = useState<number | null>(null);
  const [axis, setAxis] = useState<TimeWindow>(wholeDay);
  const viewer = useRef<FrameViewerHandle>(null);
  const now = useNowInMinutes();

  const lanes = day?.view.lanes;
  const chosen = lanes?.find((lane) => (lane.displayId ?? '') === wantedDisplay) ?? lanes?.[0];
  const displayId = chosen ? chosen.displayId : null;
  const several = (lanes?.length ?? 0) > 1;
  const all = several && (everybody || mode === 'wall');
  const walk = useMemo((): Walk => (all ? 'all' : { displayId }), [all, displayId]);
  // Keys and timers call these with what is on the screen now; the functions themselves never change.
  const latest = useRef({ day, walk, lanes, displayId, shownDay, axis, today, address });
  useEffect(() => {
    latest.current = { day, walk, lanes, displayId, shownDay, axis, today, address };
  });

  useEffect(() => {
    for (const near of [view?.previousDay, view?.nextDay]) {
      if (near) void queries.prefetchQuery(orpc.timeline.day.queryOptions({ input: { day: near } }));
    }
  }, [queries, view?.previousDay, view?.nextDay]);

  const show = useCallback(
    (capture: Capture | null | undefined) => {
      if (!capture) return;
      const { shownDay: open, address: go, displayId: current } = latest.current;
      if (capture.localDay !== open) {
        go.goToDay(capture.localDay, capture.capturedAt);
        return;
      }
      playhead.goTo(capture.capturedAt);
      go.rest(capture.capturedAt);
      if (capture.displayId !== current) go.setDisplay(capture.displayId);
    },
    [playhead],
  );
  const onRest = useCallback((moment: number) => latest.current.address.rest(moment), []);
  const selectDisplay = useCallback((next: string | null) => latest.current.address.setDisplay(next), []);
  const openFromWall = useCallback(
    (next: string | null) => {
      latest.current.address.setDisplay(next);
      setMode('frame');
    },
    [setMode],
  );

  const pending = useRef(0);
  const actions = useMemo(() => {
    const goLive = (): void => {
      const { day: open, today: current, address: go } = latest.current;
      if (open && open.view.day === current) {
        playhead.set({ at: open.view.lastAt ?? open.view.startsAt, following: true, playing: false });
      }
      go.goLive(open?.view.day === current);
    };
    const goToDay = (next: string): void => {
      const { today: current, address: go } = latest.current;
      if (next === current) go.goLive(false);
      else go.goToDay(next);
    };
    return {
      step: (steps: number) => {
        const { day: open, walk: whose } = latest.current;
        if (!open) return;
        // Steps typed while one is still being loaded add up, so that none is lost.
        pending.current += steps;
        if (pending.current !== steps) return;
        void (async () => {
          try {
            while (pending.current !== 0) {
              const wanted = pending.current;
              show(await stepFrom(queries, open, whose, playhead.get().at, wanted));
              pending.current -= wanted;
            }
          } finally {
            pending.current = 0;
          }
        })();
      },
      toEdge: (edge: 'first' | 'last') => {
        const { day: open, walk: whose } = latest.current;
        if (open) void edgeOfDay(queries, open, whose, edge).then(show);
      },
      togglePlay: () => playhead.set({ playing: !playhead.get().playing, following: false }),
      fit: () => viewer.current?.fit(),
      actualSize: () => viewer.current?.actualSize(),
      zoomBy: (factor: number) => viewer.current?.zoomBy(factor),
      fullScreen: () => viewer.current?.fullScreen(),
      goToDay,
      previousDay: () => {
        const next = latest.current.day?.view.previousDay;
        if (next) goToDay(next);
      },
      nextDay: () => {
        const next = latest.current.day?.view.nextDay;
        if (next) goToDay(next);
      },
      today: () => goToDay(latest.current.today),
      live: goLive,
      openCalendar: () => setCalendarOpen(true),
      displayBy: (steps: number) => {
        const { lanes: known = [], displayId: current } = latest.current;
        const next = known[known.findIndex((lane) => lane.displayId === current) + steps];
        if (next) selectDisplay(next.displayId);
      },
      displayAt: (index: number) => {
        const next = latest.current.lanes?.[index];
        if (next) selectDisplay(next.displayId);
      },
      toggleWall: () => setMode((before) => (before === 'wall' ? 'frame' : 'wall')),
      toggleSide: () => setSideOpen((before) => !before),
      toggleDetails: () => {
        setSideOpen(true);
        setTab((before) => (before === 'details' ? 'captures' : 'details'));
      },
      setOrder: (next: ListOrder) => latest.current.address.setOrder(next),
      setSpeed,
      setSpan: (minutes: number) => {
        const { day: open } = latest.current;
        if (open) setAxis(windowAround(minuteOfInstant(open.clock, playhead.get().at), minutes));
      },
      zoomAxisBy: (factor: number) => {
        const { day: open } = latest.current;
        if (open) setAxis((before) => zoomWindow(before, minuteOfInstant(open.clock, playhead.get().at), factor));
      },
      jump: (target: JumpTarget) => {
        setCalendarOpen(false);
        const { day: open, address: go } = latest.current;
        if (target.minute === null) {
          goToDay(target.day);
          return;
        }
        if (open && target.day === open.view.day) {
          const moment = instantOfMinute(open.clock, target.minute);
          playhead.goTo(moment);
          go.rest(moment);
          return;
        }
        // Another day's own midnight is only known once it is loaded.
        const { minute } = target;
        void queries
          .ensureQueryData(orpc.timeline.day.queryOptions({ input: { day: target.day } }))
          .then((there) => go.goToDay(target.day, instantOfMinute(createDayClock(there), minute)));
      },
    };
  }, [playhead, queries, selectDisplay, setMode, setSideOpen, show]);

  useTimelineKeys(actions, { order, speed, zoomed: zoomPercent !== null });
  usePlayback(day, walk, playhead, speed, onRest);

  const title = `Timeline of ${formatDay(shownDay)}`;
  const empty = view !== undefined && view.captures === 0 && view.lanes.length === 0;
  return (
    <FullPage title={title}>
      <div className={classes.page}>
        <DayToolbar
          shownDay={shownDay}
          today={today}
          days={days}
          view={view}
          playhead={playhead}
          mode={mode}
          onMode={setMode}
          calendarOpen={calendarOpen}
          onCalendar={setCalendarOpen}
          sideOpen={sideOpen}
          onSide={setSideOpen}
          onJump={actions.jump}
          onDay={actions.goToDay}
          onLive={actions.live}
        />
        {query.isError && !view ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !day ? (
          <TimelineSkeleton withoutToolbar />
        ) : (
          <>
            <div className={classes.middle}>
              {empty ? (
                <NothingHere
                  shownDay={shownDay}
                  today={today}
                  first={days.length === 0}
                  previousDay={day.view.previousDay}
                  nextDay={day.view.nextDay}
                  onDay={actions.goToDay}
                />
              ) : (
                <>
                  <main className={classes.stage} aria-label="Picture">
                    {mode === 'wall' ? (
                      <WallStage day={day} playhead={playhead} onPick={openFromWall} />
                    ) : (
                      <FrameStage
                        ref={viewer}
                        day={day}
                        displayId={displayId}
                        playhead={playhead}
                        onJump={actions.step}
                        onZoomed={setZoomPercent}
                      />
                    )}
                  </main>
                  {sideOpen && (
                    <SidePanel
                      day={day}
                      displayId={displayId}
                      walk={walk}
                      order={order}
                      playhead={playhead}
                      tab={tab}
                      onTab={setTab}
                      onOrder={actions.setOrder}
                      onEverybody={several && mode !== 'wall' ? setEverybody : undefined}
                      onPick={show}
                    />
                  )}
                </>
              )}
            </div>
            {!empty && (
              <Transport
                playhead={playhead}
                clock={day.clock}
                actions={actions}
                speed={speed}
                onSpeed={setSpeed}
                zoomPercent={zoomPercent}
                showsPicture={mode === 'frame'}
                spanMinutes={Math.round(axis.to - axis.from)}
                onSpan={actions.setSpan}
              />
            )}
            <div className={classes.strip}>
              <TimeStrip
                clock={day.clock}
                lanes={day.view.lanes}
                gaps={day.view.gaps}
                now={now}
                playhead={playhead}
                window={axis}
                onWindowChange={setAxis}
                selectedDisplayId={mode === 'wall' ? undefined : displayId}
                onSelectDisplay={mode === 'wall' ? openFromWall : selectDisplay}
                onScrub={onRest}
              />
            </div>
          </>
        )}
      </div>
    </FullPage>
  );
}

function NothingHere({
  shownDay,
  today,
  first,
  previousDay,
  nextDay,
  onDay,
}: {
  readonly shownDay: string;
  readonly today: string;
  /** True while nothing was ever captured. */
  readonly first: boolean;
  readonly previousDay: string | null;
  readonly nextDay: string | null;
  readonly onDay: (day: string) => void;
}) {
  if (first) {
    return (
      <EmptyState icon={<IconPhoto size={36} stroke={1.25} />} title="No captures yet">
        The first pictures appear here by themselves as soon as capture runs. The button at the top switches it on.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconCalendarOff size={36} stroke={1.25} />}
      title={shownDay === today ? 'Nothing captured today' : `No captures on ${formatDay(shownDay)}`}
      action={
        <Group gap="xs" justify="center">
          {previousDay && (
            <Button variant="default" onClick={() => onDay(previousDay)}>
              {formatShortDay(previousDay)}
            </Button>
          )}
          {nextDay && (
            <Button variant="default" onClick={() => onDay(nextDay)}>
              {formatShortDay(nextDay)}
            </Button>
          )}
        </Group>
      }
    >
      {previousDay || nextDay ? 'The nearest days with captures:' : 'There are no other days with captures.'}
    </EmptyState>
  );
}
