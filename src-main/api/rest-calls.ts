import type { IncomingMessage, ServerResponse } from 'node:http';
import { getEventIteratorSchemaDetails } from '@orpc/contract';
import { JsonSchemaCoercer } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { StandardBracketNotationSerializer } from '@orpc/openapi-client/standard';
import { type AnyProcedure, createProcedureClient, getRouter, isProcedure } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { Session } from '../core/session.ts';
import type { ApiContext } from './procedures.ts';
import { afterRefusal } from './refused-requests.ts';
import { readJsonBody } from './request-body.ts';
import type { PublishedProcedure } from './rest-routes.ts';
import { createRouter } from './router.ts';

/** A request that is a call of a procedure. */
export interface RestCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly context: ApiContext;
}

type Answer = (call: RestCall) => Promise<void>;

/**
 * Calls published procedures. What answers once is called and written here, since oRPC's own handler looks for the
 * route again and copies every answer on its way, which takes as long as the rest; streams are left to it.
 */
export class RestCalls {
  readonly #answers = new Map<string, Answer>();

  constructor(published: readonly PublishedProcedure[], session: Session, prefix: `/${string}`) {
    const router = createRouter();
    const streams = new OpenAPIHandler(router, {
      filter: ({ contract: each }) => isStream(each),
      customErrorResponseBodyEncoder: ({ code, message, data }) => ({ code, message, data }),
      rootInterceptors: [afterRefusal(session)],
    });
    for (const { name, procedure } of published) {
      const implemented = getRouter(router, name.split('.'));
      if (!isProcedure(implemented)) throw new Error(`The procedure ${name} is published and not there.`);
      const answer = isStream(procedure)
        ? async ({ request, response, context }: RestCall) => {
            await streams.handle(request, response, { prefix, context });
          }
        : answerOnce(name, implemented);
      this.#answers.set(name, answer);
    }
  }

  /** Throws what the procedure throws, and what is wrong with the body. */
  async answer(name: string, call: RestCall): Promise<void> {
    await this.#answers.get(name)?.(call);
  }
}

function isStream({ '~orpc': { outputSchema } }: PublishedProcedure['procedure']): boolean {
  return getEventIteratorSchemaDetails(outputSchema) !== undefined;
}

function answerOnce(name: string, procedure: AnyProcedure): Answer {
  const { route, inputSchema } = procedure['~orpc'];
  const status = route.successStatus ?? 200;
  const coerced = route.method === 'GET' ? coercion(inputSchema) : undefined;
  const path = name.split('.');
  return async ({ request, response, url, params, context }) => {
    const input = coerced ? coerced({ ...readQuery(url), ...params }) : bodyWith(params, await readJsonBody(request));
    const leaving = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) leaving.abort();
    });
    const output = await createProcedureClient(procedure, { context, path })(input, { signal: leaving.signal });
    // As text and with its length it leaves in one piece with the headers.
    const text = JSON.stringify(output);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  };
}

const brackets = new StandardBracketNotationSerializer();

/** Lists and objects are written as `name[0]` and `name[key]`. */
function readQuery({ searchParams }: URL): object {
  return brackets.deserialize([...searchParams]) as object;
}

/** A call without input has an empty body. What the path says goes before what the body says. */
function bodyWith(params: Readonly<Record<string, string>>, body: unknown): unknown {
  if (body === undefined) return params;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject && Object.keys(params).length > 0 ? { ...body, ...params } : body;
}

const converter = new ZodToJsonSchemaConverter();
const coercer = new JsonSchemaCoercer();

/** Addresses hold text only: what a schema wants as a number or a boolean is read as one. Bodies say what they mean. */
function coercion(inputSchema: AnyProcedure['~orpc']['inputSchema']): (input: unknown) => unknown {
  if (!inputSchema) return (input) => input;
  let schema: Parameters<JsonSchemaCoercer['coerce']>[0] | undefined;
  return (input) => {
    schema ??= converter.convert(inputSchema, { strategy: 'input' })[1];
    return coercer.coerce(schema, input);
  };
}
