import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import type { DayView } from '../../../src-shared/contract/timeline.ts';
import { orpc } from '../../lib/api.ts';
import { type DayClock, minuteOfInstant } from '../../lib/day-clock.ts';
import { type Playhead, usePlayhead } from '../../lib/playhead.ts';
import { bucketOptions, loadedBucket, versionOfPages } from './bucket-pages.ts';
import { bucketAfter, bucketAtOrBefore, bucketOfMinute, buildDayIndex } from './day-index.ts';
import { type Frame, frameAt, sameFrame } from './frames.ts';
import { isFiltering, type Marks } from './marks.ts';

const nothing: readonly Capture[] = [];

/** A day as the parts of the page share it. */
export interface OpenDay {
  readonly view: DayView;
  readonly clock: DayClock;
  /** Which captures of the day are looked at; the view has only those. */
  readonly marks: Marks;
}

function sameFrames(a: readonly Frame[], b: readonly Frame[]): boolean {
  return a.length === b.length && a.every((frame, index) => sameFrame(frame, b[index] as Frame));
}

/**
 * What some displays show at the playhead. Only the five minutes around it are loaded (and the nearest ones before and
 * after that hold pictures), and the caller is drawn again only when a frame changes.
 */
export function useFrames(day: OpenDay, displayIds: readonly (string | null)[], playhead: Playhead): readonly Frame[] {
  const { view, clock } = day;
  const queries = useQueryClient();
  const minute = usePlayhead(playhead, (state) => bucketOfMinute(minuteOfInstant(clock, state.at)));

  const wanted = useMemo(
    () =>
      displayIds.map((displayId) => {
        const index = buildDayIndex(view.lanes.filter((lane) => lane.displayId === displayId));
        return {
          displayId,
          here: bucketAtOrBefore(index, minute) === minute ? minute : undefined,
          earlier: bucketAtOrBefore(index, minute - 1),
          later: bucketAfter(index, minute),
        };
      }),
    [view.lanes, displayIds, minute],
  );
  const minutes = useMemo(
    () => [...new Set(wanted.flatMap(({ here, earlier }) => [here, earlier]).filter((each) => each !== undefined))],
    [wanted],
  );
  useQueries({ queries: minutes.map((each) => bucketOptions(day, each)), combine: versionOfPages });

  // What a display shows before its first picture of the day may have held over midnight. Where only some pictures are
  // looked at, nobody knows whether that one is among them.
  const beforeFirst = (isFiltering(day.marks) ? [] : wanted)
    .filter(({ displayId, here, earlier }) => displayId !== null && here === undefined && earlier === undefined)
    .map(({ displayId }) => displayId as string);
  const before = useQueries({
    queries: beforeFirst.map((displayId) =>
      orpc.captures.at.queryOptions({
        input: { at: view.startsAt - 1, direction: 'before', displayId },
        staleTime: Number.POSITIVE_INFINITY,
      }),
    ),
    combine: (results) => results.map((result) => (result.isPending ? undefined : (result.data ?? null))),
  });

  const later = Math.min(...wanted.map((each) => each.later ?? Number.POSITIVE_INFINITY));
  const settled = usePlayhead(playhead, (state) => !state.scrubbing);
  useEffect(() => {
    if (settled && Number.isFinite(later)) void queries.prefetchQuery(bucketOptions(day, later));
  }, [queries, day, later, settled]);

  const sources = wanted.map(({ displayId, here, earlier }) => {
    const pageOf = (each: number | undefined) => (each === undefined ? nothing : loadedBucket(queries, day, each));
    return {
      displayId,
      here: pageOf(here),
      earlier: pageOf(earlier),
      fromDayBefore:
        displayId !== null && beforeFirst.includes(displayId) ? before[beforeFirst.indexOf(displayId)] : null,
      gaps: view.gaps,
    };
  });
  return usePlayhead(playhead, (state) => sources.map((source) => frameAt(source, state.at)), sameFrames);
}
