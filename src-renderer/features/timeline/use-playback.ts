import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Capture } from '../../../src-shared/contract/captures.ts';
import { minuteOfInstant } from '../../lib/day-clock.ts';
import { type Playhead, usePlayhead } from '../../lib/playhead.ts';
import { bucketOptions, loadedBucket } from './bucket-pages.ts';
import { bucketAfter, bucketAtOrBefore, bucketOfMinute } from './day-index.ts';
import { type PlaybackScene, type PlaybackSpeed, playOn } from './playback.ts';
import { indexOfWalk, ofWalk, type Walk } from './step.ts';
import type { OpenDay } from './use-frames.ts';

/** The pictures around the playhead as far as they are loaded; what is not is asked for on the way. */
function sceneAt(queries: QueryClient, day: OpenDay, walk: Walk, at: number): PlaybackScene {
  const index = indexOfWalk(queries, day, walk);
  const minute = bucketOfMinute(minuteOfInstant(day.clock, at));
  const page = (bucket: number | undefined): readonly Capture[] | undefined => {
    if (bucket === undefined) return [];
    const loaded = loadedBucket(queries, day, bucket);
    if (!loaded) void queries.prefetchQuery(bucketOptions(day, bucket));
    return loaded && ofWalk(loaded, walk);
  };
  const here = page(index.minutes.includes(minute) ? minute : undefined);
  const after = page(bucketAfter(index, minute));
  const shown =
    here?.findLast((capture) => capture.capturedAt <= at) ?? page(bucketAtOrBefore(index, minute - 1))?.at(-1);
  const next = here?.find((capture) => capture.capturedAt > at);
  if (!here) return { shownUntil: shown?.endedAt ?? null, nextAt: undefined };
  if (next) return { shownUntil: shown?.endedAt ?? null, nextAt: next.capturedAt };
  return {
    shownUntil: shown?.endedAt ?? null,
    nextAt: after === undefined ? undefined : (after[0]?.capturedAt ?? null),
  };
}

/** Moves the playhead with every frame of the screen while it is playing. */
export function usePlayback(
  day: OpenDay | undefined,
  walk: Walk,
  playhead: Playhead,
  speed: PlaybackSpeed,
  onEnd: (at: number) => void,
): void {
  const queries = useQueryClient();
  const playing = usePlayhead(playhead, (state) => state.playing);
  const latest = useRef({ day, walk, speed, onEnd });
  useEffect(() => {
    latest.current = { day, walk, speed, onEnd };
  });
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    let frame = requestAnimationFrame(function play(now) {
      const { day: open, walk: whose, speed: factor, onEnd: end } = latest.current;
      // A window in the background gets no frames: the time away does not count.
      const elapsed = Math.min(250, now - last);
      last = now;
      if (open) {
        const { at } = playhead.get();
        const step = playOn(at, elapsed, factor, sceneAt(queries, open, whose, at));
        playhead.set({ at: Math.round(step.at), playing: !step.ended });
        if (step.ended) {
          end(Math.round(step.at));
          return;
        }
      }
      frame = requestAnimationFrame(play);
    });
    return () => {
      cancelAnimationFrame(frame);
      // Whatever stopped it, the address should say where.
      if (playhead.get().playing) return;
      latest.current.onEnd(playhead.get().at);
    };
  }, [playing, playhead, queries]);
}
