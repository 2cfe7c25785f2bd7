import { Button, Group } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { localDayOf } from '../../../src-shared/domain/local-time.ts';
import { formatCount, formatDay, offsetHere } from '../../lib/format.ts';
import { FullPage, PageHeader } from '../../ui/page.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import classes from './activity.module.css';
import { type ActivityFilter, type ActivityRow, rowsOf } from './activity-cache.ts';
import { ActivityFilters } from './activity-filters.tsx';
import { EventRow } from './event-row.tsx';
import { ExportButton } from './export-button.tsx';
import { NotifyButton } from './notify-button.tsx';
import { useActivity } from './use-activity.ts';

type Activity = ReturnType<typeof useActivity>;

function Rows({ rows, activity }: { readonly rows: readonly ActivityRow[]; readonly activity: Activity }) {
  const scroller = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const { query, resolve } = activity;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'day' ? 46 : 40),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastIndex >= rows.length - 20) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastIndex, rows.length]);

  const toggle = (key: string): void =>
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse must be able to scroll the list.
    <section className={classes.scroller} ref={scroller} aria-label="Activity log" tabIndex={0}>
      <ul className={classes.list} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={classes.row}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row.kind === 'day' ? (
                <h2 className={classes.day}>{formatDay(row.day)}</h2>
              ) : (
                <EventRow
                  event={row.event}
                  opened={opened.has(row.key)}
                  resolving={resolve.isPending && resolve.variables.includes(row.event.id)}
                  onToggle={() => toggle(row.key)}
                  onResolve={() => resolve.mutate([row.event.id])}
                />
              )}
            </li>
          );
        })}
      </ul>
      <div className={classes.foot} role="status">
        {isFetchingNextPage ? 'Loading more' : hasNextPage ? '' : 'This is where the log begins.'}
      </div>
    </section>
  );
}

/** The event log: what happened, newest first, and what waits to be resolved. */
export function ActivityPage() {
  const navigate = useNavigate();
  const { type, severity, source, node, resolved } = useSearch({ from: '/activity' });
  const filter = useMemo<ActivityFilter>(
    () => ({ type, severity, source, node, resolved }),
    [type, severity, source, node, resolved],
  );
  const activity = useActivity(filter);
  const { query, events, resolve } = activity;
  const rows = useMemo(
    () => rowsOf(events, (event) => localDayOf(event.timestamp, offsetHere(event.timestamp))),
    [events],
  );
  const waiting = events.filter((event) => !event.resolved);
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const setFilter = (next: ActivityFilter): void => void navigate({ to: '/activity', search: next, replace: true });

  return (
    <FullPage
      title="Activity"
      heading={
        <div className={classes.headRow}>
          <div className={classes.head}>
            <PageHeader
              title="Activity"
              description="What Afterimage did and noticed. Alerts wait here until they are resolved."
              actions={
                <Group gap="xs">
                  <NotifyButton />
                  {events.length > 0 && <ExportButton filter={filter} />}
                  {waiting.length > 0 && (
                    <Button
                      variant="default"
                      loading={resolve.isPending && resolve.variables.length > 1}
                      onClick={() => resolve.mutate(waiting.map((event) => event.id))}
                    >
                      Resolve {formatCount(waiting.length)} shown
                    </Button>
                  )}
                </Group>
              }
            />
            <ActivityFilters filter={filter} onChange={setFilter} />
          </div>
        </div>
      }
    >
      {query.isPending ? (
        <LoadingState label="Reading the log" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<IconListDetails size={32} stroke={1.25} />}
          title={filtered ? 'Nothing fits this filter' : 'Nothing has happened yet'}
          action={
            filtered && (
              <Button variant="default" onClick={() => setFilter({})}>
                Show all
              </Button>
            )
          }
        >
          {filtered ? 'There are no entries of this kind.' : 'Starting, pausing, problems and changes are noted here.'}
        </EmptyState>
      ) : (
        <Rows rows={rows} activity={activity} />
      )}
    </FullPage>
  );
}
