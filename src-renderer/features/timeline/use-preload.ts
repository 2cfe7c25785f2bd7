import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { fullUrl } from '../../lib/media.ts';
import type { Playhead } from '../../lib/playhead.ts';
import { preloadPicture } from '../../ui/picture.tsx';
import { captureAtPosition, positionAt, type Walk } from './step.ts';
import type { OpenDay } from './use-frames.ts';

const restMs = 60;
/** The next step first, then the one back, then those after. */
const neighbours = [1, -1, 2, -2] as const;

/** Loads and decodes the pictures around a resting playhead, so that a step either way shows at once. */
export function usePreload(day: OpenDay, displayId: string | null, playhead: Playhead): void {
  const queries = useQueryClient();
  useEffect(() => {
    const walk: Walk = { displayId };
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    const load = async (): Promise<void> => {
      const { at } = playhead.get();
      const position = await positionAt(queries, day, walk, at);
      for (const step of neighbours) {
        const capture = await captureAtPosition(queries, day, walk, position + step);
        if (!current || playhead.get().at !== at) return;
        if (capture && capture.missingAt === null) await preloadPicture(fullUrl(capture.id));
      }
    };
    const plan = (): void => {
      clearTimeout(timer);
      const { playing, scrubbing, following } = playhead.get();
      if (playing || scrubbing || following) return;
      // What cannot be loaded ahead will say so when it is shown.
      timer = setTimeout(() => void load().catch(() => undefined), restMs);
    };
    plan();
    const stop = playhead.subscribe(plan);
    return () => {
      current = false;
      clearTimeout(timer);
      stop();
    };
  }, [queries, day, displayId, playhead]);
}
