import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { orpc } from '../../lib/api.ts';
import type { Playhead } from '../../lib/playhead.ts';
import type { WallScreen } from '../../ui/monitor-wall/monitor-wall.tsx';

const askEveryMs = 60;

/** The playhead's moment, at most so often: a drag moves it with every frame of the screen. */
function useThrottledAt(playhead: Playhead): number {
  const [at, setAt] = useState(() => playhead.get().at);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => {
      timer = undefined;
      setAt(playhead.get().at);
    };
    const stop = playhead.subscribe(() => {
      timer ??= setTimeout(take, askEveryMs);
    });
    take();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [playhead]);
  return at;
}

/** What every display showed at the playhead, and for those without a picture, where they stood last. */
export function useMoment(playhead: Playhead) {
  const at = useThrottledAt(playhead);
  const moment = useQuery(
    orpc.timeline.moment.queryOptions({ input: { at }, placeholderData: keepPreviousData, gcTime: 10_000 }),
  );
  const displays = moment.data?.displays;
  const without = useMemo(
    () => displays?.filter((each) => each.capture === null && each.displayId !== null) ?? [],
    [displays],
  );
  const lastKnown = useQueries({
    queries: without.map((each) =>
      orpc.captures.at.queryOptions({
        input: { at: moment.data?.at ?? at, direction: 'before', displayId: each.displayId ?? undefined },
        staleTime: 60_000,
        gcTime: 10_000,
      }),
    ),
    combine: (results) => results.map((result) => result.data ?? null),
  });
  const screens = useMemo(
    () =>
      displays?.map((each): WallScreen => {
        const index = without.indexOf(each);
        return {
          key: each.displayId ?? '',
          name: each.displayName ?? each.displayId ?? 'Imported',
          capture: each.capture,
          lastKnown: index === -1 ? null : (lastKnown[index] ?? null),
          gapReason: each.gapReason,
        };
      }),
    [displays, without, lastKnown],
  );
  return { screens, error: moment.error, refetch: moment.refetch };
}
