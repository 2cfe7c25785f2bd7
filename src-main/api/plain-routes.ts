import type { OpenAPI } from '@orpc/contract';
import { createCaptureRoutes } from './captures-rest.ts';
import type { PlainCall, PlainRoute } from './rest-routes.ts';

/** Every path of the REST API that is no procedure of the contract. A new one is added here and nowhere else. */
export function createPlainRoutes(): readonly PlainRoute[] {
  const routes: PlainRoute[] = [];
  const documents = new Documents(routes);
  routes.push(
    {
      method: 'GET',
      path: '/openapi.json',
      scope: 'any',
      operation: {
        operationId: 'openapi',
        summary: 'This API as an OpenAPI 3.1 document',
        tags: ['Library'],
        responses: { 200: { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } } },
      },
      answer: async (call) => send(call, 'application/json', await documents.json()),
    },
    {
      method: 'GET',
      path: '/reference',
      scope: 'any',
      operation: {
        operationId: 'reference',
        summary: 'This API as a page for people; it loads nothing else',
        tags: ['Library'],
        responses: { 200: { description: 'OK', content: { 'text/html': { schema: { type: 'string' } } } } },
      },
      answer: async (call) => {
        const { html, contentSecurityPolicy } = await documents.page();
        call.response.setHeader('content-security-policy', contentSecurityPolicy);
        send(call, 'text/html; charset=utf-8', html);
      },
    },
    ...createCaptureRoutes(),
  );
  return routes;
}

/** What describes the API. It is made when it is first asked for, and the generator is not loaded before. */
class Documents {
  readonly #routes: readonly PlainRoute[];
  #document: Promise<OpenAPI.Document> | undefined;
  #json: Promise<string> | undefined;

  constructor(routes: readonly PlainRoute[]) {
    this.#routes = routes;
  }

  json(): Promise<string> {
    this.#json ??= this.#whole().then((document) => JSON.stringify(document));
    return this.#json;
  }

  async page(): Promise<{ html: string; contentSecurityPolicy: string }> {
    const { renderReference } = await import('./reference-page.ts');
    return renderReference(await this.#whole());
  }

  #whole(): Promise<OpenAPI.Document> {
    this.#document ??= import('./openapi.ts').then(({ createOpenApiDocument }) => createOpenApiDocument(this.#routes));
    return this.#document;
  }
}

function send({ response }: PlainCall, contentType: string, body: string): void {
  response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
