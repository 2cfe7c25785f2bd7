import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { DatedPicture, TimeEvidence } from '../../../src-shared/contract/times.ts';
import { client } from '../../lib/api.ts';
import { useLiveMessages } from '../../lib/live.tsx';
import type { Moment } from '../../lib/typed-time.ts';
import { type Decisions, useDecisions } from '../../lib/use-decisions.ts';
import {
  countOpen,
  emptySession,
  goTo,
  indexOfCurrent,
  listed,
  revisit,
  settle,
  skip,
  step,
  type TimesSession,
  unsettle,
} from './times-session.ts';

const pageLength = 50;
/** So many pictures before the last loaded one the next page is asked for. */
const loadAhead = 20;

export interface TimesFilter {
  readonly camera: string | undefined;
  readonly jobId: string | undefined;
}

/**
 * The list is under a key of its own, which the live stream leaves alone: each decision takes a picture from it, and
 * asking for all its pages anew each time would be slow in a long one.
 */
function useUncertainList(filter: TimesFilter) {
  return useInfiniteQuery({
    queryKey: ['uncertain times', filter],
    queryFn: ({ pageParam, signal }) =>
      client.times.uncertain({ ...filter, cursor: pageParam, limit: pageLength }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
    gcTime: 0,
  });
}

/** What a person does on the page of uncertain times. None throws. */
export interface TimesActions {
  readonly pick: (picture: DatedPicture, evidence: TimeEvidence) => void;
  readonly setTime: (picture: DatedPicture, moment: Moment) => void;
  readonly confirm: (ids: readonly string[]) => void;
  readonly skip: () => void;
  readonly revisit: () => void;
  readonly step: (steps: number) => void;
  readonly goTo: (id: string) => void;
  readonly undo: () => void;
  /** After many were moved in time at once. */
  readonly reload: () => void;
}

/** The walk through uncertain times: where it stands, and what moves it. */
export function useTimes(filter: TimesFilter) {
  const query = useUncertainList(filter);
  const decisions: Decisions = useDecisions();
  const [session, setSession] = useState<TimesSession>(emptySession);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());

  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage, refetch } = query;
  useEffect(() => {
    if (data)
      setSession((before) =>
        listed(
          before,
          data.pages.flatMap((page) => page.items),
        ),
      );
  }, [data]);

  const index = indexOfCurrent(session);
  const atEnd = session.currentId === null;
  useEffect(() => {
    const near = atEnd || index >= session.pictures.length - loadAhead;
    if (near && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [atEnd, index, session.pictures.length, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  // Only where nothing is left to do: under the hands of a person the list stays as it is.
  const idle = countOpen(session) === 0;
  useLiveMessages(['captures-changed', 'review-changed'], () => {
    if (idle) void refetch();
  });

  const actions = useMemo((): TimesActions => {
    const settling = async (
      ids: readonly string[],
      deed: (onUndone: () => void) => Promise<boolean>,
    ): Promise<void> => {
      setBusy((before) => new Set([...before, ...ids]));
      setSession((before) => settle(before, ids));
      const done = await deed(() => setSession((before) => unsettle(before, ids)));
      // What was refused, was so because the list is older than what the core knows.
      if (!done) {
        setSession((before) => unsettle(before, ids));
        void refetch();
      }
      setBusy((before) => new Set([...before].filter((id) => !ids.includes(id))));
    };
    const setTime = (id: string, { capturedAt, utcOffsetMinutes }: Moment): void => {
      void settling([id], (onUndone) => decisions.setTime(id, { capturedAt, utcOffsetMinutes }, onUndone));
    };
    return {
      pick: ({ capture }, evidence) => setTime(capture.id, evidence),
      setTime: ({ capture }, moment) => setTime(capture.id, moment),
      confirm: (ids) => {
        if (ids.length > 0) void settling(ids, (onUndone) => decisions.confirmTimes(ids, onUndone));
      },
      skip: () => setSession(skip),
      revisit: () => setSession(revisit),
      step: (steps) => setSession((before) => step(before, steps)),
      goTo: (id) => setSession((before) => goTo(before, id)),
      undo: () => void decisions.undoLast(),
      reload: () => void refetch(),
    };
  }, [decisions, refetch]);

  const settledCount = session.settled.size;
  const total = useTotal(data, settledCount);
  const isBusy = useCallback((id: string) => busy.has(id), [busy]);
  return { query, session, actions, total, isBusy, decisions };
}

/** How many are left, counting on from what the list said while it is not asked again. */
function useTotal(
  data: { readonly pages: readonly { readonly total: number }[] } | undefined,
  settledCount: number,
): number | undefined {
  const [known, setKnown] = useState({ data, settledThen: settledCount });
  if (known.data !== data) setKnown({ data, settledThen: settledCount });
  const total = data?.pages.at(-1)?.total;
  return total === undefined ? undefined : Math.max(0, total - (settledCount - known.settledThen));
}
