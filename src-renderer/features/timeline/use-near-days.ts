import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ListOrder } from '../../../src-shared/contract/captures.ts';
import type { DayView } from '../../../src-shared/contract/timeline.ts';
import { orpc } from '../../lib/api.ts';
import { createDayClock } from '../../lib/day-clock.ts';
import { bucketOptions } from './bucket-pages.ts';
import { buildDayIndex } from './day-index.ts';
import type { Marks } from './marks.ts';

/** As many rows as a tall window shows, and those just out of sight. */
const rowsAhead = 24;
/** The picture at the playhead is looked for in two. */
const fewestBuckets = 2;

/** How a day will be looked at when it is turned to. */
export interface DayLook {
  readonly everybody: boolean;
  readonly wantedDisplay: string | undefined;
  readonly order: ListOrder;
  readonly marks: Marks;
}

/** The buckets that are in sight when a day is opened. */
export function openingBuckets(view: Pick<DayView, 'lanes'>, look: Omit<DayLook, 'marks'>): readonly number[] {
  const chosen = view.lanes.find((lane) => (lane.displayId ?? '') === look.wantedDisplay) ?? view.lanes[0];
  const index = buildDayIndex(look.everybody || !chosen ? view.lanes : [chosen]);
  const found: number[] = [];
  const { minutes, before, total } = index;
  for (let step = 0; step < minutes.length; step += 1) {
    const place = look.order === 'oldest' ? step : minutes.length - 1 - step;
    const rowsBefore = look.order === 'oldest' ? (before[place] ?? 0) : total - (before[place + 1] ?? total);
    if (rowsBefore >= rowsAhead && found.length >= fewestBuckets) break;
    found.push(minutes[place] as number);
  }
  return found;
}

/** Loads a day and what it opens with, so that turning to it takes no time. */
async function prefetchDay(queries: QueryClient, day: string, look: DayLook): Promise<void> {
  const options = orpc.timeline.day.queryOptions({ input: { day, ...look.marks } });
  await queries.prefetchQuery(options);
  const view = queries.getQueryData(options.queryKey);
  if (!view) return;
  const source = { clock: createDayClock(view), marks: look.marks };
  await Promise.all(openingBuckets(view, look).map((minute) => queries.prefetchQuery(bucketOptions(source, minute))));
}

/** Loads the days beside the one on the screen when there is nothing else to do, the one before first. */
export function useNearDays(view: DayView | undefined, look: DayLook): void {
  const queries = useQueryClient();
  const previousDay = view?.previousDay;
  const nextDay = view?.nextDay;
  const { everybody, wantedDisplay, order, marks } = look;
  useEffect(() => {
    const near = [previousDay, nextDay].filter((day) => day !== null && day !== undefined);
    let current = true;
    const load = async (): Promise<void> => {
      for (const day of near) {
        if (!current) return;
        await prefetchDay(queries, day, { everybody, wantedDisplay, order, marks });
      }
    };
    const idle = requestIdleCallback(() => void load(), { timeout: 500 });
    return () => {
      current = false;
      cancelIdleCallback(idle);
    };
  }, [queries, previousDay, nextDay, everybody, wantedDisplay, order, marks]);
}
