import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { OpenAPI } from '@orpc/contract';
import { createOpenApiDocument } from '../src-main/api/openapi.ts';
import { createPlainRoutes } from '../src-main/api/plain-routes.ts';

/** What the API is now, made from the contract. */
export const presentFile = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));

/** What the API was when it was published last: what programs rely on. */
export const publishedFile = fileURLToPath(new URL('../docs/openapi.published.json', import.meta.url));

/** The description as it is written into a file. */
export async function presentDescription(): Promise<string> {
  return `${JSON.stringify(await createOpenApiDocument(createPlainRoutes()), null, 2)}\n`;
}

export async function readDescription(file: string): Promise<OpenAPI.Document> {
  return JSON.parse(await readFile(file, 'utf8')) as OpenAPI.Document;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { publish: { type: 'boolean', default: false } } });
  const description = await presentDescription();
  for (const file of values.publish ? [presentFile, publishedFile] : [presentFile]) {
    await writeFile(file, description);
    console.log(`Wrote ${file}`);
  }
}
