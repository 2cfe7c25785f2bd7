import type { IncomingMessage, ServerResponse } from 'node:http';
import { RPCHandler } from '@orpc/server/node';
import { owner } from '../../src-shared/domain/access.ts';
import { isAppError } from '../../src-shared/domain/app-error.ts';
import type { Session } from '../core/session.ts';
import { type HttpAccess, sameSecret } from './http-access.ts';
import { sendText } from './loopback-server.ts';
import { createMediaHandler } from './media.ts';
import { dropRestOfBody, readJsonBody } from './request-body.ts';
import { createRouter } from './router.ts';
import { type ReportProblem, toTypedError } from './typed-errors.ts';
import { WindowFiles } from './window-files.ts';

export interface WindowHostOptions {
  readonly session: Session;
  readonly windowFolder: string;
  readonly addressKey?: string;
  readonly report: ReportProblem;
  readonly closing: AbortSignal;
  readonly access: HttpAccess;
  readonly createUrl: () => string;
}

/** Answers what the window in a browser asks for: one-time addresses, calls, pictures, and its own files. */
export function createWindowHost(options: WindowHostOptions) {
  const { session, report, closing, access, createUrl } = options;
  const rpc = new RPCHandler(createRouter());
  const media = createMediaHandler(session, report);
  const files = new WindowFiles(options.windowFolder);

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
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
      if (!(await takeCall(request, response, report))) return;
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

/** Leaves the body of a call on the request, where oRPC looks for it. False where it was refused and answered. */
async function takeCall(
  request: IncomingMessage & { body?: unknown },
  response: ServerResponse,
  report: ReportProblem,
): Promise<boolean> {
  if (request.method !== 'POST') {
    dropRestOfBody(request);
    response.setHeader('allow', 'POST');
    sendText(response, 405, 'Calls are made with POST.');
    return false;
  }
  try {
    // A call without input has an empty body; `{}` is what the RPC codec reads as “no input”.
    request.body = (await readJsonBody(request)) ?? {};
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    dropRestOfBody(request);
    const { status, message } = toTypedError(error, 'A call', report);
    sendText(response, status, message);
    return false;
  }
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
