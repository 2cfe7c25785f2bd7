import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import { type Contract, contract } from '../../src-shared/contract/index.ts';
import { readRestError } from '../../src-shared/contract/rest-errors.ts';
import { owner } from '../../src-shared/domain/access.ts';
import type { Session } from '../core/session.ts';
import { startHttpHost } from './http-host.ts';
import { serveMessagePort } from './message-port-host.ts';
import { publishedProcedures } from './rest-routes.ts';
import { createRouter } from './router.ts';
import type { ReportProblem } from './typed-errors.ts';

export type ContractClient = ContractRouterClient<Contract>;

/** A client and the way to shut its host down. */
export interface Connected {
  readonly client: ContractClient;
  close(): Promise<void>;
}

type Connect = (session: Session, report: ReportProblem) => Promise<Connected>;

/** Every way into the core. */
export const transports: Readonly<Record<'in-process' | 'message port' | 'HTTP' | 'REST' | 'WebSocket', Connect>> = {
  'in-process': async (session, report) => {
    const closing = new AbortController();
    const client = createRouterClient(createRouter(), {
      context: { session, principal: owner, report, closing: closing.signal },
    });
    return { client: client as unknown as ContractClient, close: async () => closing.abort() };
  },
  'message port': async (session, report) => {
    const { port1, port2 } = new MessageChannel();
    const closing = new AbortController();
    serveMessagePort(session, port1, { report, closing: closing.signal });
    const link = new MessagePortLink({ port: port2 });
    port2.start();
    return {
      client: createORPCClient<ContractClient>(link),
      close: async () => {
        closing.abort();
        const closed = once(port1, 'close');
        port2.close();
        await closed;
      },
    };
  },
  HTTP: async (session, report) => {
    const host = await startHttpHost({ session, windowFolder: '/nowhere', report });
    const cookie = await signIn(host.createUrl());
    const link = new FetchLink({ url: `${host.origin}/rpc`, headers: { cookie } });
    return { client: createORPCClient<ContractClient>(link), close: () => host.close() };
  },
  /** Published procedures by their paths; the others, which are for the window alone, as the window calls them. */
  REST: async (session, report) => {
    const host = await startHttpHost({ session, windowFolder: '/nowhere', report });
    const headers = { cookie: await signIn(host.createUrl()) };
    const rest = new OpenAPILink(contract, {
      url: `${host.origin}/api`,
      headers,
      customErrorResponseBodyDecoder: (body, { status }) => readRestError(body, status),
    });
    const rpc = new FetchLink({ url: `${host.origin}/rpc`, headers });
    const published = new Set(publishedProcedures(contract).map(({ name }) => name));
    const link: ClientLink<Record<never, never>> = {
      call: (path, input, options) => (published.has(path.join('.')) ? rest : rpc).call(path, input, options),
    };
    return { client: createORPCClient<ContractClient>(link), close: () => host.close() };
  },
  WebSocket: async (session, report) => {
    const host = await startHttpHost({ session, windowFolder: '/nowhere', report });
    const cookie = await signIn(host.createUrl());
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, { headers: { cookie } });
    await once(socket, 'open');
    // Node's own sockets and those of ws are the same to oRPC; only their types are not.
    const link = new SocketLink({ websocket: socket as unknown as globalThis.WebSocket });
    return { client: createORPCClient<ContractClient>(link), close: () => host.close() };
  },
};

/** Uses a one-time address and returns the cookie it gives. */
export async function signIn(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (response.status !== 303 || !cookie) throw new Error(`The address was refused with ${response.status}.`);
  return cookie;
}
