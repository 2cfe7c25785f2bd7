import type { OpenAPI } from '@orpc/contract';
import { id } from '../../src-shared/contract/base.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { mimeTypeByFormat } from '../../src-shared/domain/vocabulary.ts';
import { storeRoute } from './captures-store.ts';
import {
  answerWithPicture,
  defaultThumbnailWidthPixels,
  greatestThumbnailWidthPixels,
  type WantedPicture,
} from './media.ts';
import { mediaHeadersOf, sendOverHttp } from './media-over-http.ts';
import type { PlainCall, PlainRoute } from './rest-routes.ts';

const idParameter: OpenAPI.ParameterObject = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

const widthParameter: OpenAPI.ParameterObject = {
  name: 'width',
  in: 'query',
  description: 'The least width in pixels. A few fixed widths are made, and none is larger than the picture.',
  schema: {
    type: 'integer',
    minimum: 1,
    maximum: greatestThumbnailWidthPixels,
    default: defaultThumbnailWidthPixels,
  },
};

const headers = ['If-None-Match', 'Range', 'If-Range'].map(
  (name): OpenAPI.ParameterObject => ({ name, in: 'header', schema: { type: 'string' } }),
);

const text = { schema: { type: 'string' as const } };
const etag = { ETag: { ...text, description: 'Names the content, which never changes.' } };

/** What the description says of a path that answers with a picture. */
function pictureOperation(
  operationId: string,
  summary: string,
  parameters: readonly OpenAPI.ParameterObject[],
  mimeTypes: readonly string[],
): OpenAPI.OperationObject {
  const content = Object.fromEntries(
    mimeTypes.map((mimeType) => [mimeType, { schema: { type: 'string' as const, format: 'binary' } }]),
  );
  return {
    operationId,
    summary,
    description: 'HEAD is answered too. A picture never changes, so whoever has it need not ask again.',
    tags: ['Captures'],
    parameters: [...parameters, ...headers],
    responses: {
      200: { description: 'The picture', headers: { ...etag, 'Accept-Ranges': text }, content },
      206: { description: 'A part of it', headers: { ...etag, 'Content-Range': text }, content },
      304: { description: 'It is the one that the sender has' },
    },
  };
}

async function sendPicture(
  { request, response, params, context }: PlainCall,
  wanted: Pick<WantedPicture, 'kind' | 'width'>,
): Promise<void> {
  const parsed = id.safeParse(params.id);
  if (!parsed.success) throw new AppError('BAD_INPUT', 'This is not the id of a capture.');
  const library = context.session.library();
  await sendOverHttp(
    await answerWithPicture(library, { ...wanted, id: parsed.data }, mediaHeadersOf(request)),
    response,
  );
}

/** The paths about captures whose answers or bodies are pictures. */
export function createCaptureRoutes(): readonly PlainRoute[] {
  return [
    {
      method: 'GET',
      path: '/captures/{id}/picture',
      scope: 'captures:read',
      head: true,
      operation: pictureOperation(
        'captures.picture',
        'The picture of a capture',
        [idParameter],
        Object.values(mimeTypeByFormat),
      ),
      answer: (call) => sendPicture(call, { kind: 'full', width: null }),
    },
    {
      method: 'GET',
      path: '/captures/{id}/thumbnail',
      scope: 'captures:read',
      head: true,
      operation: pictureOperation(
        'captures.thumbnail',
        'A small copy of the picture of a capture',
        [idParameter, widthParameter],
        ['image/jpeg'],
      ),
      answer: (call) => sendPicture(call, { kind: 'thumb', width: call.url.searchParams.get('width') }),
    },
    storeRoute,
  ];
}
