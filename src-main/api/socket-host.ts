import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ORPCError, onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Principal } from '../../src-shared/domain/access.ts';
import { AppError, isAppError } from '../../src-shared/domain/app-error.ts';
import { watchAccess } from './access-watch.ts';
import { bearerTokens, type CallerOptions, callerOf } from './callers.ts';
import { securityHeaders } from './http-headers.ts';
import type { ApiContext } from './procedures.ts';
import { noteRefusal } from './refused-requests.ts';
import { assertShallow, greatestBodyBytes } from './request-body.ts';
import { sendRestError } from './rest-host.ts';
import { createRouter } from './router.ts';
import type { ReportProblem } from './typed-errors.ts';

/** What a program asks for to speak over a WebSocket; beside it stands `bearer.` with its token, where it shows no header. */
export const socketProtocol = 'afterimage';
const tokenProtocol = 'bearer.';

/** Why a socket was closed, beside the codes of the standard. */
export const socketClosedForAccess = 4401;

/** More than any call needs to have waiting for its reader. */
const greatestUnsentBytes = 1024 * 1024;
/** A socket whose other end did not answer until the next time is dropped. */
const pingEveryMs = 30_000;
const closingGraceMs = 500;

export interface SocketHostOptions extends CallerOptions {
  readonly closing: AbortSignal;
  readonly report: ReportProblem;
}

/**
 * The contract over WebSockets at `/rpc`: to the window all of it, to programs what is published. Returns the listener
 * for `upgrade`; `refusalOf` tells why a request is refused whoever sends it, as for every other request.
 */
export function createSocketHost(
  options: SocketHostOptions,
  refusalOf: (request: IncomingMessage) => AppError | undefined,
) {
  const { session, closing, report } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: greatestBodyBytes,
    perMessageDeflate: false,
    // The token that stands beside it is never said back.
    handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
  });
  const router = createRouter();
  const handlers = {
    window: new RPCHandler<ApiContext>(router),
    program: new RPCHandler<ApiContext>(router, {
      interceptors: [
        onError((error) => {
          if (error instanceof ORPCError) noteRefusal(session, error);
        }),
      ],
      filter: ({ contract }) => contract['~orpc'].route.path !== undefined,
    }),
  };
  const pings = setInterval(() => {
    for (const socket of sockets.clients) askWhetherAlive(socket);
  }, pingEveryMs);
  closing.addEventListener('abort', () => {
    clearInterval(pings);
    for (const socket of sockets.clients) closeSoon(socket, 1001, 'Afterimage is closing.');
  });

  const open = (socket: WebSocket, principal: Principal): void => {
    const handler = principal.kind === 'owner' ? handlers.window : handlers.program;
    const access = watchAccess(session, principal);
    const peer = { addEventListener: () => undefined, send: (data: string) => send(socket, data) };
    const context: ApiContext = { session, principal, closing, report };
    access.ended.addEventListener('abort', () => closeSoon(socket, socketClosedForAccess, 'This token has ended.'));
    socket.on('pong', () => alive.add(socket));
    // Said by the library where a frame is not in order or too large; it closes the socket by itself.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      access.stop();
      handler.close(peer as unknown as globalThis.WebSocket);
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return socket.close(1003, 'Calls are text.');
      // A token that ended is noticed within a second; no call is made with it meanwhile.
      if (principal.kind !== 'owner' && !isStillIn(options, principal)) {
        return closeSoon(socket, socketClosedForAccess, 'This token has ended.');
      }
      try {
        assertShallow(data);
      } catch (error) {
        return socket.close(1008, (error as Error).message);
      }
      handler.message(peer as unknown as globalThis.WebSocket, data.toString(), { context }).catch(() => {
        // What is no call, or an answer that found nobody any more.
        if (socket.readyState === socket.OPEN) socket.close(1007, 'This is no call.');
      });
    });
  };

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined);
    const admit = async (): Promise<void> => {
      const refusal = refusalOf(request);
      if (refusal) throw refusal;
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        throw new AppError('BAD_INPUT', 'Only a WebSocket is opened here.');
      }
      const path = (request.url ?? '').split('?', 1)[0];
      if (path !== '/rpc') throw new AppError('NOT_FOUND', 'WebSockets are opened at /rpc.');
      const principal = await callerOf(request, options, tokensOf(request));
      if (closing.aborted) throw new AppError('LIBRARY_UNAVAILABLE', 'Afterimage is closing.');
      sockets.handleUpgrade(request, socket, head, (opened) => open(opened, principal));
    };
    admit().catch((error: unknown) => {
      if (isAppError(error)) noteRefusal(session, { code: error.code, data: error.details });
      refuse(request, socket, error, report);
    });
  };
}

const alive = new WeakSet<WebSocket>();
const asked = new WeakSet<WebSocket>();

function askWhetherAlive(socket: WebSocket): void {
  if (asked.has(socket) && !alive.delete(socket)) {
    socket.terminate();
    return;
  }
  asked.add(socket);
  socket.ping();
}

function isStillIn({ session }: SocketHostOptions, principal: Principal): boolean {
  try {
    session.library().access.assertStillIn(principal);
    return true;
  } catch {
    return false;
  }
}

/** Ends when the text has left this process, so that a stream waits for its reader; reads no more calls of a slow one. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(data, (error) => {
      if (socket.isPaused && socket.bufferedAmount <= greatestUnsentBytes) socket.resume();
      if (error) reject(error);
      else resolve();
    });
    if (socket.bufferedAmount > greatestUnsentBytes) socket.pause();
  });
}

/** Says why, and does not wait long for an end that does not answer. */
function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), closingGraceMs).unref();
}

/** The token in the header, or the one that a browser can only say as a subprotocol. */
function tokensOf(request: IncomingMessage): readonly string[] {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const tokens = offered
    .filter((each) => each.startsWith(tokenProtocol))
    .map((each) => each.slice(tokenProtocol.length));
  return [...bearerTokens(request), ...tokens];
}

/** Answers with an ordinary error instead of opening a socket. */
function refuse(request: IncomingMessage, socket: Duplex, error: unknown, report: ReportProblem): void {
  const response = new ServerResponse(request);
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader('connection', 'close');
  response.on('finish', () => socket.end());
  sendRestError(request, response, error, report);
}
