import { Button, Group } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck, IconCopy, IconSearch } from '@tabler/icons-react';
import type { DuplicateCounts } from '../../../src-shared/contract/duplicates.ts';
import { formatBytes, formatQuantity } from '../../lib/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { notComparedWords, type useFinding } from './find-bar.tsx';
import type { Tally } from './review-session.ts';

/** Past the last group: what was done, what was passed over, or that nothing was looked for yet. */
export function NothingLeft({
  tally,
  skipped,
  counts,
  finding,
  onBack,
}: {
  readonly tally: Tally;
  /** Groups that were seen and still ask for something. */
  readonly skipped: number;
  readonly counts: DuplicateCounts | undefined;
  readonly finding: ReturnType<typeof useFinding>;
  readonly onBack: () => void;
}) {
  const decided = tally.kept + tally.discarded;
  const notCompared = counts && notComparedWords(counts);
  if (decided === 0 && skipped === 0 && notCompared) {
    return (
      <EmptyState
        icon={<IconSearch size={36} stroke={1.25} />}
        title="No duplicates found yet"
        action={
          <Button loading={finding.starting} disabled={finding.job !== undefined} onClick={finding.start}>
            {finding.job ? 'Looking for duplicates' : 'Find duplicates'}
          </Button>
        }
      >
        {notCompared} Looking through them only reads; nothing is deleted before you say so.
      </EmptyState>
    );
  }
  const done =
    decided === 0
      ? 'There are no groups with anything to decide here.'
      : `You decided about ${formatQuantity(decided, 'picture')}: ${formatQuantity(tally.kept, 'picture')} kept, ${tally.discarded} discarded${tally.bytes > 0 ? ` (${formatBytes(tally.bytes)})` : ''}.`;
  return (
    <EmptyState
      icon={decided > 0 ? <IconCircleCheck size={36} stroke={1.25} /> : <IconCopy size={36} stroke={1.25} />}
      title={skipped > 0 ? `${formatQuantity(skipped, 'group')} left undecided` : 'Nothing left to decide'}
      action={
        <Group gap="xs" justify="center">
          {skipped > 0 && (
            <Button variant="default" leftSection={<IconArrowLeft size={16} />} onClick={onBack}>
              Back to the first of them
            </Button>
          )}
          {notCompared && (
            <Button
              variant="default"
              loading={finding.starting}
              disabled={finding.job !== undefined}
              onClick={finding.start}
            >
              Find duplicates
            </Button>
          )}
        </Group>
      }
    >
      {done} {notCompared ?? 'A looser setting or another time above may have more.'}
    </EmptyState>
  );
}
