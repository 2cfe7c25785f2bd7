import { type RefObject, useState } from 'react';
import { problemOf } from '../../lib/problem.ts';
import { LoadingState } from '../../ui/states.tsx';
import { ActionBar } from './action-bar.tsx';
import { CompareBar } from './compare-bar.tsx';
import { MemberStrip } from './member-strip.tsx';
import { PairFacts } from './pair-facts.tsx';
import { PairStage, type PairStageHandle } from './pair-stage.tsx';
import type { PictureLoader } from './picture-loader.ts';
import { memberOf, type ReviewGroup } from './review-group.ts';
import { useComparison } from './use-preload.ts';
import type { Looks, ReviewActions } from './use-review-actions.ts';

/**
 * One group: its two pictures, what is known of them, its members, and what can be said. Without one, while the first is
 * on its way, the bars and the stage are there already: making them takes longer than reading a group.
 */
export function GroupView({
  group,
  looks,
  actions,
  stage,
  loader,
}: {
  readonly group: ReviewGroup | undefined;
  readonly looks: Looks;
  readonly actions: ReviewActions;
  readonly stage: RefObject<PairStageHandle | null>;
  readonly loader: PictureLoader;
}) {
  const { comparison, error } = useComparison(group);
  const [zoomPercent, setZoomPercent] = useState<number | null>(null);
  const reference = group && memberOf(group, group.referenceId);
  const candidate = group && memberOf(group, group.candidateId);
  const suggested = reference !== undefined && reference.capture.id === group?.source.reference.capture.id;
  const scrolledPixels =
    comparison?.scrolledPixels ?? (suggested && candidate && !comparison ? candidate.scrolledPixels : null);
  return (
    <>
      <CompareBar
        group={group}
        comparison={comparison}
        scrolledPixels={scrolledPixels}
        looks={looks}
        zoomPercent={zoomPercent}
        actions={actions}
      />
      <PairStage
        ref={stage}
        view={looks.view}
        reference={reference?.capture}
        candidate={candidate?.capture}
        scrolledPixels={scrolledPixels}
        comparison={comparison}
        tiles={looks.tiles}
        held={looks.held}
        slider={looks.slider}
        onSlider={actions.setSlider}
        onZoomed={setZoomPercent}
        loader={loader}
      >
        {!group && <LoadingState label="Reading the groups" />}
      </PairStage>
      {group && reference && candidate && (
        <>
          <PairFacts
            group={group}
            reference={reference}
            candidate={candidate}
            comparison={comparison}
            comparisonProblem={error ? problemOf(error).message : null}
          />
          <MemberStrip group={group} session={actions.session} />
        </>
      )}
      <ActionBar group={group} actions={actions} />
    </>
  );
}
