import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import type { DuplicateView } from '../../../src-shared/contract/duplicates.ts';
import type { BulkAction, BulkPreview, DecisionBatch } from '../../../src-shared/contract/review.ts';
import { client, orpc } from '../../lib/api.ts';
import { formatBytes, formatCount, formatQuantity } from '../../lib/format.ts';
import { usePreferences } from '../../lib/live.tsx';
import { noticeDone } from '../../lib/notice.ts';
import { problemOf } from '../../lib/problem.ts';
import { Figures } from '../../ui/facts.tsx';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { kindWords, scopeWords } from './review-words.ts';

/** Decides about all groups of a view at once, after it has been said what that does. */
export const BulkDialog = memo(function BulkDialog({
  view,
  displayName,
  opened,
  onClose,
  onDone,
}: {
  readonly view: DuplicateView;
  readonly displayName: string | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Told what was done, and what the preview had said of it. */
  readonly onDone: (batch: DecisionBatch, done: BulkPreview) => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="All groups at once" size="lg">
      <BulkForm view={view} displayName={displayName} onClose={onClose} onDone={onDone} />
    </Modal>
  );
});

function BulkForm({
  view,
  displayName,
  onClose,
  onDone,
}: {
  readonly view: DuplicateView;
  readonly displayName: string | undefined;
  readonly onClose: () => void;
  /** Told what was done, and what the preview had said of it. */
  readonly onDone: (batch: DecisionBatch, done: BulkPreview) => void;
}) {
  const [action, setAction] = useState<BulkAction>('discard_others');
  const trashDays = usePreferences()?.trashDays;
  const preview = useQuery(
    orpc.review.bulkPreview.queryOptions({ input: { ...view, action }, staleTime: 0, gcTime: 0 }),
  );
  const bulk = useMutation({
    mutationFn: (expected: BulkPreview) => client.review.bulk({ ...view, action, expected }),
    onSuccess: (batch, expected) => {
      noticeDone(`${batch.summary}. Undo (u) takes it back.`.replace('..', '.'));
      onDone(batch, expected);
      onClose();
    },
    // What it would do has changed: say what it would do now.
    onError: () => void preview.refetch(),
  });
  const { data } = preview;
  const nothing = data !== undefined && data.discarded + data.kept === 0;
  return (
    <Stack gap="lg">
      <Text>
        <Text span fw={600}>
          {kindWords(view)}
        </Text>
        <br />
        {scopeWords(view.scope, displayName)}
      </Text>
      <Radio.Group value={action} onChange={(value) => setAction(value as BulkAction)} label="What to do">
        <Stack gap="sm" mt="xs">
          <Radio
            value="discard_others"
            label="Discard all but the suggested"
            description="Of each group the suggested picture stays, the others go to the trash."
          />
          <Radio
            value="keep_all"
            label="Keep all"
            description="None of them is asked about again, nothing is deleted."
          />
        </Stack>
      </Radio.Group>
      {preview.isError ? (
        <NoticeBox tone="problem" title="What this would do could not be found out" role="alert">
          {problemOf(preview.error).message}
        </NoticeBox>
      ) : (
        <div aria-live="polite" aria-busy={preview.isFetching}>
          <Figures
            facts={[
              { name: 'Groups', value: data ? formatCount(data.groups) : '…' },
              { name: 'Kept', value: data ? formatCount(data.kept) : '…', note: 'pictures' },
              {
                name: 'Discarded',
                value: data ? formatCount(data.discarded) : '…',
                note: data ? `pictures, ${formatBytes(data.bytes)}` : 'pictures',
              },
            ]}
          />
        </div>
      )}
      {bulk.isError && (
        <NoticeBox tone="problem" title="Nothing was decided" role="alert">
          {problemOf(bulk.error).message}
          {problemOf(bulk.error).code === 'CONFLICT' && ' The figures above are those of now.'}
        </NoticeBox>
      )}
      <Text c="dimmed" size="sm">
        {action === 'discard_others'
          ? trashDays === 0
            ? 'Discarded pictures go to the trash and stay there until you empty it. '
            : `Discarded pictures go to the trash and can be restored for ${formatQuantity(trashDays ?? 30, 'day')}. `
          : ''}
        All of it is one step and can be undone, also after a restart.
      </Text>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={!data || nothing || preview.isFetching}
          loading={bulk.isPending}
          onClick={() => data && bulk.mutate(data)}
        >
          {!data
            ? 'Counting…'
            : nothing
              ? 'Nothing to decide'
              : action === 'keep_all'
                ? `Keep ${formatQuantity(data.kept, 'picture')}`
                : `Discard ${formatQuantity(data.discarded, 'picture')}`}
        </Button>
      </Group>
    </Stack>
  );
}
