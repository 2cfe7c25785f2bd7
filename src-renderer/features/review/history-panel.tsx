import { ActionIcon, Button, Text, Title } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { orpc } from '../../lib/api.ts';
import { formatMoment, offsetHere } from '../../lib/format.ts';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { keepFocus } from './pressable.tsx';
import classes from './review.module.css';
import type { ReviewSession } from './review-session.ts';

const pageLength = 30;

/** Everything that was decided, newest first, here and elsewhere, and the way back. */
export const HistoryPanel = memo(function HistoryPanel({
  session,
  onClose,
}: {
  readonly session: ReviewSession;
  readonly onClose: () => void;
}) {
  const query = useInfiniteQuery(
    orpc.review.history.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: pageLength }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const batches = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <aside className={classes.history} aria-label="Decided">
      <div className={classes.historyHead}>
        <Title order={2} size="h4">
          Decided
        </Title>
        <ActionIcon aria-label="Close what was decided" onClick={onClose} onMouseDown={keepFocus}>
          <IconX size={18} />
        </ActionIcon>
      </div>
      {query.isPending ? (
        <LoadingState label="Reading what was decided" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : batches.length === 0 ? (
        <Text c="dimmed" size="sm" p="md">
          Nothing was decided yet. Everything you keep or discard is listed here and can be undone.
        </Text>
      ) : (
        <ol className={classes.historyList}>
          {batches.map((batch) => (
            <li key={batch.id} className={classes.batch} data-undone={batch.undoneAt !== null || undefined}>
              <div className={classes.batchText}>
                <span>{batch.summary}</span>
                <Text size="xs" c="dimmed">
                  {formatMoment(batch.decidedAt, offsetHere(batch.decidedAt))}
                </Text>
              </div>
              {batch.undoneAt !== null ? (
                <Text size="xs" c="dimmed" className={classes.undone}>
                  Undone
                </Text>
              ) : (
                <Button
                  size="compact-xs"
                  variant="default"
                  flex="none"
                  leftSection={<IconArrowBackUp size={13} aria-hidden />}
                  aria-label={`Undo: ${batch.summary}`}
                  onMouseDown={keepFocus}
                  onClick={() => session.undo(batch.id)}
                >
                  Undo
                </Button>
              )}
            </li>
          ))}
          {query.hasNextPage && (
            <li>
              <Button
                fullWidth
                size="xs"
                variant="subtle"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Show earlier ones
              </Button>
            </li>
          )}
        </ol>
      )}
    </aside>
  );
});
