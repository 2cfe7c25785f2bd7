import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { AppError } from '../../src-shared/domain/app-error.ts';

export interface MultipartOptions<File> {
  /** The one part that is a file. */
  readonly fileField: string;
  readonly greatestFileBytes: number;
  /** The whole body, with its fields. */
  readonly greatestBytes: number;
  /** Takes the file as it arrives, and must read it to its end. What it throws ends the reading. */
  readonly receive: (source: Readable) => Promise<File>;
  /** Called with what was received where the rest of the body is not in order. */
  readonly discard: (file: File) => Promise<void>;
}

export interface MultipartBody<File> {
  readonly file: File;
  /** The name that was sent with the file, without folders. */
  readonly filename: string | undefined;
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

const greatestFieldBytes = 16 * 1024;
const mostFields = 64;

/**
 * Reads a body of one file and some fields, holding no more than a piece of the file in memory. Throws `BAD_INPUT` or
 * `TOO_LARGE`, and leaves the rest of the request unread then, so that it can still be answered.
 */
export async function readMultipart<File>(
  request: IncomingMessage,
  options: MultipartOptions<File>,
): Promise<MultipartBody<File>> {
  const parser = createParser(request, options);
  const fields = new Map<string, string[]>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  let problem: unknown;
  const fail = (error: unknown): void => {
    problem ??= error;
    failed.reject(error);
  };
  let receiving: Promise<File> | undefined;
  let source: Readable | undefined;
  let filename: string | undefined;

  parser.on('file', (name, stream, sentName) => {
    stream.on('error', () => fail(brokenOff()));
    if (name !== options.fileField || receiving) {
      stream.resume();
      fail(badInput(`Send one file, as “${options.fileField}”.`));
      return;
    }
    stream.on('limit', () => fail(tooLarge(options.greatestFileBytes)));
    source = stream;
    filename = sentName || undefined;
    receiving = options.receive(stream);
    receiving.catch(fail);
  });
  parser.on('field', (name, value, _nameCut, valueCut) => {
    if (valueCut) fail(badInput(`A field has at most ${greatestFieldBytes} bytes.`));
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  });
  parser.on('error', () => fail(brokenOff()));
  for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const) {
    parser.on(limit, () => fail(badInput('The body has too many parts.')));
  }

  try {
    const finished = once(parser, 'finish');
    finished.catch(() => {});
    let bytes = 0;
    for await (const piece of pieces(request)) {
      bytes += piece.length;
      if (bytes > options.greatestBytes) throw tooLarge(options.greatestFileBytes);
      const goesOn = parser.write(piece);
      if (problem !== undefined) throw problem;
      if (!goesOn) await Promise.race([once(parser, 'drain'), failed.promise]);
    }
    parser.end();
    await Promise.race([finished, failed.promise]);
    if (!receiving) throw badInput(`Send the picture as a file called “${options.fileField}”.`);
    const file = await receiving;
    if (problem !== undefined) throw problem;
    return { file, filename, fields };
  } catch (error) {
    const first = problem ?? error;
    source?.destroy(first instanceof Error ? first : undefined);
    await receiving?.then(options.discard).catch(() => {});
    throw first;
  }
}

async function* pieces(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    throw brokenOff();
  }
}

function createParser(
  request: IncomingMessage,
  options: Pick<MultipartOptions<never>, 'fileField' | 'greatestFileBytes'>,
): BusboyInstance {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      // A picture may be sent without a name of its own.
      isPartAFile: (name, _type, filename) => filename !== undefined || name === options.fileField,
      limits: {
        files: 2,
        fields: mostFields,
        parts: mostFields + 2,
        fieldSize: greatestFieldBytes,
        fileSize: options.greatestFileBytes,
        headerPairs: 32,
        headerSize: greatestFieldBytes,
      },
    });
  } catch {
    throw badInput('The body is no multipart form: its boundary is missing.');
  }
}

function badInput(sentence: string): AppError {
  return new AppError('BAD_INPUT', sentence);
}

function brokenOff(): AppError {
  return badInput('The body ends before its last part does.');
}

function tooLarge(greatestBytes: number): AppError {
  return new AppError('TOO_LARGE', `The picture is too large: at most ${greatestBytes} bytes are taken.`, {
    details: { greatestBytes },
  });
}
