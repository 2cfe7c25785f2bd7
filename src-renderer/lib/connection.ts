import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';

declare global {
  interface Window {
    /** Put there by the preload of the desktop app, and by nothing else. */
    readonly afterimage?: {
      readonly host: 'electron';
      /** The whole path of a file that was dropped or chosen; empty for one that lies nowhere. */
      readonly pathOf: (file: File) => string;
    };
  }
}

/** How the window stands with the core. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'unauthorized';

/**
 * The state of the connection, for React's `useSyncExternalStore`. Anything that talks to the core may report what it
 * saw; `unauthorized` stays until the page is opened again with a fresh link.
 */
export class ConnectionMonitor {
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = 'connecting';

  readonly state = (): ConnectionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  report(state: ConnectionState): void {
    if (this.#state === state || this.#state === 'unauthorized') return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const connectionMonitor = new ConnectionMonitor();

/** The message at which the preload hands our port to the main process. */
export const connectMessage = 'afterimage:connect';

function messagePortLink(): ClientLink<ClientContext> {
  const channel = new MessageChannel();
  // The preload listens before any script of the page runs, so one message is enough. The page's own origin is the
  // target where it has one; a custom protocol that is not "standard" has the origin `null`, hence the star.
  window.postMessage(connectMessage, '*', [channel.port2]);
  channel.port1.start();
  return new MessagePortLink({ port: channel.port1 });
}

function httpLink(): ClientLink<ClientContext> {
  return new FetchLink({
    url: `${window.location.origin}/rpc`,
    fetch: async (request, init) => {
      const response = await globalThis.fetch(request, { ...init, credentials: 'same-origin', cache: 'no-store' });
      if (response.status === 401) connectionMonitor.report('unauthorized');
      return response;
    },
  });
}

/** The way to the core: a MessagePort in the desktop app, HTTP on the page's own origin in a browser. */
export function createLink(): ClientLink<ClientContext> {
  return window.afterimage?.host === 'electron' ? messagePortLink() : httpLink();
}
