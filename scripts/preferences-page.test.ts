import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { preferenceKeys } from '../src-shared/domain/preferences.ts';
import { preferencesPage, preferencesPagePath } from './preferences-page.ts';

it('docs/preferences.md is as the definitions are: “node scripts/preferences-page.ts” writes it', async () => {
  expect(await readFile(preferencesPagePath, 'utf8')).toBe(preferencesPage());
});

it('names every preference once', () => {
  const named = [...preferencesPage().matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(preferenceKeys.toSorted());
});
