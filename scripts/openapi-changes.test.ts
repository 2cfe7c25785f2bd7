import type { OpenAPI } from '@orpc/contract';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { presentDescription } from './openapi.ts';
import { breakingChanges } from './openapi-changes.ts';

type Loose = Record<string, unknown>;

/** Each looks at the whole description, many times over. */
const runs = { numRuns: 25 };

let whole: string;
let present: OpenAPI.Document;
const parsed = (): OpenAPI.Document => JSON.parse(whole);

beforeAll(async () => {
  whole = await presentDescription();
  present = parsed();
});

/** Changes one place of a description, of all the places where it can be changed in this way. */
type Change = (document: OpenAPI.Document, seed: number) => void;

function changesOf(find: (operation: Loose, parts: ReturnType<typeof partsOf>) => (() => void)[]): Change {
  return (document, seed) => {
    const all = operationsOf(document).flatMap((operation) => find(operation, partsOf(document, operation)));
    all[seed % all.length]?.();
  };
}

function operationsOf(document: OpenAPI.Document): Loose[] {
  return Object.values(document.paths ?? {}).flatMap((item) => Object.values(item as Loose) as Loose[]);
}

/** The objects that an operation takes and those that it answers. */
function partsOf(document: OpenAPI.Document, operation: Loose) {
  const objectsIn = (value: unknown): Loose[] => {
    if (typeof value !== 'object' || value === null) return [];
    const { $ref } = value as { $ref?: string };
    if ($ref?.startsWith('#/components/schemas/')) {
      return objectsIn(document.components?.schemas?.[$ref.split('/').at(-1) ?? '']);
    }
    const isObject = 'properties' in value && typeof value.properties === 'object';
    const own = isObject || 'allOf' in value ? [value as Loose] : [];
    return [...own, ...Object.values(value).flatMap(objectsIn)];
  };
  const answers = Object.entries((operation.responses ?? {}) as Loose).filter(([status]) => Number(status) < 400);
  return {
    taken: objectsIn((operation.requestBody as Loose | undefined)?.content),
    answered: answers.flatMap(([, response]) => objectsIn((response as Loose).content)),
    parameters: (operation.parameters ?? []) as Loose[],
  };
}

const propertiesOf = (schema: Loose) => (schema.properties ?? {}) as Record<string, Loose>;

const breaking: Record<string, Change> = {
  'a property of an answer is gone': changesOf((_operation, { answered }) =>
    answered.flatMap((schema) =>
      Object.keys(propertiesOf(schema)).map((name) => () => delete propertiesOf(schema)[name]),
    ),
  ),
  'a property of an answer made of several is gone': changesOf((_operation, { answered }) =>
    answered
      .flatMap((schema) => (schema.allOf ?? []) as Loose[])
      .filter((part) => part.properties)
      .flatMap((part) => Object.keys(propertiesOf(part)).map((name) => () => delete propertiesOf(part)[name])),
  ),
  'a property of an answer has another type': changesOf((_operation, { answered }) =>
    answered.flatMap((schema) =>
      Object.entries(propertiesOf(schema))
        // What may be anything already has no type to lose.
        .filter(([, inner]) => Object.keys(inner).length > 0)
        .map(([name, inner]) => () => {
          // A list of anything may as well be a list of lists.
          const isList = JSON.stringify(inner).includes('"array"');
          propertiesOf(schema)[name] = isList ? { type: 'boolean' } : { type: 'array', items: { type: 'array' } };
        }),
    ),
  ),
  'a property of an answer may be missing': changesOf((_operation, { answered }) =>
    answered.flatMap((schema) =>
      ((schema.required ?? []) as string[]).map((name) => () => {
        schema.required = (schema.required as string[]).filter((each) => each !== name);
      }),
    ),
  ),
  'a body asks for more': changesOf((_operation, { taken }) =>
    taken.map((schema) => () => {
      propertiesOf(schema).surprise = { type: 'string' };
      schema.required = [...((schema.required ?? []) as string[]), 'surprise'];
    }),
  ),
  'a property of a body is gone': changesOf((_operation, { taken }) =>
    taken.flatMap((schema) => Object.keys(propertiesOf(schema)).map((name) => () => delete propertiesOf(schema)[name])),
  ),
  'a value is no longer taken in a body': changesOf((_operation, { taken }) =>
    taken.flatMap((schema) =>
      Object.values(propertiesOf(schema))
        .filter((inner) => Array.isArray(inner.enum))
        .map((inner) => () => (inner.enum as unknown[]).pop()),
    ),
  ),
  'a value is no longer taken in a query': changesOf((_operation, { parameters }) =>
    parameters
      .map((parameter) => parameter.schema as Loose)
      .filter((schema) => Array.isArray(schema.enum))
      .map((schema) => () => (schema.enum as unknown[]).pop()),
  ),
  'a parameter is gone': changesOf((operation, { parameters }) =>
    parameters.map((parameter) => () => {
      operation.parameters = parameters.filter((each) => each !== parameter);
    }),
  ),
  'a parameter is new and required': changesOf((operation, { parameters }) => [
    () => {
      operation.parameters = [...parameters, { name: 'surprise', in: 'query', required: true, schema: {} }];
    },
  ]),
  'a limit of a query is narrower': changesOf((_operation, { parameters }) =>
    parameters
      .map((parameter) => parameter.schema as Loose)
      .filter((schema) => typeof schema.maximum === 'number')
      .map((schema) => () => {
        schema.maximum = (schema.maximum as number) - 1;
      }),
  ),
  'a query left out means something else': changesOf((_operation, { parameters }) =>
    parameters
      .map((parameter) => parameter.schema as Loose)
      .filter((schema) => schema.default !== undefined)
      .map((schema) => () => {
        schema.default = 'surprise';
      }),
  ),
  'a body left out in part means something else': changesOf((_operation, { taken }) =>
    taken
      .flatMap((schema) => Object.values(propertiesOf(schema)))
      .filter((inner) => inner.default !== undefined)
      .map((inner) => () => {
        inner.default = 'surprise';
      }),
  ),
  'a scope is another one': changesOf((operation) => [
    () => {
      operation['x-required-scope'] = operation['x-required-scope'] === 'admin' ? 'any' : 'admin';
    },
  ]),
  'an answer is gone': changesOf((operation) =>
    Object.keys(operation.responses as Loose).map((status) => () => delete (operation.responses as Loose)[status]),
  ),
  'a method is gone': (document, seed) => {
    const all = Object.values(document.paths ?? {}).flatMap((item) =>
      Object.keys(item as Loose).map((method) => () => delete (item as Loose)[method]),
    );
    all[seed % all.length]?.();
  },
  'a path is gone': (document, seed) => {
    const paths = Object.keys(document.paths ?? {});
    delete document.paths?.[paths[seed % paths.length] ?? ''];
  },
};

/** What a changed copy breaks. */
function brokenBy(change: Change, seed: number): string[] {
  const document = parsed();
  change(document, seed);
  return breakingChanges(present, document);
}

const harmless: Record<string, Change> = {
  'an answer tells more': changesOf((_operation, { answered }) =>
    answered.map((schema) => () => {
      propertiesOf(schema).surprise = { type: 'string' };
    }),
  ),
  'a parameter is new and may be left out': changesOf((operation, { parameters }) => [
    () => {
      operation.parameters = [...parameters, { name: 'surprise', in: 'query', schema: { type: 'string' } }];
    },
  ]),
  'a value more is taken in a query': changesOf((_operation, { parameters }) =>
    parameters
      .map((parameter) => parameter.schema as Loose)
      .filter((schema) => Array.isArray(schema.enum))
      .map((schema) => () => (schema.enum as unknown[]).push('surprise')),
  ),
  'words are better': changesOf((operation) => [
    () => {
      operation.summary = 'Better words';
      operation.description = 'Even better words';
    },
  ]),
  'a path is new': (document) => {
    document.paths = { ...document.paths, '/api/surprise': { get: { responses: {} } } };
  },
};

describe('a description of the API', () => {
  it('breaks nothing when it stays as it is', () => {
    expect(breakingChanges(parsed(), parsed())).toEqual([]);
  });

  it.each(Object.entries(breaking))('breaks programs where %s', (_what, change) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => brokenBy(change, seed).length > 0),
      runs,
    );
  });

  it.each(Object.entries(harmless))('breaks nothing where %s', (_what, change) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => brokenBy(change, seed).length === 0),
      runs,
    );
  });

  it('says where and what, in a sentence', () => {
    const path = (schema: object, scope = 'admin') =>
      ({
        openapi: '3.1.1',
        info: { title: '', version: '' },
        paths: {
          '/api/lamp': {
            get: {
              'x-required-scope': scope,
              responses: { 200: { description: '', content: { 'application/json': { schema } } } },
            },
          },
        },
      }) as unknown as OpenAPI.Document;
    const lamp = { type: 'object', properties: { lit: { type: 'boolean' } }, required: ['lit'] };
    const before = path(lamp);
    expect(breakingChanges(before, path({ type: 'object', properties: {} }, 'decide'))).toEqual([
      'GET /api/lamp asks for the scope “decide” and no longer for “admin”.',
      'GET /api/lamp: the answer 200: “lit” is gone.',
    ]);
    expect(breakingChanges(before, path({ anyOf: [lamp, { type: 'null' }] }))).toEqual([
      'GET /api/lamp: the answer 200 may now be “null”.',
    ]);
  });
});
