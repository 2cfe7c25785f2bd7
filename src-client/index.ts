import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { z } from 'zod';
import { errorDetails } from '../src-shared/contract/base.ts';
import { contract } from '../src-shared/contract/index.ts';
import { Access } from './access.ts';
import type { FoundAfterimage } from './discover.ts';
import { followStream, type StreamMessage, type StreamOptions } from './follow-stream.ts';
import { type Published, publishedOf } from './published.ts';

export type { LiveMessage } from '../src-shared/contract/live.ts';
export { AfterimageError, type ClientErrorCode } from './client-error.ts';
export type { FoundAfterimage } from './discover.ts';
export type { StreamMessage, StreamOptions } from './follow-stream.ts';

export interface AfterimageClientOptions {
  /** The token of a program, as the settings or `afterimage token create` make it. */
  readonly token?: string;
  /** The password instead: logs in when it is first needed, and again when the log-in has ended. */
  readonly password?: string;
  /** Such as `http://127.0.0.1:4747`. Without it the newest one that runs is looked for, which needs Node. */
  readonly address?: string;
}

/** A picture as it lies in the library, or a small copy of it. */
export interface Picture {
  readonly bytes: Uint8Array;
  /** Such as `image/jpeg`. */
  readonly type: string;
}

/** Every published procedure, typed by the contract, and what is no procedure. */
export type AfterimageClient = ContractRouterClient<Published<typeof contract>> & {
  picture(captureId: string, options?: { signal?: AbortSignal }): Promise<Picture>;
  thumbnail(captureId: string, options?: { width?: number; signal?: AbortSignal }): Promise<Picture>;
  /** What happens, as far as the token may read it. It reads on by itself when the connection breaks. */
  stream(options?: StreamOptions): AsyncGenerator<StreamMessage, void, undefined>;
};

/**
 * Those of this account that run, the newest first; Node only. `configFolder` is where they keep their configuration:
 * the usual place, unless said otherwise.
 */
export async function discover(options: { configFolder?: string } = {}): Promise<FoundAfterimage[]> {
  const { findRunning, usualConfigFolder } = await import('./discover.ts');
  return findRunning(options.configFolder ?? usualConfigFolder());
}

const errorAnswer = z.object({ code: z.string(), message: z.string(), data: errorDetails });

const published = publishedOf(contract);

/** Talks to the Afterimage that runs on this machine. Whatever goes wrong is an `AfterimageError`. */
export function createAfterimageClient(options: AfterimageClientOptions): AfterimageClient {
  const access = new Access({ ...options, find: async () => (await discover())[0]?.origin });
  const api = createORPCClient<ContractRouterClient<Published<typeof contract>>>(createLink(access));
  const parts = Object.keys(published).map((name) => [name, api[name as keyof typeof api]]);
  return {
    ...(Object.fromEntries(parts) as typeof api),
    picture: (captureId, { signal } = {}) => fetchPicture(access, captureId, 'picture', signal),
    thumbnail: (captureId, { width, signal } = {}) =>
      fetchPicture(access, captureId, `thumbnail${width === undefined ? '' : `?width=${width}`}`, signal),
    stream: (streamOptions = {}) =>
      followStream(
        (each) => api.live.stream(undefined, each),
        streamOptions,
        (error) => access.forgetsLogin(error),
      ),
  };
}

/** The calls that are answered before anybody has said who they are. */
const openCalls: ReadonlySet<string> = new Set(['access.login', 'app.health']);

function createLink(access: Access) {
  return new OpenAPILink(published, {
    url: async () => `${await access.address()}/api`,
    headers: async (_options, path) =>
      openCalls.has(path.join('.')) ? {} : { authorization: `Bearer ${await access.token()}` },
    // A token that is sent is sent nowhere else.
    fetch: (request, init) => fetch(request, { ...init, redirect: 'error' }),
    customErrorResponseBodyDecoder: errorOfAnswer,
    interceptors: [
      async ({ next }) => {
        try {
          return await next();
        } catch (cause) {
          const error = access.errorOf(cause);
          if (!access.forgetsLogin(error)) throw error;
        }
        return next().catch((cause: unknown) => {
          throw access.errorOf(cause);
        });
      },
    ],
  });
}

async function fetchPicture(
  access: Access,
  captureId: string,
  what: string,
  signal: AbortSignal | undefined,
): Promise<Picture> {
  const ask = async (): Promise<Picture> => {
    const headers = { authorization: `Bearer ${await access.token()}` };
    const response = await access.fetch(`/captures/${encodeURIComponent(captureId)}/${what}`, {
      headers,
      signal: signal ?? null,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { bytes, type: response.headers.get('content-type') ?? 'application/octet-stream' };
  };
  try {
    return await ask();
  } catch (error) {
    if (!access.forgetsLogin(error)) throw error;
    return ask();
  }
}

/** What Afterimage says of an error; undefined for what it did not write. */
function errorOfAnswer(body: unknown, { status }: { status: number }): ORPCError<string, unknown> | undefined {
  const answered = errorAnswer.safeParse(body);
  return answered.success ? new ORPCError(answered.data.code, { ...answered.data, status, defined: true }) : undefined;
}
