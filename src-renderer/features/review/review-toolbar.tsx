import { ActionIcon, Button, Text, Tooltip } from '@mantine/core';
import { IconHistory, IconStack2 } from '@tabler/icons-react';
import { memo } from 'react';
import type { DuplicateCounts } from '../../../src-shared/contract/duplicates.ts';
import { formatCount } from '../../lib/format.ts';
import type { KnownDisplay } from '../../lib/use-known-displays.ts';
import { Pressable } from './pressable.tsx';
import classes from './review.module.css';
import { groupsLeft } from './review-words.ts';
import { ScopeMenu } from './scope-menu.tsx';
import { ThresholdMenu } from './threshold-menu.tsx';
import type { ReviewActions } from './use-review-actions.ts';
import type { useReviewView } from './use-review-view.ts';

/** Which duplicates are looked at, and what can be done with all of them. */
export const ReviewToolbar = memo(function ReviewToolbar({
  shown,
  counts,
  displays,
  historyOpen,
  actions,
}: {
  readonly shown: ReturnType<typeof useReviewView>;
  readonly counts: DuplicateCounts | undefined;
  readonly displays: readonly KnownDisplay[];
  readonly historyOpen: boolean;
  readonly actions: ReviewActions;
}) {
  const { view } = shown;
  const here = counts?.settings.find((setting) => setting.threshold === view.threshold);
  const count = view.kind === 'scrolled' ? counts?.scrolled : here;
  return (
    <div className={classes.toolbar}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own. */}
      <div className={classes.choices} role="group" aria-label="Kind of duplicates">
        <Pressable pressed={view.kind === 'similar'} onPress={() => shown.setKind('similar')}>
          Similar <span className={classes.dim}>{here ? formatCount(here.groups) : ''}</span>
        </Pressable>
        <Pressable pressed={view.kind === 'scrolled'} onPress={() => shown.setKind('scrolled')}>
          Scrolled <span className={classes.dim}>{counts ? formatCount(counts.scrolled.groups) : ''}</span>
        </Pressable>
      </div>
      <ThresholdMenu view={view} counts={counts} onThreshold={shown.setThreshold} />
      <ScopeMenu scope={view.scope} displays={displays} onScope={shown.setScope} />
      <div className={classes.toolbarEnd}>
        <Text size="sm" c="dimmed" className={classes.left} aria-live="polite">
          {count ? groupsLeft(count.groups) : ''}
        </Text>
        <Tooltip label="Decide about all groups (b)">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconStack2 size={15} aria-hidden />}
            disabled={count !== undefined && count.groups === 0}
            onClick={actions.openBulk}
          >
            All groups
          </Button>
        </Tooltip>
        <Tooltip label={historyOpen ? 'Hide what was decided (h)' : 'Show what was decided (h)'}>
          <ActionIcon
            size={30}
            aria-label="What was decided"
            aria-pressed={historyOpen}
            variant={historyOpen ? 'light' : 'subtle'}
            onClick={actions.toggleHistory}
          >
            <IconHistory size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
});
