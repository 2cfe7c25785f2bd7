import type { IncomingHttpHeaders } from 'node:http';
import type { Scope } from '../../src-shared/domain/access.ts';
import type { AskedHost, AskOptions } from './asked-host.fake.ts';
import { createToken } from './session.fake.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** What its JSON says; undefined where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of it.
  readonly body: any;
}

/** Asks the REST API as a program does: with a token of these scopes, and without the cookie. */
export type AskRest = (path: string, options?: AskOptions & { json?: unknown }) => Promise<RestAnswer>;

export async function restAsker(asked: AskedHost, scopes: readonly Scope[]): Promise<AskRest> {
  const token = await tokenOf(asked, scopes);
  return async (path, { json, ...options } = {}) => {
    const { status, headers, body } = await asked.ask(path, {
      ...options,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      headers: {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      signedIn: false,
    });
    const isJson = headers['content-type']?.startsWith('application/json') && body.length > 0;
    return { status, headers, bytes: body, body: isJson ? JSON.parse(body.toString()) : undefined };
  };
}

const tokens = new WeakMap<AskedHost, Map<string, Promise<string>>>();

/** A token of these scopes; the same one each time, since each has a name of its own. */
export function tokenOf(asked: AskedHost, scopes: readonly Scope[]): Promise<string> {
  const known = tokens.get(asked) ?? new Map<string, Promise<string>>();
  tokens.set(asked, known);
  const key = scopes.join(' ');
  const token = known.get(key) ?? createToken(asked.demo, scopes);
  known.set(key, token);
  return token;
}
