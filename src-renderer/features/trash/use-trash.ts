import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TrashSummary } from '../../../src-shared/contract/trash.ts';
import { client, orpc } from '../../lib/api.ts';
import { askJobListsAgain } from '../../lib/live-cache.ts';
import { useDecisions } from '../../lib/use-decisions.ts';
import { picturesOf, type TrashPages, withoutPictures } from './trash-pages.ts';

const pageLength = 200;

/** What is in the trash, discarded last first, and what can be done with it. */
export function useTrash() {
  const queries = useQueryClient();
  const decisions = useDecisions();
  const summary = useQuery(orpc.trash.summary.queryOptions());
  const options = orpc.trash.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ cursor, limit: pageLength }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const list = useInfiniteQuery(options);
  const pictures = useMemo(() => picturesOf(list.data), [list.data]);

  const { queryKey } = options;
  const restore = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      if (!(await decisions.restore(ids))) return;
      queries.setQueryData(queryKey, (pages: TrashPages | undefined) =>
        pages ? withoutPictures(pages, new Set(ids)) : pages,
      );
    },
  });
  const empty = useMutation({
    mutationFn: (expected: Pick<TrashSummary, 'captures' | 'bytes'>) =>
      client.trash.empty({ expected: { captures: expected.captures, bytes: expected.bytes } }),
    onSuccess: () => {
      void askJobListsAgain(queries);
      void queries.invalidateQueries({ queryKey: orpc.trash.key() });
    },
    // It held something else than was confirmed: show what it holds.
    onError: () => queries.invalidateQueries({ queryKey: orpc.trash.key() }),
  });
  return { summary, list, pictures, restore, empty, undoLast: decisions.undoLast };
}
export type TrashState = ReturnType<typeof useTrash>;
