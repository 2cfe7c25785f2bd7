import { ActionIcon, Button, Text, Tooltip } from '@mantine/core';
import {
  IconAccessPoint,
  IconCalendarTime,
  IconChevronLeft,
  IconChevronRight,
  IconLayoutGrid,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { client, orpc } from '../../lib/api.ts';
import { createDayClock, type DayClock, offsetAtInstant } from '../../lib/day-clock.ts';
import { formatMoment, formatShortDay, formatTime, offsetHere } from '../../lib/format.ts';
import { useKeyBindings } from '../../lib/keyboard.ts';
import { useLiveCaptures } from '../../lib/live.tsx';
import { useNow } from '../../lib/now.ts';
import { Playhead, usePlayhead } from '../../lib/playhead.ts';
import { MonitorWall } from '../../ui/monitor-wall/monitor-wall.tsx';
import { FullPage } from '../../ui/page.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { TimeStrip } from '../../ui/time-strip/time-strip.tsx';
import { type TimeWindow, wholeDay } from '../../ui/time-strip/time-window.ts';
import { VerdictButtons } from '../../ui/verdict/verdict-buttons.tsx';
import { useMoment } from './use-moment.ts';
import { useWallDecisions } from './use-wall-decisions.ts';
import classes from './wall-page.module.css';

const writeDelayMs = 250;
const refreshMs = 30_000;
const liveStepMs = 2000;

/** All displays of one moment, as they stand on the desk. Without `at` it follows the newest. */
export function WallPage() {
  const { at } = useSearch({ strict: false });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [playhead] = useState(
    () => new Playhead({ at: at ?? Date.now(), following: at === undefined, playing: false, scrubbing: false }),
  );
  const following = usePlayhead(playhead, (state) => state.following);
  const [axis, setAxis] = useState<TimeWindow>(wholeDay);
  const now = Math.floor(useNow() / 60_000) * 60_000;

  const written = useRef<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (at === undefined) playhead.set({ at: Date.now(), following: true });
    else if (at !== written.current) playhead.goTo(at);
  }, [at, playhead]);
  useLiveCaptures((message) => {
    if (message.type === 'capture-stored' && playhead.get().following) {
      playhead.set({ at: Math.max(playhead.get().at, message.capture.capturedAt) });
    }
    if (message.type === 'captures-changed') void queries.invalidateQueries({ queryKey: orpc.timeline.moment.key() });
  });

  // The present moves on also when no capture comes: a display that was taken away must not look as if it were there.
  useEffect(() => {
    if (!following) return;
    const timer = setInterval(() => playhead.set({ at: Math.max(playhead.get().at, Date.now()) }), liveStepMs);
    return () => clearInterval(timer);
  }, [following, playhead]);

  const rest = useCallback(
    (moment: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        written.current = moment;
        void navigate({ to: '/wall', search: { at: moment }, replace: true });
      }, writeDelayMs);
    },
    [navigate],
  );
  const goLive = useCallback(() => {
    clearTimeout(timer.current);
    written.current = undefined;
    playhead.set({ at: Date.now(), following: true });
    void navigate({ to: '/wall', search: {}, replace: true });
  }, [navigate, playhead]);
  const step = useCallback(
    (direction: -1 | 1) => {
      const from = playhead.get().at;
      void client.captures
        .at(direction === -1 ? { at: from - 1, direction: 'before' } : { at: from + 1, direction: 'after' })
        .then((capture) => {
          if (!capture) return;
          playhead.goTo(capture.capturedAt);
          rest(capture.capturedAt);
        });
    },
    [playhead, rest],
  );
  const openDisplay = useCallback(
    (key: string) => {
      const moment = playhead.get().at;
      void navigate({
        to: '/day/$day',
        params: { day: localDayOf(moment, offsetHere(moment)) },
        search: { at: moment, display: key },
      });
    },
    [navigate, playhead],
  );

  useKeyBindings('Wall', [
    { keys: ['ArrowLeft'], label: 'Previous capture of any display', run: () => step(-1) },
    { keys: ['ArrowRight'], label: 'Next capture of any display', run: () => step(1) },
    { keys: ['l'], label: 'Live: follow the newest captures', run: goLive },
  ]);

  const { onPoint, keep, discard } = useWallDecisions();
  const tools = useCallback(
    (capture: Capture) => <VerdictButtons capture={capture} onKeep={keep} onDiscard={discard} />,
    [keep, discard],
  );

  const shownDay = usePlayhead(playhead, (state) => localDayOf(state.at, offsetHere(state.at)));
  const view = useQuery(
    orpc.timeline.day.queryOptions({ input: { day: shownDay }, refetchInterval: following ? refreshMs : false }),
  ).data;
  const clock = useMemo(() => view && createDayClock(view), [view]);
  const { screens, error, refetch } = useMoment(playhead);
  const openLane = useCallback((displayId: string | null) => openDisplay(displayId ?? ''), [openDisplay]);

  return (
    <FullPage title="Monitor wall">
      <div className={classes.toolbar}>
        <Tooltip label="Previous capture (←)">
          <ActionIcon size={32} aria-label="Previous capture" onClick={() => step(-1)}>
            <IconChevronLeft size={18} />
          </ActionIcon>
        </Tooltip>
        <WallClock playhead={playhead} clock={clock} />
        <Tooltip label="Next capture (→)">
          <ActionIcon size={32} aria-label="Next capture" onClick={() => step(1)}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Tooltip>
        <Button
          size="xs"
          variant={following ? 'light' : 'default'}
          aria-pressed={following}
          leftSection={<IconAccessPoint size={16} aria-hidden />}
          onClick={goLive}
        >
          Live
        </Button>
        <Button
          size="xs"
          variant="default"
          ml="auto"
          leftSection={<IconCalendarTime size={16} aria-hidden />}
          onClick={() =>
            void navigate({ to: '/day/$day', params: { day: shownDay }, search: { at: playhead.get().at } })
          }
        >
          Open the day
        </Button>
      </div>
      <section className={classes.stage} aria-label="Monitor wall">
        {error && !screens ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !screens ? (
          <LoadingState />
        ) : screens.length === 0 ? (
          <EmptyState icon={<IconLayoutGrid size={36} stroke={1.25} />} title="No picture at this moment">
            Nothing was captured around {formatMoment(playhead.get().at, offsetHere(playhead.get().at))}.
          </EmptyState>
        ) : (
          <MonitorWall screens={screens} onPick={openDisplay} onPoint={onPoint} tools={tools} />
        )}
      </section>
      <div className={classes.strip}>
        {view && clock && (
          <TimeStrip
            clock={clock}
            lanes={view.lanes}
            gaps={view.gaps}
            now={now}
            playhead={playhead}
            window={axis}
            onWindowChange={setAxis}
            selectedDisplayId={undefined}
            onSelectDisplay={openLane}
            onScrub={rest}
          />
        )}
      </div>
    </FullPage>
  );
}

function WallClock({ playhead, clock }: { readonly playhead: Playhead; readonly clock: DayClock | undefined }) {
  const second = usePlayhead(playhead, (state) => Math.floor(state.at / 1000) * 1000);
  const offset = clock ? offsetAtInstant(clock, second) : offsetHere(second);
  return (
    <Text component="time" dateTime={new Date(second).toISOString()} className={classes.clock}>
      {formatShortDay(localDayOf(second, offset))}, {formatTime(second, offset)}
    </Text>
  );
}
