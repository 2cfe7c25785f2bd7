import { QueryClient } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { orpc } from './api.ts';
import { applyLiveMessage } from './live-cache.ts';

// The client is made as the module is read, from the address of the page; nothing is sent.
vi.hoisted(() => vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1', href: 'http://127.0.0.1/' } }));

it('asks again after a new connection for all that is on the screen, whatever a page calls its lists', () => {
  const queries = new QueryClient();
  const keys = [['uncertain times', {}], orpc.times.cameras.queryKey(), orpc.library.status.queryKey()] as const;
  for (const key of keys) queries.setQueryData(key as readonly unknown[], {});
  applyLiveMessage(queries, { type: 'hello', library: null, status: null } as never);
  expect(keys.map((key) => queries.getQueryState(key)?.isInvalidated)).toEqual([true, true, false]);
});
