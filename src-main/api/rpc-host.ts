import type { IncomingMessage, ServerResponse } from 'node:http';
import { RPCHandler } from '@orpc/server/node';
import { owner } from '../../src-shared/domain/access.ts';
import { isAppError } from '../../src-shared/domain/app-error.ts';
import type { Session } from '../core/session.ts';
import { sendText } from './loopback-server.ts';
import { dropRestOfBody, readJsonBody } from './request-body.ts';
import { createRouter } from './router.ts';
import { type ReportProblem, toTypedError } from './typed-errors.ts';

const prefix = '/rpc';

export interface RpcHostOptions {
  readonly session: Session;
  readonly report: ReportProblem;
  readonly closing: AbortSignal;
}

/** Whether a path is one of calls. */
export function isRpcPath(pathname: string): boolean {
  return pathname === prefix || pathname.startsWith(`${prefix}/`);
}

/** Answers calls of the person at this machine. Who calls is checked before. */
export function createRpcHost({ session, report, closing }: RpcHostOptions) {
  const rpc = new RPCHandler(createRouter());
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('cache-control', 'no-store');
    if (!(await takeCall(request, response, report))) return;
    const context = { session, principal: owner, closing, report };
    const { matched } = await rpc.handle(request, response, { prefix, context });
    if (!matched) sendText(response, 404, 'There is no such procedure.');
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
