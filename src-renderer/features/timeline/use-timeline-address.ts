import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { ListOrder } from '../../../src-shared/contract/captures.ts';
import type { DayView } from '../../../src-shared/contract/timeline.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { isFiltering, type Marks, nameOfMarks, searchOfMarks } from './marks.ts';

const writeDelayMs = 250;

/** How the page changes its own address. */
export interface TimelineAddress {
  /** Writes the playhead's moment down once it rests. Does not add to the history. */
  readonly rest: (at: number) => void;
  readonly setDisplay: (displayId: string | null) => void;
  readonly setOrder: (order: ListOrder) => void;
  readonly setMarks: (marks: Marks) => void;
  /** Another day, and a moment of it; adds to the history. */
  readonly goToDay: (day: string, at?: number) => void;
  /** Today, following the newest; of all pictures, where the filter is to be dropped. */
  readonly goLive: (replace: boolean, dropMarks?: boolean) => void;
}

/** A display as the address writes it; pictures without one have the empty name. */
export function displayInAddress(displayId: string | null): string {
  return displayId ?? '';
}

/** Where the playhead stands when a day is opened by this address. */
export function openingMoment(
  view: Pick<DayView, 'firstAt' | 'lastAt' | 'startsAt'>,
  { at, isToday, order }: { readonly at: number | undefined; readonly isToday: boolean; readonly order: ListOrder },
): number {
  if (at !== undefined) return at;
  const last = view.lastAt ?? view.startsAt;
  return order === 'oldest' && !isToday ? (view.firstAt ?? view.startsAt) : last;
}

/**
 * The address follows, a moment later, when the person moves the playhead. `written` is what it was made to say by
 * that: the playhead need not follow it.
 */
export function useTimelineAddress(playhead: Playhead): {
  readonly address: TimelineAddress;
  readonly written: RefObject<number | undefined>;
} {
  const navigate = useNavigate();
  const written = useRef<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const address = useMemo((): TimelineAddress => {
    const cancel = (): void => clearTimeout(timer.current);
    return {
      rest: (moment) => {
        cancel();
        timer.current = setTimeout(() => {
          if (playhead.get().following) return;
          written.current = moment;
          void navigate({ to: '.', search: (before) => ({ ...before, at: moment }), replace: true });
        }, writeDelayMs);
      },
      setDisplay: (displayId) =>
        void navigate({
          to: '.',
          search: (before) => ({ ...before, display: displayInAddress(displayId) }),
          replace: true,
        }),
      setOrder: (next) => void navigate({ to: '.', search: (before) => ({ ...before, order: next }), replace: true }),
      setMarks: (marks) => {
        cancel();
        // What fits need not lie near the moment that was looked at; the way back leads to the moment it is at then.
        const { at: now, following } = playhead.get();
        const moment = isFiltering(marks) || following ? undefined : now;
        void navigate({
          to: '.',
          search: (before) => ({ ...before, ...searchOfMarks(marks), at: moment }),
          replace: true,
        });
      },
      goToDay: (day, moment) => {
        cancel();
        void navigate({ to: '/day/$day', params: { day }, search: (before) => ({ ...before, at: moment }) });
      },
      goLive: (replace, dropMarks = false) => {
        cancel();
        const marks = dropMarks ? searchOfMarks({}) : {};
        void navigate({ to: '/', search: (before) => ({ ...before, ...marks, at: undefined }), replace });
      },
    };
  }, [navigate, playhead]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return { address, written };
}

/**
 * The address leads when it changes by a link, by the back button or by a reload. Draws nothing, and stands before
 * whatever shows the playhead, so that all of it is drawn with the new moment at once.
 */
export function PlayheadFollowsAddress({
  playhead,
  written,
  shownDay,
  view,
  at,
  today,
  order,
  marks,
}: {
  readonly playhead: Playhead;
  readonly written: RefObject<number | undefined>;
  readonly shownDay: string;
  /** Undefined while the day is being loaded. */
  readonly view: DayView | undefined;
  readonly at: number | undefined;
  readonly today: string;
  readonly order: ListOrder;
  readonly marks: Marks;
}): null {
  const day = view?.day;
  const isToday = shownDay === today;
  const filter = nameOfMarks(marks);
  const isLive = isToday && filter === '';
  const known = useRef({ view, order });
  useLayoutEffect(() => {
    known.current = { view, order };
  });
  useLayoutEffect(() => {
    // Nothing may follow the newest capture away from a day that is only being loaded, or from what fits a filter.
    if (!isLive) playhead.set({ following: false });
  }, [isLive, playhead]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter opens the day anew, also at the same address.
  useLayoutEffect(() => {
    const { view: open, order: orderNow } = known.current;
    if (!open || day === undefined) return;
    if (at !== undefined && at === written.current) return;
    if (at === undefined) written.current = undefined;
    playhead.set({
      at: openingMoment(open, { at, isToday, order: orderNow }),
      following: at === undefined && isLive,
      playing: false,
    });
  }, [day, at, isToday, isLive, filter, playhead, written]);
  return null;
}
