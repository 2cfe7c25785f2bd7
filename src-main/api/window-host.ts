import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpAccess } from './http-access.ts';
import { sendText } from './loopback-server.ts';
import { createMediaHandler } from './media.ts';
import { mediaHeadersOf, sendOverHttp } from './media-over-http.ts';
import { createRpcHost, isRpcPath, type RpcHostOptions } from './rpc-host.ts';
import { createUploadHost, isUploadPath } from './upload-host.ts';
import { WindowFiles } from './window-files.ts';

export interface WindowHostOptions extends RpcHostOptions {
  readonly windowFolder: string;
  readonly access: HttpAccess;
}

/** Answers what the window in a browser asks for: its cookie, calls, pictures, and its own files. */
export function createWindowHost(options: WindowHostOptions) {
  const { session, report, access } = options;
  const rpc = createRpcHost(options);
  const upload = createUploadHost(options);
  const media = createMediaHandler(session, report);
  const files = new WindowFiles(options.windowFolder);

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (url.pathname === '/' && url.searchParams.has('token') && request.method === 'GET') {
      exchangeToken(request, response, url, access);
      return;
    }
    if (!access.hasSession(request)) {
      sendText(response, 401, noAccess);
      return;
    }
    if (isRpcPath(url.pathname)) {
      await rpc(request, response);
      return;
    }
    if (isUploadPath(url.pathname)) {
      await upload(request, response, url);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      sendText(response, 405, 'Only GET and HEAD are answered here.');
      return;
    }
    if (url.pathname.startsWith('/media/')) {
      await sendOverHttp(await media(new Request(url, mediaHeadersOf(request))), response);
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
