import { useLocalStorage } from '@mantine/hooks';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { type ComparisonView, comparisonViews, isComparisonView } from './comparison-views.ts';
import type { PairStageHandle } from './pair-stage.tsx';
import type { GroupAction } from './review-group.ts';
import type { ReviewSession } from './review-session.ts';
import type { useReviewView } from './use-review-view.ts';

/** How the two pictures are looked at; kept between visits. */
export interface Looks {
  readonly view: ComparisonView;
  readonly tiles: boolean;
  readonly historyOpen: boolean;
  /** Where the slider stands, 0 (all candidate) to 1 (all reference). */
  readonly slider: number;
  /** True while the key is held that shows the reference. */
  readonly held: boolean;
  readonly bulkOpen: boolean;
}

/** Everything that keys and buttons of the review do. */
export interface ReviewActions {
  readonly session: ReviewSession;
  readonly act: (action: GroupAction) => void;
  readonly setView: (view: ComparisonView) => void;
  readonly nextView: () => void;
  readonly toggleTiles: () => void;
  readonly setHeld: (held: boolean) => void;
  readonly setSlider: (slider: number) => void;
  readonly moveSlider: (by: number) => void;
  readonly toggleZoom: () => void;
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly stepThreshold: (steps: number) => void;
  readonly toggleKind: () => void;
  readonly toggleHistory: () => void;
  readonly openBulk: () => void;
  readonly closeBulk: () => void;
}

export function useReviewActions(
  session: ReviewSession,
  { view: shown, setKind, stepThreshold }: ReturnType<typeof useReviewView>,
): { looks: Looks; actions: ReviewActions; stage: RefObject<PairStageHandle | null> } {
  const [storedView, setView] = useLocalStorage<string>({
    key: 'afterimage-comparison',
    defaultValue: 'side',
    getInitialValueInEffect: false,
  });
  const [tiles, setTiles] = useLocalStorage({
    key: 'afterimage-changed-tiles',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const [historyOpen, setHistoryOpen] = useState(false);
  const [slider, setSlider] = useState(0.5);
  const [held, setHeld] = useState(false);
  const [bulkOpen, setBulkOpen] = useState(false);
  const stage = useRef<PairStageHandle>(null);
  const view = isComparisonView(storedView) ? storedView : 'side';

  const actions = useMemo((): ReviewActions => {
    const inRange = (value: number): number => Math.min(1, Math.max(0, value));
    return {
      session,
      act: (action) => session.act(action),
      setView,
      nextView: () =>
        setView((before) => {
          const at = comparisonViews.findIndex((each) => each.value === before);
          return comparisonViews[(at + 1) % comparisonViews.length]?.value ?? 'side';
        }),
      toggleTiles: () => setTiles((before) => !before),
      setHeld,
      setSlider: (value) => setSlider(inRange(value)),
      moveSlider: (by) => setSlider((before) => inRange(before + by)),
      toggleZoom: () => stage.current?.toggle(),
      fit: () => stage.current?.fit(),
      zoomBy: (factor) => stage.current?.zoomBy(factor),
      stepThreshold,
      toggleKind: () => setKind(shown.kind === 'similar' ? 'scrolled' : 'similar'),
      toggleHistory: () => setHistoryOpen((before) => !before),
      openBulk: () => setBulkOpen(true),
      closeBulk: () => setBulkOpen(false),
    };
  }, [session, setView, setTiles, stepThreshold, setKind, shown.kind]);
  const looks = useMemo(
    (): Looks => ({ view, tiles, historyOpen, slider, held, bulkOpen }),
    [view, tiles, historyOpen, slider, held, bulkOpen],
  );
  return { looks, actions, stage };
}
