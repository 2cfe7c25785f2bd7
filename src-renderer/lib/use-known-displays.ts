import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { orpc } from './api.ts';
import { useCaptureStatus } from './live.tsx';

/** A display that pictures were taken of. */
export interface KnownDisplay {
  readonly id: string;
  readonly name: string;
}

/** The displays that are there now, and those of the last day with pictures. */
export function useKnownDisplays(): readonly KnownDisplay[] {
  const status = useCaptureStatus();
  const days = useQuery(orpc.timeline.days.queryOptions({ input: {} })).data;
  const day = days?.days.at(-1)?.day;
  const lastDay = useQuery(
    orpc.timeline.day.queryOptions({ input: { day: day ?? '' }, enabled: day !== undefined }),
  ).data;
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const lane of lastDay?.lanes ?? []) {
      if (lane.displayId !== null) names.set(lane.displayId, lane.displayName ?? lane.displayId);
    }
    for (const { display } of status?.displays ?? []) names.set(display.id, display.name);
    return [...names].map(([id, name]) => ({ id, name }));
  }, [lastDay, status]);
}
