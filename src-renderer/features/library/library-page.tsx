import { Button, Card, Code, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { LibraryOffer, LibraryStatus } from '../../../src-shared/contract/library.ts';
import { orpc } from '../../lib/api.ts';
import { problemOf } from '../../lib/problem.ts';
import { NoticeBox } from '../../ui/notice-box.tsx';
import { Page } from '../../ui/page.tsx';
import { BackupList } from './backup-list.tsx';
import { OpenLibraryForm } from './open-library-form.tsx';

function RetryOffer({ primary }: { readonly primary: boolean }) {
  const queries = useQueryClient();
  const retry = useMutation(
    orpc.library.retry.mutationOptions({
      onSuccess: (status) => queries.setQueryData(orpc.library.status.queryKey(), status),
    }),
  );
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant={primary ? 'filled' : 'default'}
        loading={retry.isPending}
        onClick={() => retry.mutate(undefined)}
      >
        Try again
      </Button>
      {retry.isError && (
        <Text c="var(--color-problem)" role="alert" size="sm">
          {problemOf(retry.error).message}
        </Text>
      )}
    </Stack>
  );
}

const texts: Readonly<Record<LibraryOffer, { title: string; text: string }>> = {
  retry: {
    title: 'Try again',
    text: 'If you have put right what was wrong: connected the drive, closed the other program, given access to the folder.',
  },
  restore_backup: {
    title: 'Go back to a backup of the database',
    text: 'The present database is kept beside it under another name. Pictures are files of their own: those taken since the backup are found again and taken in.',
  },
  choose_folder: {
    title: 'Open another library',
    text: 'Another folder with a library in it, or an empty one for a new library. The present one stays as it is.',
  },
  free_space: {
    title: 'Free some space',
    text: 'Delete or move other files on this disk, then try again. Afterimage deletes none of your pictures by itself.',
  },
  update_app: {
    title: 'Update Afterimage',
    text: 'This library was used by a newer version. It was not touched; open it with that version or a later one.',
  },
  run_doctor: {
    title: 'Have the library examined',
    text: 'This only looks and reports. Add --repair to put right what can be put right without losing anything.',
  },
};

function Offer({
  offer,
  library,
  first,
}: {
  readonly offer: LibraryOffer;
  readonly library: LibraryStatus;
  readonly first: boolean;
}) {
  const { title, text } = texts[offer];
  return (
    <Card component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text c="dimmed">{text}</Text>
        {offer === 'retry' && <RetryOffer primary={first} />}
        {offer === 'restore_backup' && <BackupList backups={library.backups} />}
        {offer === 'choose_folder' && <OpenLibraryForm />}
        {offer === 'run_doctor' && (
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            npx afterimage --library "{library.path}" doctor
          </Code>
        )}
      </Stack>
    </Card>
  );
}

/** Stands in the place of every page while no library is open: what happened, what is safe, what can be done. */
export function LibraryPage({ library }: { readonly library: LibraryStatus }) {
  if (library.state === 'moving') {
    return (
      <Page title="The library is being moved">
        <Group gap="md" wrap="nowrap" role="status">
          <Loader size="sm" />
          <Text>
            Every file is copied and checked before the old one is let go. Capture and viewing go on by themselves when
            it is done. Please leave Afterimage running.
          </Text>
        </Group>
      </Page>
    );
  }
  const offers = library.problem?.offers ?? ['retry', 'choose_folder'];
  return (
    <Page
      title="The library could not be opened"
      description="Nothing is being captured, and your pictures cannot be shown, until this is put right."
    >
      <Stack gap="lg" maw={720}>
        <NoticeBox tone="problem" role="alert" title={library.problem?.message ?? library.health.message}>
          <Stack gap={4}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              Library: <Code>{library.path}</Code>
            </Text>
            {library.holder && !library.holder.self && (
              <Text size="sm">
                It is in use by process {library.holder.pid} ({library.holder.host}).
              </Text>
            )}
            {library.problem && (
              <Text size="sm" c="dimmed" ff="monospace">
                {library.problem.code}
              </Text>
            )}
          </Stack>
        </NoticeBox>
        <Text>
          <strong>What is safe:</strong> nothing was deleted or overwritten. The pictures are ordinary files in the
          folder <Code>captures</Code> of the library, one folder for each day.
        </Text>
        {library.problem?.code === 'DATABASE_CORRUPT' && library.backups.length === 0 && (
          <Text>
            <strong>There is no backup of this database.</strong> You can start a new one: move the files whose names
            begin with <Code>afterimage.db</Code> out of the library and try again. Afterimage then takes in the
            pictures it finds.
          </Text>
        )}
        {offers.map((offer, index) => (
          <Offer key={offer} offer={offer} library={library} first={index === 0} />
        ))}
      </Stack>
    </Page>
  );
}
