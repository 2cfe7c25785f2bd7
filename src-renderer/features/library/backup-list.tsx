import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Backup } from '../../../src-shared/contract/library.ts';
import { orpc } from '../../lib/api.ts';
import { formatBytes, formatMoment, offsetHere } from '../../lib/format.ts';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';

/** The backups of the database, newest first, each with the way back to it. */
export function BackupList({ backups }: { readonly backups: readonly Backup[] }) {
  const queries = useQueryClient();
  const restore = useMutation(
    orpc.library.restoreBackup.mutationOptions({
      onSuccess: (status) => {
        queries.setQueryData(orpc.library.status.queryKey(), status);
        if (status.state === 'open') noticeDone('The backup is in use now.');
      },
      onError: (error) => noticeProblem('The backup was not restored', error),
    }),
  );
  if (backups.length === 0) {
    return (
      <Text size="sm">There is no backup in this library. One is made each day on which Afterimage captures.</Text>
    );
  }
  const newestFirst = [...backups].sort((a, b) => b.createdAt - a.createdAt);
  return (
    <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {newestFirst.map((backup) => {
        const moment = formatMoment(backup.createdAt, offsetHere(backup.createdAt));
        return (
          <Group key={backup.name} component="li" justify="space-between" gap="sm">
            <div>
              <Group gap="xs">
                <Text fw={500}>{moment}</Text>
                <Badge>{backup.verified ? 'Checked' : 'Not checked'}</Badge>
              </Group>
              <Text size="sm" c="dimmed">
                {formatBytes(backup.bytes)}
                {backup.occasion === 'daily' ? ' · daily' : ' · before an update'}
                {backup.revision ? ` · revision ${backup.revision}` : ''}
              </Text>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={`Restore the backup of ${moment}`}
              loading={restore.isPending && restore.variables?.name === backup.name}
              onClick={() =>
                modals.openConfirmModal({
                  title: 'Go back to this backup?',
                  children: (
                    <Text>
                      The database becomes as it was on {moment}. What was noted since then, such as decisions and
                      settings, is set aside with the present database, which is kept under another name. No picture is
                      deleted.
                    </Text>
                  ),
                  labels: { confirm: 'Restore', cancel: 'Cancel' },
                  onConfirm: () => restore.mutate({ name: backup.name }),
                })
              }
            >
              Restore
            </Button>
          </Group>
        );
      })}
    </Stack>
  );
}
