import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { Capture, ListOrder } from '../../../src-shared/contract/captures.ts';
import { orpc } from '../../lib/api.ts';
import { createDayClock, instantOfMinute } from '../../lib/day-clock.ts';
import type { Playhead } from '../../lib/playhead.ts';
import type { StageMode } from './day-toolbar.tsx';
import type { FrameViewerHandle } from './frame-viewer.tsx';
import type { JumpTarget } from './jump-target.ts';
import type { Marks } from './marks.ts';
import type { PlaybackSpeed } from './playback.ts';
import type { SideTab } from './side-panel.tsx';
import { edgeOfDay, stepFrom, type Walk } from './step.ts';
import type { OpenDay } from './use-frames.ts';
import type { TimelineAddress } from './use-timeline-address.ts';

type Change<Value> = (value: Value | ((before: Value) => Value)) => void;

/** What is on the screen now. */
export interface TimelineScene {
  readonly day: OpenDay | undefined;
  readonly shownDay: string;
  readonly today: string;
  readonly walk: Walk;
  readonly displayId: string | null;
  readonly address: TimelineAddress;
}

/** How the page's own state is changed. Each of these must stay the same function. */
export interface TimelineSetters {
  readonly setMode: Change<StageMode>;
  readonly setSideOpen: Change<boolean>;
  readonly setTab: Change<SideTab>;
  readonly setCalendarOpen: Change<boolean>;
  readonly setSpeed: Change<PlaybackSpeed>;
}

/**
 * Everything a button, a key or the list can do. The functions never change, so that nothing is drawn again on their
 * account; what is on the screen when they are called is what they work on.
 */
export function useTimelineActions(
  playhead: Playhead,
  viewer: RefObject<FrameViewerHandle | null>,
  scene: TimelineScene,
  setters: TimelineSetters,
) {
  const queries = useQueryClient();
  const latest = useRef(scene);
  useEffect(() => {
    latest.current = scene;
  });
  const { setMode, setSideOpen, setTab, setCalendarOpen, setSpeed } = setters;

  return useMemo(() => {
    let pendingSteps = 0;
    const rest = (at: number): void => latest.current.address.rest(at);
    const goTo = (at: number): void => {
      playhead.goTo(at);
      rest(at);
    };
    const selectDisplay = (displayId: string | null): void => latest.current.address.setDisplay(displayId);

    const show = (capture: Capture | null | undefined): void => {
      if (!capture) return;
      const { shownDay, displayId, address } = latest.current;
      if (capture.localDay !== shownDay) {
        address.goToDay(capture.localDay, capture.capturedAt);
        return;
      }
      goTo(capture.capturedAt);
      if (capture.displayId !== displayId) address.setDisplay(capture.displayId);
    };

    const live = (): void => {
      const { day, today, address } = latest.current;
      const isToday = day?.view.day === today;
      if (day && isToday) {
        playhead.set({ at: day.view.lastAt ?? day.view.startsAt, following: true, playing: false });
      }
      address.goLive(isToday, true);
    };

    const goToDay = (day: string): void => {
      const { today, address } = latest.current;
      if (day === today) address.goLive(false);
      else address.goToDay(day);
    };

    const toNeighbour = (side: 'previousDay' | 'nextDay'): void => {
      const day = latest.current.day?.view[side];
      if (day) goToDay(day);
    };

    const displayAt = (index: number): void => {
      const lane = latest.current.day?.view.lanes[index];
      if (lane) selectDisplay(lane.displayId);
    };

    const step = (steps: number): void => {
      // Steps asked for while one is still being loaded add up, so that none is lost.
      pendingSteps += steps;
      if (pendingSteps !== steps) return;
      void (async () => {
        try {
          while (pendingSteps !== 0) {
            const wanted = pendingSteps;
            const { day, walk } = latest.current;
            if (!day) return;
            show(await stepFrom(queries, day, walk, playhead.get().at, wanted));
            pendingSteps -= wanted;
          }
        } finally {
          pendingSteps = 0;
        }
      })();
    };

    const jump = async (target: JumpTarget): Promise<void> => {
      setCalendarOpen(false);
      const { day, address } = latest.current;
      if (target.minute === null) goToDay(target.day);
      else if (day?.view.day === target.day) goTo(instantOfMinute(day.clock, target.minute));
      else {
        // When that day begins is only known once it is loaded.
        const view = await queries.ensureQueryData(orpc.timeline.day.queryOptions({ input: { day: target.day } }));
        address.goToDay(target.day, instantOfMinute(createDayClock(view), target.minute));
      }
    };

    return {
      rest,
      show,
      step,
      live,
      goToDay,
      selectDisplay,
      displayAt,
      setSpeed,
      jump: (target: JumpTarget) => void jump(target),
      displayBy: (steps: number) => {
        const { day, displayId } = latest.current;
        displayAt((day?.view.lanes.findIndex((lane) => lane.displayId === displayId) ?? 0) + steps);
      },
      toEdge: (edge: 'first' | 'last') => {
        const { day, walk } = latest.current;
        if (day) void edgeOfDay(queries, day, walk, edge).then(show);
      },
      togglePlay: () => playhead.set({ playing: !playhead.get().playing, following: false }),
      previousDay: () => toNeighbour('previousDay'),
      nextDay: () => toNeighbour('nextDay'),
      today: () => goToDay(latest.current.today),
      openCalendar: () => setCalendarOpen(true),
      openFromWall: (displayId: string | null) => {
        selectDisplay(displayId);
        setMode('frame');
      },
      toggleWall: () => setMode((before) => (before === 'wall' ? 'frame' : 'wall')),
      toggleSide: () => setSideOpen((before) => !before),
      toggleDetails: () => {
        setSideOpen(true);
        setTab((before) => (before === 'details' ? 'captures' : 'details'));
      },
      setMarks: (marks: Marks) => latest.current.address.setMarks(marks),
      clearMarks: () => latest.current.address.setMarks({}),
      setOrder: (order: ListOrder) => latest.current.address.setOrder(order),
      fit: () => viewer.current?.fit(),
      actualSize: () => viewer.current?.actualSize(),
      zoomBy: (factor: number) => viewer.current?.zoomBy(factor),
      fullScreen: () => viewer.current?.fullScreen(),
    };
  }, [queries, playhead, viewer, setMode, setSideOpen, setTab, setCalendarOpen, setSpeed]);
}
