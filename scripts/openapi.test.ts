import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { presentDescription, presentFile, publishedFile, readDescription } from './openapi.ts';
import { breakingChanges } from './openapi-changes.ts';

let present: string;

beforeAll(async () => {
  present = await presentDescription();
});

describe('docs/openapi.json', () => {
  it('says what the contract says', async () => {
    const isSame = (await readFile(presentFile, 'utf8')) === present;
    expect(isSame, 'The API has changed. Run “npm run openapi” and look at what became of docs/openapi.json.').toBe(
      true,
    );
  });

  it('breaks no program that was written for docs/openapi.published.json', async () => {
    const broken = breakingChanges(await readDescription(publishedFile), JSON.parse(present));
    const wayOut =
      'Programs rely on this: add instead of changing. Only if it was never released: “npm run openapi -- --publish”.';
    expect(broken, [...broken, wayOut].join('\n')).toEqual([]);
  });

  it('promises all that it says, so that what is new is guarded too', async () => {
    const isSame = (await readFile(publishedFile, 'utf8')) === present;
    expect(isSame, 'Something of the API is not in docs/openapi.published.json yet. Run “npm run openapi”.').toBe(true);
  });
});
