import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Capture, ListOrder } from '../../../src-shared/contract/captures.ts';
import type { DayCount } from '../../../src-shared/contract/timeline.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { orpc } from '../../lib/api.ts';
import { createDayClock } from '../../lib/day-clock.ts';
import { formatDay, offsetHere } from '../../lib/format.ts';
import { useIsConnected, usePreferences } from '../../lib/live.tsx';
import { Playhead } from '../../lib/playhead.ts';
import { countSelected } from '../../lib/selection.ts';
import { FullPage } from '../../ui/page.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { DayToolbar, type StageMode } from './day-toolbar.tsx';
import type { FrameViewerHandle } from './frame-viewer.tsx';
import { isFiltering, type Marks, marksOfSearch } from './marks.ts';
import { FilterNote } from './marks-filter.tsx';
import { NothingHere } from './nothing-here.tsx';
import type { PlaybackSpeed } from './playback.ts';
import { SelectionBar } from './selection-bar.tsx';
import { SidePanel, type SideTab } from './side-panel.tsx';
import { FrameStage, WallStage } from './stage.tsx';
import type { Walk } from './step.ts';
import classes from './timeline-page.module.css';
import { TimelineSkeleton } from './timeline-skeleton.tsx';
import { useCaptureSelection } from './use-capture-selection.ts';
import { useDecideActions } from './use-decide-actions.ts';
import { useExportThese } from './use-export-these.ts';
import type { OpenDay } from './use-frames.ts';
import { useLiveDay } from './use-live-day.ts';
import { useNearDays } from './use-near-days.ts';
import { usePlayback } from './use-playback.ts';
import { useTimelineActions } from './use-timeline-actions.ts';
import { openingMoment, PlayheadFollowsAddress, useTimelineAddress } from './use-timeline-address.ts';
import { useDecideKeys, useTimelineKeys } from './use-timeline-keys.ts';

const refreshTodayMs = 30_000;

/** The day view. Without a day it shows the one of `at`, or today. */
export function TimelinePage() {
  const { day } = useParams({ strict: false });
  const { at, display, order, tag, decision } = useSearch({ strict: false });
  const marks = useMemo(() => marksOfSearch({ tag, decision }), [tag, decision]);
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {} }));
  const preferredOrder = usePreferences()?.timelineOrder;
  const today = days.data?.today;
  const shownDay = day ?? (at !== undefined ? localDayOf(at, offsetHere(at)) : today);
  if (days.isError && !days.data) {
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
      marks={marks}
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
  marks,
}: {
  readonly marks: Marks;
  readonly shownDay: string;
  readonly today: string;
  readonly days: readonly DayCount[];
  readonly at: number | undefined;
  readonly wantedDisplay: string | undefined;
  readonly order: ListOrder;
}) {
  const isToday = shownDay === today;
  const [playhead] = useState(
    () =>
      new Playhead({
        at: at ?? Date.now(),
        following: at === undefined && isToday && !isFiltering(marks),
        playing: false,
        scrubbing: false,
      }),
  );
  const query = useQuery(
    orpc.timeline.day.queryOptions({
      input: { day: shownDay, ...marks },
      // New captures come by the live stream; this brings the ends of gaps and how long a screen has been unchanged.
      refetchInterval: isToday ? refreshTodayMs : false,
    }),
  );
  const view = query.data;
  const day = useMemo((): OpenDay | undefined => view && { view, clock: createDayClock(view), marks }, [view, marks]);
  // While another day is loaded the last one stays on the screen, out of reach: no flash, and the axis keeps its zoom.
  const [lastDay, setLastDay] = useState(day);
  if (day && day !== lastDay) setLastDay(day);
  const drawn = day ?? lastDay;
  const { address, written } = useTimelineAddress(playhead);
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
  const viewer = useRef<FrameViewerHandle>(null);

  const isConnected = useIsConnected();
  const lanes = drawn?.view.lanes ?? [];
  // Today starts with a display that is there: the live picture of one that was taken away would never move.
  const chosen =
    lanes.find((lane) => (lane.displayId ?? '') === wantedDisplay) ??
    (isToday ? lanes.find((lane) => isConnected(lane.displayId)) : undefined) ??
    lanes[0];
  const displayId = chosen?.displayId ?? null;
  const several = lanes.length > 1;
  const all = several && (everybody || mode === 'wall');
  const walk = useMemo((): Walk => (all ? 'all' : { displayId }), [all, displayId]);

  const actions = useTimelineActions(
    playhead,
    viewer,
    { day, shownDay, today, walk, displayId, address },
    { setMode, setSideOpen, setTab, setCalendarOpen, setSpeed },
  );
  useTimelineKeys(actions, { order, speed, zoomed: zoomPercent !== null });
  const { selection, actions: selected } = useCaptureSelection(day, walk);
  const shown = useRef<Capture | null>(null);
  const tagField = useRef<HTMLInputElement>(null);
  const [tagging, setTagging] = useState(false);
  const [busy, setBusy] = useState(false);
  const openTagField = useCallback(
    (of: 'selection' | 'picture') => {
      setSideOpen(true);
      setTab(of === 'selection' ? 'captures' : 'details');
      if (of === 'selection') setTagging(true);
      // Once it is on the screen.
      else setTimeout(() => tagField.current?.focus());
    },
    [setSideOpen],
  );
  const decide = useDecideActions(
    { day, walk, selection },
    { playhead, shown, show: actions.show, selected, openTagField, setBusy },
  );
  const exportThese = useExportThese(selection, selected, shown);
  useDecideKeys(decide, selected, () => shown.current && selected.toggle(shown.current), exportThese);
  const onShown = useCallback((capture: Capture | null) => {
    shown.current = capture;
  }, []);
  const frameMarks = useMemo(
    () => ({ keep: decide.keepOne, discard: decide.discardOne, editTags: () => openTagField('picture') }),
    [decide, openTagField],
  );
  const selectedCount = countSelected(selection);
  usePlayback(day, walk, playhead, speed, actions.rest);
  useNearDays(view, { everybody: everybody || mode === 'wall', wantedDisplay, order, marks });

  const empty = drawn !== undefined && drawn.view.captures === 0 && drawn.view.lanes.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the day opens; later moments are the playhead's matter.
  const opensAt = useMemo(() => (drawn ? openingMoment(drawn.view, { at, isToday, order }) : 0), [drawn?.view.day]);
  return (
    <FullPage title={`Timeline of ${formatDay(shownDay)}`}>
      <PlayheadFollowsAddress
        playhead={playhead}
        written={written}
        shownDay={shownDay}
        view={view}
        at={at}
        today={today}
        order={order}
        marks={marks}
      />
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
          marks={marks}
          onMarks={actions.setMarks}
        />
        {isFiltering(marks) && <FilterNote marks={marks} onClear={actions.clearMarks} />}
        {query.isError && !view ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !drawn ? (
          <TimelineSkeleton withoutToolbar />
        ) : (
          <div className={classes.day} inert={!day} aria-busy={!day}>
            <div className={classes.middle}>
              {empty ? (
                <NothingHere
                  shownDay={drawn.view.day}
                  today={today}
                  first={days.length === 0}
                  previousDay={drawn.view.previousDay}
                  nextDay={drawn.view.nextDay}
                  onDay={actions.goToDay}
                  marks={marks}
                  onClearMarks={actions.clearMarks}
                />
              ) : (
                <>
                  <section className={classes.stage} aria-label="Picture">
                    {mode === 'wall' ? (
                      <WallStage
                        day={drawn}
                        playhead={playhead}
                        onPick={actions.openFromWall}
                        onShown={onShown}
                        marks={frameMarks}
                      />
                    ) : (
                      <FrameStage
                        ref={viewer}
                        day={drawn}
                        displayId={displayId}
                        playhead={playhead}
                        onJump={actions.step}
                        onZoomed={setZoomPercent}
                        onShown={onShown}
                        marks={frameMarks}
                      />
                    )}
                  </section>
                  {sideOpen && (
                    <SidePanel
                      day={drawn}
                      displayId={displayId}
                      walk={walk}
                      order={order}
                      playhead={playhead}
                      opensAt={opensAt}
                      tab={tab}
                      onTab={setTab}
                      onOrder={actions.setOrder}
                      onEverybody={several && mode !== 'wall' ? setEverybody : undefined}
                      onPick={actions.show}
                      selection={selection}
                      selected={selected}
                      selectionBar={
                        selectedCount > 0 && (
                          <SelectionBar
                            count={selectedCount}
                            busy={busy}
                            tagging={tagging}
                            onTagging={setTagging}
                            onKeep={decide.keep}
                            onDiscard={decide.discard}
                            onTag={(tag, assigned) => void decide.tagSelected(tag, assigned)}
                            onExport={exportThese}
                            onClear={selected.clear}
                          />
                        )
                      }
                      tagField={tagField}
                      onSetTime={decide.setTime}
                    />
                  )}
                </>
              )}
            </div>
            <BottomBar
              day={drawn}
              playhead={playhead}
              actions={actions}
              speed={speed}
              zoomPercent={zoomPercent}
              showsPicture={mode === 'frame'}
              withTransport={!empty}
              selectedDisplayId={mode === 'wall' ? undefined : displayId}
              onSelectDisplay={mode === 'wall' ? actions.openFromWall : actions.selectDisplay}
              onScrub={actions.rest}
            />
          </div>
        )}
      </div>
    </FullPage>
  );
}
