import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { owner, type RequiredScope, type Scope, scopes } from '../../src-shared/domain/access.ts';
import { AskedHost } from './asked-host.fake.ts';
import { createToken } from './session.fake.ts';

/** Which scopes let in where one is asked for, written out once more: a mistake in the product must not hide here. */
const lettingIn: Readonly<Record<RequiredScope, readonly Scope[]>> = {
  none: scopes,
  any: scopes,
  'captures:text': ['captures:text', 'captures:read', 'admin'],
  'captures:read': ['captures:read', 'admin'],
  'memory:read': ['memory:read', 'memory:write', 'admin'],
  'memory:write': ['memory:write', 'admin'],
  decide: ['decide', 'admin'],
  admin: ['admin'],
};

/** What is put into a path for its parameters. Nothing there is called like this. */
const sampleParams: Readonly<Record<string, string>> = { day: '2020-01-01', key: 'lamp', sessionId: 'lamp' };
const noSuchId = '01890000-0000-7000-8000-000000000000';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly scope: RequiredScope;
  readonly bodyType: string | undefined;
}

let asked: AskedHost;
let operations: readonly Operation[];
const tokens = new Map<Scope, string>();

beforeAll(async () => {
  asked = await AskedHost.start();
  for (const scope of scopes) tokens.set(scope, await createToken(asked.demo, [scope]));
  const answer = await fetch(`${asked.host.origin}/api/openapi.json`, { headers: bearer(tokens.get('decide')) });
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, DescribedOperation>> };
  operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{(\w+)\}/g, (_whole, name: string) => sampleParams[name] ?? noSuchId),
      scope: operation['x-required-scope'],
      bodyType: Object.keys(operation.requestBody?.content ?? {})[0],
    })),
  );
});

afterAll(async () => {
  await asked.close();
});

interface DescribedOperation {
  readonly 'x-required-scope': RequiredScope;
  readonly requestBody?: { readonly content: object };
}

const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** The status and the code of an answer. A stream is left as soon as it begins. */
async function outcomeOf({ method, path, bodyType }: Operation, token: string | undefined): Promise<[number, string]> {
  const leaving = new AbortController();
  const headers = { ...bearer(token), ...(bodyType === undefined ? {} : { 'content-type': bodyType }) };
  const answer = await fetch(`${asked.host.origin}${path}`, { method, headers, signal: leaving.signal });
  const { code = '' } = answer.ok ? {} : ((await answer.json()) as { code: string });
  leaving.abort();
  return [answer.status, code];
}

describe('every path of the API', () => {
  it('is described with the scope it needs', () => {
    expect(operations.length).toBeGreaterThan(50);
    for (const operation of operations) expect(Object.keys(lettingIn)).toContain(operation.scope);
    expect(operations.filter(({ scope }) => scope === 'none').map(({ path }) => path)).toEqual([
      '/api/auth/login',
      '/api/health',
    ]);
  });

  it.each(scopes)('answers a token for %s where that is enough, and 403 elsewhere', async (scope) => {
    for (const operation of operations) {
      const [status, code] = await outcomeOf(operation, tokens.get(scope));
      const name = `${operation.method} ${operation.path}`;
      if (lettingIn[operation.scope].includes(scope)) {
        // Other things may be wrong with so bare a request, and consent may be missing; that is not the token.
        expect([name, ['UNAUTHORIZED', 'FORBIDDEN'].includes(code)]).toEqual([name, false]);
        expect([name, status < 500 || code === 'UNSUPPORTED']).toEqual([name, true]);
      } else expect([name, status, code]).toEqual([name, 403, 'FORBIDDEN']);
    }
  });

  it('answers 401 without a token, with a wrong one, and with one that was revoked', async () => {
    const { access } = asked.demo.session.library();
    const revoked = await access.createToken({ name: 'Revoked', scopes: [...scopes] }, owner);
    await access.revoke(revoked.id, owner);
    for (const token of [undefined, 'wrong', revoked.token]) {
      for (const operation of operations.filter(({ scope }) => scope !== 'none')) {
        const name = `${operation.method} ${operation.path}`;
        expect([name, ...(await outcomeOf(operation, token))]).toEqual([name, 401, 'UNAUTHORIZED']);
      }
    }
  });
});
