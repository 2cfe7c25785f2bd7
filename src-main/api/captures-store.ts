import type { OpenAPI } from '@orpc/contract';
import {
  greatestPictureBytes,
  type StoredCapture,
  sentCaptureSchema,
} from '../../src-shared/contract/sent-captures.ts';
import { AppError } from '../../src-shared/domain/app-error.ts';
import { complaintSentence } from '../../src-shared/domain/validator-sentences.ts';
import type { SentCapture } from '../core/importing/capture-receiver.ts';
import { readMultipart } from './multipart.ts';
import type { PlainCall, PlainRoute } from './rest-routes.ts';

/** A picture, and far more than its fields need. */
const greatestBytes = greatestPictureBytes + 1024 * 1024;

const field = (description: string, schema: OpenAPI.SchemaObject = {}): OpenAPI.SchemaObject => ({
  type: 'string',
  description,
  ...schema,
});

const bodySchema: OpenAPI.SchemaObject = {
  type: 'object',
  properties: {
    file: field(
      'One picture of at most 64 MB and 100 megapixels: JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF or BMP, by its content.',
      { format: 'binary' },
    ),
    captured_at: field(
      'When it was captured: UTC milliseconds, or ISO 8601 with its offset from UTC. Without it, when it arrives.',
    ),
    utc_offset_minutes: field(
      'Minutes east of UTC then. Without it the offset in captured_at, or that of this machine.',
      { type: 'integer', minimum: -1440, maximum: 1440 },
    ),
    display_id: field('Captures of one display are one lane of the timeline.', { minLength: 1, maxLength: 200 }),
    display_name: field('Its name for a person. Without it, the id.', { minLength: 1, maxLength: 200 }),
    app_name: field('The program in front. Of a longer text the first 200 characters are kept.'),
    window_title: field('The title of its window. Of a longer text the first 2000 characters are kept.'),
    original_filename: field('Shown, and never used as a path. Without it the name that was sent with the file.'),
    tags: {
      type: 'array',
      description: 'A tag each; the field is sent once for each of them.',
      items: { type: 'string', minLength: 1, maxLength: 64 },
      maxItems: 20,
    },
  },
  required: ['file'],
};

const answer = (description: string): OpenAPI.ResponseObject => ({
  description,
  content: {
    'application/json': {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/Capture' },
          { type: 'object', properties: { duplicate: { type: 'boolean' } }, required: ['duplicate'] },
        ],
      },
    },
  },
});

/** `POST /api/captures`: a picture of another capture program becomes a capture. */
export const storeRoute: PlainRoute = {
  method: 'POST',
  path: '/captures',
  scope: 'memory:write',
  operation: {
    operationId: 'captures.store',
    summary: 'Store a capture of another program',
    description:
      'The picture is on the disk when this answers. The same file of the same moment and display is stored once: who got no answer may ask again.',
    tags: ['Captures'],
    requestBody: {
      required: true,
      content: { 'multipart/form-data': { schema: bodySchema } },
    },
    responses: {
      200: answer('It was stored before; nothing was added. “duplicate” is true.'),
      201: answer('It was stored. “duplicate” is false.'),
    },
  },
  body: { type: 'multipart/form-data', greatestBytes },
  answer: store,
};

async function store({ request, response, context }: PlainCall): Promise<void> {
  const { receiver } = context.session.library();
  const announcedBytes = Number(request.headers['content-length'] ?? 0) || 0;
  const { file, filename, fields } = await readMultipart(request, {
    fileField: 'file',
    greatestFileBytes: greatestPictureBytes,
    greatestBytes,
    receive: (source) => receiver.receive(source, announcedBytes),
    discard: (received) => received.discard(),
  });
  let sent: SentCapture;
  try {
    sent = readFields(fields, filename);
  } catch (error) {
    await file.discard();
    throw error;
  }
  const { capture, duplicate } = await receiver.store(file, sent);
  const answered: StoredCapture = { ...capture, duplicate };
  response.writeHead(duplicate ? 200 : 201, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answered));
}

/** The fields of a form, of which all but the tags are sent once. What is empty was not given. */
function readFields(fields: ReadonlyMap<string, readonly string[]>, filename: string | undefined): SentCapture {
  const given: Record<string, unknown> = Object.create(null);
  for (const [name, all] of fields) {
    const values = all.filter((value) => value !== '');
    if (name === 'tags') given[name] = values;
    else if (values.length > 1) throw new AppError('BAD_INPUT', `Send “${name.slice(0, 100)}” once.`);
    else if (values.length === 1) given[name] = values[0];
  }
  given.original_filename ??= filename;
  const parsed = sentCaptureSchema.safeParse({ ...given });
  if (!parsed.success) throw new AppError('BAD_INPUT', complaintSentence(parsed.error.issues));
  const { captured_at: time, utc_offset_minutes: offset, ...others } = parsed.data;
  return {
    capturedAt: time?.at,
    utcOffsetMinutes: offset ?? time?.offsetMinutes,
    displayId: others.display_id,
    displayName: others.display_name,
    appName: others.app_name,
    windowTitle: others.window_title,
    originalFilename: others.original_filename,
    tags: others.tags,
  };
}
