import type { OpenAPI } from '@orpc/contract';
import type { RequiredScope } from '../../src-shared/domain/access.ts';
import { errorStatusByCode } from '../../src-shared/domain/app-error.ts';

const reference = (name: string): OpenAPI.ReferenceObject => ({ $ref: `#/components/responses/${name}` });

const errorSchema: OpenAPI.SchemaObject = {
  type: 'object',
  properties: {
    code: {
      type: 'string',
      description: 'Stable: a code never changes its meaning.',
      enum: [...Object.keys(errorStatusByCode), 'METHOD_NOT_ALLOWED', 'RANGE_NOT_SATISFIABLE'],
    },
    message: { type: 'string', description: 'One sentence for a person, which says what to do.' },
    data: {
      type: 'object',
      description: 'What the sentence is about, for programs.',
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    },
  },
  required: ['code', 'message', 'data'],
};

const errorContent = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };

/** The errors that the description names, each with what it means. */
const sentences = {
  BadInput: 'What was sent does not fit (`BAD_INPUT`).',
  Unauthorized: 'No token, or one that is not valid or no longer (`UNAUTHORIZED`).',
  Forbidden: 'The token lacks the scope (`FORBIDDEN`), or the request comes from a foreign page or name.',
  TooLarge: 'The body is too large (`TOO_LARGE`).',
  UnsupportedMediaType: 'The body is not of the type that is named here (`UNSUPPORTED_MEDIA_TYPE`).',
  Unavailable: 'The library is not open now; the code says why.',
  AnyError: 'Any other error, by its code.',
} as const;

/** The parts of the description that errors refer to. */
export const errorComponents = {
  schemas: { Error: errorSchema },
  responses: Object.fromEntries(
    Object.entries(sentences).map(([name, description]) => [
      name,
      {
        description,
        content: errorContent,
        ...(name === 'Unauthorized'
          ? { headers: { 'WWW-Authenticate': { schema: { type: 'string' as const } } } }
          : {}),
      },
    ]),
  ),
};

export const anyError = reference('AnyError');

/** What a path may answer besides what it is asked for. */
export function errorResponsesOf(scope: RequiredScope, hasBody: boolean): OpenAPI.ResponsesObject {
  return {
    400: reference('BadInput'),
    ...(scope === 'none' ? {} : { 401: reference('Unauthorized') }),
    403: reference('Forbidden'),
    ...(hasBody ? { 413: reference('TooLarge'), 415: reference('UnsupportedMediaType') } : {}),
    503: reference('Unavailable'),
  };
}
