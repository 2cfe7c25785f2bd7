import type { QueryClient } from '@tanstack/react-query';
import { orpc } from '../../lib/api.ts';
import type { Marks } from './marks.ts';

/** What is cached of a day, once for each filter under which it was looked at. */
export function daysInCache(queries: QueryClient, day: string) {
  return queries.getQueryCache().findAll({ queryKey: orpc.timeline.day.key({ input: { day } }) });
}

/** The filter of a cached day. */
export function marksInKey(queryKey: readonly unknown[]): Marks {
  return ((queryKey[1] as { readonly input?: Marks } | undefined)?.input ?? {}) as Marks;
}
