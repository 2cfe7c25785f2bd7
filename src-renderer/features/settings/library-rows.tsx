import { Code, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { LibraryStatus } from '../../../src-shared/contract/library.ts';
import { orpc } from '../../lib/api.ts';
import { useLibraryStatus } from '../../lib/live.tsx';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';
import { problemOf } from '../../lib/problem.ts';
import { FolderForm } from '../../ui/folder-form.tsx';
import classes from './settings.module.css';

/** Where the library is, and how to move it or open another. */
export function LibraryRows() {
  const queries = useQueryClient();
  const library = useLibraryStatus();
  const done = (said: string) => (status: LibraryStatus) => {
    queries.setQueryData(orpc.library.status.queryKey(), status);
    if (status.state === 'open') noticeDone(said);
  };
  // This page is away while the library is: what became of it is said in a notice, which does not go with the page.
  const move = useMutation(
    orpc.library.move.mutationOptions({
      onSuccess: done('The library was moved.'),
      onError: (error) => noticeProblem('The library was not moved', error),
    }),
  );
  const open = useMutation(
    orpc.library.open.mutationOptions({
      onSuccess: done('The library was opened.'),
      onError: (error) => noticeProblem('The library was not opened', error),
    }),
  );
  return (
    <>
      <div className={classes.block}>
        <Text className={classes.label}>Library folder</Text>
        <Text size="sm" c="dimmed">
          Pictures, database, thumbnails and backups, all in one folder: <Code>{library?.path ?? '…'}</Code>
        </Text>
      </div>
      <div className={classes.block}>
        <FolderForm
          label="Move the library to"
          description="A new or empty folder. Every file is copied and checked before the old one is let go."
          action="Move"
          pending={move.isPending}
          problem={move.isError ? problemOf(move.error).message : undefined}
          onSubmit={(path) =>
            modals.openConfirmModal({
              title: 'Move the library?',
              children: (
                <Text style={{ overflowWrap: 'anywhere' }}>
                  Everything is moved to <Code>{path}</Code>. Capture rests until it is done, which can take a while for
                  a large library.
                </Text>
              ),
              labels: { confirm: 'Move', cancel: 'Cancel' },
              onConfirm: () => move.mutate({ path }),
            })
          }
        />
      </div>
      <div className={classes.block}>
        <FolderForm
          label="Open another library"
          description="A folder with a library in it, or an empty one for a new library. The present one stays as it is."
          action="Open"
          pending={open.isPending}
          problem={open.isError ? problemOf(open.error).message : undefined}
          onSubmit={(path) => open.mutate({ path })}
        />
      </div>
    </>
  );
}
