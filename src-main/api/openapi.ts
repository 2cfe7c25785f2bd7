import type { OpenAPI } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { accessTokenSchema } from '../../src-shared/contract/access.ts';
import { captureStatusSchema, displaySchema } from '../../src-shared/contract/capture-control.ts';
import { captureSchema } from '../../src-shared/contract/captures.ts';
import { conversationSchema, messageSchema } from '../../src-shared/contract/conversations.ts';
import { duplicateGroupSchema } from '../../src-shared/contract/duplicates.ts';
import { eventSchema } from '../../src-shared/contract/events.ts';
import { contract } from '../../src-shared/contract/index.ts';
import { jobSchema } from '../../src-shared/contract/jobs.ts';
import { preferenceRowSchema } from '../../src-shared/contract/memory-preferences.ts';
import { decisionBatchSchema } from '../../src-shared/contract/review.ts';
import { snapshotSchema } from '../../src-shared/contract/snapshots.ts';
import type { RequiredScope } from '../../src-shared/domain/access.ts';
import { anyError, errorComponents, errorResponsesOf } from './openapi-errors.ts';
import { operationExamples } from './openapi-examples.ts';
import { type PlainRoute, publishedProcedures } from './rest-routes.ts';

/** Moves when a path changes so that programs have to change too, which `docs/openapi.published.json` guards. */
const apiVersion = '1.0.0';

const description = `The memory of Afterimage for other programs on this machine.

Only 127.0.0.1 is served. Send \`Authorization: Bearer …\` with the token of a program (the settings make one, so does
\`afterimage token create\`) or with what \`POST /api/auth/login\` answered; never put a token into an address. Each path
names the scope it needs. Times are UTC milliseconds, sizes bytes or pixels. Lists answer \`{items, nextCursor}\`; the
\`nextCursor\` of a page is the \`cursor\` of the next one. Errors answer \`{code, message, data}\`, where codes never change
their meaning.`;

/** What is described once and referred to. */
const commonSchemas = {
  AccessToken: { schema: accessTokenSchema, strategy: 'output' },
  Capture: { schema: captureSchema, strategy: 'output' },
  CaptureStatus: { schema: captureStatusSchema, strategy: 'output' },
  Conversation: { schema: conversationSchema, strategy: 'output' },
  DecisionBatch: { schema: decisionBatchSchema, strategy: 'output' },
  Display: { schema: displaySchema, strategy: 'output' },
  DuplicateGroup: { schema: duplicateGroupSchema, strategy: 'output' },
  Event: { schema: eventSchema, strategy: 'output' },
  Job: { schema: jobSchema, strategy: 'output' },
  Message: { schema: messageSchema, strategy: 'output' },
  Preference: { schema: preferenceRowSchema, strategy: 'output' },
  Snapshot: { schema: snapshotSchema, strategy: 'output' },
} as const;

/** An operation with what we add to the standard ones. */
export type DescribedOperation = OpenAPI.OperationObject & { 'x-required-scope'?: RequiredScope };

const tags: readonly OpenAPI.TagObject[] = [
  { name: 'Access', description: 'Log-ins and tokens' },
  { name: 'Memory', description: 'Events, conversations, snapshots and preferences' },
  { name: 'Captures', description: 'Pictures and what is known about them' },
  { name: 'Capture control', description: 'What capture does, and telling it what to do' },
  { name: 'Duplicates', description: 'Pictures that show the same' },
  { name: 'Import', description: 'Pictures of files and folders, and when they were taken' },
  { name: 'Export', description: 'Copies of captures with all that is known of them, and pictures of whole days' },
  { name: 'Review', description: 'Decisions, tags and the trash' },
  { name: 'Jobs', description: 'Work in the background' },
  { name: 'Library', description: 'The library and the program itself' },
];

/** The whole REST API as an OpenAPI 3.1 document, made from the contract and the plain routes. */
export async function createOpenApiDocument(plainRoutes: readonly PlainRoute[]): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const generated = await generator.generate(contract, {
    info: { title: 'Afterimage', version: apiVersion, description },
    servers: [{ url: '/', description: 'The host on 127.0.0.1; its port is in the discovery file' }],
    tags: [...tags],
    filter: ({ contract: each }) => each['~orpc'].route.path !== undefined,
    commonSchemas,
    // Errors are the same everywhere and described once, below.
    customErrorResponseBodySchema: () => ({}),
  });
  const paths: Record<string, Record<string, DescribedOperation>> = {};
  const operationAt = (method: string, path: string): DescribedOperation | undefined =>
    (generated.paths?.[path] as Record<string, DescribedOperation> | undefined)?.[method.toLowerCase()];
  const add = (method: string, path: string, scope: RequiredScope, operation: DescribedOperation): void => {
    paths[`/api${path}`] = {
      ...paths[`/api${path}`],
      [method.toLowerCase()]: withScope(operation, scope),
    };
  };
  for (const { method, path, scope } of publishedProcedures(contract)) {
    const operation = operationAt(method, path);
    if (!operation) throw new Error(`OpenAPI has nothing for ${method} ${path}.`);
    add(method, path, scope, operation);
  }
  for (const { method, path, scope, operation } of plainRoutes) add(method, path, scope, operation);
  return withoutNoise({
    openapi: generated.openapi,
    info: generated.info,
    servers: generated.servers,
    tags: generated.tags,
    paths: paths as OpenAPI.PathsObject,
    components: {
      ...generated.components,
      schemas: { ...generated.components?.schemas, ...errorComponents.schemas },
      responses: errorComponents.responses,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of a program, or of a log-in' },
      },
    },
    security: [{ token: [] }],
  });
}

/** Leaves out that a whole number is one that JavaScript can hold, and that names are text. */
function withoutNoise<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNoise) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !(name === 'minimum' && inner === Number.MIN_SAFE_INTEGER))
      .filter(([name, inner]) => !(name === 'maximum' && inner === Number.MAX_SAFE_INTEGER))
      .filter(([name, inner]) => !(name === 'propertyNames' && JSON.stringify(inner) === '{"type":"string"}'))
      .map(([name, inner]) => [name, withoutNoise(inner)]),
  ) as Value;
}

function withScope(operation: DescribedOperation, scope: RequiredScope): DescribedOperation {
  const { responses, parameters, ...rest } = operation;
  const answered = Object.entries(responses ?? {}).filter(([status]) => Number(status) < 400);
  return {
    ...rest,
    description: [operation.description, scopeSentence(scope)].filter(Boolean).join('\n\n'),
    ...(parameters ? { parameters: parameters.map(withoutReserved) } : {}),
    ...operationExamples(operation),
    responses: {
      ...Object.fromEntries(answered),
      ...errorResponsesOf(scope, operation.requestBody !== undefined),
      default: anyError,
    },
    ...(scope === 'none' ? { security: [] } : {}),
    'x-required-scope': scope,
  };
}

function scopeSentence(scope: RequiredScope): string {
  if (scope === 'none') return 'Needs no token.';
  if (scope === 'any') return 'Needs a token, of whatever scope.';
  return `Needs the scope \`${scope}\`.`;
}

/** The generator says of every query that signs like “&” may stand in it as they are, which is not so. */
function withoutReserved(parameter: OpenAPI.ParameterObject | OpenAPI.ReferenceObject) {
  const { allowEmptyValue, allowReserved, ...rest } = parameter as OpenAPI.ParameterObject;
  return rest;
}
