import type { IncomingMessage, ServerResponse } from 'node:http';
import { sameSecret } from './http-access.ts';
import { sendText } from './loopback-server.ts';
import { nonceHeader, ownerKeyHeader, ownerProof, proofPath } from './owner-proof.ts';
import { noteRefused } from './refused-requests.ts';
import { createRpcHost, isRpcPath, type RpcHostOptions } from './rpc-host.ts';

export interface OwnerHostOptions extends RpcHostOptions {
  /** Whoever knows it is the person at this machine, or a program of theirs. */
  readonly key: string;
  /** An address that opens one browser, once; undefined where no window is served. */
  readonly createUrl?: (() => string) | undefined;
}

/**
 * Answers the command line of this account: calls, and fresh addresses of the window. Returns false for a request
 * that shows no key, which is for somebody else to answer.
 */
export function createOwnerHost(options: OwnerHostOptions) {
  const { key, createUrl } = options;
  const rpc = createRpcHost(options);

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> => {
    if (url.pathname === proofPath) {
      const nonce = request.headers[nonceHeader];
      if (typeof nonce !== 'string' || !/^[\w-]{43}$/.test(nonce))
        sendText(response, 400, 'Send 32 bytes as base64url.');
      else sendJson(response, { proof: ownerProof(key, nonce) });
      return true;
    }
    const shown = request.headersDistinct[ownerKeyHeader];
    if (!shown) return false;
    if (shown.length !== 1 || !sameSecret(shown[0] ?? '', key)) {
      noteRefused(options.session, 'owner-key');
      sendText(response, 401, 'This key is not the one of this Afterimage.');
    } else if (isRpcPath(url.pathname)) {
      await rpc(request, response);
    } else if (createUrl && url.pathname === '/fresh-address' && request.method === 'POST') {
      sendJson(response, { url: createUrl() });
    } else {
      sendText(response, 404, 'There is no such page.');
    }
    return true;
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}
