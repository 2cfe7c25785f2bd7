import type { InfiniteData } from '@tanstack/react-query';
import type { ActivityEvent, EventFilter } from '../../../src-shared/contract/events.ts';

export interface EventPage {
  readonly items: ActivityEvent[];
  readonly nextCursor: string | null;
}
export type EventPages = InfiniteData<EventPage, string | undefined>;

/** The part of the filter that the page offers. */
export type ActivityFilter = Pick<EventFilter, 'type' | 'severity' | 'source' | 'node' | 'resolved'>;

/** True where the event belongs to the filtered list. */
export function passes(event: ActivityEvent, filter: ActivityFilter): boolean {
  return (
    (filter.type === undefined || event.type === filter.type) &&
    (filter.severity === undefined || event.severity === filter.severity) &&
    (filter.source === undefined || event.source === filter.source) &&
    (filter.node === undefined || event.node === filter.node) &&
    (filter.resolved === undefined || event.resolved === filter.resolved)
  );
}

/** The pages with a new event at the top; the same pages where it does not belong or is there already. */
export function addEvent(pages: EventPages, event: ActivityEvent, filter: ActivityFilter): EventPages {
  const [first, ...rest] = pages.pages;
  if (!first || !passes(event, filter)) return pages;
  if (pages.pages.some((page) => page.items.some((item) => item.id === event.id))) return pages;
  return { ...pages, pages: [{ ...first, items: [event, ...first.items] }, ...rest] };
}

/** The pages with a changed event in its place, or without it where it does not pass the filter any more. */
export function replaceEvent(pages: EventPages, event: ActivityEvent, filter: ActivityFilter): EventPages {
  const stays = passes(event, filter);
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((item) => (item.id !== event.id ? [item] : stays ? [event] : [])),
    })),
  };
}

export type ActivityRow =
  | { readonly kind: 'day'; readonly key: string; readonly day: string }
  | { readonly kind: 'event'; readonly key: string; readonly event: ActivityEvent };

/** The lines of the list: each event, and a heading before the first one of each day. */
export function rowsOf(events: readonly ActivityEvent[], dayOf: (event: ActivityEvent) => string): ActivityRow[] {
  const rows: ActivityRow[] = [];
  let last: string | undefined;
  for (const event of events) {
    const day = dayOf(event);
    if (day !== last) rows.push({ kind: 'day', key: `day ${day} ${event.id}`, day });
    last = day;
    rows.push({ kind: 'event', key: event.id, event });
  }
  return rows;
}
