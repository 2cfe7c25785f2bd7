import { type ComponentProps, useCallback, useState } from 'react';
import { useKnownDisplays } from '../../lib/use-known-displays.ts';
import { FullPage } from '../../ui/page.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { FindBar, useFinding } from './find-bar.tsx';
import { GroupView } from './group-view.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { NothingLeft } from './nothing-left.tsx';
import { PictureLoader } from './picture-loader.ts';
import classes from './review.module.css';
import { isOpen } from './review-group.ts';
import { currentGroup } from './review-queue.ts';
import { ReviewToolbar } from './review-toolbar.tsx';
import { useCounts } from './use-counts.ts';
import { usePreload } from './use-preload.ts';
import { useReviewActions } from './use-review-actions.ts';
import { useReviewKeys } from './use-review-keys.ts';
import { useReviewSession } from './use-review-session.ts';
import { useReviewView } from './use-review-view.ts';

/** Groups of duplicates, one at a time, to keep or to discard. */
export function ReviewPage() {
  const shown = useReviewView();
  const { view } = shown;
  const { session, snapshot } = useReviewSession(view);
  const { queue, reading, problem, tally } = snapshot;
  const [loader] = useState(() => new PictureLoader());
  const { looks, actions, stage } = useReviewActions(session, shown);
  const { counts } = useCounts(view.scope, !reading);
  const displays = useKnownDisplays();
  const finding = useFinding();
  useReviewKeys(actions);
  usePreload(queue, loader);

  const onBulkDone = useCallback<ComponentProps<typeof BulkDialog>['onDone']>(
    (batch, done) => session.bulkDone(batch, done),
    [session],
  );
  const group = currentGroup(queue);
  const open = queue.groups.filter(isOpen);
  const waiting = reading || queue.nextCursor !== null;
  return (
    <FullPage title="Duplicates">
      <div className={classes.page}>
        <ReviewToolbar
          shown={shown}
          counts={counts}
          displays={displays}
          historyOpen={looks.historyOpen}
          actions={actions}
        />
        {(group || finding.job) && <FindBar counts={counts} finding={finding} />}
        <div className={classes.middle}>
          <section className={classes.review} aria-label="Review" aria-busy={!group && waiting}>
            {group || (waiting && problem === null) ? (
              <GroupView group={group} looks={looks} actions={actions} stage={stage} loader={loader} />
            ) : problem !== null ? (
              <ErrorState error={problem} title="The groups could not be read" onRetry={() => void session.reload()} />
            ) : (
              <NothingLeft
                tally={tally}
                skipped={open.length}
                counts={counts}
                finding={finding}
                onBack={() => {
                  const first = queue.groups.findIndex(isOpen);
                  session.stepGroup(first - queue.at);
                }}
              />
            )}
          </section>
          {looks.historyOpen && <HistoryPanel session={session} onClose={actions.toggleHistory} />}
        </div>
        <BulkDialog
          view={view}
          displayName={displays.find(({ id }) => id === view.scope.displayId)?.name}
          opened={looks.bulkOpen}
          onClose={actions.closeBulk}
          onDone={onBulkDone}
        />
      </div>
    </FullPage>
  );
}
