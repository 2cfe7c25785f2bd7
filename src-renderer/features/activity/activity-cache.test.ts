import { expect, test } from 'vitest';
import type { ActivityEvent } from '../../../src-shared/contract/events.ts';
import { addEvent, type EventPages, replaceEvent, rowsOf } from './activity-cache.ts';

function event(id: string, changes: Partial<ActivityEvent> = {}): ActivityEvent {
  return {
    id,
    timestamp: 0,
    type: 'alert',
    severity: 'warning',
    source: 'monitor',
    node: null,
    summary: id,
    details: {},
    resolved: false,
    resolved_at: null,
    resolved_by: null,
    occurrences: 1,
    last_at: 1,
    ...changes,
  };
}

const pages: EventPages = {
  pages: [
    { items: [event('c'), event('b')], nextCursor: 'next' },
    { items: [event('a')], nextCursor: null },
  ],
  pageParams: [undefined, 'next'],
};
const ids = (data: EventPages): string[][] => data.pages.map((page) => page.items.map((item) => item.id));

test('a new event comes to the top of the first page', () => {
  expect(ids(addEvent(pages, event('d'), {}))).toEqual([['d', 'c', 'b'], ['a']]);
});

test('an event that does not pass the filter, or is there already, changes nothing', () => {
  expect(addEvent(pages, event('d', { severity: 'info' }), { severity: 'warning' })).toBe(pages);
  expect(addEvent(pages, event('d', { node: 'left' }), { node: 'right' })).toBe(pages);
  expect(addEvent(pages, event('a'), {})).toBe(pages);
});

test('a resolved event stays in a list of all, and leaves a list of what waits', () => {
  const resolved = event('b', { resolved: true, resolved_at: 5, resolved_by: 'user' });
  const all = replaceEvent(pages, resolved, {});
  expect(ids(all)).toEqual([['c', 'b'], ['a']]);
  expect(all.pages[0]?.items[1]?.resolved).toBe(true);
  expect(ids(replaceEvent(pages, resolved, { resolved: false }))).toEqual([['c'], ['a']]);
});

test('each day gets one heading before its first event', () => {
  const days: Record<string, string> = { a: '2026-01-01', b: '2026-01-02', c: '2026-01-02' };
  const rows = rowsOf([event('c'), event('b'), event('a')], ({ id }) => days[id] ?? '');
  expect(rows.map((row) => (row.kind === 'day' ? row.day : row.event.id))).toEqual([
    '2026-01-02',
    'c',
    'b',
    '2026-01-01',
    'a',
  ]);
});
