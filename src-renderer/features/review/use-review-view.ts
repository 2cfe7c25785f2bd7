import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { DuplicateScope, DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import {
  defaultSimilarityThreshold,
  type GroupKind,
  settingFor,
  similarityThresholds,
} from '../../../src-shared/domain/similarity.ts';

const settings: readonly number[] = similarityThresholds;

/** What the review shows, read from the address, and how it is changed there. */
export function useReviewView(): {
  readonly view: DuplicateView;
  readonly setKind: (kind: GroupKind) => void;
  readonly setThreshold: (threshold: number) => void;
  /** The next setting in this direction of the ladder, if there is one. */
  readonly stepThreshold: (steps: number) => void;
  readonly setScope: (scope: DuplicateScope) => void;
} {
  const navigate = useNavigate();
  const { kind = 'similar', threshold, day, from, to, display, displays } = useSearch({ from: '/review' });
  const setting = settingFor(threshold ?? defaultSimilarityThreshold) ?? defaultSimilarityThreshold;
  const view = useMemo(
    (): DuplicateView => ({
      kind,
      threshold: setting,
      scope: {
        ...(day ? { day } : { from, to }),
        displayId: display,
        displays: displays ?? 'across',
      },
    }),
    [kind, setting, day, from, to, display, displays],
  );
  return useMemo(() => {
    const change = (search: Partial<ReturnType<typeof searchOf>>): void =>
      void navigate({ to: '/review', search: { ...searchOf(view), ...search }, replace: true });
    const setThreshold = (next: number): void =>
      change({ kind: undefined, threshold: next === defaultSimilarityThreshold ? undefined : next });
    return {
      view,
      setKind: (next) => change({ kind: next === 'similar' ? undefined : next }),
      setThreshold,
      stepThreshold: (steps) => {
        const next = settings[settings.indexOf(view.threshold) + steps];
        if (next !== undefined && view.kind === 'similar') setThreshold(next);
      },
      setScope: (scope) => change(searchOf({ ...view, scope })),
    };
  }, [navigate, view]);
}

function searchOf({ kind, threshold, scope }: DuplicateView) {
  return {
    kind: kind === 'similar' ? undefined : kind,
    threshold: threshold === defaultSimilarityThreshold ? undefined : threshold,
    day: scope.day,
    from: scope.from,
    to: scope.to,
    display: scope.displayId,
    displays: scope.displays === 'across' ? undefined : scope.displays,
  };
}
