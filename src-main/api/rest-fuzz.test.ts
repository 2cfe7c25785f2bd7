import { isAbsolute, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AskedHost } from './asked-host.fake.ts';
import { type Fields, form, picture } from './receiving-host.fake.ts';
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
  readonly form: JsonSchema | undefined;
}

/** A request as it goes over the wire. */
interface Request {
  readonly path: string;
  readonly body: string | Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Longer than this is a hang. */
const patienceMs = 5000;
const runsPerOperation = 25;

const listed = await fetchedOperations();
const onePicture = await picture();

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
        form: operation.requestBody?.content?.['multipart/form-data']?.schema,
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

const headerTexts = fc.oneof(
  fc.constantFrom(
    'bytes=0-9',
    'bytes=-5',
    'bytes=9999999999-',
    '"x"',
    '*',
    'W/"x"',
    '0',
    '-1',
    '1e999',
    '__proto__',
    '../x',
  ),
  // What a header can carry: no line ends, and nothing beyond Latin-1.
  fc.string({ unit: 'binary-ascii', maxLength: 60 }).map((value) => value.replace(/[^\x20-\x7e]/g, '')),
);

const fileNames = fc.constantFrom('a.jpg', '../../evil.jpg', 'C:\\x.png', 'CON', '\u202egnp.exe', '\u0000', '');

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

const pairedOnce = (pairs: [string, string][]): Record<string, string> => Object.fromEntries(pairs);

/** The fields of a form: those of the description and others, files and texts, in any order and more than once. */
function parts(schema: JsonSchema): fc.Arbitrary<Fields> {
  const known = Object.entries(schema.properties ?? {}).map(([name, each]) =>
    fitting(each.items ?? each).map((value): Fields[number] => [name, asText(value)]),
  );
  const file = fc.oneof(fc.constant(onePicture), fc.uint8Array({ maxLength: 200 }).map(Buffer.from));
  const sent = fc.tuple(fc.constant('file'), file, fileNames) as fc.Arbitrary<Fields[number]>;
  return fc.array(fc.oneof({ weight: 3, arbitrary: sent }, ...known, fc.tuple(text, text)), { maxLength: 6 });
}

function requests(operation: Operation): fc.Arbitrary<Request> {
  const inPath = operation.parameters.filter((each) => each.in === 'path');
  const inQuery = operation.parameters.filter((each) => each.in === 'query');
  // What a stream reads from its reader is no parameter of the description: it is part of server-sent events.
  const headers = [
    ...operation.parameters.filter((each) => each.in === 'header').map((each) => each.name),
    ...(operation.path === '/api/stream' ? ['Last-Event-ID'] : []),
  ];
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
      headers: fc
        .array(fc.tuple(fc.constantFrom('x-nothing', ...headers), headerTexts), { maxLength: 3 })
        .map(pairedOnce),
      foreign: seldom(fc.tuple(text, text)),
      body: operation.body ? mostly(fitting(operation.body)) : seldom(anything),
      parts: operation.form ? fc.option(parts(operation.form), { freq: 9 }) : fc.constant(null),
      broken: seldom(fc.constantFrom('{', '[1,', '\u0000', '{"a":1}}', '"', '['.repeat(5000))),
      contentType: fc.oneof(
        { weight: 12, arbitrary: fc.constant('application/json') },
        { weight: 1, arbitrary: fc.constantFrom('text/plain', 'multipart/form-data', 'application/json; charset=x') },
      ),
    })
    .map(({ path, query, headers, foreign, body, parts, broken, contentType }) => {
      const filled = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => encoded(path[name]));
      const pairs = [...Object.entries(query), ...(foreign ? [foreign] : [])];
      const search = pairs.flatMap(([name, value]) => queryPairs(encoded(name), value)).join('&');
      const target = search === '' ? filled : `${filled}?${search}`;
      if (parts !== null) {
        const sent = form(parts);
        return { path: target, body: sent.body, headers: { ...headers, ...sent.headers } };
      }
      if (operation.method === 'GET' || body === null) return { path: target, body: undefined, headers };
      return {
        path: target,
        body: broken ?? JSON.stringify(harmless(operation, body)),
        headers: { ...headers, 'content-type': contentType },
      };
    });
}

/**
 * Calls that read and write wherever on this machine they are told to are told places in a folder of their own, and to
 * take nothing away. What is no whole path goes as it is: it must be refused.
 */
function harmless(operation: Operation, body: unknown): unknown {
  if (!/^\/api\/(imports|exports)/.test(operation.path)) return body;
  const folder = join(asked.demo.folder, 'fuzz');
  const harmlessPath = (value: unknown) =>
    typeof value === 'string' && isAbsolute(value) ? join(folder, `${value.length}`) : value;
  const walk = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each, name));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, key)]));
    }
    if (name === 'mode' && value === 'move') return 'copy';
    return name === 'path' || name === 'paths' ? harmlessPath(value) : value;
  };
  return walk(body, '');
}

/** All of an answer; of a stream, which does not end, what it begins with. */
async function saidIn(answer: Response): Promise<string> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer.text();
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

describe('whatever programs send', () => {
  it.each(listed.map((each) => [`${each.method} ${each.path}`, each] as const))(
    '%s answers in time, and never with a failure of its own',
    async (_name, operation) => {
      await fc.assert(
        fc.asyncProperty(requests(operation), async ({ path, body, headers }) => {
          const answer = await fetch(`${asked.host.origin}${path}`, {
            method: operation.method,
            headers: { authorization: `Bearer ${token}`, ...headers },
            ...(body === undefined ? {} : { body }),
            redirect: 'manual',
            signal: AbortSignal.timeout(patienceMs),
          });
          const said = await saidIn(answer);
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
