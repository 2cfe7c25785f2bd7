import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { DuplicateCounts, DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import { similarityThresholds } from '../../../src-shared/domain/similarity.ts';
import { formatBytes, formatCount, formatQuantity } from '../../lib/format.ts';
import classes from './review.module.css';
import { formatThreshold } from './review-words.ts';

/** How alike pictures must be, with what each setting gives. */
export function ThresholdMenu({
  view,
  counts,
  onThreshold,
}: {
  readonly view: DuplicateView;
  readonly counts: DuplicateCounts | undefined;
  readonly onThreshold: (threshold: number) => void;
}) {
  const countOf = (threshold: number) => counts?.settings.find((setting) => setting.threshold === threshold);
  const scrolled = view.kind === 'scrolled';
  return (
    <Menu position="bottom-start" width={340} disabled={scrolled}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          disabled={scrolled}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={scrolled ? 'How alike: Any scroll' : `How alike: ${formatThreshold(view.threshold)}`}
        >
          {scrolled ? 'Any scroll' : formatThreshold(view.threshold)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>How much of the two pictures is the same</Menu.Label>
        {similarityThresholds.map((threshold) => {
          const count = countOf(threshold);
          return (
            <Menu.Item
              key={threshold}
              role="menuitemradio"
              aria-checked={threshold === view.threshold}
              leftSection={
                <IconCheck size={15} aria-hidden visibility={threshold === view.threshold ? undefined : 'hidden'} />
              }
              onClick={() => onThreshold(threshold)}
            >
              <span className={classes.setting}>
                <span>{formatThreshold(threshold)}</span>
                <span className={classes.settingGroups}>{count ? formatQuantity(count.groups, 'group') : '…'}</span>
                <span className={classes.dim}>
                  {count ? `${formatCount(count.captures)} to decide, ${formatBytes(count.bytes)}` : ''}
                </span>
              </span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
