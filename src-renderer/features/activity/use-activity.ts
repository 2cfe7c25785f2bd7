import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, orpc } from '../../lib/api.ts';
import { formatQuantity } from '../../lib/format.ts';
import { useLiveMessages } from '../../lib/live.tsx';
import { noticeDone, noticeProblem } from '../../lib/notice.ts';
import { type ActivityFilter, addEvent, type EventPages, replaceEvent } from './activity-cache.ts';

const pageLength = 100;

/** The filtered activity log, newest first, kept up to date, with what can be done about it. */
export function useActivity(filter: ActivityFilter) {
  const queries = useQueryClient();
  const options = orpc.memory.events.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...filter, cursor, limit: pageLength }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const query = useInfiniteQuery(options);
  const change = (edit: (pages: EventPages) => EventPages): void => {
    queries.setQueryData(options.queryKey, (pages: EventPages | undefined) => (pages ? edit(pages) : pages));
  };
  useLiveMessages(['event-added', 'event-changed', 'event-resolved'], ({ type, event }) => {
    change((pages) => (type === 'event-added' ? addEvent(pages, event, filter) : replaceEvent(pages, event, filter)));
  });

  const resolve = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) {
        const event = await client.memory.events.resolve({ id });
        change((pages) => replaceEvent(pages, event, filter));
      }
      return ids.length;
    },
    onSuccess: (count) => {
      if (count > 1) noticeDone(`${formatQuantity(count, 'alert')} resolved.`);
    },
    onError: (error) => noticeProblem('The alert was not resolved', error),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.memory.events.unresolvedCount.key() }),
  });

  return { query, events: query.data?.pages.flatMap((page) => page.items) ?? [], resolve };
}
