import type { IncomingMessage } from 'node:http';
import { AppError } from '../../src-shared/domain/app-error.ts';

/** Far more than any call needs. */
export const greatestBodyBytes = 1024 * 1024;

/** Deeper than anything a program has to say, and far from what a recursive reader runs out of stack at. */
const greatestJsonDepth = 64;

/** How long what is left of a refused body is read and thrown away, so that its sender gets to read the answer. */
const lingerMs = 2000;

/**
 * Reads the JSON body of a call; undefined where it is empty. Throws `UNSUPPORTED_MEDIA_TYPE`, `TOO_LARGE`, or
 * `BAD_INPUT` for what is no JSON or too deeply nested. What is refused is not kept in memory.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Calls carry JSON: send “Content-Type: application/json”.');
  }
  if (Number(request.headers['content-length'] ?? 0) > greatestBodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > greatestBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (length === 0) return undefined;
  if (type === undefined) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Calls carry JSON: send “Content-Type: application/json”.');
  }
  const bytes = Buffer.concat(chunks);
  assertShallow(bytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AppError('BAD_INPUT', 'The call is not JSON.');
  }
}

/**
 * Throws away what was not read of a refused request. The connection stays open for that, but not for long: closed at
 * once, the system would throw away the answer together with what the client still sends.
 */
export function dropRestOfBody(request: IncomingMessage): void {
  if (request.complete) return;
  request.on('error', () => {});
  request.resume();
  const timer = setTimeout(() => request.destroy(), lingerMs);
  request.once('close', () => clearTimeout(timer));
}

/** Whether the client went away before it had said everything. Nobody reads an answer then, and nothing is wrong. */
export function wasAbandoned(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

function tooLarge(): AppError {
  return new AppError('TOO_LARGE', `The call is too large: at most ${greatestBodyBytes} bytes are read.`, {
    details: { greatestBytes: greatestBodyBytes },
  });
}

const [quote, backslash, brace, bracket, braceEnd, bracketEnd] = [...Buffer.from('"\\{[}]')];

/** Throws `BAD_INPUT` for JSON that nests deeper than any call has to. */
export function assertShallow(json: Buffer): void {
  if (!nestsDeeper(json, greatestJsonDepth)) return;
  throw new AppError('BAD_INPUT', `The call is nested more than ${greatestJsonDepth} levels deep.`);
}

/** Looks before anything is parsed: readers of JSON, and whoever walks what they return, may recurse. */
function nestsDeeper(json: Buffer, levels: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === brace || byte === bracket) {
      depth += 1;
      if (depth > levels) return true;
    } else if (byte === braceEnd || byte === bracketEnd) depth -= 1;
  }
  return false;
}
