import type { IncomingMessage, ServerResponse } from 'node:http';

/** What decides about the answer to a request for a picture: its method, and the headers about a part or a copy. */
export function mediaHeadersOf(request: IncomingMessage): { readonly method: string; readonly headers: Headers } {
  const headers = new Headers();
  for (const name of ['range', 'if-range', 'if-none-match'] as const) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return { method: request.method ?? 'GET', headers };
}

/** Sends an answer of the media handler. Its headers replace those that were set before. */
export async function sendOverHttp(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(answer.body ? Buffer.from(await answer.arrayBuffer()) : undefined);
}
