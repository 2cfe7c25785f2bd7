import type { IncomingMessage, ServerResponse } from 'node:http';

/** Far more than any call needs. */
export const greatestBodyBytes = 1024 * 1024;

/**
 * Reads the JSON body of a call and leaves it on the request, where oRPC looks for it. Returns false when it has
 * answered already: another method (405), another type (415), too large (413), no JSON (400).
 */
export async function readRequestBody(
  request: IncomingMessage & { body?: unknown },
  response: ServerResponse,
): Promise<boolean> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return refuse(request, response, 405, 'Calls are made with POST.');
  }
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
    return refuse(request, response, 415, 'Calls carry JSON.');
  }
  if (Number(request.headers['content-length'] ?? 0) > greatestBodyBytes) {
    return refuse(request, response, 413, 'The call is too large.');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > greatestBodyBytes) return refuse(request, response, 413, 'The call is too large.');
    chunks.push(chunk);
  }
  if (length > 0 && type === undefined) return refuse(request, response, 415, 'Calls carry JSON.');
  try {
    // A call without input has an empty body; `{}` is what the RPC codec reads as “no input”.
    request.body = length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return refuse(request, response, 400, 'The call is not JSON.');
  }
  return true;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, sentence: string): false {
  // What is left of the body is not read: the connection ends with the answer.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${sentence}\n`, () => request.destroy());
  return false;
}
