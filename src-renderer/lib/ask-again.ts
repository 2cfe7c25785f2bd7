import type { InvalidateQueryFilters, QueryClient } from '@tanstack/react-query';

/**
 * Asks again for what has changed. The first answer of a query is not cancelled by that, and counts as fresh when it
 * comes, though it may have been on its way before the change: such a query is asked once more after it.
 */
export async function askAgain(queries: QueryClient, filters: InvalidateQueryFilters = {}): Promise<void> {
  const first = queries
    .getQueryCache()
    .findAll(filters)
    .filter(({ state }) => state.fetchStatus === 'fetching' && state.data === undefined)
    .map(async (query) => {
      await query.promise?.catch(() => {});
      await queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    });
  await Promise.all([queries.invalidateQueries(filters), ...first]);
}
