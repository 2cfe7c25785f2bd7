import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { OpenAPI } from '@orpc/contract';
import { createOpenApiDocument } from '../src-main/api/openapi.ts';
import { createPlainRoutes } from '../src-main/api/plain-routes.ts';
import { breakingChanges } from './openapi-changes.ts';

/** What the API is now, made from the contract. */
export const presentFile = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));

/** What of the API programs rely on: all of it, but for what was changed in a way that would break them. */
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
  const broken = breakingChanges(await readDescription(publishedFile), JSON.parse(description));
  // What is new is promised from now on; what breaks a promise becomes the new one only where that is asked for.
  const isPromised = values.publish || broken.length === 0;
  for (const file of isPromised ? [presentFile, publishedFile] : [presentFile]) {
    await writeFile(file, description);
    console.log(`Wrote ${file}`);
  }
  if (!isPromised) {
    console.error(`Not promised, since it breaks programs:\n${broken.join('\n')}`);
    process.exitCode = 1;
  }
}
