import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, errorStatusByCode } from '../../src-shared/domain/app-error.ts';
import type { Session } from '../core/session.ts';
import { HttpAccess } from './http-access.ts';
import { securityHeaders } from './http-headers.ts';
import { closeServer, loopback, type ReservedPort, reservePort, sendText } from './loopback-server.ts';
import { createOwnerHost } from './owner-host.ts';
import { createPlainRoutes } from './plain-routes.ts';
import { noteRefused } from './refused-requests.ts';
import { wasAbandoned } from './request-body.ts';
import { carriesSecret } from './rest-checks.ts';
import { createRestHost, isRestPath, restPrefix, sendRestError } from './rest-host.ts';
import { createSocketHost } from './socket-host.ts';
import { type ReportProblem, reportToStandardError } from './typed-errors.ts';
import { createWindowHost } from './window-host.ts';

export { type ReservedPort, reservePort } from './loopback-server.ts';

export interface ApiHostOptions {
  readonly session: Session;
  /** 0 or nothing takes a free one. */
  readonly port?: number;
  /** A port taken beforehand; `port` then says nothing. */
  readonly reserved?: ReservedPort;
  /** Whoever knows it calls as the person at this machine; without it nobody does so from outside of the window. */
  readonly ownerKey?: string;
  readonly report?: ReportProblem;
}

export interface HttpHostOptions extends ApiHostOptions {
  /** Where the built window lies. */
  readonly windowFolder: string;
}

/** A running loopback host that answers the REST API. */
export interface ApiHost {
  readonly port: number;
  readonly origin: string;
  /** Ends open streams, lets running answers finish and closes. */
  close(): Promise<void>;
}

/** A running loopback host that serves the window too. */
export interface HttpHost extends ApiHost {
  /** An address that opens one browser, once. */
  createUrl(): string;
}

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** Serves the REST API alone, to whoever has a token: no window, no cookie. Throws `PORT_TAKEN`. */
export async function startApiHost(options: ApiHostOptions): Promise<ApiHost> {
  return start(options, () => undefined);
}

/** Serves the window, the contract, the pictures and the REST API on 127.0.0.1. Throws `PORT_TAKEN`. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  return start(options, (parts) => createWindowHost({ ...options, ...parts }));
}

interface HostParts {
  readonly access: HttpAccess;
  readonly closing: AbortSignal;
  readonly report: ReportProblem;
}

async function start(
  options: ApiHostOptions,
  createWindow: (parts: HostParts) => Answer | undefined,
): Promise<HttpHost> {
  const { session, ownerKey, report = reportToStandardError } = options;
  const { server, port } = options.reserved ?? (await reservePort(options.port));
  const closing = new AbortController();
  const access = new HttpAccess(port);
  const origin = `http://${loopback}:${port}`;
  const createUrl = (): string => `${origin}/?token=${access.issueToken()}`;
  const parts = { session, access, closing: closing.signal, report };
  const windowHost = createWindow(parts);
  const ownerHost =
    ownerKey === undefined
      ? undefined
      : createOwnerHost({ ...parts, key: ownerKey, createUrl: windowHost && createUrl });
  const callers = {
    ...parts,
    isWindow: (request: IncomingMessage) => windowHost !== undefined && access.hasSession(request),
  };
  const rest = createRestHost({ ...callers, plainRoutes: createPlainRoutes() });
  const answer = createAnswerer({ session, access, rest, windowHost, ownerHost, report });
  server.on(
    'upgrade',
    createSocketHost(callers, (request) => refusalOf(request, addressOf(request), { session, access, windowHost })),
  );
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (wasAbandoned(request)) return;
      // Never with the query: what programs put there by mistake is not for the log.
      report(`${request.method} ${request.url?.split('?')[0]} failed`, error);
      if (!response.headersSent) sendText(response, 500, 'Something went wrong inside Afterimage.');
      else response.destroy();
    });
  });
  const apiAddress = origin + restPrefix;
  session.apiAddresses.add(apiAddress);
  const close = (): Promise<void> => {
    session.apiAddresses.delete(apiAddress);
    return closeServer(server, closing);
  };
  return { port, origin, createUrl, close };
}

const foreignSentence =
  'Afterimage answers only under its own name and to its own window. Open the address it printed, in a new tab.';
const secretSentence = 'A token does not belong into an address: send it as “Authorization: Bearer …”.';

interface Answerers {
  readonly session: Session;
  readonly access: HttpAccess;
  readonly rest: Answer;
  readonly windowHost: Answer | undefined;
  readonly ownerHost: ReturnType<typeof createOwnerHost> | undefined;
  readonly report: ReportProblem;
}

function createAnswerer({ session, access, rest, windowHost, ownerHost, report }: Answerers) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const target = request.url ?? '';
    const url = addressOf(request);
    const isRest = isRestPath(target.split('?', 1)[0] ?? '', url.pathname);
    const refuse = (error: AppError, status: number): void => {
      if (isRest || !windowHost) sendRestError(request, response, error, report);
      else sendText(response, status, error.message);
    };
    const refusal = refusalOf(request, url, { session, access, windowHost });
    if (refusal) return refuse(refusal, errorStatusByCode[refusal.code]);
    if (isRest) return rest(request, response, url);
    if (await ownerHost?.(request, response, url)) return;
    if (windowHost) return windowHost(request, response, url);
    refuse(new AppError('NOT_FOUND', 'Only the API is served here. GET /api/openapi.json lists its paths.'), 404);
  };
}

function addressOf({ url: target = '' }: IncomingMessage): URL {
  // Put together by hand: relative to a base, a path with two slashes would be read as another host.
  return new URL(`http://afterimage${target.startsWith('/') ? target : '/'}`);
}

/** Why a request is refused whoever sends it: for where it comes from, or for its address. */
function refusalOf(
  request: IncomingMessage,
  url: URL,
  { session, access, windowHost }: Pick<Answerers, 'session' | 'access' | 'windowHost'>,
): AppError | undefined {
  if (!access.comesFromOurselves(request)) {
    noteRefused(session, 'foreign');
    return new AppError('FORBIDDEN', foreignSentence);
  }
  if (!request.url?.startsWith('/')) return new AppError('BAD_INPUT', 'Ask for a path.');
  // The one-time address of the window is the only one that may hold a token: it is used up by being opened.
  const oneTime = windowHost !== undefined && url.pathname === '/';
  if (oneTime || !carriesSecret(url.searchParams)) return undefined;
  noteRefused(session, 'token-in-address');
  return new AppError('BAD_INPUT', secretSentence);
}
