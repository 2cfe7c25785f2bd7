import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RPCHandler } from '@orpc/server/node';
import { owner } from '../../src-shared/domain/access.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import type { Session } from '../core/session.ts';
import { HttpAccess, sameSecret } from './http-access.ts';
import { securityHeaders } from './http-headers.ts';
import { createMediaHandler } from './media.ts';
import { readRequestBody } from './request-body.ts';
import { createRouter } from './router.ts';
import { type ReportProblem, reportToStandardError } from './typed-errors.ts';
import { WindowFiles } from './window-files.ts';

export interface HttpHostOptions {
  readonly session: Session;
  /** Where the built window lies. */
  readonly windowFolder: string;
  /** 0 or nothing takes a free one. */
  readonly port?: number;
  /** A port taken beforehand; `port` then says nothing. */
  readonly reserved?: ReservedPort;
  /** Whoever knows it may ask for a fresh one-time address; nobody may without it. */
  readonly addressKey?: string;
  readonly report?: ReportProblem;
}

/** A running loopback host. */
export interface HttpHost {
  readonly port: number;
  readonly origin: string;
  /** An address that opens one browser, once. */
  createUrl(): string;
  /** Ends open streams, lets running answers finish and closes. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
const closingGraceMs = 1000;

/** A port of 127.0.0.1 that is ours and answers everybody that it is not ready. */
export interface ReservedPort {
  readonly port: number;
  readonly server: Server;
  /** Gives it back unused. */
  release(): Promise<void>;
}

/** Takes the port before anything else is opened for it. Throws `PORT_TAKEN`. */
export async function reservePort(wanted = 0): Promise<ReservedPort> {
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  const port = await listen(server, wanted);
  server.on('request', (_request, response) => sendText(response, 503, 'Afterimage is starting. Try again.'));
  return { port, server, release: () => closeServer(server, new AbortController()) };
}

/** Serves the window, the contract and the pictures on 127.0.0.1. Throws `PORT_TAKEN`. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const report = options.report ?? reportToStandardError;
  const { server, port } = options.reserved ?? (await reservePort(options.port));
  const closing = new AbortController();
  const access = new HttpAccess(port);
  const origin = `http://${loopback}:${port}`;
  const createUrl = () => `${origin}/?token=${access.issueToken()}`;
  const answer = createAnswerer({ ...options, report }, access, createUrl, closing.signal);
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      report(`${request.method} ${request.url?.split('?')[0]} failed`, error);
      if (!response.headersSent) sendText(response, 500, 'Something went wrong inside Afterimage.');
      else response.destroy();
    });
  });
  return {
    port,
    origin,
    createUrl,
    close: () => closeServer(server, closing),
  };
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

async function closeServer(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection whose answer has just ended is idle, and would be kept for the next request that never comes.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const timer = setTimeout(() => server.closeAllConnections(), closingGraceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}

function createAnswerer(
  options: HttpHostOptions & { report: ReportProblem },
  access: HttpAccess,
  createUrl: () => string,
  closing: AbortSignal,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { session, report } = options;
  const rpc = new RPCHandler(createRouter());
  const media = createMediaHandler(session, report);
  const files = new WindowFiles(options.windowFolder);

  return async (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (!access.comesFromOurselves(request)) {
      sendText(response, 403, 'Afterimage answers only to its own window. Open the address it printed, in a new tab.');
      return;
    }
    const target = request.url ?? '';
    if (!target.startsWith('/')) {
      sendText(response, 400, 'Ask for a path.');
      return;
    }
    // Put together by hand: relative to a base, a path with two slashes would be read as another host.
    const url = new URL(`http://afterimage${target}`);
    if (url.pathname === '/' && url.searchParams.has('token') && request.method === 'GET') {
      exchangeToken(request, response, url, access);
      return;
    }
    if (url.pathname === '/fresh-address' && request.method === 'POST') {
      const key = request.headers['x-afterimage-key'];
      if (options.addressKey === undefined || typeof key !== 'string' || !sameSecret(key, options.addressKey)) {
        sendText(response, 401, noAccess);
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify({ url: createUrl() }));
      return;
    }
    if (!access.hasSession(request)) {
      sendText(response, 401, noAccess);
      return;
    }
    if (url.pathname === '/rpc' || url.pathname.startsWith('/rpc/')) {
      response.setHeader('cache-control', 'no-store');
      if (!(await readRequestBody(request, response))) return;
      const { matched } = await rpc.handle(request, response, {
        prefix: '/rpc',
        context: { session, principal: owner, closing, report },
      });
      if (!matched) sendText(response, 404, 'There is no such procedure.');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      sendText(response, 405, 'Only GET and HEAD are answered here.');
      return;
    }
    if (url.pathname.startsWith('/media/')) {
      await sendMedia(request, response, url, media);
      return;
    }
    await sendWindowFile(request, response, url, files);
  };
}

const noAccess =
  'This address was used already, or belongs to an earlier run. “npx afterimage serve --url” prints a fresh one.';

function exchangeToken(request: IncomingMessage, response: ServerResponse, url: URL, access: HttpAccess): void {
  const cookie = access.exchange(url.searchParams.get('token') ?? '');
  if (cookie) response.setHeader('set-cookie', cookie);
  else if (!access.hasSession(request)) {
    sendText(response, 401, noAccess);
    return;
  }
  response.setHeader('cache-control', 'no-store');
  response.writeHead(303, { location: '/' }).end();
}

async function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  media: (request: Request) => Promise<Response>,
): Promise<void> {
  const headers = new Headers();
  for (const name of ['range', 'if-range', 'if-none-match'] as const) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const answer = await media(new Request(url, { method: request.method ?? 'GET', headers }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(answer.body ? Buffer.from(await answer.arrayBuffer()) : undefined);
}

async function sendWindowFile(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  files: WindowFiles,
): Promise<void> {
  const file = await files.find(url.pathname);
  if (!file) {
    const built = await files.find('/');
    if (built) sendText(response, 404, 'There is no such page.');
    else sendText(response, 503, 'The window is not built. Run “npm run build” in the folder of Afterimage.');
    return;
  }
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-length': file.bytes.length,
    'cache-control': file.cacheControl,
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function sendText(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}
