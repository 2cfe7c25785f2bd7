import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconBorderOuter, IconChevronDown, IconChevronUp, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { memo } from 'react';
import type { Comparison } from '../../../src-shared/contract/duplicates.ts';
import { formatBytes, formatCount, formatQuantity } from '../../lib/format.ts';
import { comparisonViews } from './comparison-views.ts';
import { KeyHint, keepFocus, Pressable } from './pressable.tsx';
import classes from './review.module.css';
import { pendingOf, type ReviewGroup, unsentPending } from './review-group.ts';
import { scrollWords } from './review-words.ts';
import type { Looks, ReviewActions } from './use-review-actions.ts';

/** What this group is, and how its pictures are looked at. */
export const CompareBar = memo(function CompareBar({
  group,
  comparison,
  scrolledPixels,
  looks,
  zoomPercent,
  actions,
}: {
  readonly group: ReviewGroup | undefined;
  readonly comparison: Comparison | undefined;
  readonly scrolledPixels: number | null;
  readonly looks: Looks;
  readonly zoomPercent: number | null;
  readonly actions: ReviewActions;
}) {
  const source = group?.source;
  const undecided = group ? pendingOf(group).length + unsentPending(group) : 0;
  const changed = comparison?.changedTiles.length;
  return (
    <div className={classes.compareBar}>
      <div className={classes.groupTitle}>
        <ActionIcon
          size={28}
          aria-label="Previous group"
          aria-keyshortcuts="p"
          onMouseDown={keepFocus}
          onClick={() => actions.session.stepGroup(-1)}
        >
          <IconChevronUp size={17} />
        </ActionIcon>
        <ActionIcon
          size={28}
          aria-label="Next group"
          aria-keyshortcuts="n"
          onMouseDown={keepFocus}
          onClick={() => actions.session.stepGroup(1)}
        >
          <IconChevronDown size={17} />
        </ActionIcon>
        {source && (
          <Text size="sm" className={classes.groupWords}>
            <strong>{formatQuantity(source.memberCount, 'picture')}</strong>
            <span className={classes.dim}>
              , {undecided === 0 ? 'all decided' : `${formatCount(undecided)} to decide`}
            </span>
            {source.bytes > 0 && undecided > 0 && (
              <span className={classes.frees}>, frees {formatBytes(source.bytes)}</span>
            )}
          </Text>
        )}
        {scrolledPixels !== null && scrolledPixels !== 0 && (
          <span className={classes.mark} data-tone="accent">
            {scrollWords(scrolledPixels)}
          </span>
        )}
      </div>
      <div className={classes.compareTools}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own. */}
        <div className={classes.choices} role="group" aria-label="View">
          {comparisonViews.map((view, index) => (
            <Pressable
              key={view.value}
              pressed={looks.view === view.value}
              onPress={() => actions.setView(view.value)}
              keys={String(index + 1)}
            >
              {view.label}
              <KeyHint keys={String(index + 1)} />
            </Pressable>
          ))}
        </div>
        <Tooltip
          label={
            changed === undefined
              ? 'Mark what changed (c)'
              : changed === 0
                ? 'Nothing changed to mark (c)'
                : `Mark the ${formatQuantity(changed, 'changed tile')} (c)`
          }
        >
          <ActionIcon
            size={30}
            aria-label="Mark what changed"
            aria-pressed={looks.tiles}
            aria-keyshortcuts="c"
            variant={looks.tiles ? 'light' : 'subtle'}
            onMouseDown={keepFocus}
            onClick={actions.toggleTiles}
          >
            <IconBorderOuter size={18} />
          </ActionIcon>
        </Tooltip>
        <div className={classes.zoom}>
          <ActionIcon size={30} aria-label="Zoom out" onMouseDown={keepFocus} onClick={() => actions.zoomBy(0.8)}>
            <IconZoomOut size={18} />
          </ActionIcon>
          <Tooltip label="Fit or true size (z)">
            <button
              type="button"
              className={classes.zoomValue}
              aria-keyshortcuts="z"
              onMouseDown={keepFocus}
              onClick={actions.toggleZoom}
            >
              {zoomPercent === null ? 'Fit' : `${zoomPercent} %`}
            </button>
          </Tooltip>
          <ActionIcon size={30} aria-label="Zoom in" onMouseDown={keepFocus} onClick={() => actions.zoomBy(1.25)}>
            <IconZoomIn size={18} />
          </ActionIcon>
        </div>
      </div>
    </div>
  );
});
