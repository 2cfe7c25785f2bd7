import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../src-shared/domain/app-error.ts';

/** The one address of this machine that nobody outside of it reaches. */
export const loopback = '127.0.0.1';

const closingGraceMs = 1000;
const greatestHeaderBytes = 16 * 1024;

/** How long a client may take to say what it wants. Answers, streams among them, may take as long as they need. */
export interface RequestTimeouts {
  readonly headersMs: number;
  readonly requestMs: number;
}

const usualTimeouts: RequestTimeouts = { headersMs: 10_000, requestMs: 60_000 };

/** A port of 127.0.0.1 that is ours and answers everybody that it is not ready. */
export interface ReservedPort {
  readonly port: number;
  readonly server: Server;
  /** Gives it back unused. */
  release(): Promise<void>;
}

/** Takes the port before anything else is opened for it; 0 takes a free one. Throws `PORT_TAKEN`. */
export async function reservePort(wanted = 0, timeouts = usualTimeouts): Promise<ReservedPort> {
  const server = createServer({
    maxHeaderSize: greatestHeaderBytes,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: Math.min(2000, timeouts.headersMs / 2),
    // A request without a name is refused like one with a foreign name, by ourselves.
    requireHostHeader: false,
  });
  const port = await listen(server, wanted);
  server.on('request', (_request, response) => sendText(response, 503, 'Afterimage is starting. Try again.'));
  return { port, server, release: () => closeServer(server, new AbortController()) };
}

/** Ends open streams, lets running answers finish and closes. */
export async function closeServer(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose answer has just ended is idle, and would be kept for the next request that never comes.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const timer = setTimeout(() => server.closeAllConnections(), closingGraceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}

/** Answers with one sentence for a person. */
export function sendText(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        const sentence = `Port ${port} is already in use by another program: choose another one, or none to get a free one.`;
        reject(new AppError('PORT_TAKEN', sentence, { cause: error, details: { port } }));
      } else if (error.code === 'EACCES') {
        const sentence = `The system does not let this account use port ${port}: choose one above 1023.`;
        reject(new AppError('PERMISSION_DENIED', sentence, { cause: error, details: { port } }));
      } else reject(error);
    });
    server.listen(port, loopback, () => resolve((server.address() as AddressInfo).port));
  });
}
