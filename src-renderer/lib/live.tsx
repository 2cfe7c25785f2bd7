import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { CaptureStatus } from '../../src-shared/contract/capture-control.ts';
import type { LibraryStatus } from '../../src-shared/contract/library.ts';
import type { LiveMessage } from '../../src-shared/contract/live.ts';
import type { Preferences } from '../../src-shared/domain/preferences.ts';
import { client, orpc } from './api.ts';
import { type ConnectionState, connectionMonitor } from './connection.ts';
import { applyLiveMessage } from './live-cache.ts';

type Listener = (message: LiveMessage) => void;

const LiveContext = createContext<{ subscribe: (listener: Listener) => () => void } | null>(null);

/** The wait before attempt number `attempt` (from 0): doubling from a quarter of a second to ten seconds. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(10_000, 250 * 2 ** Math.min(attempt, 10));
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}

/** Keeps one stream open until `signal` aborts, and comes back with growing pauses when it breaks. */
async function follow(onMessage: Listener, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      const stream = await client.live.stream(undefined, { signal });
      for await (const message of stream) {
        attempt = 0;
        connectionMonitor.report('open');
        onMessage(message);
      }
    } catch (error) {
      if (signal.aborted) return;
      console.warn('The live stream broke off.', error);
    }
    if (signal.aborted || connectionMonitor.state() === 'unauthorized') return;
    connectionMonitor.report('lost');
    await wait(reconnectDelayMs(attempt), signal);
  }
}

/** Follows the core's live stream, keeps the query cache up to date and passes every message on to whoever listens. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [hub] = useState(() => {
    const listeners = new Set<Listener>();
    return {
      listeners,
      subscribe: (listener: Listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
  });

  useEffect(() => {
    const abort = new AbortController();
    void follow((message) => {
      applyLiveMessage(queries, message);
      for (const listener of hub.listeners) listener(message);
    }, abort.signal);
    return () => abort.abort();
  }, [queries, hub]);

  return <LiveContext value={hub}>{children}</LiveContext>;
}

/** Calls `listener` with every live message of these types while the component is mounted. */
export function useLiveMessages<Type extends LiveMessage['type']>(
  types: readonly Type[],
  listener: (message: Extract<LiveMessage, { type: Type }>) => void,
): void {
  const hub = useContext(LiveContext);
  if (!hub) throw new Error('useLiveMessages needs a LiveProvider above it.');
  const latest = useRef({ types, listener });
  useEffect(() => {
    latest.current = { types, listener };
  });
  useEffect(
    () =>
      hub.subscribe((message) => {
        if ((latest.current.types as readonly string[]).includes(message.type)) {
          latest.current.listener(message as Extract<LiveMessage, { type: Type }>);
        }
      }),
    [hub],
  );
}

const captureMessages = ['capture-stored', 'capture-held', 'captures-changed', 'hello', 'resync'] as const;

/** A message about captures. `hello`, `resync` and `captures-changed` mean: what you have may be stale, ask again. */
export type CaptureMessage = Extract<LiveMessage, { type: (typeof captureMessages)[number] }>;

/** Calls `listener` when captures are stored, held or changed, and after each (re)connection. */
export function useLiveCaptures(listener: (message: CaptureMessage) => void): void {
  useLiveMessages(captureMessages, listener);
}

/** What the capture engine does; undefined until known, and while no library is open. */
export function useCaptureStatus(): CaptureStatus | undefined {
  return useQuery(orpc.capture.status.queryOptions({ staleTime: Number.POSITIVE_INFINITY, retry: false })).data;
}

/** Whether a display is connected now, by its id. Draws anew only when one comes or goes, not with every frame. */
export function useIsConnected(): (displayId: string | null) => boolean {
  const ids = useQuery(
    orpc.capture.status.queryOptions({
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      select: ({ displays }) => displays.filter((each) => each.connected).map((each) => each.display.id),
    }),
  ).data;
  return (displayId) => displayId !== null && (ids?.includes(displayId) ?? false);
}

/** How the library stands; undefined until known. */
export function useLibraryStatus(): LibraryStatus | undefined {
  return useQuery(orpc.library.status.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
}

/** All preferences, kept up to date; undefined until known, and while no library is open. */
export function usePreferences(): Readonly<Preferences> | undefined {
  return useQuery(orpc.preferences.get.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
}

/** How the window stands with the core. */
export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(connectionMonitor.subscribe, connectionMonitor.state);
}
