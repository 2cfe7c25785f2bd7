import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskedHost } from './asked-host.fake.ts';
import { captureOnce, createToken } from './session.fake.ts';

/** The part of a JSON schema that the generator follows. */
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { name: string; in: string; required?: boolean; schema?: JsonSchema }[];
  readonly body: JsonSchema | undefined;
  readonly multipart: boolean;
}

/** A request as it goes over the wire. */
interface Request {
  readonly path: string;
  readonly body: string | undefined;
  readonly contentType: string;
}

/** Longer than this is a hang. */
const patienceMs = 5000;
const runsPerOperation = 25;

/** Calls that would end what the others ask, or never end: each has tests of its own. */
const leftOut = new Set([
  'POST /api/auth/logout',
  'GET /api/stream',
  // They write to wherever on this machine they are told to.
  'POST /api/exports',
  'POST /api/exports/time-lapse',
  'POST /api/exports/contact-sheet',
]);

const listed = await fetchedOperations();

/** The operations are needed when the tests are named, so a host of its own is asked for them. */
async function fetchedOperations(): Promise<readonly Operation[]> {
  const asked = await AskedHost.start();
  try {
    const token = await createToken(asked.demo, ['admin']);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${asked.host.origin}/api/openapi.json`, { headers });
    // biome-ignore lint/suspicious/noExplicitAny: a whole OpenAPI document has no small type.
    const { paths } = (await answer.json()) as { paths: Record<string, Record<string, any>> };
    return Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
        body: operation.requestBody?.content?.['application/json']?.schema,
        multipart: operation.requestBody?.content?.['multipart/form-data'] !== undefined,
      })),
    );
  } finally {
    await asked.close();
  }
}

let asked: AskedHost;
let token: string;
let knownIds: readonly string[];

beforeAll(async () => {
  asked = await AskedHost.start();
  token = await createToken(asked.demo, ['admin']);
  knownIds = await captureOnce(asked.demo);
});

afterAll(async () => {
  await asked.close();
});

const nastyTexts = fc.constantFrom(
  '',
  '../../etc/passwd',
  '..%2f..%2f',
  '%00',
  'C:\\x',
  '\\\\server\\share',
  'CON',
  '__proto__',
  'constructor',
  '<img src=x onerror=alert(1)>',
  '\u202egnp.exe',
  '\u001b[31mred',
  "'; DROP TABLE captures; --",
  '\u0000',
  '\ud800',
  '=1+1',
  'NaN',
  '1e999',
  'x'.repeat(5000),
);
const nastyNumbers = fc.constantFrom(0, -1, 1.5, 1e308, -1e308, 2 ** 53, -(2 ** 53) - 1, 2 ** 63);
const text = fc.oneof(nastyTexts, fc.string({ unit: 'binary', maxLength: 40 }), fc.string());
const anything = fc.oneof(text, nastyNumbers, fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 4 }));

/** Values that fit the schema more often than not, so that what lies behind the checks is reached too. */
function fitting(schema: JsonSchema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (schema === undefined || depth > 6) return anything;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.allOf;
  if (either) return fc.oneof(...either.map((each) => fitting(each, depth + 1)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'integer':
    case 'number': {
      const min = Math.max(schema.minimum ?? -1e12, -Number.MAX_SAFE_INTEGER);
      const max = Math.min(schema.maximum ?? 1e13, Number.MAX_SAFE_INTEGER);
      return type === 'integer' ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max });
    }
    case 'array':
      return fc.array(fitting(schema.items, depth + 1), { maxLength: 4 });
    case 'object': {
      const entries = Object.entries(schema.properties ?? {});
      return fc.record(Object.fromEntries(entries.map(([name, each]) => [name, mostly(fitting(each, depth + 1))])), {
        requiredKeys: [...(schema.required ?? [])].filter((name) => entries.some(([known]) => known === name)),
      });
    }
    case 'string':
      if (schema.format === 'uuid') return fc.oneof(fc.constant('known'), fc.uuid()).map(knownOr);
      return fc.oneof({ weight: 1, arbitrary: text }, { weight: 2, arbitrary: ordinaryTexts });
    default:
      return anything;
  }
}

const ordinaryTexts = fc.constantFrom('2026-03-01', 'lamp', 'correct horse', 'known').map((value) => knownOr(value));

/** The id of a capture that is there in the place of the word: ids are not known yet when tests are named. */
const knownOr = (value: string): string => (value === 'known' ? (knownIds?.[0] ?? value) : value);

/** One time in ten, and otherwise null. */
const seldom = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const mostly = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: anything });

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Text as a path or a query can carry it; what UTF-8 has no bytes for is left out. */
const encoded = (value: unknown): string => encodeURIComponent(asText(value).toWellFormed());

/** An object in a query has a pair for each of its values: `scope[day]=…`. */
function queryPairs(name: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${name}=${encoded(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => queryPairs(`${name}[${encoded(key)}]`, inner));
}

function requests(operation: Operation): fc.Arbitrary<Request> {
  const inPath = operation.parameters.filter((each) => each.in === 'path');
  const inQuery = operation.parameters.filter((each) => each.in === 'query');
  const record = (parameters: typeof inPath, requiredKeys: string[]) =>
    fc.record(Object.fromEntries(parameters.map((each) => [each.name, mostly(fitting(each.schema))])), {
      requiredKeys,
    });
  return fc
    .record({
      path: record(
        inPath,
        inPath.map((each) => each.name),
      ),
      query: record(inQuery, []),
      foreign: seldom(fc.tuple(text, text)),
      body: operation.body || operation.multipart ? mostly(fitting(operation.body)) : seldom(anything),
      broken: seldom(fc.constantFrom('{', '[1,', '\u0000', '{"a":1}}', '"', '['.repeat(5000))),
      contentType: fc.oneof(
        { weight: 12, arbitrary: fc.constant('application/json') },
        { weight: 1, arbitrary: fc.constantFrom('text/plain', 'multipart/form-data', 'application/json; charset=x') },
      ),
    })
    .map(({ path, query, foreign, body, broken, contentType }) => {
      const filled = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => encoded(path[name]));
      const pairs = [...Object.entries(query), ...(foreign ? [foreign] : [])];
      const search = pairs.flatMap(([name, value]) => queryPairs(encoded(name), value)).join('&');
      const hasBody = operation.method !== 'GET' && body !== null;
      return {
        path: search === '' ? filled : `${filled}?${search}`,
        body: hasBody ? (broken ?? JSON.stringify(body)) : undefined,
        contentType,
      };
    });
}

describe('whatever programs send', () => {
  const fuzzed = listed.filter((each) => !leftOut.has(`${each.method} ${each.path}`));

  it.each(fuzzed.map((each) => [`${each.method} ${each.path}`, each] as const))(
    '%s answers in time, and never with a failure of its own',
    async (_name, operation) => {
      await fc.assert(
        fc.asyncProperty(requests(operation), async ({ path, body, contentType }) => {
          const answer = await fetch(`${asked.host.origin}${path}`, {
            method: operation.method,
            headers: {
              authorization: `Bearer ${token}`,
              ...(body === undefined ? {} : { 'content-type': contentType }),
            },
            ...(body === undefined ? {} : { body }),
            redirect: 'manual',
            signal: AbortSignal.timeout(patienceMs),
          });
          const said = await answer.text();
          expect(answer.status, said.slice(0, 300)).toBeLessThan(500);
          if (answer.status >= 400) {
            expect(JSON.parse(said)).toMatchObject({ code: expect.any(String), message: expect.any(String) });
            expect(said).not.toMatch(/\bat .*\.ts:\d+/);
          }
        }),
        { numRuns: runsPerOperation },
      );
      expect(asked.demo.reports.filter((report) => report.includes('failed'))).toEqual([]);
    },
    120_000,
  );
});
