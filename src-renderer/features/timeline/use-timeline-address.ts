import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import type { ListOrder } from '../../../src-shared/contract/captures.ts';
import type { DayView } from '../../../src-shared/contract/timeline.ts';
import type { Playhead } from '../../lib/playhead.ts';

const writeDelayMs = 250;

/** How the page changes its own address. */
export interface TimelineAddress {
  /** Writes the playhead's moment down once it rests. Does not add to the history. */
  readonly rest: (at: number) => void;
  readonly setDisplay: (displayId: string | null) => void;
  readonly setOrder: (order: ListOrder) => void;
  /** Another day, and a moment of it; adds to the history. */
  readonly goToDay: (day: string, at?: number) => void;
  /** Today, following the newest. */
  readonly goLive: (replace: boolean) => void;
}

/** A display as the address writes it; pictures without one have the empty name. */
export function displayInAddress(displayId: string | null): string {
  return displayId ?? '';
}

/**
 * Keeps the address and the playhead in step: the address leads when it changes by a link, by the back button or by a
 * reload, and follows, a moment later, when the person moves the playhead.
 */
export function useTimelineAddress({
  playhead,
  view,
  at,
  today,
  order,
}: {
  readonly playhead: Playhead;
  readonly view: DayView | undefined;
  readonly at: number | undefined;
  readonly today: string | undefined;
  readonly order: ListOrder;
}): TimelineAddress {
  const navigate = useNavigate();
  const written = useRef<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const orderNow = useRef(order);
  useEffect(() => {
    orderNow.current = order;
  });

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
      goToDay: (day, moment) => {
        cancel();
        void navigate({ to: '/day/$day', params: { day }, search: (before) => ({ ...before, at: moment }) });
      },
      goLive: (replace) => {
        cancel();
        void navigate({ to: '/', search: (before) => ({ ...before, at: undefined }), replace });
      },
    };
  }, [navigate, playhead]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const day = view?.day;
  const known = useRef(view);
  useEffect(() => {
    known.current = view;
  });
  useEffect(() => {
    const open = known.current;
    if (!open || day === undefined || today === undefined) return;
    if (at !== undefined) {
      if (at !== written.current) playhead.set({ at, following: false, playing: false });
      return;
    }
    written.current = undefined;
    const last = open.lastAt ?? open.startsAt;
    if (day === today) playhead.set({ at: last, following: true, playing: false });
    else {
      const start = orderNow.current === 'oldest' ? (open.firstAt ?? open.startsAt) : last;
      playhead.set({ at: start, following: false, playing: false });
    }
  }, [day, at, today, playhead]);

  return address;
}
