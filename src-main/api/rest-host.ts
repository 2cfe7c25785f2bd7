import type { IncomingMessage, ServerResponse } from 'node:http';
import { contract } from '../../src-shared/contract/index.ts';
import type { Principal } from '../../src-shared/domain/access.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { type CallerOptions, callerOf } from './callers.ts';
import { assertAllowed } from './procedures.ts';
import { noteRefusal, retryAfterOf } from './refused-requests.ts';
import { dropRestOfBody, wasAbandoned } from './request-body.ts';
import { RequestTurns } from './request-turns.ts';
import { RestCalls } from './rest-calls.ts';
import { safeSegments } from './rest-checks.ts';
import { type PlainRoute, publishedProcedures, RestRoutes } from './rest-routes.ts';
import { type ReportProblem, toTypedError } from './typed-errors.ts';

/** What every path of the REST API begins with. */
export const restPrefix = '/api';

export interface RestOptions extends CallerOptions {
  readonly closing: AbortSignal;
  readonly report: ReportProblem;
  readonly plainRoutes: readonly PlainRoute[];
}

/** Somebody whose paths need nobody to be known: log-in, and whether anything answers at all. */
const nobody: Principal = { kind: 'program', id: null, name: 'nobody', scopes: [] };

/** Whether a request is one for the REST API, also where its path only comes out there. */
export function isRestPath(rawPath: string, pathname: string): boolean {
  return [rawPath, pathname].some((path) => path === restPrefix || path.startsWith(`${restPrefix}/`));
}

/**
 * Answers what is below `/api`: published procedures and plain routes, to whoever has a token or is the window. The
 * order is fixed: who, then whether there is such a path, then what was sent, then whether they may.
 */
export function createRestHost(options: RestOptions) {
  const { session, closing, report } = options;
  const routes = new RestRoutes(contract, options.plainRoutes);
  const turns = new RequestTurns();
  const calls = new RestCalls(publishedProcedures(contract), session, restPrefix);

  const answer = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const method = request.method ?? '';
    const rawPath = (request.url ?? '').split('?', 1)[0] ?? '';
    const found = attempt(() => routes.find(method, safeSegments(rawPath).slice(1)));
    const open = 'value' in found && found.value && 'route' in found.value && found.value.route.scope === 'none';
    const principal = open ? nobody : await callerOf(request, options);
    if ('error' in found) throw found.error;
    if (!found.value) throw new AppError('NOT_FOUND', 'There is no such path. GET /api/openapi.json lists them all.');
    if ('allow' in found.value) return refuseMethod(request, response, found.value.allow);
    const { route, params } = found.value;
    const context = { session, principal, closing, report };
    if (route.plain) {
      checkBody(request, route.plain);
      assertAllowed(principal, route.scope);
      return route.plain.answer({ request, response, url, params, context, principal });
    }
    return calls.answer(route.name, { request, response, url, params, context });
  };

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    response.setHeader('cache-control', 'no-store');
    try {
      await turns.next();
      await answer(request, response, url);
    } catch (error) {
      if (wasAbandoned(request)) return;
      noteRefusal(session, sendRestError(request, response, error, report));
    }
  };
}

/** Tells an error as JSON, with the status that belongs to its code. Returns what was told. */
export function sendRestError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  report: ReportProblem,
): ReturnType<typeof toTypedError> {
  const typed = toTypedError(error, `${request.method} ${restPrefix}`, report);
  const { code, status, message, data } = typed;
  if (response.headersSent) {
    response.destroy();
    return typed;
  }
  const retryAfter = retryAfterOf(data);
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="Afterimage"');
  sendJson(request, response, status, { code, message, data });
  return typed;
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, allow: readonly string[]): void {
  response.setHeader('allow', allow.join(', '));
  const message = `This path answers ${allow.join(' and ')} only.`;
  sendJson(request, response, 405, { code: 'METHOD_NOT_ALLOWED', message, data: {} });
}

function sendJson(request: IncomingMessage, response: ServerResponse, status: number, body: unknown): void {
  dropRestOfBody(request);
  response.setHeader('cache-control', 'no-store');
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
}

function checkBody(request: IncomingMessage, { body }: PlainRoute): void {
  if (!body) return;
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== body.type) throw new AppError('UNSUPPORTED_MEDIA_TYPE', `This path takes ${body.type}.`);
  if (Number(request.headers['content-length'] ?? 0) > body.greatestBytes) {
    throw new AppError('TOO_LARGE', `At most ${body.greatestBytes} bytes are read here.`);
  }
}

function attempt<Value>(act: () => Value): { value: Value } | { error: unknown } {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}
