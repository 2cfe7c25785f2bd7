import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TrashSummary } from '../../../src-shared/contract/trash.ts';
import { orpc } from '../../lib/api.ts';
import { formatBytes, formatQuantity } from '../../lib/format.ts';
import { noticeDone } from '../../lib/notice.ts';
import { problemOf } from '../../lib/problem.ts';
import { NoticeBox } from '../../ui/notice-box.tsx';
import type { TrashState } from './use-trash.ts';

/** The one question that Afterimage asks: deleting is the only thing that cannot be undone. */
export function EmptyTrash({
  summary,
  empty,
  onClose,
}: {
  readonly summary: TrashSummary;
  readonly empty: TrashState['empty'];
  readonly onClose: () => void;
}) {
  // The numbers stay those that were read: what comes into the trash meanwhile was not agreed to.
  const [{ captures, bytes }, setAsked] = useState(summary);
  const queries = useQueryClient();
  const latest = () => queries.fetchQuery(orpc.trash.summary.queryOptions({ staleTime: 0 })).catch(() => undefined);
  const close = (): void => {
    empty.reset();
    onClose();
  };
  return (
    <Modal opened onClose={close} title="Empty the trash?" size="md">
      <Stack gap="md">
        <Text>
          <strong>
            {formatQuantity(captures, 'picture')}, {formatBytes(bytes)}
          </strong>
          , will be deleted from this disk for good. This cannot be undone.
        </Text>
        <Text size="sm" c="dimmed">
          What you decided about them is kept, so that they are not suggested again.
        </Text>
        {empty.error && (
          <NoticeBox tone="problem" title="The trash was not emptied" role="alert">
            <span>{problemOf(empty.error).message}</span>
          </NoticeBox>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button
            bg="var(--color-problem)"
            c="var(--mantine-color-body)"
            disabled={captures === 0}
            loading={empty.isPending}
            onClick={() =>
              empty.mutate(
                { captures, bytes },
                {
                  onError: () => void latest().then((now) => now && setAsked(now)),
                  onSuccess: () => {
                    close();
                    noticeDone('The trash is being emptied.');
                  },
                },
              )
            }
          >
            Delete {formatQuantity(captures, 'picture')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
